"""A dealer without a list of its own: its cars stand on Motorious, the vendor's marketplace."""

from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_HOST = "buy.motorious.com"
_CDN = "https://cdn.dealeraccelerate.com"


class Motorious(Design):
    """One page of cards with hashed classes; sold cars stay, marked. There are no signs."""

    platform = "motorious"
    title_only = True
    has_sold_list = False
    has_signs = False
    tells_the_end = False
    shared_hosts = (_HOST,)

    @property
    def current_path(self) -> str:  # type: ignore[override]
        return f"https://{_HOST}{self._list_path}"

    @property
    def _list_path(self) -> str:
        return f"/inventory/dealer/{self.dealer.name.replace(' ', '+')}"

    def list_requests(self, stock: list[Stock]) -> int:
        return 1

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        return self.frame(self.dealer.name, self.home()) if path == "/" else None

    def answer_shared(
        self, host: str, stock: list[Stock], path: str, query: dict[str, str]
    ) -> Page | None:
        if path == self._list_path:
            cards = "".join(self._card(one) for one in [*stock, *stock[:1]])
            return self._page(path, f"<div class='{_class('feed')}'>{cards}</div>")
        for i, one in enumerate(stock):
            if path == self.path(one):
                others = [other for other in stock if other is not one]
                return self._page(path, self.vehicle_page(one, (others * 3)[i : i + 3]))
        return None

    def url(self, one: Stock) -> str:
        return f"https://{_HOST}{self.path(one)}"

    def path(self, one: Stock) -> str:
        return f"/vehicles/{one.number}/{one.slug}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_CDN}/m/1/{one.number}/{one.number * 100 + i}/790x1024/{one.slug}"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(f'<img src="{p.url}">' for p in self.photos(one))
        rail = "".join(self._card(other) for other in others)
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1>{self._status(one)}{self._price(one)}"
            f"<ul>{_fields(one)}</ul>{photos}<section><h2>Similar vehicles</h2>{rail}</section>"
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            vin=car.vin,
            vin_text=car.vin or car.chassis_number,
            chassis_number=car.chassis_number,
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            engine=car.engine,
            exterior_color=car.exterior_color,
        )

    def _page(self, path: str, body: str) -> Page:
        html = (
            f'<!DOCTYPE html><html><head><link rel="canonical" href="https://{_HOST}{path}">'
            "<script>window.gon={};</script></head><body>"
            f"<div class='{_class('sellerItem')}'>sold</div>{body}</body></html>"
        )
        return Page(body=html.encode())

    def _card(self, one: Stock) -> str:
        head = f"{one.car.year} {one.car.make}" if one.car else ""
        model = escape(one.title.removeprefix(head).strip(), quote=True)
        return (
            f"<div class='{_class('vehicleContainer')}'><a class='{_class('vehicle')}' "
            f"href='{self.path(one)}'><img src='{self.photo_url(one, 1)}'>{self._status(one)}"
            f"<span class='{_class('vehicleName')}'><span title='{model}'>{model}</span></span>"
            f"<span class='{_class('vehicleDate')}'>{escape(head)}</span>{self._price(one)}"
            "</a></div>"
        )

    def _status(self, one: Stock) -> str:
        word = "Sold" if one.sold else ""
        return f"<div class='{_class('vehicleStatus')}'><div>{word}</div></div>{overlay(one)}"

    def _price(self, one: Stock) -> str:
        if one.price is None:
            return f"<span class='{_class('noPrice')}'>Inquire for Price</span>"
        return f"<span class='{_class('vehiclePrice')}'>{dollars(one)}</span>"


def _class(name: str) -> str:
    return f"styles-module__{name}___x{len(name)}Qa"


def _fields(one: Stock) -> str:
    fields = {"Stock #": one.stock_number}
    if car := one.car:
        fields |= {
            "VIN": car.vin or car.chassis_number or "",
            "Engine": car.engine,
            "Exterior Color": car.exterior_color,
        }
    return "".join(
        f"<li><span>{k}:</span> <span>{escape(v)}</span></li>" for k, v in fields.items()
    )


THEME = Motorious
