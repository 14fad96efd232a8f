"""A DealerCenter site of the older layout: every car twice on the list, template blocks beside
them, and the sitemap as the only way to all cars."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design
from tests.web.dealers.sitemap_xml import sitemap_index, urlset
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

PHOTOS = "https://imagescf.dealercenter.net"
_FEES = 899  # what the dealer adds to each price


class DealerCenterOlder(Design):
    """`.dws-vehicle-listing-item` cards; of the sitemap no car's status is told."""

    platform = "dealer_center"
    lists_status = False
    has_sold_list = False
    current_path = "/inventory/"
    sold_path = "/inventory/"
    robots = ("User-agent: *", "Disallow: /inv-scripts-v2/*", "Disallow: /*?page_no=")

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        site = f"https://{self.dealer.host}"
        if path == "/sitemap_index.xml":
            return sitemap_index(
                f"{site}/{part}-sitemap.xml" for part in ("page", "inventory_usedcars")
            )
        if path == "/inventory_usedcars-sitemap.xml":
            return urlset([f"{site}/inventory/", *(self.url(one) for one in stock)])
        return super().answer(stock, path, query)

    def list_requests(self, stock: list[Stock]) -> int:
        return 2

    def path(self, one: Stock) -> str:
        make, model = ("car", "x") if one.car is None else (one.car.make, one.car.model)
        words = f"/inventory/{make}/{model}/{one.stock_number}/".lower()
        return words.replace(" ", "-").replace("'", "")

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{PHOTOS}/1116/836/202601-{one.number:08x}{i:04x}.jpg"

    def logo(self) -> str:
        media = f"https://dcdws.blob.core.windows.net/dws-{len(self.dealer.host)}-77-media"
        return f'<img class="logo" src="{media}/sites/77/logo.png" alt="logo">'

    def home(self) -> str:
        return f"{super().home()}<a href='/inventory/?page_no=2'>More</a>"

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        if path == self.current_path and query:
            return None  # robots.txt forbids them all
        return super().page(stock, path, query)

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        settings = {"vehicleBaseUrl": "inventory", "serviceUrl": "/inv-scripts-v2/inv/vehicles"}
        template = "".join(
            f"<script type='text/html' id='DWS_{kind}_Template'>{_TEMPLATE}</script>"
            for kind in ("List", "Grid")
        )
        copies = "".join(
            f"<div class='{kind}'>{''.join(self._card(one) for one in cards)}</div>"
            for kind in ("dws-vehicle-listing-container", "dws-vehicle-listing-mobile-container")
        )
        return (
            f"<div class='dws-vehicle-listing-widget'>{template}{_TEMPLATE}"
            f"{_script('DWS_Async_Vehicle_Listing_Settings_4', settings)}{copies}</div>"
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        rail = "".join(self._card(other) for other in others)
        client = {"vehicleStatusInventory": "sold" if one.sold else "in_inventory"}
        client |= {"vehicleStockNumber": one.stock_number, "showSoldVehicles": ""}
        record = {"page_type": "item", "vehicle": self._record(one)}
        media = {
            "vdp_image_urls": [
                *(photo.url for photo in self.photos(one)),
                "/dealercenter/img/vehicle-image-notavailable-320x240.jpg",
            ]
        }
        shown = "Call For Price" if one.price is None else f"${one.price:,.0f} *"
        return (
            "<style>.dws-vehicle-sold-label{color:#fff}</style>"
            f"<h1>{escape(self.dealer.name)}</h1>{_json_ld(self._node(one))}"
            "<span class='dws-vdp-single-field-value dws-vdp-single-field-value-vehicleprice'>"
            f"{shown}</span><div>Total with fees: ${(one.price or 0) + _FEES:,.0f}</div>"
            f"{self._fields(one)}{_script('DWS_VDP_Vehicle_Media_Settings_5', media)}"
            f"<script>var dwsClientData = {json.dumps(client)};</script>"
            f"<script>window.DWS_ASC_CONFIG = {json.dumps(record)};</script>"
            f"<div class='dws-similar-vehicles similar-vehicles'>{rail}</div>"
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
            mileage_text=f"{car.mileage:,}",
            engine=car.engine,
            transmission=car.transmission,
            drivetrain=car.drivetrain,
            body_style=car.body_style,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
            description=one.description,
        )

    def stated_title(self, one: Stock) -> str:
        """Structured data names year, make and model alone."""
        if one.car is None:
            return one.title
        return f"{one.car.year} {one.car.make} {one.car.model}"

    def _node(self, one: Stock) -> dict[str, Any]:
        car: dict[str, Any] = {"@type": "Car", "name": self.stated_title(one)}
        car |= {"url": self.url(one), "description": one.description}
        if one.car:
            known = f"{self.stated_title(one)} {one.car.mileage:,} {one.number_text}"
            car |= {
                "vehicleIdentificationNumber": one.number_text,
                "modelDate": one.car.year,
                "bodyType": one.car.body_style,
                "vehicleEngine": one.car.engine,
                "vehicleTransmission": one.car.transmission,
                "vehicleInteriorColor": one.car.interior_color,
                "color": one.car.exterior_color,
                "description": known + one.description,
            }
        price = {"@type": "UnitPriceSpecification", "priceCurrency": "USD"}
        offer = {"@type": "Offer", "priceSpecification": price | {"price": int(one.price or 0)}}
        node = {"@context": "http://schema.org/", "@type": "AutoDealer", "name": self.dealer.name}
        return node | {"makesOffer": offer | {"itemOffered": car}}

    def _record(self, one: Stock) -> dict[str, Any]:
        record: dict[str, Any] = {"item_number": one.stock_number}
        if one.car:
            record |= {
                "item_id": one.number_text,
                "item_make": one.car.make,
                "item_model": one.car.model,
                "item_year": str(one.car.year),
                "item_variant": one.car.trim or "",
                "item_color": one.car.exterior_color,
                "item_type": one.car.body_style,
            }
        return record | {"item_price": int(one.price or 0)}

    def _fields(self, one: Stock) -> str:
        if one.car is None:
            return ""
        fields = {"Mileage": f"{one.car.mileage:,}", "Drivetrain": one.car.drivetrain}
        return "".join(
            "<div class='dws-vehicle-fields-item'><div class='dws-vehicle-fields-wrap'>"
            f"<span class='dws-vehicle-fields-label'>{label}</span>"
            f"<span class='dws-vehicle-fields-value'>{escape(text)}</span></div></div>"
            for label, text in fields.items()
        )

    def _card(self, one: Stock) -> str:
        sold = "<div class='dws-vehicle-price dws-vehicle-sold-label'>SOLD</div>"
        title = self.stated_title(one)
        return (
            "<div class='list-group-item dws-vehicle-listing-item'>"
            f"{sold if one.sold else '<!-- SOLD -->'}"
            f"<span class='dws-vehicle-price-value'>{_price(one)}</span>"
            f"<div data-vehicle-vin='{one.number_text or ''}' "
            f"data-vehicle-stock-no='{one.stock_number}' data-vehicle-img-count='0'></div>"
            f"<div class='dws-vehicle-listing-item-title'><a href='{self.path(one)}'>"
            f"{escape(title)}<span class='hide'>{escape(title)}</span></a></div></div>"
        )


def _price(one: Stock) -> str:
    return f"${one.price:,.0f}" if one.price else "Call For Price"


def _json_ld(node: dict[str, Any]) -> str:
    text = json.dumps(node).replace("</", "<\\/")
    return f'<script type="application/ld+json" id="dws-vdp-schema">{text}</script>'


def _script(name: str, value: dict[str, Any]) -> str:
    return f'<script type="application/json" id="{name}">{json.dumps(value)}</script>'


_TEMPLATE = (
    "<div class='dws-vehicle-listing-item'><div data-vehicle-vin='{{Vin}}' "
    "data-vehicle-stock-no='{{StockNumber}}'></div><div class='dws-vehicle-listing-item-title'>"
    "<a href='/inventory/{{Make}}/{{Model}}/{{StockNumber}}/'>{{Year}} {{Make}} {{Model}}</a></div>"
    "<span class='dws-vehicle-price-value'>{{VehiclePrice}}</span></div>"
)

THEME = DealerCenterOlder
