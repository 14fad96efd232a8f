"""DealerOn: lists that hold an ItemList, pages whose car stands in attributes."""

import json
from base64 import b64encode
from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, overlay
from tests.web.dealers.stock import Stock


class DealerOn(Design):
    """/searchused.aspx, pages by ?pt=N and link[rel=next]. What is sold is gone."""

    platform = "dealer_on"
    current_path = "/searchused.aspx"
    has_sold_list = False
    marks_sold = False
    has_signs = False
    cars_a_page = 12
    total = 0

    def path(self, one: Stock) -> str:
        return f"/used-Elmfield-{one.slug.title()}-{one.number_text}"

    def photo_url(self, one: Stock, i: int) -> str:
        number = (one.number_text or "").lower()
        return f"https://{self.dealer.host}/inventoryphotos/20214/{number}/ip/{i}.jpg"

    def logo(self) -> str:
        return '<link rel="preconnect" href="https://cdn.dlron.us/"><img src="/static/logo.png">'

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        self.total = len(stock)
        return super().page(stock, path, query)

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        return super().page_number(base, path, {"page": query.get("pt", "1")})

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        """As it is sent: the cards come later."""
        entries = [
            {
                "@type": "ListItem",
                "url": self.url(one),
                "name": one.title,
                "identifier": one.number_text,
            }
            for one in cards
        ]
        items = json.dumps({"@type": "ItemList", "itemListElement": entries})
        model = json.dumps({"DealerId": 20214, "ItemListJson": items}).replace("</", "<\\/")
        tagging = json.dumps({"dealerId": "20214", "itemCount": self.total})
        following = f'<link rel="next" href="//{self.dealer.host}{base}?pt={number + 1}">'
        return (
            f'{following if number < last else ""}<script id="dealeron_tagging_data" type='
            f'"application/json">{tagging}</script><script id="dlron-srp-model" type='
            f'"application/json">{model}</script><div class="vehicle-card skeleton"></div>'
            "<form>No results? Write to us.</form>"
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        gallery = "".join(f'<img data-src="{p.url}?width=600">' for p in self.photos(one))
        fee = {"price": str((one.price or 0) + 85), "priceCurrency": "USD"}
        node = {
            "@context": "https://schema.org",
            "@type": "Car",
            "name": one.title,
            "description": one.description,
            "offers": {"@type": "Offer", **fee},
        }
        rail = "".join(
            f'<div class="vehicle-card" data-vin="{o.number_text}" data-price="9">'
            f'<img src="{self.photo_url(o, 1)}"></div>'
            for o in others
        )
        return (
            f"<h1>{escape(one.title)}</h1>"
            f"<div class='vdp' data-vehicle-information {self._data(one)}>"
            f"{overlay(one)}<img src='/assets/stock/1.png'>{gallery}</div>"
            f'<script type="application/ld+json">{json.dumps(node)}</script>'
            f'<div class="recommended-vehicles">{rail}</div>'
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=f"{car.mileage:,} {car.mileage_unit}",
            mileage_unit=car.mileage_unit,
            engine=car.engine,
            transmission=car.transmission,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
            description=one.description,
        )

    def _data(self, one: Stock) -> str:
        """Every second car has a fee in its shown price, so that its library alone tells."""
        car = one.car
        assert car
        fees, price = one.number % 2 == 0, one.price or 0
        library = "MSRP:999999.0"
        if one.price:
            library += f";Selling Price:{one.price}.0"
            library += f";dealer_fee:85.0;calc_INTERNET PRICE:{price + 85}.0" if fees else ""
        shown = price + 85 if one.price and fees else price
        data = {
            "vin": one.number_text,
            "year": car.year,
            "make": car.make,
            "model": car.model,
            "trim": car.trim or "",
            "name": one.title,
            "engine": car.engine,
            "trans": car.transmission,
            "extcolor": f"{car.exterior_color}<a href='#'><sup>60</sup></a>",
            "intcolor": f"{car.interior_color} [Extra_Cost_Color]",
            "bodystyle": "Gas",
            "stocknum": one.stock_number,
            "msrp": "999999",
            "price": shown,
            "pricelib": b64encode(library.encode()).decode(),
            "dotagging-item-price": "999999",
            "dotagging-item-odometer": f"{car.mileage:,} {car.mileage_unit}",
        }
        return " ".join(f'data-{name}="{escape(str(text))}"' for name, text in data.items())


THEME = DealerOn
