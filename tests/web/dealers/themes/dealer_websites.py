"""DealerWebsites.com: an app whose bootstrap holds the whole lot."""

import json
import re
from html import escape
from typing import Any

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, overlay
from tests.web.dealers.stock import Stock


class DealerWebsites(Design):
    """One list page, in a script. Sold cars are gone; a record has one photo."""

    platform = "dealer_websites"
    has_sold_list = False
    marks_sold = False
    filler_vins = True
    cars_a_page = 100_000
    current_path = "/inventory"

    def path(self, one: Stock) -> str:
        words = f"{one.car.year} {one.car.make} {one.car.model}" if one.car else one.title
        return f"/{one.number}/{re.sub(r'[^A-Za-z0-9-]', '', words.replace(' ', '-'))}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://pictures.example/{self.dealer.host}/{one.number}-{i}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [VehicleImage(url=self.photo_url(one, 1), position=1)]

    def footer(self) -> str:
        return '<div ng-app="app.inventory"><a href="/{{listingId}}">{{year}} {{make}}</a></div>'

    def home(self) -> str:
        return f"{super().home()}{_bootstrap({'dealer': {'name': self.dealer.name}})}"

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        records = [self.record(one) for one in cards]
        # Another script of the page has vehicles, too.
        trap = "<script>var vehicles = []; var x = {vehicles: []};</script>"
        return f"{trap}{_bootstrap({'filters': {'makes': ['[any]']}, 'vehicles': records})}"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        records = [self.record(other) for other in (*others, one)]
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1><p>{{{{price}}}}</p>"
            f"{_bootstrap({'vehicles': records})}"
        )

    def stated_title(self, one: Stock) -> str:
        car = one.car
        words = (str(car.year), car.make, car.model, car.trim) if car else (one.title,)
        return " ".join(word for word in words if word)

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=str(car.mileage),
            engine=car.engine,
            drivetrain=car.drivetrain,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )

    def record(self, one: Stock) -> dict[str, Any]:
        """One vehicle of the bootstrap."""
        car, price = one.car, float(one.price) if one.price else 0
        record: dict[str, Any] = {
            "listingId": one.number,
            "stockNumber": one.stock_number,
            "vin": one.number_text or "",
            "model": one.title,
            "price": price,
            "nadaPrice": price + 3000,
            "kbbPrice": price + 2000,
            "monthlyPayment": 399,
            "photoUrl": f"{self.photo_url(one, 1)}?w=300",
        }
        if car is None:
            return record
        return record | {
            "year": car.year,
            "make": car.make,
            "model": car.model,
            "trim": car.trim,
            "mileage": car.mileage,
            "engine": car.engine,
            "drive": car.drivetrain,
            "exteriorColor": car.exterior_color,
            "interiorColor": car.interior_color,
        }


def _bootstrap(data: dict[str, Any]) -> str:
    fields = ", ".join(
        f"{name}: {json.dumps(value)}".replace("</", "<\\/") for name, value in data.items()
    )
    return (
        '<script>angular.module("app.inventory").factory("BootstrapService", function() '
        f"{{ return {{ {fields} }} }})</script>"
    )


THEME = DealerWebsites
