"""DealerAccelerate's theme for small galleries: year, make and model apart, no JSON-LD."""

from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.pager import pager
from tests.web.dealers.stock import Stock

_CDN = "https://cdn.dealeraccelerate.com"


class AccelerateMotorcar(Design):
    """`a.motorcar-inventory-link` tiles under /vehicles."""

    title_only = True
    platform = "dealer_accelerate"
    current_path = "/vehicles"
    sold_path = "/vehicles/sold"
    robots = ("User-agent: *", "Disallow: /*?", "Allow: /*?page=")

    def path(self, one: Stock) -> str:
        return f"/vehicles/{one.number}/{one.slug}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_CDN}/motorcar/1/{one.number}/{one.number * 100 + i}/790x1024/{one.slug}"

    def logo(self) -> str:
        return f'<img src="{_CDN}/motorcar/logo/site.png" alt="logo">'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        tiles = "".join(self._tile(one) for one in cards)
        # An empty list has its container.
        return (
            f"<div class='inventory-list'>{tiles}</div>"
            f"{pager(base, number, last, self.current_path)}"
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(f'<a href="{p.url}"><img src="{p.url}"></a>' for p in self.photos(one))
        rail = "".join(self._tile(other) for other in others)
        sold = " sold" if one.sold else ""
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1>{photos}"
            f"<h3 class='price{sold}'>{dollars(one, 'Inquire')}</h3><ul>{_fields(one)}</ul>"
            f"<div id='description'><p>{escape(one.description)}</p></div>"
            f"<section><h2>Similar cars</h2>{rail}</section>"
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
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
            transmission=car.transmission,
            description=one.description,
        )

    def _tile(self, one: Stock) -> str:
        car = one.car
        year, make = (str(car.year), car.make) if car else ("", "")
        model = one.title.removeprefix(f"{year} {make}").strip()
        sold = "<div class='ribbon sold'>Sold</div>" if one.sold else overlay(one)
        return (
            f"<a class='motorcar-inventory-link' href='{self.path(one)}'>"
            f"<div class='inventory-list-view'>{sold}<h3 class='price'>{dollars(one, 'Inquire')}"
            f"</h3><img alt='{escape(one.title, quote=True)}' src='{self.photo_url(one, 1)}'>"
            f"<div class='details'><h3><span class='year'>{year}</span> "
            f"<span class='make'>{escape(make)}</span> <span class='model'>{escape(model)}</span>"
            "</h3></div></div></a>"
        )


def _fields(one: Stock) -> str:
    fields = {"Stock No.": one.stock_number}
    if car := one.car:
        fields |= {
            "VIN": car.vin or car.chassis_number or "",
            "Exterior": car.exterior_color,
            "Interior": car.interior_color,
            "Transmission": car.transmission,
        }
    return "".join(f"<li><b>{k}:</b> {escape(v)}</li>" for k, v in fields.items())


THEME = AccelerateMotorcar
