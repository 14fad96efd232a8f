"""A dealer's site of no known platform: a script fills its list, its sitemap names the cars, and
their pages show labelled fields without markup."""

from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class SitemapAlone(Design):
    """An index of two parts, one of them of cars. Sold cars are gone; signs are sold elsewhere."""

    platform = "schema_org"
    title_only = True
    has_sold_list = False
    marks_sold = False
    has_signs = False
    lists_status = False
    current_path = "/our/inventory"

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        host = f"https://{self.dealer.host}"
        if path == "/sitemap_index.xml":
            parts = "".join(
                f"<sitemap><loc>{host}/{name}-sitemap.xml</loc></sitemap>"
                for name in ("post", "vehicle")
            )
            return _xml(f"<sitemapindex {_NAMESPACE}>{parts}</sitemapindex>")
        if path in ("/vehicle-sitemap.xml", "/post-sitemap.xml"):
            own = [self.path(one) for one in stock]
            paths = own if path.startswith("/v") else ["/blog/1967-ford-mustang-drive"]
            places = "".join(f"<url><loc>{host}{p}</loc></url>" for p in paths)
            return _xml(f"<urlset {_NAMESPACE}>{places}</urlset>")
        return super().answer(stock, path, query)

    def list_requests(self, stock: list[Stock]) -> int:
        # The list, which a script fills; /sitemap.xml, which is not there; the index and its part.
        return 4

    def path(self, one: Stock) -> str:
        return f"/for-sale/{one.slug}-{one.number}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://{self.dealer.host}/uploads/{one.number}-{i}.jpg"

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        return '<div id="app"></div>'

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        return 1 if path == base else None

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        # What the theme shows beside the car's photos is not named like it.
        photos = '<img src="/uploads/banner.jpg" alt="Come in">' + "".join(
            f'<img src="{p.url}?w=800" alt="{escape(one.title, quote=True)} photo {p.number}">'
            for p in self.photos(one)
        )
        rail = "".join(
            f"<div><h4>{escape(o.title)}</h4><b>Price:</b> {dollars(o)} <b>Stock #:</b> "
            f"{o.stock_number} <b>VIN:</b> {o.number_text}"
            f'<img src="{self.photo_url(o, 1)}" alt="{escape(o.title, quote=True)}"></div>'
            for o in others
        )
        return (
            f"{overlay(one)}<h1>{escape(one.title)}</h1><ul>{_fields(one)}</ul>{photos}"
            f"<section><h2>Similar cars</h2>{rail}</section>"
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            vin=car.vin,
            vin_text=car.vin or car.chassis_number,
            chassis_number=car.chassis_number,
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=_mileage(car),
            mileage_unit=car.mileage_unit,
            engine=car.engine,
            transmission=car.transmission,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
        )


def _fields(one: Stock) -> str:
    fields = {"Price": dollars(one), "Stock #": one.stock_number}
    if car := one.car:
        fields |= {
            "VIN": car.vin or car.chassis_number or "",
            "Odometer": _mileage(car),
            "Engine": car.engine,
            "Transmission": car.transmission,
            "Exterior Color": car.exterior_color,
            "Interior Color": car.interior_color,
        }
    return "".join(f"<li><b>{k}:</b> {escape(v)}</li>" for k, v in fields.items())


def _mileage(car: Car) -> str:
    return f"{car.mileage:,} {'miles' if car.mileage_unit == 'mi' else 'km'}"


def _xml(text: str) -> Page:
    return Page(body=text.encode(), content_type="application/xml")


THEME = SitemapAlone
