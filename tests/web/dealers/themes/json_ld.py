"""A dealer's site that says all in JSON-LD, and shows little of it."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock

_DRIVES = {
    "Rear-Wheel Drive": "RearWheelDrive",
    "Front-Wheel Drive": "FrontWheelDrive",
    "Four-Wheel Drive": "FourWheelDrive",
    "All-Wheel Drive": "AllWheelDrive",
}


class JsonLd(Design):
    """An ItemList under /inventory/, pages by ?page=N and link[rel=next]."""

    platform = "schema_org"
    current_path = "/inventory/"
    sold_path = "/sold-cars/"

    def path(self, one: Stock) -> str:
        return f"/inventory/{one.slug}-{one.number}/"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://{self.dealer.host}/photos/{one.number}/{i:03}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [
            VehicleImage(url=p.url, position=p.number, width=p.width, height=p.height)
            for p in self.photos(one)
        ]

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        entries = [
            {"@type": "ListItem", "position": i, "item": self._card(one)}
            for i, one in enumerate(cards, 1)
        ]
        node = {"@context": "http://schema.org", "@type": "ItemList", "itemListElement": entries}
        tiles = "".join(
            f'<li>{overlay(one)}<a href="{self.path(one)}">{escape(one.title)}</a> '
            f"{dollars(one)}</li>"
            for one in cards
        )
        next_link = f'<link rel="next" href="{base}?page={number + 1}">' if number < last else ""
        # The theme's own script is broken; it must not hide the list.
        broken = '<script type="application/ld+json">{"@type": "WebSite", </script>'
        return f"{broken}{_script(node)}{next_link}<ul>{tiles}</ul>"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        crumbs = {"@type": "BreadcrumbList", "itemListElement": []}
        house = {"@type": "AutoDealer", "name": self.dealer.name, "url": self.dealer.website}
        node = {"@context": "https://schema.org", "@graph": [crumbs, house, self._node(one)]}
        rail = "".join(
            f"<div>{escape(o.title)} {dollars(o)}{_script(self._node(o))}</div>" for o in others
        )
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1>{_script(node)}<p>{dollars(one)}</p>"
            f"<aside><h3>You may also like</h3>{rail}</aside>"
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
            mileage_text=f"{car.mileage} {_unit(car)}",
            mileage_unit=car.mileage_unit,
            engine=car.engine,
            transmission=car.transmission,
            drivetrain=car.drivetrain.replace("-", " "),
            body_style=car.body_style,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
            description=one.description,
        )

    def _card(self, one: Stock) -> dict[str, Any]:
        kind = "Car" if one.car else "Product"
        return {"@type": kind, "name": one.title, "url": self.path(one), "offers": _offer(one)}

    def _node(self, one: Stock) -> dict[str, Any]:
        node: dict[str, Any] = self._card(one) | {
            "url": self.url(one),
            "sku": one.stock_number,
            "description": one.description,
            "image": [
                {
                    "@type": "ImageObject",
                    "url": f"{p.url}?w=800",
                    "width": p.width,
                    "height": str(p.height),
                }
                for p in self.photos(one)
            ],
        }
        if (car := one.car) is None:
            return node
        drive = f"https://schema.org/{_DRIVES[car.drivetrain]}Configuration"
        return node | {
            "vehicleIdentificationNumber": car.vin or car.chassis_number,
            "vehicleModelDate": str(car.year),
            "brand": {"@type": "Brand", "name": car.make},
            "model": car.model,
            "vehicleConfiguration": car.trim,
            "mileageFromOdometer": {
                "@type": "QuantitativeValue",
                "value": car.mileage,
                "unitCode": _unit(car),
            },
            "vehicleEngine": {"@type": "EngineSpecification", "name": car.engine},
            "vehicleTransmission": car.transmission,
            "driveWheelConfiguration": drive,
            "bodyType": car.body_style,
            "color": car.exterior_color,
            "vehicleInteriorColor": car.interior_color,
        }


def _offer(one: Stock) -> dict[str, Any]:
    sold = "SoldOut" if one.sold else "InStock"
    # Sites of this kind write 0 where they want a call.
    price = str(one.price) if one.price else "0"
    return {
        "@type": "Offer",
        "price": price,
        "priceCurrency": "USD",
        "availability": f"http://schema.org/{sold}",
    }


def _unit(car: Car) -> str:
    return "SMI" if car.mileage_unit == "mi" else "KMT"


def _script(node: dict[str, Any]) -> str:
    text = json.dumps(node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


THEME = JsonLd
