"""Motorcar Marketing's theme of pills: other cars stand below a car in its own markup."""

from decimal import Decimal
from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock

_VENDOR = "https://www.motorcarsites.com"


class MotorcarPills(Design):
    """`ul#Grid li.mix` under /vehicle_listings/all/vehicles; no VIN in the list."""

    platform = "motorcarsites"
    current_path = "/vehicle_listings/all/vehicles"
    has_sold_list = False
    cars_a_page = 10

    def path(self, one: Stock) -> str:
        return f"/vehicle/{one.number}/{one.slug}-for-sale-in-elmfield-oh-43000"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_VENDOR}/dealers/images/vehicles/large/image_{one.number}_{i:02}.jpg"

    def logo(self) -> str:
        return f'<img class="logo" src="{_VENDOR}/img/logo_{self.dealer.host}.png" alt="logo">'

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        text = query.get("page_number", "1")
        return super().page_number(base, path, {"page": text})

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        pages = "".join(
            f'<a href="?order_by=price&dir=DESC&page_number={n}">{n}</a>'
            for n in range(1, last + 1)
            if n != number
        )
        tiles = "".join(self._tile(one) for one in cards)
        none = "" if cards else "<p>No vehicles match.</p>"
        return (
            f'<div class="button">Page:&nbsp; <strong>{number}</strong>{pages}</div>{none}'
            f'<ul id="Grid"><!-- TESTING {_VENDOR}/img/x.jpg -->{tiles}</ul>'
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        gallery = "".join(f'<img src="{p.url}" alt="">' for p in self.photos(one))
        rows = "".join(_pill(label, text) for label, text in self._rows(one))
        rail = "".join(self._tile(other) for other in others)
        return (
            f"<h1>{escape(self.dealer.name)}</h1><h2>{escape(one.title)}</h2>{overlay(one)}{gallery}"
            f'<ul class="carinfo">{rows}<li><span data-cg-price="99999"></span></li></ul>{rail}'
        )

    def stated_price(self, one: Stock) -> Decimal | None:
        return None if one.sold else one.price

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=f"{car.mileage:,}",
            drivetrain=car.drivetrain,
            exterior_color=car.exterior_color,
        )

    def _rows(self, one: Stock) -> list[tuple[str, str]]:
        price = '<span class="price-sold">Sold</span>' if one.sold else dollars(one)
        rows = [("Price", price), ("Stock", one.stock_number), ("Vehicle_condition", "used")]
        if car := one.car:
            rows += [
                ("Year", str(car.year)),
                ("Make", escape(car.make)),
                ("Model", escape(car.model)),
                ("Trim", escape(car.trim or "")),
                ("Mileage", f"{car.mileage:,}"),
                ("Drive Type", escape(car.drivetrain)),
                ("Exterior Color", escape(car.exterior_color)),
                ("Vin", one.number_text or ""),
            ]
        return rows

    def _tile(self, one: Stock) -> str:
        price = '<span class="price-sold">Sold</span>' if one.sold else dollars(one)
        miles = f" | {one.car.mileage:,} miles" if one.car else ""
        named = f"{one.car.year} {one.car.make} {one.car.model}" if one.car else one.title
        trim = _pill("Trim", escape(one.car.trim or "")) if one.car else ""
        return (
            f'<li class="mix no_cat" data-price="{one.price or 0}.00"><div class="imagebox">'
            f'<img src="{self.photo_url(one, 1)}" alt="{escape(named)}">{overlay(one)}'
            f'<a class="seemore" href="{self.path(one)}">See more info</a></div>'
            f'<div class="pill_data asm_vehicle_listing_price">{price}{miles}</div>'
            f'<ul class="carinfo">{trim}</ul></li>'
        )


def _pill(label: str, html: str) -> str:
    return f'<li><div class="pill">{label}</div><div class="pill_data">{html}</div></li>'


THEME = MotorcarPills
