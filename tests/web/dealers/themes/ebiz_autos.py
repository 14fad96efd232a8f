"""eBizAutos: a sitemap of all cars, JSON-LD on each page, lists that robots.txt forbids."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_CDN = "https://cdn.ebizautos.media"
_STOCK_PHOTO = "https://stockphotos.ebizautos.media/gallery/car_640/white/1.jpg"


class EbizAutos(Design):
    """`/details-<year>-…-used-<VIN or stock number>.html`."""

    platform = "ebiz_autos"
    lists_status = False
    current_path = "/inventory.aspx"
    has_sold_list = False
    robots = ("User-agent: *", "Disallow: /inventory.aspx", "Disallow: /inventory-*.html")

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path != "/sitemap.xml":
            return super().answer(stock, path, query)
        paths = ["/", "/inventory.aspx", "/financing.html", *(self.path(one) for one in stock)]
        places = "".join(f"<url><loc>https://{self.dealer.host}{p}</loc></url>" for p in paths)
        name = "http://www.sitemaps.org/schemas/sitemap/0.9"
        body = f'<urlset xmlns="{name}">{places}</urlset>'.encode()
        return Page(body=body, content_type="text/xml")

    def list_requests(self, stock: list[Stock]) -> int:
        return 1

    def path(self, one: Stock) -> str:
        number = (one.car.vin if one.car else None) or one.stock_number
        year = one.car.year if one.car else 2020
        return f"/details-{year}-{one.slug.replace('-', '_')}-used-{number.lower()}.html"

    def photo_url(self, one: Stock, i: int) -> str:
        return self._photo(one, i, 1024)

    def logo(self) -> str:
        return '<img class="logo" src="https://images.ebizautos.media/logos/9.png" alt="logo">'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        return "<p>What only people may look at.</p>"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        rail = "".join(
            f"<div>{escape(o.title)} {dollars(o)}{_script(self._node(o))}</div>" for o in others
        )
        shown = _script(self._node(one)) if one.car else f"<p>{dollars(one)}</p>"
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1><p>$312 a month</p>{shown}"
            f'<div class="similar-vehicles">{rail}</div>'
        )

    def stated_stock_number(self, one: Stock) -> str | None:
        return one.stock_number

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=str(car.mileage),
            engine=car.engine,
            transmission=car.transmission,
            body_style=car.body_style,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
            description=one.description,
        )

    def _photo(self, one: Stock, i: int, width: int) -> str:
        return f"{_CDN}/used-{one.slug.replace('-', '_')}-77-{one.number}-{i}-{width}.jpg"

    def _node(self, one: Stock) -> dict[str, Any]:
        photos = [_STOCK_PHOTO]
        for p in self.photos(one):
            photos += [self._photo(one, p.number, 640), p.url]
        offer: dict[str, Any] = {
            "@type": "Offer",
            "availability": f"https://schema.org/{'SoldOut' if one.sold else 'InStock'}",
        }
        if one.price:
            offer |= {"price": str(one.price), "priceCurrency": "USD"}
        node: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Car",
            "name": one.title,
            "url": self.url(one),
            "sku": one.stock_number,
            "image": photos,
            "description": one.description,
            "offers": offer,
        }
        if (car := one.car) is None:
            return node
        return node | {
            "vehicleIdentificationNumber": one.number_text,
            "vehicleModelDate": str(car.year),
            "brand": car.make,
            "model": car.model,
            "vehicleConfiguration": car.trim,
            "mileageFromOdometer": str(car.mileage),
            "vehicleEngine": {"@type": "EngineSpecification", "name": car.engine},
            "vehicleTransmission": car.transmission,
            "bodyType": car.body_style,
            "color": car.exterior_color,
            "vehicleInteriorColor": car.interior_color,
        }


def _script(node: dict[str, Any]) -> str:
    text = json.dumps(node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


THEME = EbizAutos
