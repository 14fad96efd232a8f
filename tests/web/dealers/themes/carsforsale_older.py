"""Carsforsale's older layout: up to a thousand cars at once, no VIN in the list."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock

_CDN = "https://cdn05.carsforsale.com"
_PLACEHOLDER = "https://cdn09.carsforsale.com/images/sports_car_front_view-700.png"


class CarsforsaleOlder(Design):
    """`li.vehicle-snapshot` under /cars-for-sale; page 1 again past the end."""

    platform = "carsforsale"
    title_only = True
    has_sold_list = False
    marks_sold = False
    current_path = "/cars-for-sale"
    cars_a_page = 1000

    def path(self, one: Stock) -> str:
        return f"/details/used-{one.slug}/{100_000_000 + one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        return self._photo(one, i, "1280x960")

    def logo(self) -> str:
        return f'<img class="logo" src="{_CDN}/dealerlogos/7.png" alt="logo">'

    def footer(self) -> str:
        return '<a href="https://www.carsforsale.com">Powered by Carsforsale.com</a>'

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        number = super().page_number(base, path, query)
        return number if query.get("PageSize") == "1000" else None

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        return super().page(stock, path, query) or (
            super().page(stock, path, {"PageSize": "1000"}) if path == self.current_path else None
        )

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        pager = "".join(
            f'<a href="{base}?PageSize=1000&amp;page={n}">{n}</a>' for n in range(1, last + 1)
        )
        tiles = "".join(self._tile(one) for one in cards)
        none = "" if cards else "<p>Sorry, no vehicles found.</p>"
        return f'<ul class="list-inline vehicle-section">{tiles}</ul>{none}<div>{pager}</div>'

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        gallery = "".join(
            f'<img data-lazy="{url}">'
            for p in self.photos(one)
            for url in (self._photo(one, p.number, "480x360"), p.url)
        )
        rows = "".join(
            '<div class="vdp-info-block__info-item"><div class="vehicle-info-icon">'
            f"<svg><title>{label.split()[0]}</title></svg></div>"
            f'<div class="vdp-info-block__info-item-title">{label}</div><div class="vdp-info-block'
            f'__info-item-description js-vin-message"> {escape(text)} </div></div>'
            for label, text in self._rows(one)
        )
        rail = "".join(self._tile(other) for other in others)
        return (
            f'<h1 class="vdp-header-bar__title">{escape(one.title)}</h1>{overlay(one)}'
            f'<img data-lazy="{_PLACEHOLDER}">{gallery}<p>Est. $312/mo</p>{rows}{self._node(one)}'
            f'<div class="similar-vehicles"><ul class="vehicle-section">{rail}</ul></div>'
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
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )

    def _photo(self, one: Stock, i: int, size: str) -> str:
        return f"{_CDN}/{one.number:x}f{i:02}/{size}/{one.slug}.jpg"

    def _rows(self, one: Stock) -> list[tuple[str, str]]:
        rows = [("Stock #", one.stock_number)]
        if car := one.car:
            rows += [
                ("VIN", one.number_text or ""),
                ("Mileage", f"{car.mileage:,}"),
                ("Engine", car.engine),
                ("Exterior Color", car.exterior_color),
                ("Interior Color", car.interior_color),
            ]
        return rows

    def _tile(self, one: Stock) -> str:
        path, title = self.path(one), escape(one.title)
        items = [("Est. Payment", "$312"), ("Price", dollars(one))]
        if one.car:
            items.append(("Mileage", f"{one.car.mileage:,}"))
        facts = "".join(
            f'<div><div class="vehicle-snapshot__label">{label}</div>'
            f'<div class="vehicle-snapshot__main-info font-primary"> {text} </div></div>'
            for label, text in items
        )
        return (
            f'<li class="vehicle-snapshot">{overlay(one)}<a href="{path}">'
            f'<img data-src="{self._photo(one, 1, "480x360")}"></a>'
            '<h3 class="vehicle-snapshot__title">'
            f'<a class="font-primary" href="{path}">{title}</a></h3>{facts}</li>'
        )

    def _node(self, one: Stock) -> str:
        if one.car is None:
            return ""
        node: dict[str, Any] = {"@context": "https://schema.org", "@type": "Car"}
        node |= {"name": one.title, "url": self.url(one)}
        if one.price:
            node["offers"] = {"@type": "Offer", "price": int(one.price), "priceCurrency": "USD"}
        return f'<script type="application/ld+json">{json.dumps(node)}</script>'


THEME = CarsforsaleOlder
