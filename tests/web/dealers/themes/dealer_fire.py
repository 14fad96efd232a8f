"""A DealerFire site with its packed sitemap of vehicles."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Any

from crawler.items import Listing, Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design
from tests.web.dealers.sitemap_xml import urlset
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

CDN = "https://cdn-ds.com"
_CITY, _STATE = "Fern Hollow", "OH"
_SLUG = "fern-hollow-oh"
_FEES = 250


class DealerFireSitemap(Design):
    """Records in the data layer of every page; prices with fees in the markup."""

    platform = "dealer_fire"
    lists_status = False
    has_sold_list = False
    marks_sold = False
    current_path = f"/cars-for-sale-{_SLUG}"
    sold_path = "/service-department"
    robots = ("User-agent: *", "Allow: /")

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == "/sitemap-vehicle.xml.gz":
            if not stock:
                return None  # such sites write no sitemap
            packed = gzip.compress(urlset(self.url(one) for one in stock).body, mtime=0)
            return Page(body=packed, content_type="application/x-gzip")
        return super().answer(stock, path, query)

    def list_requests(self, stock: list[Stock]) -> int:
        return 1 if stock else 3  # both sitemaps that are not there, and the list

    def path(self, one: Stock) -> str:
        return f"/vehicle-details/used-{one.slug}-{_SLUG}-id-{one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        number = one.number_text or "none"
        return f"{CDN}/stock/{one.slug}/seo/ECL77-{number}/sz_{one.number}/image-{i}.jpg"

    def images(self, one: Stock) -> list[Any]:
        """Of a thing without a number no photo can be told from another's."""
        return super().images(one) if one.number_text else []

    def home(self) -> str:
        target = f"https://{self.dealer.host}{self.current_path}?q={{search_term_string}}"
        search = {"@type": "SearchAction", "target": target}
        return f"{super().home()}{_json_ld({'@type': 'WebSite', 'potentialAction': search})}"

    def logo(self) -> str:
        return f'<img class="logo" src="{CDN}/media/sz_9/{len(self.dealer.host)}/logo.png">'

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        if path != base:
            return None
        offset = int(query.get("offset", "0"))
        # Past its end the list begins anew.
        return 1 if offset % self.cars_a_page else offset // self.cars_a_page + 1

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        page = super().page(stock, path, query)
        listed = len([one for one in stock if one.in_current_list])
        return page and page.replace("(how many)", str(listed))

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        tiles = "".join(
            f"<div class='tile'><a href='{self.path(one)}#photos'><img src='{CDN}/media/a.png'></a>"
            f"<a href='{self.path(one)}'>{escape(one.title)}</a></div>"
            for one in cards
        )
        return (
            f"<div data-total-items='(how many)' data-limit='{self.cars_a_page}'>{tiles}</div>"
            f"{self._data_layer(cards)}"
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        resized = "".join(
            f'<a href="{url}"><img src="{_resized(url)}"></a>'
            for url in (photo.url for photo in self.photos(one))
        )
        rail = "".join(
            f"<div><a href='{self.path(o)}'>{escape(o.title)}</a>"
            f"<img src='{_resized(self.photo_url(o, 1))}'></div>"
            for o in others
        )
        return (
            f"{self._data_layer([*others, one])}{_json_ld(self._node(one))}<h1>At your service</h1>"
            f"<div class='gallery'>{resized}<img src='{CDN}/media/photos-coming-soon.jpg'></div>"
            f"<div class='similar-vehicles'>{rail}</div>"
        )

    def listing(self, one: Stock) -> Listing:
        return replace(super().listing(one), location=f"{_CITY}, {_STATE}")

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
            mileage_text=str(car.mileage),
            engine=car.engine,
            transmission=car.transmission,
            drivetrain=car.drivetrain,
            body_style=car.body_style,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
            description=one.description,
        )

    def _data_layer(self, cars: Iterable[Stock]) -> str:
        home = {"name": self.dealer.name, "city": _CITY, "state": _STATE, "zip": "00100"}
        none = {"name": "Placeholder", "city": "", "state": "", "zip": "00099"}
        far = {"name": "Far Store", "city": "Elsewhere", "state": "TX", "zip": "00200"}
        pushes = [(f"DealerObject_{i}", one) for i, one in enumerate((none, far, home), 1)]
        pushes += [(f"VehicleObject_{one.number}", self._record(one)) for one in cars]
        return "".join(
            "<script>window.inlineJS.push(function() { Moff.modules.get('DataLayer')"
            f".pushData('{name}', {json.dumps(record)}); }});</script>"
            for name, record in pushes
        )

    def _record(self, one: Stock) -> dict[str, Any]:
        price = int(one.price or 0)
        record: dict[str, Any] = {"stockNumber": one.stock_number, "model": one.title, "vin": ""}
        if car := one.car:
            record |= {
                "vin": one.number_text,
                "year": car.year,
                "make": car.make,
                "model": car.model,
                "trim": car.trim or "",
                "mileage": car.mileage,
                "engineDescription": car.engine,
                "exteriorColor": car.exterior_color,
                "interiorColor": car.interior_color,
                "drivetrain": car.drivetrain,
                "isNew": 0,
            }
        # Some dealers leave the selling price out and fill in the internet price.
        selling, internet = (price, price) if one.number % 4 else (0, price)
        prices = {"sellingPrice": selling, "internetPrice": internet}
        return record | prices | {"originalPrice": price + 500, "finalPrice": price + _FEES}

    def _node(self, one: Stock) -> dict[str, Any]:
        node: dict[str, Any] = {"@type": "Car", "name": one.title}
        node |= {"url": self.url(one), "description": one.description}
        if one.car:
            node |= {
                "bodyType": one.car.body_style,
                "vehicleTransmission": one.car.transmission,
                "vehicleIdentificationNumber": one.number_text,
                "image": self.photo_url(one, 1),
            }
        offer = {"@type": "Offer", "priceCurrency": "USD", "price": int(one.price or 0) + _FEES}
        return node | {"offers": offer}


def _resized(url: str) -> str:
    folder, _, name = url.rpartition("/")
    return f"{folder}/w_320/h_240/{name}"


def _json_ld(node: dict[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org"} | node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


THEME = DealerFireSitemap
