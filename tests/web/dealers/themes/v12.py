"""V12 Software: cards with labelled fields, and a pager that answers page 1 past its end."""

from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock

_CLOUD = "https://res.cloudinary.com/v12ai/image/upload"


class V12(Design):
    """`.result-item` cards under /inventory; sold cars are gone."""

    title_only = True
    platform = "v12"
    has_sold_list = False
    marks_sold = False
    filler_vins = True
    current_path = "/inventory"

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        if path == self.current_path:
            number = query.get("page", "1")
            last = len(self.pages_of(stock))
            if not number.isdecimal() or not 1 <= int(number) <= last:
                query = query | {"page": "1"}
        return super().page(stock, path, query)

    def path(self, one: Stock) -> str:
        return f"/inventory/view/{one.number}/{one.slug}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_CLOUD}/88/{one.number}/{i}.jpg"

    def footer(self) -> str:
        return '<a href="https://www.v12software.com/">Websites for dealers</a>'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        if not cards:
            return "<div class='results'><p>No vehicles found.</p></div>"
        tiles = "".join(
            f"<div class='result-item'>{overlay(one)}<img src='{self._photo(one, 1)}'>"
            f"<h4 class='result-item-title'><a href='{self.path(one)}'>{escape(one.title)}</a></h4>"
            f"<div class='result-item-pricing'><div class='price'>{_price(one)}</div></div>"
            f"<p>From $199 / mo</p><ul>{_fields(one)}</ul></div>"
            for one in cards
        )
        pages = "".join(f'<li><a href="{base}?page={n}">{n}</a></li>' for n in range(1, last + 1))
        return f"<div class='results'>{tiles}</div><ul class='pagination'>{pages}</ul>"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(f"<img data-src='{self._photo(one, p.number)}'>" for p in self.photos(one))
        rail = "".join(
            f"<div><h4>{escape(o.title)}</h4><div class='price'>{dollars(o)}</div>"
            f"<ul>{_fields(o)}</ul><img src='{self._photo(o, 1)}'></div>"
            for o in others
        )
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1><div class='result-item-pricing'>"
            f"<div class='price'>{_price(one)}</div></div><p>From $499 / mo</p>"
            f"<ul>{_fields(one)}</ul>{photos}<img src='{_CLOUD}/w_800,h_600/coming_soon.jpg'>"
            f"<div class='related'><h3>Similar vehicles</h3>{rail}</div>"
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=_mileage(car),
            mileage_unit=car.mileage_unit,
            engine=car.engine,
            transmission=car.transmission,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )

    def _photo(self, one: Stock, i: int) -> str:
        return f"{_CLOUD}/w_800,h_600,c_pad,b_auto/88/{one.number}/{i}.jpg"


def _price(one: Stock) -> str:
    return dollars(one, "Call for Price")


def _fields(one: Stock) -> str:
    fields = {"Stock Number": one.stock_number}
    if car := one.car:
        fields |= {
            "VIN Number": one.number_text or "",
            "Mileage": _mileage(car),
            "Exterior Color": car.exterior_color,
            "Interior Color": car.interior_color,
            "Engine": car.engine,
            "Transmission": car.transmission,
            "Drivetrain": "N/A",
        }
    return "".join(f"<li><strong>{k} :</strong> {escape(v)}</li>" for k, v in fields.items())


def _mileage(car: Car) -> str:
    return f"{car.mileage:,} {'miles' if car.mileage_unit == 'mi' else 'km'}"


THEME = V12
