"""A dealer's site that marks what it shows with microdata."""

import re
from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars, overlay
from tests.web.dealers.stock import Stock


class Microdata(Design):
    """An ItemList under /cars, pages by /cars/page/N/ and a[rel=next]."""

    platform = "schema_org"
    current_path = "/cars"
    sold_path = "/cars/sold"

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        found = re.fullmatch(re.escape(base) + r"(?:/page/(\d+)/)?", path)
        return int(found[1] or 1) if found else None

    def path(self, one: Stock) -> str:
        return f"/car/{one.number}/{one.slug}"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"https://{self.dealer.host}/media/{one.slug}/{one.number}-{i}.webp"

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        tiles = "".join(
            f'<div itemprop="itemListElement" {_scope(one)}>{overlay(one)}'
            f'<a itemprop="url" href="{self.path(one)}">'
            f'<h2 itemprop="name">{escape(one.title)}</h2></a>{_offer(one)}</div>'
            for one in cards
        )
        following = f'<a rel="next" href="{base}/page/{number + 1}/">Older</a>'
        return (
            f'<div itemscope itemtype="https://schema.org/ItemList">{tiles}</div>'
            f"{following if number < last else ''}"
        )

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        photos = "".join(
            f'<img itemprop="image" src="{p.url}?ver=3" width="{p.width // 4}">'
            for p in self.photos(one)
        )
        rail = "".join(
            f'<div {_scope(o)}><a itemprop="url" href="{self.path(o)}"><span itemprop="name">'
            f'{escape(o.title)}</span></a><img itemprop="image" src="{self.photo_url(o, 1)}">'
            f"{_offer(o)}</div>"
            for o in others
        )
        return (
            f'<div {_scope(one)}><h1 itemprop="name">{escape(one.title)}</h1>{overlay(one)}'
            f'<meta itemprop="sku" content="{one.stock_number}">{_fields(one.car)}{photos}'
            f'{_offer(one)}<div itemprop="description">{escape(one.description)}</div></div>'
            f'<div id="similar_vehicles">{rail}</div>'
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
            drivetrain=car.drivetrain,
            body_style=car.body_style,
            exterior_color=car.exterior_color,
            interior_color=car.interior_color,
            description=one.description,
        )


def _fields(car: Car | None) -> str:
    if car is None:
        return ""
    fields = {
        "vehicleIdentificationNumber": car.vin or car.chassis_number,
        "productionDate": str(car.year),
        "manufacturer": car.make,
        "model": car.model,
        "vehicleConfiguration": car.trim,
        "mileageFromOdometer": _mileage(car),
        "vehicleEngine": car.engine,
        "vehicleTransmission": car.transmission,
        "driveWheelConfiguration": car.drivetrain,
        "bodyType": car.body_style,
        "color": car.exterior_color,
        "vehicleInteriorColor": car.interior_color,
    }
    return "".join(
        f'<p>{name}: <span itemprop="{name}">{escape(value)}</span></p>'
        for name, value in fields.items()
        if value
    )


def _scope(one: Stock) -> str:
    return f'itemscope itemtype="https://schema.org/{"Car" if one.car else "Product"}"'


def _offer(one: Stock) -> str:
    price = f'<meta itemprop="price" content="{one.price}">' if one.price else ""
    sold = "SoldOut" if one.sold else "InStock"
    return (
        '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        f'<span>{dollars(one)}</span>{price}<meta itemprop="priceCurrency" content="USD">'
        f'<link itemprop="availability" href="https://schema.org/{sold}"></div>'
    )


def _mileage(car: Car) -> str:
    return f"{car.mileage:,} {'mi' if car.mileage_unit == 'mi' else 'km'}"


THEME = Microdata
