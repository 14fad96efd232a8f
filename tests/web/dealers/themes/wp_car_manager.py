"""WP Car Manager: the sitemap of its posts; the list's page holds no car."""

from html import escape

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.shop_words import mileage_words
from tests.web.dealers.sitemap_xml import sitemap_index, urlset
from tests.web.dealers.stock import Stock
from tests.web.pages import Page


class WpCarManager(Design):
    """WordPress' own sitemap. Sold cars stay, marked. No number of any kind is stated."""

    platform = "wp_car_manager"
    has_sold_list = False
    lists_status = False
    current_path = "/cars/"
    robots = ("User-agent: *", "Disallow: /wp-admin/", "Allow: /wp-admin/admin-ajax.php")

    def path(self, one: Stock) -> str:
        return f"/vehicle/{one.slug}-{one.number}/"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://{self.dealer.host}/wp-content/uploads/{one.number}/{i:02}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [VehicleImage(url=p.url, position=p.number) for p in self.photos(one)]

    def footer(self) -> str:
        return '<script src="/wp-content/plugins/wp-car-manager/assets/js/listings.js"></script>'

    def list_requests(self, stock: list[Stock]) -> int:
        return 2

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == "/wp-sitemap.xml":
            names = ("posts-post-1", "posts-wpcm_vehicle-1", "users-1")
            host = f"https://{self.dealer.host}"
            return sitemap_index(f"{host}/wp-sitemap-{name}.xml" for name in names)
        if path == "/wp-sitemap-posts-wpcm_vehicle-1.xml":
            return urlset(map(self.url, stock))
        return super().answer(stock, path, query)

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        return (
            '<input type="hidden" id="wpcm-listings-nonce" value="0a1b2c3d4e">'
            '<div class="wpcm-listings-results"><ul class="wpcm-listings-list"></ul></div>'
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(
            f'<a href="{p.url}"><img src="{p.url.replace(".jpg", "-150x150.jpg")}"></a>'
            for p in self.photos(one)
        )
        gone = '<span class="wpcm-sold">Sold</span>' if one.sold else ""
        rows = "".join(
            f'<tr><th>{label}</th><td><span class="wpcm-vehicle-data">{escape(value)}</span></td>'
            "</tr>"
            for label, value in self.fields(one)
        )
        rail = "".join(
            f'<li class="wpcm-listings-item"><a href="{self.path(o)}">{escape(o.title)}</a>'
            f'<a href="{self.photo_url(o, 1)}">photo</a>'
            f'<span class="wpcm-price">{dollars(o)}</span></li>'
            for o in others
        )
        return (
            f'{overlay(one)}<article><h1 class="entry-title">{escape(one.title)}</h1>{gone}'
            f'<div class="wpcm-vehicle-images">{photos}</div>'
            f'<div class="wpcm-price">{dollars(one)}</div>'
            f'<div id="wpcm-vehicle-data"><table>{rows}</table></div>'
            f'<div class="wpcm-vehicle-content"><p>{escape(one.description)}</p></div></article>'
            f"<aside><h3>Related vehicles</h3><ul>{rail}</ul></aside>"
        )

    def fields(self, one: Stock) -> list[tuple[str, str]]:
        """The table's rows. A year stands with its month."""
        if (car := one.car) is None:
            return [("Condition", "Good")]
        return [
            ("Condition", "No Damage"),
            ("Make", car.make),
            ("Model", car.model),
            ("Year", f"04-{car.year}"),
            ("Mileage", mileage_words(car)),
            ("Color", car.exterior_color),
            ("Body", car.body_style),
            ("Transmission", car.transmission),
            ("Engine", car.engine),
            ("Doors", "2"),
        ]

    def stated_stock_number(self, one: Stock) -> str | None:
        return None

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            year=car.year,
            make=car.make,
            model=car.model,
            mileage=car.mileage,
            mileage_text=mileage_words(car),
            mileage_unit=car.mileage_unit,
            engine=car.engine,
            transmission=car.transmission,
            body_style=car.body_style,
            exterior_color=car.exterior_color,
            description=one.description,
        )


THEME = WpCarManager
