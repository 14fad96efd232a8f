"""DealerSync: a shell of a page, and the search that its grid asks."""

import json
import re
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_CDN = "https://dealer-cdn.dealersync.com"


class DealerSync(Design):
    """Ten records an answer, whatever is asked for. Sold cars are not in it."""

    platform = "dealer_sync"
    has_sold_list = False
    marks_sold = False
    filler_vins = True
    cars_a_page = 10
    current_path = "/used-cars-oldtown"

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path != "/Inventory/Search":
            return super().answer(stock, path, query)
        # Without IsSold the search gives the sold ones, too.
        if query.get("IsSold") != "0":
            return Page(500, b"{}", "application/json")
        start = int(query.get("startIndex", "0"))
        found = {
            "Success": True,
            "startIndex": start,
            "totalResults": len(stock),
            "vehicles": [self.record(one) for one in stock[start : start + self.cars_a_page]],
        }
        return Page(body=json.dumps(found).encode(), content_type="application/json")

    def logo(self) -> str:
        return f'<link rel="stylesheet" href="{_CDN}/css/site.css"><img src="{_CDN}/1/logo.png">'

    def path(self, one: Stock) -> str:
        car = one.car
        words = f"{car.year} {car.make} {car.model}" if car else "vehicle"
        slug = re.sub(r"[^A-Za-z0-9-]", "", words.replace(" ", "-"))
        return f"/inventory/detail/{slug}/{one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://images.dealersync.com/77/Photos/{one.number}/wm_{i}.jpeg"

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        return '<div id="inventory-grid"></div>'  # a script fills it

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        # Photos stand in the page by their protocol-relative addresses.
        photos = "".join(
            f'<img data-src="{p.url.removeprefix("https:")}?w=900">' for p in self.photos(one)
        )
        rail = "".join(
            f"<div><h3>{escape(o.title)}</h3><span>Price:</span> <span>{dollars(o)}</span>"
            f"<span>VIN:</span> <span>{o.number_text or ''}</span>"
            f'<img src="{self.photo_url(o, 1)}"></div>'
            for o in others
        )
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1><div><span>Price:</span> "
            f"<span>{dollars(one)}</span></div><div><span>Est. Payment:</span> <span>$399</span>"
            f"</div><ul>{_fields(one)}</ul>{photos}<div class='similar-vehicles'>{rail}</div>"
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
            drivetrain=car.drivetrain,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )

    def record(self, one: Stock) -> dict[str, Any]:
        """One vehicle of the search's answer."""
        car, price = one.car, int(one.price) if one.price else 0
        return {
            "Vin": one.number_text or "",
            "Year": car.year if car else 0,
            "Make": car.make if car else "",
            "Model": car.model if car else "",
            "Trim": (car.trim if car else "") or "",
            "VehicleTitle": one.title,
            "FinalPrice": price,
            "InternetPrice": price + 2000,
            "IncentiveDiscount": 2000,
            "Mileage": car.mileage if car else 0,
            "StockNo": one.stock_number,
            "VehicleId": one.number,
            "VehicleDetailUrl": "" if car else self.path(one),
            "FirstImageUrl": f"//images.dealersync.com/77/Photos/{one.number}/wm_1.jpeg",
        }


def _fields(one: Stock) -> str:
    fields = {"Stock #": one.stock_number}
    if car := one.car:
        fields |= {
            "VIN": one.number_text or "",
            "Year": str(car.year),
            "Make": car.make,
            "Model": car.model,
            "Trim": car.trim or "-",
            "Mileage": f"{car.mileage:,}",
            "Engine": car.engine,
            "Transmission": car.transmission,
            "Drivetrain": car.drivetrain,
            "Exterior Color": car.exterior_color,
            "Interior Color": car.interior_color,
        }
    return "".join(
        f"<li><span>{name}:</span> <span>{escape(text)}</span></li>"
        for name, text in fields.items()
    )


THEME = DealerSync
