"""Motors on WordPress: the sitemap of its posts, fields in a table."""

from html import escape

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.shop_words import mileage_words
from tests.web.dealers.sitemap_xml import sitemap_index, urlset
from tests.web.dealers.stock import Stock
from tests.web.pages import Page


class WpMotors(Design):
    """Sold cars stay, with a badge. Reduced prices stand beside the old ones; a rail is below."""

    platform = "wp_motors"
    has_sold_list = False
    lists_status = False
    filler_vins = True
    current_path = "/listings/"
    robots = ("User-agent: *", "Disallow: /wp-admin/", "Allow: /wp-admin/admin-ajax.php")
    has_sitemap = True

    def path(self, one: Stock) -> str:
        return f"/listings/{one.slug}-{one.number}/"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://{self.dealer.host}/wp-content/uploads/{one.number}/{i:02}.jpg"

    def images(self, one: Stock) -> list[VehicleImage]:
        return [VehicleImage(url=p.url, position=p.number) for p in self.photos(one)]

    def footer(self) -> str:
        folder = "/wp-content/plugins/motors-car-dealership-classified-listings/assets"
        return (
            f'<link rel="stylesheet" href="{folder}/css/frontend.css">'
            '<script src="/wp-content/plugins/woocommerce/assets/js/cart.js"></script>'
            "<!-- This site is optimized with the Yoast SEO plugin -->"
        )

    def list_requests(self, stock: list[Stock]) -> int:
        return 2

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        host = f"https://{self.dealer.host}"
        if path == "/sitemap_index.xml" and self.has_sitemap:
            return sitemap_index(f"{host}/{name}-sitemap.xml" for name in ("page", "listings"))
        if path == "/listings-sitemap.xml":
            return urlset([f"{host}/listings/", *map(self.url, stock)])
        return super().answer(stock, path, query)

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        if path == base:
            return 1
        rest = path.removeprefix(f"{base}page/").strip("/")
        return int(rest) if path.startswith(f"{base}page/") and rest.isdecimal() else None

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        if not cards:
            return '<div id="listings-result"><h3>Sorry, No results</h3></div>'
        following = (
            f'<li><a class="next page-numbers" href="{base}page/{number + 1}/">&gt;</a></li>'
            if number < last
            else ""
        )
        return (
            f'<div id="listings-result">{"".join(self.card(one) for one in cards)}</div>'
            f'<div class="stm_ajax_pagination"><ul class="page-numbers">{following}</ul></div>'
        )

    def card(self, one: Stock) -> str:
        """One card of a list."""
        state = "listing_is_sold" if one.sold else "listing_is_active"
        mileage = mileage_words(one.car) if one.car else "0"
        return (
            f'<div class="listing-list-loop stm-listing-directory-list-loop '
            f'stm-isotope-listing-item all {state}" data-price="{one.price or 0:.0f}">'
            f'{overlay(one)}<div class="image"><a href="{self.url(one)}" class="rmv_txt_drctn">'
            f'<img src="{self.photo_url(one, 1)}"></a>{self.badge(one)}</div>'
            f'<div class="meta-top">{self.price(one)}<div class="title heading-font">'
            f'<a href="{self.url(one)}" class="rmv_txt_drctn">{escape(one.title)}</a></div></div>'
            f'<div class="meta-middle"><div class="meta-middle-unit font-exists mileage">'
            f'<div class="meta-middle-unit-top"><div class="name">Mileage</div></div>'
            f'<div class="value h5">{mileage}</div></div></div>'
            f'<div class="stock-num heading-font"><span>stock# </span>{one.stock_number}</div>'
            "</div>"
        )

    def badge(self, one: Stock) -> str:
        """The badge that a card and a page have; on some cars it says "Special"."""
        word = "Sold" if one.sold else "Special" if one.number % 2 else ""
        return f'<div class="special-label h5">{word}</div>' if word else ""

    def price(self, one: Stock) -> str:
        """The price on a card, of some reduced from another one."""
        if not one.price:
            return (
                '<div class="price"><div class="normal-price"><a href="#" '
                'class="rmv_txt_drctn archive_request_price"><span class="heading-font">Call us'
                "</span></a></div></div>"
            )
        if one.number % 3:
            return (
                '<div class="price"><div class="normal-price"><span class="label-price">Our price'
                f'</span><span class="heading-font">{dollars(one)}</span></div></div>'
            )
        return (
            f'<div class="price discounted-price"><div class="regular-price">'
            f'${one.price + 4000:,.0f}</div><div class="sale-price"><span class="label-price">'
            f'Special</span><span class="heading-font">{dollars(one)}</span></div></div>'
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(
            f'<div class="stm-single-image"><a href="{p.url}" class="stm_fancybox" '
            f'rel="stm-car-gallery"><img src="{p.url.replace(".jpg", "-798x466.jpg")}"></a></div>'
            for p in self.photos(one)
        )
        rows = "".join(
            f'<tr><td class="t-label">{label}</td><td class="t-value h6">{escape(value)}</td></tr>'
            for label, value in self.fields(one)
        )
        rail = "".join(self.card(other) for other in others)
        return (
            f'{overlay(one)}<div class="stm-single-car-page"><h1 class="title h2">'
            f"{escape(one.title)}</h1>{self.badge(one)}"
            f'<div class="stm-car-carousels">{photos}</div>'
            f'<div class="single-car-actions"><div class="stock-num heading-font">'
            f"<span>stock# </span>{one.stock_number}</div></div>{self.single_price(one)}"
            f'<div class="single-car-data"><table>{rows}</table></div>'
            f'<div class="stm-car-description"><p>{escape(one.description)}</p></div>'
            f'<div class="stm-similar-cars-units"><h4>Similar cars</h4>{rail}</div></div>'
        )

    def single_price(self, one: Stock) -> str:
        """The price on a car's page."""
        if not one.price:
            shown = '<div class="single-regular-price"><span class="h3">Call us</span></div>'
        elif one.number % 3:
            shown = (
                '<div class="single-regular-price text-center"><span class="labeled">Our price'
                f'</span><span class="h3">{dollars(one)}</span></div>'
            )
        else:
            shown = (
                '<div class="single-regular-sale-price"><table><tr><td>'
                '<div class="regular-price-with-sale">Was <strong>'
                f'${one.price + 4000:,.0f}</strong></div></td><td>Now<div class="h4">'
                f"{dollars(one)}</div></td></tr></table></div>"
            )
        return f'<div class="single-car-prices">{shown}</div><p>From $499 a month</p>'

    def fields(self, one: Stock) -> list[tuple[str, str]]:
        """The table's rows."""
        if (car := one.car) is None:
            return [("Condition", "Good")]
        return [
            ("Year", str(car.year)),
            ("Make", car.make),
            ("Model", car.model),
            ("Trim", car.trim or ""),
            ("Body", car.body_style),
            ("Mileage", mileage_words(car)),
            ("Engine", car.engine),
            ("Transmission", car.transmission),
            ("Drive", car.drivetrain),
            ("Exterior Color", car.exterior_color),
            ("Interior Color", car.interior_color),
            ("Vin", one.number_text or ""),
        ]

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
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
            interior_color=car.interior_color,
            description=one.description,
        )


THEME = WpMotors
