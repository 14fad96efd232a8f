"""Auto Listings: WordPress' own API lists the posts, pages have a tab of details."""

from html import escape
from typing import Any

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.json_page import json_page
from tests.web.dealers.shop_words import mileage_words
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_API = "/wp-json/wp/v2/auto-listing"
_A_PAGE = 100


class AutoListings(Design):
    """By offset, a hundred at once. Sold cars stay, with a status; others have other ones."""

    platform = "auto_listings"
    title_only = True
    has_sold_list = False
    lists_status = False
    current_path = "/listings/"
    robots = ("User-agent: *", "Disallow: /wp-admin/", "Allow: /wp-admin/admin-ajax.php")
    has_api = True

    def path(self, one: Stock) -> str:
        return f"/listing/{one.slug}-{one.number}/"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://{self.dealer.host}/wp-content/uploads/{one.number}/{i:02}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [VehicleImage(url=p.url, position=p.number) for p in self.photos(one)]

    def footer(self) -> str:
        return '<link rel="stylesheet" href="/wp-content/plugins/auto-listings/assets/css/a.css">'

    def list_requests(self, stock: list[Stock]) -> int:
        return len(stock) // _A_PAGE + 1

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == _API and self.has_api:
            offset, size = int(query["offset"]), min(int(query["per_page"]), _A_PAGE)
            return json_page([self.record(one) for one in stock[offset : offset + size]])
        return super().answer(stock, path, query)

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        text = query.get("paged", "1")
        return int(text) if path == base and text.isdecimal() else None

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        if not cards:
            return '<div class="auto-listings"><p>No listings were found.</p></div>'
        arrow = f'<li><a class="next page-numbers" href="{base}?paged={number + 1}">&rarr;</a></li>'
        return (
            f'<ul class="auto-listings-items">{"".join(self.card(one) for one in cards)}</ul>'
            f'<nav class="auto-listings-pagination"><ul>{arrow if number < last else ""}</ul></nav>'
        )

    def card(self, one: Stock) -> str:
        """One card of the list."""
        mileage = f'<li class="odomoter">{mileage_words(one.car)}</li>' if one.car else ""
        return (
            f'<li class="auto-listing type-auto-listing col-2">{overlay(one)}'
            f'<a href="{self.url(one)}"><img src="{self.photo_url(one, 1)}"></a>{self.state(one)}'
            f'<div class="at-a-glance"><ul>{mileage}</ul></div><div class="summary">'
            f'<h3 class="title"><a href="{self.url(one)}">{escape(one.title)}</a></h3>'
            f'<span class="price">{dollars(one, "POA")}</span></div></li>'
        )

    def state(self, one: Stock) -> str:
        """What stands on the photo of some cars."""
        word = "Sold" if one.sold else "Reserved" if one.number % 3 == 0 else ""
        return f'<span class="status {word}">{word}</span>' if word else ""

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(
            f'<li data-thumb="{p.url.replace(".jpg", "-150x150.jpg")}" data-src="{p.url}">'
            f'<img src="{p.url.replace(".jpg", "-1024x683.jpg")}"></li>'
            for p in self.photos(one)
        )
        car = one.car
        rows = [("Vehicle", one.title)]
        glance = ""
        if car:
            glance = (
                f'<div class="at-a-glance"><ul><li class="odomoter">{mileage_words(car)}</li>'
                f'<li class="transmission">{car.transmission}</li></ul></div>'
            )
            rows += [
                ("Miles", f"{car.mileage:,}"),
                ("Color", car.exterior_color),
                ("Registration", "Clean"),
                ("Transmission", car.transmission),
                ("Body", car.body_style),
                ("Drive Type", car.drivetrain),
                ("Engine", car.engine),
            ]
        table = "".join(f"<tr><th>{k}</th><td>{escape(v)}</td></tr>" for k, v in rows)
        rail = "".join(self.card(other) for other in others)
        return (
            f'{overlay(one)}<div class="auto-listing"><h1 class="title">{escape(one.title)}</h1>'
            f'{self.state(one)}<div class="images"><ul id="image-gallery">{photos}</ul></div>'
            f'<span class="price">{dollars(one, "POA")}</span>{glance}'
            f'<div class="auto-listings-Tabs-panel--description"><p>{escape(one.description)}</p>'
            f'</div><table class="al-details">{table}</table></div>'
            f'<div class="related"><h2>Related listings</h2><ul>{rail}</ul></div>'
        )

    def stated_stock_number(self, one: Stock) -> str | None:
        return None

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=mileage_words(car),
            mileage_unit=car.mileage_unit,
            engine=car.engine,
            transmission=car.transmission,
            drivetrain=car.drivetrain,
            body_style=car.body_style,
            exterior_color=car.exterior_color,
            description=one.description,
        )

    def record(self, one: Stock) -> dict[str, Any]:
        """The post as the API has it."""
        return {
            "id": one.number,
            "slug": one.slug,
            "status": "publish",
            "type": "auto-listing",
            "link": self.url(one),
            "title": {"rendered": escape(one.title)},
        }


THEME = AutoListings
