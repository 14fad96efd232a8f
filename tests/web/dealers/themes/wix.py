"""Wix: the sitemap's part of the shop, and pages with their data in a script."""

import json
from dataclasses import replace
from html import escape
from typing import Any

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.shop_words import as_breaks, stated_vehicle
from tests.web.dealers.sitemap_xml import sitemap_index, urlset
from tests.web.dealers.stock import Stock
from tests.web.pages import Page


class Wix(Design):
    """Sold cars stay, out of stock or with a ribbon. Some have two prices."""

    platform = "wix"
    title_only = True
    has_sold_list = False
    lists_status = False
    filler_vins = True
    current_path = "/shop"
    robots = ("User-agent: *", "Allow: /", "Disallow: *?lightbox=")
    has_sitemap = True

    def path(self, one: Stock) -> str:
        return f"/product-page/{self.part(one)}"

    def part(self, one: Stock) -> str:
        """The last part of its path."""
        return f"{one.slug}-{one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://static.wixstatic.com/media/{one.number:x}_{i:02}~mv2.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [
            VehicleImage(url=p.url, position=p.number, width=p.width, height=p.height)
            for p in self.photos(one)
        ]

    def frame(self, title: str, body: str) -> str:
        mark = '<meta name="generator" content="Wix.com Website Builder"/></head>'
        return super().frame(title, body).replace("</head>", mark, 1)

    def footer(self) -> str:
        # Every page of the vendor's names this function.
        return "<script>var f = {excludeFromAutoRevoke: true};</script>"

    def list_requests(self, stock: list[Stock]) -> int:
        return 2

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        host = f"https://{self.dealer.host}"
        if path == "/sitemap.xml" and self.has_sitemap:
            names = ("store-products", "store-categories", "pages")
            return sitemap_index(f"{host}/{name}-sitemap.xml" for name in names)
        if path == "/store-products-sitemap.xml":
            return urlset(self.url(one) for one in stock)
        page = super().answer(stock, path, query)
        if page is None:
            return None
        total = f'"totalCount": {sum(one.in_current_list for one in stock)}'.encode()
        return replace(page, body=page.body.replace(b'"totalCount": -1', total))

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        gallery = {
            "catalog": {
                "category": {
                    "productsWithMetaData": {
                        "totalCount": -1,
                        "list": [self.record(one) for one in cards],
                    }
                }
            }
        }
        return self.warmup({"gallery_1": gallery})

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        gone = "OutOfStock" if one.sold else "InStock"
        node = {
            "@context": "https://schema.org/",
            "@type": "Product",
            "name": one.title,
            "description": "All on one line.",
            "image": [
                {"@type": "ImageObject", "contentUrl": f"{p.url}/v1/fit/w_500,h_500/file.jpg"}
                for p in self.photos(one)
            ],
            "Offers": {
                "@type": "Offer",
                "price": str(one.price or 0),
                "priceCurrency": "USD",
                "Availability": f"https://schema.org/{gone}",
            },
        }
        script = json.dumps(node).replace("</", "<\\/")
        data = {
            "related": {"list": [self.record(other) for other in others]},
            "productPage": {"catalog": {"product": self.record(one)}},
        }
        rail = "".join(f"<li>{escape(o.title)} {dollars(o)}</li>" for o in others)
        return (
            f'{overlay(one)}<h1 data-hook="product-title">{escape(one.title)}</h1>'
            f'<script type="application/ld+json">{script}</script>{self.warmup(data)}'
            f"<section><h2>Related Products</h2><ul>{rail}</ul></section>"
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return stated_vehicle(self, one, car)

    def record(self, one: Stock) -> dict[str, Any]:
        """The product as the shop's queries name it."""
        price = float(one.price or 0)
        ribbon = "SOLD" if one.sold and one.number % 2 else "Just in" if one.number % 5 else ""
        reduced = one.price is not None and one.number % 4 == 0
        return {
            "id": f"{one.number:08x}-0000",
            "name": one.title,
            "urlPart": self.part(one),
            "price": price + 1000 if reduced else price,
            "comparePrice": price if reduced else 0,
            "formattedPrice": dollars(one),
            "sku": one.stock_number,
            "ribbon": ribbon,
            "isInStock": not (one.sold and one.number % 2 == 0),
            "description": as_breaks(one),
            "additionalInfo": [{"title": "SHIPPING", "description": "<p>Ask us.</p>"}],
            "options": [],
            "media": [
                {
                    "url": p.url.rpartition("/")[2],
                    "mediaType": "PHOTO",
                    "width": p.width,
                    "height": p.height,
                }
                for p in self.photos(one)
            ],
        }

    def warmup(self, data: dict[str, Any]) -> str:
        """The data that the page's script begins with."""
        text = json.dumps({"appsWarmupData": {"1380b703": data}}).replace("</", "<\\/")
        return f'<script type="application/json" id="wix-warmup-data">{text}</script>'


THEME = Wix
