"""AutoRevo: a sitemap of all cars; of the list robots.txt leaves the first page alone."""

import json
from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_CDN = "https://cf-img.autorevo.com"
_SOLD = "https://x-assets.autorevo-powersites.com/content/assets/sold.png"


class AutoRevo(Design):
    """`section.inventory_item` under /vehicles; half of what is sold is of the make "X Sold …"."""

    platform = "auto_revo"
    lists_status = False
    current_path = "/vehicles"
    has_sold_list = False
    filler_vins = True
    robots = ("User-agent: *", "Disallow: /*?*")
    total = 0

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        self.total = len(stock)
        if path != "/sitemap.xml":
            return super().answer(stock, path, query)
        paths = ["/", "/vehicles", "/blog/2024", *(self.path(one) for one in stock)]
        places = "".join(f"<url><loc>https://{self.dealer.host}{p}</loc></url>" for p in paths)
        name = "http://www.sitemaps.org/schemas/sitemap/0.9"
        body = f'<urlset xmlns="{name}">{places}</urlset>'.encode()
        return Page(body=body, content_type="text/xml")

    def list_requests(self, stock: list[Stock]) -> int:
        return 1

    def path(self, one: Stock) -> str:
        return f"/{one.slug}/{7_000_000 + one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        return self._photo(one, i, "640x640")

    def logo(self) -> str:
        return '<img class="logo" src="https://x-img.autorevo.com/elm/200x50/logo.png" alt="logo">'

    def footer(self) -> str:
        return "<p>Powered by AutoRevo</p><p>Ask for our $99 down special</p>"

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        pager = "".join(f'<a href="{base}?page={n}">{n}</a>' for n in range(1, last + 1))
        tiles = "".join(self._tile(one) for one in cards)
        return (
            "<style>.ilp .sold_overlay{top:0}</style><main id='srp_results'>"
            f"<span id='search_results_count'>{self.total} matches out of {self.total} vehicles."
            f"</span><div class='pagination'>{pager}</div>"
            f"<section id='inventory_list'>{tiles}</section></main>"
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        main = f"{self._photo(one, 1, '640x640')}?_=17"
        thumbs = "".join(
            f'<li><img class="thumbnail" src="{self._photo(one, p.number, "100x100")}?_=17"></li>'
            for p in self.photos(one)
        )
        rail = "".join(
            f'<li><a href="{self.path(o)}"><img src="{self._photo(o, 1, "100x100")}">'
            f"<span>{escape(o.title)} <span>{dollars(o)}</span></span></a></li>"
            for o in others
        )
        return (
            "<style>.vdp #similar_vehicles ul li{color:#1975bc}</style><main>"
            f"<section id='vehicle_title'><h1>{self._heading(one)}</h1></section>"
            f"<section class='image_wrap'><!-- SOLD overlay -->{self._overlay(one)}"
            f"<section id='main_image'><img src='{main}' class='hero_image'></section></section>"
            f"<section id='gallery'><ul>{thumbs}</ul></section>"
            f"<section id='pricing'>{self._price(one)}<p class='vdp_rebate'><label>Rebate</label>"
            f"<span>$250</span></p></section><section id='topline'><dl>{self._rows(one)}</dl>"
            "</section><!-- Similar vehicles --><section id='similar_vehicles'>"
            f"<h2>Similar Vehicles</h2><ul>{rail}</ul></section></main>{self._node(one)}"
        )

    def stated_title(self, one: Stock) -> str:
        if not self._is_renamed(one) or one.car is None:
            return one.title
        return one.title.replace(f"{one.car.year} ", f"{one.car.year} X Sold ", 1)

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=f"{car.mileage:,}",
            engine=car.engine,
            transmission=car.transmission,
            drivetrain=car.drivetrain,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )

    def _is_renamed(self, one: Stock) -> bool:
        return one.sold and one.number % 2 == 1

    def _photo(self, one: Stock, i: int, size: str) -> str:
        return f"{_CDN}/{one.slug}-{one.number}/{size}/{one.number}-{i}-revo.jpg"

    def _overlay(self, one: Stock) -> str:
        sold = one.sold and not self._is_renamed(one)
        return f'<img class="sold_overlay" src="{_SOLD}">' if sold else overlay(one)

    def _heading(self, one: Stock) -> str:
        car, spans = one.car, {"model": one.title}
        if car:
            make = f"X Sold {car.make}" if self._is_renamed(one) else car.make
            words = {"year": str(car.year), "make": make, "model": car.model, "trim": car.trim}
            spans = {name: text for name, text in words.items() if text}
        inner = " ".join(f"<span class='{n}'>{escape(text)}</span>" for n, text in spans.items())
        return (
            f"<span class='template_title'>{inner} <span class='text'>|</span> "
            "<span class='city'>Elmfield</span><span class='text'>,</span> "
            "<span class='state'>Ohio</span></span>"
        )

    def _price(self, one: Stock) -> str:
        was = f"<strike>${one.price + 900:,.0f}</strike>" if one.price else ""
        return (
            f"<h3 class='website_price'>Our Price<span>{dollars(one, 'Call for Price')}</span></h3>"
            f"<p class='secondary_price'>Retail Value<span>{was}</span></p>"
            "<p class='srp_estimated_payment'><label>Estimated Payment</label><span>$310</span></p>"
        )

    def _rows(self, one: Stock) -> str:
        rows = {"stock": one.stock_number, "mileage": "0"}
        if car := one.car:
            rows |= {
                "vin": one.number_text or "",
                "mileage": f"{car.mileage:,}",
                "engine": car.engine,
                "transmission": car.transmission,
                "drivetrain": car.drivetrain,
                "exterior": car.exterior_color,
                "interior": car.interior_color,
            }
        return "".join(
            f"<dt class='{name}_label'>{name.title()}</dt>"
            f"<dd class='{name}_value'>{escape(text)}</dd>"
            for name, text in rows.items()
        )

    def _tile(self, one: Stock) -> str:
        path, kind = self.path(one), ("used", "new")[one.number % 2]
        return (
            f"<section class='inventory_item {kind}_vehicle'><div class='thumb'><a href='{path}'>"
            f"{self._overlay(one)}<img src='{self._photo(one, 1, '325x325')}?_=17'></a></div>"
            f"<div class='item_details'><h3><a href='{path}'>{self._heading(one)}</a></h3>"
            f"<div class='pricing'>{self._price(one)}</div><dl>{self._rows(one)}</dl></div>"
            "</section>"
        )

    def _node(self, one: Stock) -> str:
        """The markup's price is not the page's."""
        item = {"@type": "Car", "name": self.stated_title(one)}
        price = {"priceCurrency": "USD", "price": str((one.price or 0) + 499)}
        offer = {"@type": "Offer", "priceSpecification": price, "itemOffered": item}
        node = {"@context": "http://schema.org", "@type": "AutoDealer", "makesOffer": offer}
        return f'<script type="application/ld+json">{json.dumps(node)}</script>' if one.car else ""


THEME = AutoRevo
