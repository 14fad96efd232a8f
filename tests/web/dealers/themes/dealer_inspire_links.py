"""A Dealer Inspire site of the template whose cards have the VIN in the link alone."""

from html import escape

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.dealer_inspire import DealerInspireSitemap
from tests.web.pages import Page


class DealerInspireLinks(DealerInspireSitemap):
    """`.vehicle` cards, 20 a page by `?_p=N`; no sitemap."""

    lists_status = True

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path.startswith("/dealer-inspire-inventory/"):
            return None
        return super().answer(stock, path, query)

    def list_requests(self, stock: list[Stock]) -> int:
        return 1 + len(self.pages_of(stock))

    def _card(self, one: Stock) -> str:
        return (
            f"<div class='vehicle used'><a href='{self.path(one)}'>{escape(one.title)}</a>"
            f"<a href='{self.path(one)}#photos'>photos</a>"
            f"<div class='vehicle-price'>{self._rows(one)}</div></div>"
        )


THEME = DealerInspireLinks
