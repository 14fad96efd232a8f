"""Squarespace: one sitemap with all pages of the site."""

from html import escape

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.shop_words import as_list, stated_vehicle
from tests.web.dealers.sitemap_xml import urlset
from tests.web.dealers.stock import Stock
from tests.web.pages import Page


class Squarespace(Design):
    """The shop is at /inventory. Sold cars stay, marked as sold out."""

    platform = "squarespace"
    title_only = True
    has_sold_list = False
    lists_status = False
    filler_vins = True
    current_path = "/inventory"
    robots = (
        "User-agent: GPTBot", "User-agent: *", "Disallow: /config", "Disallow: /search",
        "Disallow: /account$", "Disallow: /account/", "Disallow: /api/", "Disallow: /static/",
        "Disallow:/*?author=*", "Disallow:/*?tag=*", "Disallow:/*?month=*", "Disallow:/*?view=*",
        "Disallow:/*?format=json", "Disallow:/*&format=json", "Disallow:/*?format=main-content",
        "Disallow:/*?reversePaginate=*",
    )  # fmt: skip
    has_sitemap = True

    def path(self, one: Stock) -> str:
        return f"/inventory/p/{one.slug}-{one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://images.squarespace-cdn.com/content/v1/5f00/{one.number}/{i:02}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [VehicleImage(url=p.url, position=p.number) for p in self.photos(one)]

    def footer(self) -> str:
        return (
            '<script>Static.SQUARESPACE_CONTEXT = {"websiteId":"5f00"};</script>'
            '<script src="https://assets.squarespace.com/universal/common.js"></script>'
        )

    def list_requests(self, stock: list[Stock]) -> int:
        return 1 if stock else 2  # a sitemap without a car is not believed

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == "/sitemap.xml" and self.has_sitemap:
            others = ("/", "/inventory", "/about", "/blog/2019-in-review", "/contact")
            host = f"https://{self.dealer.host}"
            return urlset([*(f"{host}{other}" for other in others), *map(self.url, stock)])
        return super().answer(stock, path, query)

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        if not cards:
            return '<div class="product-list"><p>No products are available.</p></div>'
        links = "".join(f'<a href="{base}?page={n}">{n}</a>' for n in range(1, last + 1))
        shown = "".join(self.card(one) for one in cards)
        return f'<div class="product-list">{shown}</div><nav class="list-pagination">{links}</nav>'

    def card(self, one: Stock) -> str:
        """One card of a list."""
        gone = '<div class="product-mark sold-out">sold</div>' if one.sold else ""
        return (
            f'<div class="product-list-item" data-product-id="{one.number}">{overlay(one)}'
            f'<a class="product-list-item-link" href="{self.path(one)}">'
            f'<div class="product-list-item-title">{escape(one.title)}</div>'
            f'<div class="product-list-item-price">{dollars(one, "$0.00")}</div>{gone}</a></div>'
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(
            f'<img data-src="{p.url}" data-image="{p.url}" src="{p.url}?format=750w">'
            for p in self.photos(one)
        )
        gone = '<div class="product-mark sold-out">sold</div>' if one.sold else ""
        state = "oos" if one.sold else "instock"
        rail = "".join(
            f'<div class="product-list-item"><a href="{self.path(o)}">{escape(o.title)}</a>'
            f'<img src="{self.photo_url(o, 1)}"> {dollars(o)}</div>'
            for o in others
        )
        return (
            f'<meta property="product:price:amount" content="{one.price or 0:.2f}">'
            '<meta property="product:price:currency" content="USD">'
            f'<meta property="product:availability" content="{state}">'
            f'{overlay(one)}<section class="product-gallery">{photos}</section>'
            f'<h1 class="product-title">{escape(one.title)}</h1>'
            f'<div class="product-price">{dollars(one, "$0.00")}</div>{gone}'
            f'<div class="product-description">{as_list(one)}</div>'
            f'<section class="product-related"><h2>You might also like</h2>{rail}</section>'
        )

    def stated_stock_number(self, one: Stock) -> str | None:
        return None

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return stated_vehicle(self, one, car)


THEME = Squarespace
