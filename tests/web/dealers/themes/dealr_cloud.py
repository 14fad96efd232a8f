"""dealr.cloud: a function gives the cards of its grid, fifty at a time."""

import json
from collections import Counter
from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock
from tests.web.pages import Page


class DealrCloud(Design):
    """The stock theme. A card's links are relative to the site's root; its VIN stands in one of
    three attributes, a badge has another price. Sold cars are gone."""

    platform = "dealr_cloud"
    title_only = True
    has_sold_list = False
    marks_sold = False
    filler_vins = True
    cars_a_page = 50
    current_path = "/inventory"

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path != "/functions/getInventorySubset":
            return super().answer(stock, path, query)
        number = int(query.get("page", "0"))
        if number < 1 or "blockKey" not in query:
            return Page(500, b"")
        makes = Counter(one.car.make if one.car else "Other" for one in stock)
        start = (number - 1) * self.cars_a_page
        found = {
            "filters": {"make": [{"val": k, "count": f"{n:,}"} for k, n in makes.items()]},
            "list": self.cards(stock[start : start + self.cars_a_page]),
        }
        return Page(body=json.dumps(found).encode(), content_type="application/json")

    def path(self, one: Stock) -> str:
        return f"/inventory/{one.slug}/{one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://cdn.dealrimages.com/AA/{i:02}/{one.number}.jpg"

    def logo(self) -> str:
        return '<img src="https://cdn.dealrcloud.com/themes/logo.png" alt="logo">'

    def cards(self, shown: list[Stock]) -> str:
        """The cards of a page, as the function renders them."""
        if not shown:
            return "There is no content in this block"
        return "".join(
            "<div class='dealr-inventory-list__vehicle theme-border-radius '>"
            f"{overlay(one)}<a href='{self._href(one)}'><img src='{self.photo_url(one, 1)}?w=9'>"
            f"</a><a href='{self._href(one)}'><h2>{escape(one.title)}</h2></a>"
            f"<ul>{_rows(one)}</ul>"
            f"<a class='dealr-inventory-price' href='{self._href(one)}'>{dollars(one)}</a>"
            f"{_badge(one)}</div>"
            for one in shown
        )

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        return f"<div>{self.cards(cards)}</div>"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        offers = [
            {"@type": "Offer", "price": "1", "itemOffered": {"@type": "Car", "name": o.title}}
            for o in others
        ]
        node = {"@context": "https://schema.org", "@type": "AutoDealer", "makesOffer": offers}
        photos = "".join(f"<img src='{p.url}?w=900'>" for p in self.photos(one))
        return (
            f"<script type='application/ld+json'>{json.dumps(node)}</script>"
            f"{overlay(one)}<h1>{escape(one.title)}</h1>"
            f"<div class='dealr-inventory-price'>{dollars(one)}</div>"
            f"<ul>{_rows(one)}</ul>{_badge(one)}{photos}"
            f"<section><h2>Similar vehicles</h2>{self.cards(others)}</section>"
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
            drivetrain=car.drivetrain,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )

    def _href(self, one: Stock) -> str:
        return self.path(one).removeprefix("/")


def _badge(one: Stock) -> str:
    car = one.car
    if car is None:
        return ""
    number = escape(one.number_text or "")
    return (
        f"<button vehicle-inquiry='{number}|{car.year}|{escape(car.make)}'>Ask</button>",
        f"<div data-cg-vin='{number}' data-cg-price='999'></div>",
        f"<div data-vin='{number}'></div>",
    )[one.number % 3]


def _rows(one: Stock) -> str:
    fields = {"Stock": one.stock_number}
    if car := one.car:
        fields |= {
            "Mileage": f"{car.mileage:,}",
            "Exterior": car.exterior_color,
            "Interior": car.interior_color,
            "Engine": car.engine,
            "Drivetrain": car.drivetrain,
            "Transmission": "n/a",
        }
    name = "dealr-inventory-vehicle__info__details__item"
    return "".join(
        f"<li><div class='{name}__key'>{k}</div> <div class='{name}__value'>{escape(v)}</div></li>"
        for k, v in fields.items()
    )


THEME = DealrCloud
