"""Shopify: the shop's products as JSON, each with a record of its own."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.json_page import json_page
from tests.web.dealers.shop_words import as_list, stated_vehicle
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_A_PAGE = 250


class Shopify(Design):
    """Sold cars stay, not available any more, or with a tag. A shirt is sold beside them."""

    platform = "shopify"
    title_only = True
    has_sold_list = False
    filler_vins = True
    current_path = "/collections/all"
    robots = (
        "User-agent: *", "Disallow: /admin", "Disallow: /cart", "Disallow: /orders",
        "Disallow: /checkouts/", "Disallow: /account", "Disallow: /collections/*sort_by*",
        "Disallow: /collections/*+*", "Disallow: /search", "Disallow: /recommendations/products",
    )  # fmt: skip

    def path(self, one: Stock) -> str:
        return f"/products/{self.handle(one)}"

    def handle(self, one: Stock) -> str:
        """The product's name in its URL."""
        return f"{one.slug}-{one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://cdn.shopify.com/s/files/1/0421/{one.number}/files/{i:02}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [VehicleImage(url=p.url, position=p.number) for p in self.photos(one)]

    def footer(self) -> str:
        return (
            '<script src="https://cdn.shopify.com/shopifycloud/shopify/assets/storefront.js">'
            '</script><script>Shopify.currency = {"active":"USD","rate":"1.0"};</script>'
        )

    def list_requests(self, stock: list[Stock]) -> int:
        # A full page is not known to be the last; of an empty shop the sitemap must tell.
        return len(stock) // _A_PAGE + 1 if stock else 3

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == "/products.json":
            number, size = int(query.get("page", "1")), min(int(query["limit"]), _A_PAGE)
            shown = stock[(number - 1) * size : number * size]
            return json_page({"products": [self.listed(one) for one in shown]})
        if path == "/sitemap.xml":
            return self.sitemap(path, [])
        if path == "/sitemap_products_1.xml":
            return self.sitemap(path, stock)
        if path.endswith(".js"):
            one = next((one for one in stock if f"{self.path(one)}.js" == path), None)
            return None if one is None else json_page(self.record(one))
        return super().answer(stock, path, query)

    def sitemap(self, path: str, stock: list[Stock]) -> Page:
        """The index, or its part of products, which lists the home page first."""
        host = f"https://{self.dealer.host}"
        if path == "/sitemap.xml":
            parts = (
                "sitemap_products_1.xml?from=1&amp;to=9",
                "sitemap_pages_1.xml?from=1&amp;to=2",
            )
            entries = "".join(f"<sitemap><loc>{host}/{part}</loc></sitemap>" for part in parts)
            return _xml(f"<sitemapindex>{entries}</sitemapindex>")
        urls = [f"{host}/", *(self.url(one) for one in stock)]
        entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        return _xml(f"<urlset>{entries}</urlset>")

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        links = (f'<li><a href="{self.path(o)}">{escape(o.title)}</a></li>' for o in cards)
        return f"<ul>{''.join(links)}</ul>"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        rail = "".join(f"<li>{escape(o.title)} {dollars(o)}</li>" for o in others)
        gone = "OutOfStock" if one.sold else "InStock"
        node = {
            "@context": "http://schema.org/",
            "@type": "Product",
            "name": one.title,
            "url": self.url(one),
            "image": [f"{p.url}?v=7&width=1080" for p in self.photos(one)],
            "description": "Read more below.",
            "offers": [
                {
                    "@type": "Offer",
                    "availability": f"http://schema.org/{gone}",
                    "price": str(one.price or 0),
                    "priceCurrency": "USD",
                }
            ],
        }
        record = json.dumps({"product": self.record(one)}).replace("</", "<\\/")
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1><span>{dollars(one)}</span>"
            f'<script type="application/ld+json">{json.dumps(node)}</script>'
            f'<script type="application/json">{record}</script>'
            f"<section><h2>You may also like</h2><ul>{rail}</ul></section>"
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return stated_vehicle(self, one, car)

    def listed(self, one: Stock) -> dict[str, Any]:
        """The product as products.json has it."""
        tags = ["Classics", "Sold"] if one.sold and one.number % 2 else ["Classics"]
        return {
            "id": 70_000 + one.number,
            "title": one.title,
            "handle": self.handle(one),
            "body_html": as_list(one),
            "vendor": self.dealer.name,
            "product_type": "Cars" if one.car else "Signs",
            "tags": tags,
            "variants": [
                {
                    "title": "Default Title",
                    "sku": one.stock_number,
                    "available": not one.sold or bool(one.number % 2),
                    "price": f"{one.price or 0:.2f}",
                    "compare_at_price": f"{one.price + 5000:.2f}" if one.price else None,
                }
            ],
            "images": [{"src": f"{p.url}?v=7", "position": p.number} for p in self.photos(one)],
            "options": [{"name": "Title", "position": 1, "values": ["Default Title"]}],
        }

    def record(self, one: Stock) -> dict[str, Any]:
        """The product as its own record has it: prices in cents, names of its own."""
        listed = self.listed(one)
        (variant,) = listed["variants"]
        cents = int(one.price * 100) if one.price else 0
        return {
            "id": listed["id"],
            "title": one.title,
            "handle": listed["handle"],
            "description": listed["body_html"],
            "vendor": listed["vendor"],
            "type": listed["product_type"],
            "tags": listed["tags"],
            "price": cents,
            "compare_at_price": cents + 500_000,
            "available": variant["available"],
            "variants": [variant | {"price": cents}],
            "images": [f"{p.url.removeprefix('https:')}?v=7" for p in self.photos(one)],
            "options": listed["options"],
        }


def _xml(text: str) -> Page:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
    return Page(body=body, content_type="application/xml; charset=utf-8")


THEME = Shopify
