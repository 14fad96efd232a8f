"""DealerAccelerate's grid theme: JSON-LD on every vehicle page, sold or not."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.pager import pager
from tests.web.dealers.stock import Stock

CDN = "https://cdn.dealeraccelerate.com"
_IN_ITEM_LIST = 20  # the theme's ItemList leaves out the rest of the page's tiles


class AccelerateGrid(Design):
    """`article.vehicle-grid__item` tiles under /vehicles."""

    title_only = True
    platform = "dealer_accelerate"
    current_path = "/vehicles"
    sold_path = "/vehicles/sold"
    robots = ("User-agent: *", "Disallow: /*?", "Allow: /*?page=")

    @property
    def tenant(self) -> str:
        return self.dealer.host.split(".")[1].replace("-", "")

    def path(self, one: Stock) -> str:
        return f"/vehicles/{('elm', 'oak')[one.number % 2]}/{one.number}/{one.slug}"

    def photo_url(self, one: Stock, i: int) -> str:
        return self._photo(one, i, "790x1024")

    def logo(self) -> str:
        return f'<img src="{CDN}/{self.tenant}/logo/site.png" alt="logo">'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        entries = [
            {"@type": "ListItem", "position": i, "item": self._node(one, with_number=False)}
            for i, one in enumerate(cards[:_IN_ITEM_LIST], 1)
        ]
        items = {"@type": "ItemList", "name": "Inventory", "itemListElement": entries}
        tiles = "".join(self._tile(one) for one in cards)
        return (
            f"{_script({'@context': 'https://schema.org', '@graph': [items]})}"
            f"<div class='vehicle-grid' id='vehicle-grid' role='list'>{tiles}</div>"
            f"{pager(base, number, last, self.current_path)}"
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        node = {"@context": "https://schema.org"} | self._node(one, with_number=True)
        gallery = "".join(
            f'<a href="{p.url}?v=2"><img src="{self._photo(one, p.number, "198x149")}"></a>'
            for p in self.photos(one)
        )
        rail = "".join(self._tile(other) for other in others)
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1><div class='gallery'>{gallery}</div>"
            f"{_script(node)}<section class='related'><h2>Similar cars</h2>{rail}</section>"
        )

    def stated_stock_number(self, one: Stock) -> str | None:
        return None

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            vin=car.vin,
            vin_text=car.vin or car.chassis_number,
            chassis_number=car.chassis_number,
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            description=one.description,
        )

    def _photo(self, one: Stock, i: int, size: str) -> str:
        vehicle = f"{self.tenant}/9/{one.number}"
        return f"{CDN}/{vehicle}/{one.number * 100 + i}/{size}/w{i % 52}/{one.slug}.avif"

    def _node(self, one: Stock, *, with_number: bool) -> dict[str, Any]:
        offer: dict[str, Any] = {"@type": "Offer", "url": self.url(one)}
        if one.price:
            offer |= {"price": int(one.price), "priceCurrency": "USD"}
        node: dict[str, Any] = {
            "@type": ["Product", "Vehicle"],
            "name": one.title,
            "url": self.url(one),
        }
        if with_number:
            sold = "SoldOut" if one.sold else "InStock"
            offer["availability"] = f"https://schema.org/{sold}"
            node["description"] = f"<p>{escape(one.description)}</p>"
            if one.car:
                node["vehicleIdentificationNumber"] = one.car.vin or one.car.chassis_number
        return node | {"offers": offer}

    def _tile(self, one: Stock) -> str:
        ribbon = "<div class='vlp-ribbon sold'> Sold </div>" if one.sold else overlay(one)
        # Half of the sold tiles go on printing what was asked.
        price = "Sold" if one.sold and one.number % 2 else dollars(one, "Inquire")
        host = f"https://{self.dealer.host}" if one.number % 3 else ""
        return (
            "<article class='vehicle-grid__item'>"
            '<a class="vehicle-phone-placeholder" href="tel:+1-5550100"></a>'
            f'<a class="vehicle-grid__link {"vehicle-grid__link-sold" if one.sold else ""}" '
            f'title="{escape(one.title)}" href="{host}{self.path(one)}">{ribbon}'
            f'<img alt="{escape(one.title)} first image" src="{self.photo_url(one, 1)}">'
            f"<div class='{'sold ' if one.sold else ''}vehicle-grid__price'> "
            f"<span class='price'>{price}</span> </div></a></article>"
        )


def _script(node: dict[str, Any]) -> str:
    text = json.dumps(node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


THEME = AccelerateGrid
