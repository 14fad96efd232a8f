"""Carsforsale's layout "Chassis": a JSON-LD Car on each card, two addresses for a car."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock

_CDN = "https://cdn05.carsforsale.com"


class CarsforsaleChassis(Design):
    """`.p-veh-card` under /inventory, pages by ?page=N."""

    platform = "carsforsale"
    has_sold_list = False
    marks_sold = False
    current_path = "/inventory"
    cars_a_page = 24

    def path(self, one: Stock) -> str:
        return f"/cars-for-sale/Details/{self._id(one)}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_CDN}/{one.number:x}f{i:02}/1280x960/{one.slug}.jpg"

    def logo(self) -> str:
        return '<script src="/_content/Chassis.Modules.Inventory/js/list.js"></script>'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        pager = "".join(f'<a href="{base}?page={n}">{n}</a>' for n in range(1, last + 1))
        tiles = "".join(self._tile(one) for one in cards) or "<p>No results found</p>"
        return f"<div>{tiles}</div><nav>{pager}</nav>"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = [{"@type": "ImageObject", "contentUrl": f"{p.url}?v=3"} for p in self.photos(one)]
        gallery = {"@context": "https://schema.org", "@type": "ImageGallery", "image": photos}
        rail = "".join(self._tile(other) for other in others)
        number = f"VIN {one.number_text}" if one.car else ""
        shown = f"{_script(self._node(one))}{_script(gallery)}" if one.car else ""
        return (
            f'<div class="page-inventory-details"><h1>{escape(one.title)}</h1>{overlay(one)}'
            f"<p><span>Stock #</span> <span>{one.stock_number}</span> {number}</p>{shown}</div>"
            f"<section><h2>Similar vehicles</h2>{rail}</section>"
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=f"{car.mileage} {_unit(car)}",
            mileage_unit=car.mileage_unit,
            engine=car.engine,
            drivetrain=car.drivetrain,
            body_style=car.body_style,
            exterior_color=car.exterior_color,
        )

    def _id(self, one: Stock) -> str:
        return f"a20a98f6-6b3d-423c-be67-{one.number:012x}"

    def _tile(self, one: Stock) -> str:
        car = one.car
        named = f"{car.year} {car.make} {car.model}" if car else one.title
        trim = f'<span class="inventory-trim">{escape(car.trim)}</span>' if car and car.trim else ""
        miles = f"{car.mileage:,} mi" if car else "0"
        return (
            f'<div class="p-veh-card">{overlay(one)}<a href="/Inventory/Details/{self._id(one)}">'
            f'<span class="inventory-title"><span class="me-1">{escape(named)}</span></span>{trim}'
            f'</a><div class="srp-ftc-headline"><span class="value">{dollars(one)}</span></div>'
            '<div class="payment">$312/mo</div><ul class="features-list"><li class="feature">'
            f'<span class="feature-label">Mileage</span><span class="feature-value">{miles}</span>'
            f"</li></ul>{_script(self._node(one)) if car else ''}</div>"
        )

    def _node(self, one: Stock) -> dict[str, Any]:
        node: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Car",
            "name": one.title,
            "url": self.url(one),
        }
        if one.price:
            node["offers"] = {"@type": "Offer", "price": int(one.price), "priceCurrency": "USD"}
        if (car := one.car) is None:
            return node
        return node | {
            "vehicleIdentificationNumber": one.number_text,
            "vehicleModelDate": str(car.year),
            "brand": {"@type": "Brand", "name": car.make},
            "model": car.model,
            "vehicleConfiguration": car.trim,
            "mileageFromOdometer": {"value": car.mileage, "unitCode": _unit(car)},
            "vehicleEngine": {"name": car.engine},
            "driveWheelConfiguration": car.drivetrain,
            "bodyType": car.body_style,
            "color": car.exterior_color,
        }


def _unit(car: Car) -> str:
    return "SMI" if car.mileage_unit == "mi" else "KMT"


def _script(node: dict[str, Any]) -> str:
    text = json.dumps(node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


THEME = CarsforsaleChassis
