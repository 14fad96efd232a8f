"""Overfuel: a page names its dealer's id, the vendor's open API lists the whole lot."""

import json
import re
import zlib
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_STATIC = "https://static.overfuel.com/dealers"
_API_PAGE = 200


class Overfuel(Design):
    """Records by 200; the API's total counts one too many. Sold cars are gone."""

    platform = "overfuel"
    has_sold_list = False
    marks_sold = False
    cars_a_page = 24
    current_path = "/used-cars-oldtown-oh"
    robots = ("User-agent: *", "Disallow:")
    shared_hosts: tuple[str, ...] = ("api.overfuel.com",)

    @property
    def dealer_id(self) -> int:
        return zlib.crc32(self.dealer.host.encode()) % 900_000_000

    def path(self, one: Stock) -> str:
        number = one.car.vin if one.car and one.car.vin else f"n{one.number}"
        return f"/inventory/used-{one.slug}-{number}-in-oldtown-oh"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://static.overfuel.com/photos/{self.dealer_id}/{one.number}/{i}.webp"

    def logo(self) -> str:
        return f'<img src="{_STATIC}/{self.dealer_id}/image/logo.webp" alt="logo">'

    def footer(self) -> str:
        return self.next_data({"dealerId": self.dealer_id})

    def list_requests(self, stock: list[Stock]) -> int:
        # A last page that is full is not known to be the last.
        return len(stock) // _API_PAGE + 1

    def answer_shared(
        self, host: str, stock: list[Stock], path: str, query: dict[str, str]
    ) -> Page | None:
        if path != f"/api/1.0/dealers/{self.dealer_id}/search":
            return None
        offset, limit = int(query["offset"]), min(int(query["limit"]), _API_PAGE)
        records = [self.record(one) for one in stock[offset : offset + limit]]
        meta = {"total": len(stock) and len(stock) + 1, "limit": limit, "offset": offset}
        body = json.dumps({"results": records, "meta": meta}).encode()
        return Page(body=body, content_type="application/json")

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        entries = [
            {
                "@type": "ListItem",
                "position": i,
                "item": {
                    "@type": "Product",
                    "name": one.title,
                    "url": self.url(one),
                    "image": self.photo_url(one, 1),
                    "offers": self.offer(one),
                },
            }
            for i, one in enumerate(cards, 1)
        ]
        node = {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": entries}
        following = f'<link rel="next" href="{base}/page/{number + 1}">' if number < last else ""
        cells = "".join(f"<li>{overlay(o)}{escape(o.title)} {dollars(o)}</li>" for o in cards)
        return f"{following}{script(node)}<ul>{cells}</ul>"

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        found = re.fullmatch(re.escape(base) + r"(?:/page/(\d+))?", path)
        return int(found[1] or 1) if found else None

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        # The rail's records stand beside the car's own, each with its VIN.
        data = {
            "similar": [self.record(other) for other in others],
            "vehicle": self.record(one),
        }
        rail = "".join(f"<p>{escape(o.title)} {dollars(o)}</p>" for o in others)
        photos = "".join(f'<img src="{p.url}?w=640">' for p in self.photos(one))
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1><p class='price'>{dollars(one)}</p>"
            f"{photos}{self.markup(one)}{self.next_data(data)}"
            f"<section><h2>Similar vehicles</h2>{rail}</section>"
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
            mileage_text=str(car.mileage),
            drivetrain=car.drivetrain,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )

    def record(self, one: Stock) -> dict[str, Any]:
        """One result of the API."""
        price = int(one.price) if one.price else 0
        record: dict[str, Any] = {
            "title": one.title,
            "url": self.path(one),
            "price": price,
            "specialprice": 0,
            "originalprice": price and price + 1500,
            "stocknumber": one.stock_number,
            "photos": [f"{p.url}?v=3" for p in self.photos(one)],
            "featuredphoto": self.photo_url(one, 1),
            "condition": "Used",
            "dealer": {"name": self.dealer.name, "city": "Oldtown", "state": "OH"},
        }
        if car := one.car:
            record |= {
                "vin": car.vin or car.chassis_number,
                "year": car.year,
                "make": car.make,
                "model": car.model,
                "trim": car.trim or "",
                "mileage": car.mileage,
                "exteriorcolor": car.exterior_color,
                "interiorcolor": car.interior_color,
                "drivetrainstandard": car.drivetrain,
            }
        return record

    def offer(self, one: Stock) -> dict[str, Any]:
        """Its offer as the markup has it."""
        price = str(one.price) if one.price else "0"
        return {"@type": "Offer", "price": price, "priceCurrency": "USD"}

    def markup(self, one: Stock) -> str:
        """Its own node, which is all that a page says of a car without a VIN."""
        node: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Product",
            "name": one.title,
            "url": self.url(one),
            "sku": one.stock_number,
            "image": [p.url for p in self.photos(one)],
            "offers": self.offer(one),
        }
        if car := one.car:
            node |= {
                "@type": ["Product", "Car"],
                "vehicleIdentificationNumber": car.vin or car.chassis_number,
                "vehicleModelDate": str(car.year),
                "manufacturer": car.make,
                "model": car.model,
                "vehicleConfiguration": car.trim,
                "mileageFromOdometer": str(car.mileage),
                "driveWheelConfiguration": car.drivetrain,
                "color": car.exterior_color,
                "vehicleInteriorColor": car.interior_color,
            }
        return script(node)

    def next_data(self, props: dict[str, Any]) -> str:
        """The script with the page's data."""
        text = json.dumps({"props": {"pageProps": props}, "buildId": "x"}).replace("</", "<\\/")
        return f'<script id="__NEXT_DATA__" type="application/json">{text}</script>'


def script(node: dict[str, Any]) -> str:
    """A node as JSON-LD."""
    text = json.dumps(node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


THEME = Overfuel
