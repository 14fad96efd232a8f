"""DealerAccelerate's microdata theme: its vehicle pages lose their JSON-LD once a car is sold."""

import json
from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.pager import pager
from tests.web.dealers.stock import Stock

_CDN = "https://cdn.dealeraccelerate.com"


class AccelerateMicrodata(Design):
    """`a.inventory-item` tiles under /inventory."""

    title_only = True
    platform = "dealer_accelerate"
    current_path = "/inventory"
    sold_path = "/inventory/sold"
    robots = ("User-agent: *", "Disallow: /*?", "Allow: /*?page=")

    def path(self, one: Stock) -> str:
        return f"/inventory/{one.number}-{('elm', 'oak')[one.number % 2]}/{one.slug}"

    def photo_url(self, one: Stock, i: int) -> str:
        tenant = self.dealer.host.split(".")[1].replace("-", "")
        return f"{_CDN}/{tenant}/6/{one.number}/{one.number * 100 + i}/790x1024/{one.slug}"

    def footer(self) -> str:
        return '<a href="https://www.speeddigital.com/">Site by Speed Digital</a>'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        tiles = "".join(self._tile(one) for one in cards)
        pages = pager(base, number, last, self.current_path)
        return f"<div class='inventory-list'>{tiles}</div><div class='ss-pagination'>{pages}</div>"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(f'<img data-src="{p.url}?q=80">' for p in self.photos(one))
        rail = "".join(self._tile(other) for other in others)
        price = (
            f"<span class='price sold'>{dollars(one)}</span>"
            if one.sold
            else f"<span class='price'>{dollars(one)}</span>"
        )
        skipped = "<!-- Structured data for this vehicle is skipped -->"
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1>{photos}{price}<dl>{self._fields(one)}</dl>"
            f"<div class='vehicle-description'><p>{escape(one.description)}</p></div>"
            f"{skipped if one.sold else self._json_ld(one)}"
            f"<div class='similar-vehicles'>{rail}</div>"
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
            mileage_text=_mileage(car),
            mileage_unit=car.mileage_unit,
            engine=car.engine,
            transmission=car.transmission,
            description=one.description,
        )

    def _fields(self, one: Stock) -> str:
        fields = {"Stock #": one.stock_number}
        if one.car:
            fields |= {
                "VIN": one.car.vin or one.car.chassis_number or "",
                "Mileage": _mileage(one.car),
                "Engine": one.car.engine,
                "Transmission": one.car.transmission,
                "Drivetrain": "-",
            }
        return "".join(f"<dt>{k}:</dt><dd>{escape(v)}</dd>" for k, v in fields.items())

    def _json_ld(self, one: Stock) -> str:
        node = {
            "@context": "https://schema.org",
            "@type": "Car",
            "name": one.title,
            "offers": {"@type": "Offer", "availability": "https://schema.org/InStock"}
            | ({"price": f"{one.price:.2f}", "priceCurrency": "USD"} if one.price else {}),
        }
        return f'<script type="application/ld+json">{json.dumps(node)}</script>'

    def _tile(self, one: Stock) -> str:
        car = one.car
        words = (
            f"<span itemprop='productionDate'>{car.year}</span> "
            f"<span itemprop='manufacturer'>{escape(car.make)}</span>"
            if car
            else ""
        )
        banner = "<div class='caption'><span class='inventory-price'>SOLD</span></div>"
        return (
            '<a class="inventory-item" itemscope="itemscope" itemtype="https://schema.org/Car" '
            f'href="{self.path(one)}"><div alt="{escape(one.title)}" class="inventory-image" '
            f"style='background-image: url({self.photo_url(one, 1)})'>"
            f"{banner if one.sold else overlay(one)}</div><div class='inventory-name'>{words} "
            f"<span class='inventory-price{' sold' if one.sold else ''}'>{dollars(one)}</span>"
            f"<span itemprop='productID'> {one.stock_number} </span></div></a>"
        )


def _mileage(car: Car) -> str:
    return f"{car.mileage:,} {'Miles' if car.mileage_unit == 'mi' else 'Kilometers'}"


THEME = AccelerateMicrodata
