"""DealerAccelerate's block theme: JSON-LD in each tile, dropped once the car is sold."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.pager import pager
from tests.web.dealers.stock import Stock

_CDN = "https://cdn.dealeraccelerate.com"
_SKIPPED = "<!-- Structured data for this vehicle is skipped because offers are missing -->"


class AccelerateBlock(Design):
    """`.cam-vehicle-block` tiles inside their links, under /vehicles."""

    title_only = True
    platform = "dealer_accelerate"
    current_path = "/vehicles"
    sold_path = "/vehicles/sold"
    robots = ("User-agent: *", "Disallow: /*?", "Allow: /*?page=")

    def path(self, one: Stock) -> str:
        return f"/vehicles/{one.number}/{one.slug}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_CDN}/cam/34/{one.number}/{one.number * 100 + i}/790x1024/{one.slug}"

    def logo(self) -> str:
        return f'<img src="{_CDN}/cam/logo/site.png" alt="logo">'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        tiles = "".join(self._tile(one) for one in cards)
        return (
            f"<div class='cam-inventory-block-wrap'><div class='row'>{tiles}</div></div>"
            f"{pager(base, number, last, self.current_path)}"
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(f'<img data-src="{p.url}">' for p in self.photos(one))
        rail = "".join(self._tile(other) for other in others)
        sold = "<div class='cam-sold-vdp'>SOLD</div>" if one.sold else overlay(one)
        return (
            f"{sold}<h1>{escape(one.title)}</h1>{photos}<span class='price'>{dollars(one)}</span>"
            f"<dl>{_fields(one)}</dl>{self._markup(one)}<div class='related'>{rail}</div>"
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
            mileage=car.mileage,
            mileage_text=f"{car.mileage:,}" if one.sold else f"{car.mileage} {_unit(car)}",
            mileage_unit=None if one.sold else car.mileage_unit,
        )

    def _tile(self, one: Stock) -> str:
        car = one.car
        head, tail = (f"{car.year} {car.make}", one.title) if car else (one.title, "")
        tail = tail.removeprefix(head)
        price = (
            "<div class='cam-sold-banner'> <span> SOLD </span> </div>"
            if one.sold
            else f"{overlay(one)}<div class='cam-price'>{dollars(one, 'Call')}</div>"
        )
        return (
            f"<a href='{self.path(one)}'><div class='cam-vehicle-block'>"
            f"<div class='cam-lead-photo' style='background-image: url({self.photo_url(one, 1)})'>"
            f"</div><h3> {escape(head)} </h3><h2> {escape(tail)} </h2>{price}"
            f"{self._markup(one)}</div></a>"
        )

    def _markup(self, one: Stock) -> str:
        car = one.car
        if one.sold or car is None:
            return _SKIPPED
        offer: dict[str, Any] = {"@type": "Offer", "availability": "https://schema.org/InStock"}
        if one.price:
            offer |= {"price": str(one.price), "priceCurrency": "USD"}
        node = {
            "@context": "https://schema.org",
            "@type": "Car",
            "name": one.title,
            "url": self.url(one),
            "vehicleIdentificationNumber": car.vin or car.chassis_number,
            "vehicleModelDate": str(car.year),
            "offers": offer,
            "mileageFromOdometer": {
                "@type": "QuantitativeValue",
                "value": str(car.mileage),
                "unitCode": _unit(car),
            },
        }
        text = json.dumps(node).replace("</", "<\\/")
        return f'<script type="application/ld+json">{text}</script>'


def _fields(one: Stock) -> str:
    fields = {"Stock #": one.stock_number}
    if car := one.car:
        fields |= {"VIN": car.vin or car.chassis_number or "", "Mileage": f"{car.mileage:,}"}
    return "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in fields.items())


def _unit(car: Car) -> str:
    return "SMI" if car.mileage_unit == "mi" else "KMT"


THEME = AccelerateBlock
