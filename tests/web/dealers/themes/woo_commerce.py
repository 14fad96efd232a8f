"""WooCommerce: the store's API lists all products, each with a record of its own."""

import json
from html import escape
from typing import Any

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, overlay
from tests.web.dealers.json_page import json_page
from tests.web.dealers.shop_words import as_breaks, mileage_words, stated_vehicle
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_API = "/wp-json/wc/store/v1/products"
_A_PAGE = 100


class WooCommerce(Design):
    """Sold cars stay, out of stock or in a category. A price may be reduced."""

    platform = "woo_commerce"
    title_only = True
    has_sold_list = False
    filler_vins = True
    current_path = "/shop/"
    robots = ("User-agent: *", "Disallow: /wp-admin/", "Allow: /wp-admin/admin-ajax.php")
    plugins: tuple[str, ...] = ("woocommerce",)

    def path(self, one: Stock) -> str:
        return f"/product/{one.slug}-{one.number}/"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://{self.dealer.host}/wp-content/uploads/{one.number}/{i:02}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [VehicleImage(url=p.url, position=p.number) for p in self.photos(one)]

    def footer(self) -> str:
        scripts = (
            f"/wp-content/plugins/{name}/assets/frontend.js?ver=9.1" for name in self.plugins
        )
        return "".join(f'<script src="{script}"></script>' for script in scripts)

    def list_requests(self, stock: list[Stock]) -> int:
        # A full page is not known to be the last; of an empty shop its own page must tell.
        return len(stock) // _A_PAGE + 1 if stock else 3

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == _API:
            number, size = int(query["page"]), min(int(query["per_page"]), _A_PAGE)
            return json_page([self.record(o) for o in stock[(number - 1) * size : number * size]])
        found = next((o for o in stock if path == f"{_API}/{o.number}"), None)
        return json_page(self.record(found)) if found else super().answer(stock, path, query)

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        if not cards:
            return '<div class="woocommerce-info">No products were found.</div>'
        shown = "".join(self.card(one) for one in cards)
        following = (
            f'<a class="next page-numbers" href="{base}page/{number + 1}/">&rarr;</a>'
            if number < last
            else ""
        )
        return (
            f'<ul class="products columns-4">{shown}</ul>'
            f'<nav class="woocommerce-pagination">{following}</nav>'
        )

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        if path == base:
            return 1
        rest = path.removeprefix(f"{base}page/").strip("/")
        return int(rest) if path.startswith(f"{base}page/") and rest.isdecimal() else None

    def card(self, one: Stock) -> str:
        """One card of the shop's pages."""
        stock = "outofstock" if one.sold else "instock"
        mileage = f"<li>{mileage_words(one.car)}</li>" if one.car else ""
        return (
            f'<li class="product type-product {stock}">{overlay(one)}'
            f'<a href="{self.url(one)}" class="woocommerce-LoopProduct-link">'
            f'<img src="{self.photo_url(one, 1).replace(".jpg", "-300x200.jpg")}">'
            f'<h2 class="woocommerce-loop-product__title">{escape(one.title)}</h2>'
            f'{self.price(one)}</a><ul class="v_type"><li>Classic</li>{mileage}</ul>'
            f'<a href="?add-to-cart={one.number}" class="button add_to_cart_button" '
            f'data-product_sku="{one.stock_number}">Read more</a></li>'
        )

    def price(self, one: Stock) -> str:
        """The price, of some reduced from another one."""
        if not one.price:
            return ""
        now = _amount(f"{one.price:,.2f}")
        was = f"<del>{_amount(f'{one.price + 2500:,.2f}')}</del> " if one.number % 3 == 0 else ""
        return f'<span class="price">{was}{f"<ins>{now}</ins>" if was else now}</span>'

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        node = {
            "@context": "https://schema.org/",
            "@type": "Product",
            "name": one.title,
            "url": self.url(one),
            "sku": one.stock_number,
            "image": self.photo_url(one, 1).replace(".jpg", "-800x533.jpg"),
            "description": "Nothing of it here.",
        }
        photos = "".join(
            f'<div class="woocommerce-product-gallery__image"><a href="{p.url}">'
            f'<img src="{p.url.replace(".jpg", "-600x400.jpg")}"></a></div>'
            for p in self.photos(one)
        )
        related = "".join(self.card(other) for other in others)
        gone = '<p class="stock out-of-stock">Out of stock</p>' if one.sold else ""
        return (
            f'{overlay(one)}<div class="product type-product">'
            f'<div class="woocommerce-product-gallery">{photos}</div>'
            f'<div class="summary entry-summary"><h1>{escape(one.title)}</h1>'
            f"{self.price(one)}{gone}"
            f'<div class="product_meta"><span class="posted_in">Category: '
            f'<a href="/product-category/cars/">{"Cars" if one.car else "Signs"}</a></span></div>'
            f'</div><div id="tab-description">{as_breaks(one)}</div>'
            f'<script type="application/ld+json">{json.dumps(node)}</script>'
            f'<section class="related products"><h2>Related products</h2>'
            f'<ul class="products">{related}</ul></section></div>'
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return stated_vehicle(self, one, car)

    def record(self, one: Stock) -> dict[str, Any]:
        """The product as the store's API has it."""
        cents = str(int(one.price * 100)) if one.price else "0"
        in_category = one.sold and one.number % 2 == 0
        names = ["Cars" if one.car else "Signs", *(["Sold"] if in_category else [])]
        return {
            "id": one.number,
            "name": escape(one.title),
            "permalink": self.url(one),
            "sku": one.stock_number,
            "short_description": "",
            "description": as_breaks(one),
            "prices": {
                "price": cents,
                "regular_price": f"{cents}0",
                "sale_price": cents,
                "price_range": None,
                "currency_code": "USD",
                "currency_minor_unit": 2,
            },
            "images": [{"id": p.number, "src": p.url} for p in self.photos(one)],
            "categories": [{"id": i, "name": name} for i, name in enumerate(names)],
            "tags": [],
            "attributes": [],
            "is_in_stock": not one.sold or in_category,
        }


def _amount(number: str) -> str:
    return (
        '<span class="woocommerce-Price-amount amount"><bdi>'
        f'<span class="woocommerce-Price-currencySymbol">&#36;</span>{number}</bdi></span>'
    )


THEME = WooCommerce
