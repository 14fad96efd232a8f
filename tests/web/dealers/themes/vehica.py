"""Vehica: WordPress' own API lists the cars, the fields under the site's own numbers."""

from html import escape
from typing import Any

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.json_page import json_page
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_API = "/wp-json/wp/v2/cars"
_A_PAGE = 100
_WHEELS = {"Rear-Wheel Drive": "RWD", "Front-Wheel Drive": "FWD", "All-Wheel Drive": "AWD"}


class Vehica(Design):
    """By offset, a hundred at once. A short chassis number has no shape of its own."""

    platform = "vehica"
    title_only = True
    has_sold_list = False
    current_path = "/inventory/"
    robots = ("User-agent: *", "Disallow: /wp-admin/", "Allow: /wp-admin/admin-ajax.php")

    def path(self, one: Stock) -> str:
        return f"/car/{one.number}/"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://{self.dealer.host}/wp-content/uploads/{one.number}/{i:02}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [VehicleImage(url=p.url, position=p.number) for p in self.photos(one)]

    def footer(self) -> str:
        return '<link rel="stylesheet" href="/wp-content/themes/vehica/style.css?ver=1.0.9">'

    def list_requests(self, stock: list[Stock]) -> int:
        return len(stock) // _A_PAGE + 1

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        with_terms = query.get("_embed") == "wp:term"
        if path == _API:
            offset, size = int(query["offset"]), min(int(query["per_page"]), _A_PAGE)
            return json_page([self.record(o, with_terms) for o in stock[offset : offset + size]])
        found = next((o for o in stock if path == f"{_API}/{o.number}"), None)
        if found:
            return json_page(self.record(found, with_terms))
        return super().answer(stock, path, query)

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        return '<div id="vehica-app"></div>'

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        return f'{overlay(one)}<h1>{escape(one.title)}</h1><div id="vehica-app"></div>'

    def stated_stock_number(self, one: Stock) -> str | None:
        return None

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            vin=car.vin,
            vin_text=car.vin,
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=str(car.mileage),
            drivetrain=_WHEELS.get(car.drivetrain),
            description=one.description,
        )

    def record(self, one: Stock, with_terms: bool) -> dict[str, Any]:
        """The car as the API has it, under the numbers of this site."""
        base = 6_000 + sum(map(ord, self.dealer.host))
        car = one.car
        terms = self.terms(one, base)
        record: dict[str, Any] = {
            "id": one.number,
            "status": "publish",
            "link": self.url(one),
            "title": {"rendered": escape(one.title)},
            "content": {"rendered": f"<p>{escape(one.description)}</p>\n"},
            f"vehica_{base + 5}": "",
            f"vehica_{base + 6}": [p.url for p in self.photos(one)],
            f"vehica_{base + 7}": dollars(one),
        } | {name: [term["id"] for term in group] for name, group in terms.items()}
        if one.price:
            record[f"vehica_{base + 8}"] = {f"vehica_currency_{base + 8}_2316": int(one.price)}
        if car:
            number = car.vin or car.chassis_number or ""
            # A bare number would be a second whole one.
            number = f"No. {number}" if number.isdigit() else number
            record |= {f"vehica_{base + 9}": str(car.mileage), f"vehica_{base + 10}": number}
        if with_terms:
            record["_embedded"] = {"wp:term": list(terms.values())}
        return record

    def terms(self, one: Stock, base: int) -> dict[str, list[dict[str, Any]]]:
        """The car's terms by taxonomy; the first is the "Offer Type"."""
        car = one.car
        names = {
            f"vehica_{base}": "SOLD" if one.sold else "ACTIVE" if one.number % 2 else None,
            f"vehica_{base + 1}": car.make if car else None,
            f"vehica_{base + 2}": car.exterior_color if car else None,
            f"vehica_{base + 3}": _WHEELS.get(car.drivetrain) if car else None,
        }
        return {
            taxonomy: [{"id": 2_000 + len(name), "name": escape(name), "taxonomy": taxonomy}]
            if name
            else []
            for taxonomy, name in names.items()
        }


THEME = Vehica
