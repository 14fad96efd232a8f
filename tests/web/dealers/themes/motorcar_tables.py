"""Motorcar Marketing's theme of tables."""

from decimal import Decimal
from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock

_VENDOR = "https://www.motorcarsites.com"


class MotorcarTables(Design):
    """`.car_listings .inventory` under /vehicle_listings/all/vehicles, pages by ?page_number=N."""

    platform = "motorcarsites"
    current_path = "/vehicle_listings/all/vehicles"
    has_sold_list = False
    cars_a_page = 10

    def path(self, one: Stock) -> str:
        return f"/vehicle/{one.number}/{one.slug}-for-sale-in-elmfield-oh-43000"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_VENDOR}/dealers/images/vehicles/large/image_{one.number}_{i:02}.jpg"

    def logo(self) -> str:
        return f'<script src="{_VENDOR}/template/sleek/js/app.js"></script>{super().logo()}'

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        text = query.get("page_number", "1")
        return super().page_number(base, path, {"page": text})

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        html = super().page(stock, path, query)
        found = next((one for one in stock if one.car and self.path(one) == path), None)
        if html is None or found is None or found.car is None:
            return html
        car = found.car
        named = f"<title>{car.year} {escape(car.make)} {escape(car.model)} for sale in Elmfield, OH"
        return html.replace(f"<title>{escape(found.title)}", named, 1)

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        # Both arrows are of one class.
        arrows = "".join(
            f'<a href="?order_by=price&dir=DESC&page_number={n}" class="right-arrow">go</a>'
            for n in (number - 1, number + 1)
            if 1 <= n <= last
        )
        tiles = "".join(self._tile(one) for one in cards) or "<p>0 vehicles found.</p>"
        return (
            f'<div class="controls full"><span>Page {number} of {last}</span>{arrows}</div>'
            f'<div class="car_listings">{tiles}</div>'
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        gallery = "".join(f'<img src="{p.url}" class="img-responsive">' for p in self.photos(one))
        sold = '<span class="sold_text">Sold</span>'
        rows = "".join(
            f"<tr><td>{label}:</td><td>{escape(text)}</td></tr>" for label, text in self._rows(one)
        )
        rail = "".join(
            f'<a href="{self.path(o)}"><img src="{self.photo_url(o, 1)}"><h6>{escape(o.title)}</h6>'
            f'<h5>{dollars(o)}</h5></a><span class="price-sold">Sold</span>'
            for o in others
        )
        return (
            f"<h1>Inventory Listing</h1><h2>{escape(one.title)}</h2>"
            f"<h2>{dollars(one) if self.stated_price(one) else 'Call us'}</h2>"
            f"{sold if one.sold else f'<!-- {sold} -->'}{overlay(one)}{gallery}"
            f'<table class="table"><tbody>{rows}</tbody></table><span data-cg-price="99999"></span>'
            "<p>It was $199,990 when new.</p>"
            f'<div class="recent-vehicles-wrap"><h5>Similar Vehicles</h5>{rail}</div>'
        )

    def stated_price(self, one: Stock) -> Decimal | None:
        return None if one.sold and one.number % 2 else one.price

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=f"{car.mileage:,} mi",
            mileage_unit="mi",
            engine=car.engine,
            transmission=car.transmission,
            exterior_color=car.exterior_color,
        )

    def _rows(self, one: Stock) -> list[tuple[str, str]]:
        rows = [("STOCK #", one.stock_number), ("CONDITION", "USED")]
        if car := one.car:
            rows += [
                ("miles", f"{car.mileage:,}"),
                ("ENGINE", car.engine),
                ("TRANSMISSION", car.transmission),
                ("EXTERIOR COLOR", car.exterior_color),
                ("VIN #", one.number_text or ""),
            ]
        return rows

    def _tile(self, one: Stock) -> str:
        badge = '<div class="angled_badge red"><span>Sold</span></div>' if one.sold else ""
        figure = '<span class="price-sold">Sold</span>' if one.sold else dollars(one)
        rows = "".join(
            f'<tr><td class="option primary">{label}:</td><td class="spec">{escape(text)}</td></tr>'
            for label, text in self._rows(one)
        )
        return (
            f'<div class="inventory margin-bottom-20">{badge}{overlay(one)}'
            f'<a class="inventory" href="{self.path(one)}"><div class="title">{escape(one.title)}'
            f'</div><img src="{self.photo_url(one, 1)}" class="preview" alt="{escape(one.title)}">'
            f'<table class="options-primary">{rows}</table><div class="price"><b>Price:</b><br />'
            f'<div class="figure">{figure}<br /></div></div></a></div>'
        )


THEME = MotorcarTables
