"""A small DealerCenter site of the newer layout, without a sitemap: one page of a list."""

from html import escape

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.dealer_center import DealerCenterOlder
from tests.web.pages import Page

_FEES = 899


class DealerCenterNewer(DealerCenterOlder):
    """`.vehicle-container` cards with their figures in data attributes; some prices reduced."""

    lists_status = True

    def suited(self, stock: list[Stock]) -> list[Stock]:
        """As many cars as the list's first page has, as robots.txt closes the others."""
        suited = super().suited(stock)
        cars = [one for one in suited if one.car][: self.cars_a_page - 5]
        return [one for one in suited if one.car is None or one in cars]

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path.endswith(".xml"):
            return None
        return super().answer(stock, path, query)

    def list_requests(self, stock: list[Stock]) -> int:
        return 2  # the sitemap that is not there, and the list

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        empty = "" if cards else f"<p>Page 1 of 1 ({len(cards)} vehicles)</p>"
        tiles = "".join(self._card(one) for one in cards)
        return f"<div data-total-pages='1'>{empty}{tiles}</div>"

    def _card(self, one: Stock) -> str:
        sold = "<div class='dws-vehicle-sold-label'>SOLD</div>" if one.sold else "<!-- SOLD -->"
        price = one.price or 0
        whole = price + 1000 if one.number % 3 == 0 else price  # reduced by 1000
        was = f"<p class='vehicle-price-col text-line-through'>{_value(price + 1000)}</p>"
        reduced = (
            f"{was}<div class='vehicle-price-sale-container'>{_value(price)}</div>"
            if price and whole != price
            else f"<p class='vehicle-price-col'>{_value(price + _FEES) if price else 'Call'}</p>"
        )
        return (
            f"<div class='vehicle-container' data-vehicle-id='vehicle-id-{one.number_text or ''}'>"
            f"{sold}<div class='dws-vlp-media-slider' data-stock-number='{one.stock_number}' "
            f"data-vdp-url='{self.url(one)}' data-image-count='0'></div>"
            f"<a class='vehicle-title' href='{self.path(one)}'>"
            f"{escape(self.stated_title(one))}</a>"
            f"<span class='dws-price-fee-label' data-vehicle-price='{whole if price else 0}' "
            f"data-total-price='{whole + _FEES if price else 0}'></span>{reduced}</div>"
        )


def _value(amount: object) -> str:
    return f"<span class='vehicle-price-value'>${amount:,.0f}*</span>"


THEME = DealerCenterNewer
