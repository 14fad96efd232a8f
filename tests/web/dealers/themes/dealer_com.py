"""A Dealer.com site with its sitemap of vehicles."""

import hashlib
import json
from dataclasses import replace
from html import escape
from typing import Any

from crawler.items import Listing, Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design
from tests.web.dealers.sitemap_xml import urlset
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

PHOTOS = "https://pictures.dealer.com"
_FEES = 799
_API = "/api/widget/ws-inv-data/getInventoryAndFacets"
_JSON = "application/json; charset=utf-8"


class DealerComSitemap(Design):
    """Records on every page; the offer in JSON-LD is the price with fees."""

    platform = "dealer_com"
    has_sold_list = False
    marks_sold = False
    lists_status = False
    has_signs = False
    has_sitemap = True
    has_api = True
    cars_a_request = 48
    current_path = "/used-inventory/index.htm"
    sold_path = "/service/index.htm"
    robots = ("User-agent: *", "Allow: /")

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        site = f"https://{self.dealer.host}"
        if path == "/sitemap.xml":
            pages = [f"{site}/used-inventory/index.htm", f"{site}/about/index.htm"]
            urls = urlset([*pages, *(self.url(one) for one in stock)])
            return urls if self.has_sitemap else None
        if path == _API:
            return self._api(stock, query.get("(body)")) if self.has_api else None
        return super().answer(stock, path, query)

    def list_requests(self, stock: list[Stock]) -> int:
        # A sitemap without cars and an answer without any prove nothing: the list is asked.
        return 1 if stock else 3

    def path(self, one: Stock) -> str:
        assert one.car
        make = one.car.make.replace(" ", "-")
        return f"/used/{make}/{one.car.year}-{one.slug}-{self._uuid(one)}.htm"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{PHOTOS}/{len(self.dealer.host):x}/{self._uuid(one)}/{i:04}x.jpg"

    def logo(self) -> str:
        return '<img class="logo" src="https://static.dealer.com/v9/logo.png" alt="logo">'

    def home(self) -> str:
        config = f'{{"siteId": "{self._site_id}"}}' if self.has_api else "{}"
        return f"{super().home()}<script>DDC.WS.config = {config};</script>"

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        if path == self.current_path:
            # A start that is none, and one past the end, are answered with the first page.
            start = query.get("start", "0")
            first = int(start) if start.isdecimal() and int(start) < len(stock) else 0
            return self.frame("Cars", self._list(stock, first))
        return super().page(stock, path, query)

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        rail = "".join(
            f"<div><a href='{self.path(o)}'>{escape(o.title)}</a>"
            f"<span class='final-price'>${o.price}</span></div>"
            for o in others
        )
        # The site escapes hyphens in its data layer, which no JSON does.
        record = json.dumps([self._flat(o) for o in (*others[:1], one)]).replace("-", "\\-")
        specs = {"vehicle": {"vin": one.number_text, "trim": self._local(one)}}
        return (
            f"<script>DDC.dataLayer['vehicles'] = {record};</script>"
            "<script>DDC.WS.state['ws-quick-specs'] = DDC.WS.state['ws-quick-specs'] || {};"
            f"DDC.WS.state['ws-quick-specs']['quick-specs1'] = {json.dumps(specs)};</script>"
            f"{_json_ld(self._node(one))}<h1>{escape(self.dealer.name)}</h1>"
            f"<section class='similar-vehicles'><h2>Similar vehicles</h2>{rail}</section>"
        )

    def listing(self, one: Stock) -> Listing:
        return replace(super().listing(one), location="Alder Point, ME")

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

    @property
    def _site_id(self) -> str:
        return self.dealer.host.split(".")[1]

    def _api(self, stock: list[Stock], body: str | None) -> Page:
        asked: dict[str, Any] = json.loads(body or "{}")
        start = int(asked.get("inventoryParameters", {}).get("start", ["0"])[0])
        # Without the site's id the answer is an empty one.
        known = stock if asked.get("siteId") == self._site_id else []
        answer = self._inventory(known, start, self.cars_a_request)
        return Page(body=json.dumps(answer).encode(), content_type=_JSON)

    def _list(self, stock: list[Stock], start: int) -> str:
        bus = json.dumps(self._inventory(stock, start, self.cars_a_page))
        return f'<script>DDC.WidgetData["inventory-data-bus1"] = {bus};</script>'

    def _inventory(self, stock: list[Stock], start: int, size: int) -> dict[str, Any]:
        info = {"totalCount": len(stock), "pageSize": size, "pageStart": start}
        shown = stock[start : start + size]
        return {"pageInfo": info, "inventory": [self._record(one) for one in shown]}

    def _record(self, one: Stock) -> dict[str, Any]:
        assert one.car
        price = f"${one.price:,.0f}" if one.price else "Please Call"
        final = f"${(one.price or 0) + _FEES:,.0f}"
        return {
            "vin": one.number_text,
            "year": one.car.year,
            "make": one.car.make,
            "model": one.car.model,
            "trim": one.car.trim,
            "stockNumber": one.stock_number,
            "link": self.path(one),
            "title": [f"Used {one.car.year} {one.car.make}", one.car.model],
            "attributes": [{"name": "odometer", "value": f"{one.car.mileage:,} miles"}],
            "trackingPricing": {"internetPrice": str(one.price or ""), "msrp": "$999,000"},
            "pricing": {
                "retailPrice": "$999,000",
                "dprice": [
                    {"label": "Was", "typeClass": "msrp", "value": "$999,000"},
                    {"label": "Price", "typeClass": "askingPrice", "value": price},
                    {"label": "With fees", "value": final, "isFinalPrice": True},
                ],
            },
        }

    def _flat(self, one: Stock) -> dict[str, Any]:
        """The record as vehicle pages have it."""
        assert one.car
        photos = [*(p.url for p in self.photos(one)), f"{PHOTOS}/s/photo_unavailable_320.gif"]
        return {
            "uuid": self._uuid(one),
            "vin": one.number_text,
            "modelYear": str(one.car.year),
            "make": one.car.make,
            "model": one.car.model,
            "trim": one.car.trim or "",
            "odometer": one.car.mileage,
            "stockNumber": one.stock_number,
            "engine": one.car.engine,
            "transmission": one.car.transmission,
            "driveLine": one.car.drivetrain,
            "bodyStyle": one.car.body_style,
            "exteriorColor": one.car.exterior_color,
            "interiorColor": one.car.interior_color,
            "internetPrice": str(one.price or ""),
            "msrp": "999000",
            "images": [{"uri": f"{url}?impolicy=resize&w=640"} for url in photos],
            "address": {"city": "Alder Point", "state": "ME", "postalCode": "00030"},
        }

    def _node(self, one: Stock) -> dict[str, Any]:
        offer = {"@type": "Offer", "priceCurrency": "USD", "price": int(one.price or 0) + _FEES}
        return {
            "@type": "Car",
            "name": one.title,
            "vehicleIdentificationNumber": one.number_text,
            "description": one.description,
            "offers": offer,
        }

    def _local(self, one: Stock) -> dict[str, str | None]:
        return {"_type": "s", "en_US": one.car.trim if one.car else None}

    def _uuid(self, one: Stock) -> str:
        return hashlib.blake2b(
            f"{self.dealer.host} {one.number}".encode(), digest_size=16
        ).hexdigest()


def _json_ld(node: dict[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org"} | node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


THEME = DealerComSitemap
