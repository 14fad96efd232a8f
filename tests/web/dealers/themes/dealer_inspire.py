"""A Dealer Inspire site with its sitemap of the inventory."""

import json
from decimal import Decimal
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design
from tests.web.dealers.sitemap_xml import urlset
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

PHOTOS = "https://vehicle-images.carscommerce.inc"
_FEES = 480


class DealerInspireSitemap(Design):
    """`.hit-content` cards; the offer in JSON-LD and the last row of prices have fees in them."""

    platform = "dealer_inspire"
    has_sold_list = False
    marks_sold = False
    lists_status = False
    has_signs = False
    cars_a_page = 20
    current_path = "/used-vehicles/"
    sold_path = "/service/"
    robots = ("User-agent: *", "Crawl-delay: 1")

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == "/dealer-inspire-inventory/inventory_sitemap":
            return urlset(self.url(one) for one in stock)
        return super().answer(stock, path, query)

    def list_requests(self, stock: list[Stock]) -> int:
        return 1 if stock else 2  # an empty sitemap proves nothing: the list is asked

    def path(self, one: Stock) -> str:
        return f"/inventory/used-{one.slug}-rear-wheel-drive-{(one.number_text or '').lower()}/"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{PHOTOS}/{one.number:x}-11/{(one.number_text or '').upper()}/{i:032x}.jpg"

    def images(self, one: Stock) -> list[Any]:
        """Without a VIN only the photo that JSON-LD names is known as the car's."""
        images = super().images(one)
        return images if one.car and one.car.vin else images[:1]

    def logo(self) -> str:
        return '<img class="logo" src="https://di-uploads-pod7.dealerinspire.com/x/logo.png">'

    def home(self) -> str:
        return f"{super().home()}<script>var inventoryLightningSettings = {{}};</script>"

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        if path != base:
            return None
        text = query.get("_p", "1")
        return int(text) if text.isdecimal() else 1

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        shown = "".join(self._card(one) for one in cards)
        count = "" if cards else "<h2>0 Used Cars</h2>"
        following = f'<a href="{base}?_p={number + 1}">Next</a>' if number < last else ""
        previous = f'<a href="{base}?_p={number - 1}">Back</a>' if number > 1 else ""
        new = '<a href="/new-vehicles/?_p=99">New</a><a href="/inventory/new-vehicles/">All new</a>'
        return f"{new}{count}{shown}{previous}{following}"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(
            f'<img data-src="{photo.url}?w=320" src="{PHOTOS}/image-coming-soon.png">'
            for photo in self.photos(one)
        )
        rail = "".join(
            f"{self._card(other)}<img src='{self.photo_url(other, 1)}'>" for other in others
        )
        return (
            f"{_json_ld(self._node(one))}<h1>{escape(self.dealer.name)}</h1>{photos}"
            f"<div class='pricing'>{self._rows(one)}<span class='price'>or $299 /mo</span></div>"
            f"<div><span>Stock #:</span> <b>{one.stock_number}</b></div>{self._fields(one)}"
            f"<section><h3>You may also like</h3>{rail}</section>"
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            vin=car.vin,
            vin_text=one.number_text,
            chassis_number=car.chassis_number,
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=f"{car.mileage} SMI",
            mileage_unit="mi",
            engine=car.engine,
            transmission=car.transmission,
            drivetrain=car.drivetrain,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
            description=one.description,
        )

    def _fields(self, one: Stock) -> str:
        assert one.car
        fields = {
            "Engine": one.car.engine,
            "Transmission": one.car.transmission,
            "Drivetrain": one.car.drivetrain,
            "Interior Color": one.car.interior_color,
        }
        return "".join(f"<dt>{name}:</dt><dd>{escape(text)}</dd>" for name, text in fields.items())

    def _rows(self, one: Stock) -> str:
        if one.price is None:
            return "<span class='price'>Call for price</span>"
        rows = (("Selling Price", one.price), ("Delivery &amp; Handling", Decimal(_FEES)))
        total = (f"{escape(self.dealer.name)} Sales Price", one.price + _FEES)
        return "".join(
            f"<div class='price-row'><span class='price-label'>{label}</span> "
            f"<span class='price'>${amount:,.0f}</span></div>"
            for label, amount in (*rows, total)
        )

    def _card(self, one: Stock) -> str:
        number = one.number_text or ""
        row = f"<div class='vin-row vin' data-vin='{number}'>VIN: {number}</div>"
        host = f"http://{self.dealer.host}" if one.number % 3 else ""
        return (
            f"<div class='hit-content'><a href='{host}{self.path(one)}#photos'>photos</a>"
            f"<a href='{host}{self.path(one)}'>{escape(one.title)}</a>{row}{row}"
            f"<div class='price'>{self._rows(one)}</div></div>"
        )

    def _node(self, one: Stock) -> dict[str, Any]:
        assert one.car
        offer = {"@type": "Offer", "priceCurrency": "USD", "price": int(one.price or 0) + _FEES}
        offer |= {"url": self.url(one), "availability": "https://schema.org/InStock"}
        return {
            "@type": ["Product", "Car"],
            "@id": str(one.number),
            "name": one.title,
            "image": self.photo_url(one, 1),
            "vehicleIdentificationNumber": one.number_text,
            "vehicleModelDate": str(one.car.year),
            "brand": {"@type": "Brand", "name": one.car.make},
            "model": one.car.model,
            "vehicleConfiguration": one.car.trim or "",
            "color": one.car.exterior_color,
            "description": one.description,
            "mileageFromOdometer": {"value": str(one.car.mileage), "unitCode": "SMI"},
            "offers": offer,
        }


def _json_ld(node: dict[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org/"} | node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


THEME = DealerInspireSitemap
