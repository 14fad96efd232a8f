"""AutoManager WebManager's older markup: its pager submits a form."""

from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, overlay
from tests.web.dealers.stock import Stock

_PHOTOS = "https://automanagerprodcdn.azureedge.net/wmphotos"
_CONTROL = "0258b099ba094f09"


class AutoManagerOlder(Design):
    """`.inventory-list-container .inventory-panel` under /view-inventory."""

    platform = "auto_manager"
    title_only = True
    has_sold_list = False
    marks_sold = False
    current_path = "/view-inventory"

    def path(self, one: Stock) -> str:
        return f"/vehicle-details/{one.slug}-{one.number:032x}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_PHOTOS}/012345/{one.number:032x}/{one.number}{i:02}_1280.jpg"

    def logo(self) -> str:
        return '<script src="https://wm.automanager.com/site.js"></script><img src="/logo.png">'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        numbers = "".join(_button(n, f"Page {n}") for n in range(1, last + 1) if n != number)
        arrow = _button(number + 1, "Next Page") if number < last else ""
        tiles = "".join(self._tile(one) for one in cards) or "<p>No vehicles found</p>"
        return f'<div class="inventory-list-container">{tiles}</div><div>{numbers}{arrow}</div>'

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        gallery = "".join(f'<li><a href="{p.url}">Photo</a></li>' for p in self.photos(one))
        rows = "".join(
            f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in self._rows(one)
        )
        rail = "".join(self._tile(other) for other in others)
        return (
            f"<h1>{escape(one.title)}</h1>{overlay(one)}<ul>{gallery}</ul>{_price(one)}"
            f'<dl>{rows}</dl><div class="similar-vehicles">{rail}</div>'
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=f"{car.mileage:,}",
            engine=car.engine,
            transmission=car.transmission,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )

    def _rows(self, one: Stock) -> list[tuple[str, str]]:
        rows = [("Stock #", one.stock_number)]
        if car := one.car:
            rows += [
                ("VIN", one.number_text or ""),
                ("Mileage", f"{car.mileage:,}"),
                ("Engine", car.engine),
                ("Transmission", car.transmission),
                ("Exterior", car.exterior_color),
                ("Interior", car.interior_color),
            ]
        return rows

    def _tile(self, one: Stock) -> str:
        car = one.car
        miles = f'<span class="mileage">{car.mileage:,}</span>' if car else ""
        return (
            f'<div class="inventory-panel palette-bg2">{overlay(one)}<a class="accent-color1" '
            f'href="{self.path(one)}" title="{escape(one.title)}">{escape(one.title)}</a>'
            f'{_price(one)}{miles}<span class="stocknumber">{one.stock_number}</span></div>'
        )


def _button(number: int, title: str) -> str:
    return f"""<a onclick="Inventory_SetPage('{_CONTROL}','{number}');" title="{title}">go</a>"""


def _price(one: Stock) -> str:
    amount = f"<span>$</span>{one.price:,.0f}" if one.price else "Call"
    return f'<div class="accent-color1 pricevalue1">{amount}</div>'


THEME = AutoManagerOlder
