"""AutoManager WebManager's newer markup: attributes on tiles, JSON-LD on vehicles."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, overlay
from tests.web.dealers.stock import Stock

_PHOTOS = "https://automanager.blob.core.windows.net/wmphotos"
_VENDOR = "https://automanagerprodcdn.azureedge.net/wmthemes"


class AutoManager(Design):
    """`#inv-list .vehicle[data-id]` under /view-inventory. What is sold is gone."""

    platform = "auto_manager"
    title_only = True
    has_sold_list = False
    marks_sold = False
    current_path = "/view-inventory"

    def path(self, one: Stock) -> str:
        return f"/vehicle-details/{one.slug}-{one.number:032x}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_PHOTOS}/012345/{one.number:032x}/{one.number}{i:02}_1280.jpg"

    def logo(self) -> str:
        return f'<link href="{_VENDOR}/fluid/default.css" rel="stylesheet"><img src="/logo.png">'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        pager = "".join(f'<a href="?page={n}">{n}</a>' for n in range(1, last + 1))
        tiles = "".join(self._tile(one) for one in cards) or "<p>0 vehicles</p>"
        listed = f'<div id="inv-list" class="grid-view">{tiles}</div>'
        return f'{listed}<div class="pagination">{pager}</div>'

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        rail = "".join(self._tile(other) for other in others)
        return (
            f'<h1 class="pagetitle">{escape(one.title)} for sale in Elmfield OH</h1>'
            f"{overlay(one)}{self._price(one)}"
            f"{self._node(one) if one.car else ''}"
            f'<div class="related-vehicles"><h3>Similar</h3>{rail}</div>'
        )

    def stated_stock_number(self, one: Stock) -> str | None:
        return one.stock_number if one.car else None

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
            body_style=car.body_style,
            exterior_color=car.exterior_color,
            description=one.description,
        )

    def _price(self, one: Stock) -> str:
        """A third party's badge has another price."""
        if not one.price:
            return '<div class="pricelabel">Call for Price</div><span data-cg-price=""></span>'
        return (
            '<div class="pricelabel internetpricelabel">Internet Price</div>'
            '<div class="pricevalue1 accent-color1"><b><span class="currency-symbol">$</span>'
            f'{one.price:,.0f}</b></div><span data-cg-price="{one.price + 490}.0000"></span>'
        )

    def _short_url(self, one: Stock) -> str:
        return f"https://{self.dealer.host}/vehicle-details/{one.number:032x}"

    def _tile(self, one: Stock) -> str:
        car = one.car
        facts = f'data-displaymileage="{car.mileage}" data-displaymodel="Other"' if car else ""
        vin = f'<span class="vin">{one.number_text}</span>' if car else ""
        return (
            '<div class="clearfix inventory-panel palette-bg2 vehicle lot-00" '
            f'data-id="{one.number}" data-displaytitle="{escape(one.title)}" '
            f'data-displayprice="$" {facts}>{overlay(one)}'
            f'<a href="{self.path(one)}">View</a><img src="{_VENDOR}/images/comingsoon_105.png">'
            f'<div class="inventory-details">{vin}<span class="stocknumber">'
            f"{one.stock_number}</span></div>{self._price(one)}</div>"
        )

    def _node(self, one: Stock) -> str:
        """Model and trim run together, twice."""
        car = one.car
        assert car
        model = " ".join(word for word in (car.model, car.trim) if word)
        offer: dict[str, Any] = {"@type": "Offer", "url": self._short_url(one)}
        if one.price:
            offer |= {"price": f"{one.price}.00", "priceCurrency": "USD"}
        node = {
            "@context": "https://schema.org",
            "@type": "Vehicle",
            "name": one.title,
            "brand": {"@type": "Brand", "name": car.make},
            "model": model,
            "vehicleConfiguration": f"{model} | AWD | 0",
            "bodyType": car.body_style,
            "color": car.exterior_color,
            "productionDate": str(car.year),
            "vehicleIdentificationNumber": one.number_text,
            "sku": one.stock_number,
            "description": one.description,
            "offers": offer,
            "mileageFromOdometer": {"value": car.mileage, "unitCode": _unit(car)},
            "image": [f"{_VENDOR}/images/comingsoon_105.png", *(p.url for p in self.photos(one))],
        }
        return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def _unit(car: Car) -> str:
    return "SMI" if car.mileage_unit == "mi" else "KMT"


THEME = AutoManager
