"""A car as a shop of any trade sells it: a product whose description says what it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from crawler.items import InventoryEntry, Item, Listing, ReadPage, Vehicle, VehicleImage
from crawler.pages.described_fields import described_fields
from crawler.pages.embedded_json import text_of
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.sold_title import is_sold_title, name_of
from crawler.pages.stated_vehicle import plain, read_entry, read_stated, stated_price
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price, read_number, read_title
from crawler.pages.vehicle_text.title import read_make

# What a dealer's shop sells beside cars, as the title ends or the category says.
_GOODS = re.compile(
    r"\b(?:(?:t-?\ ?)?shirts?|tees?|hoodies?|sweatshirts?|(?:ball|baseball|trucker) caps?|hats?"
    r"|beanies?|apparel|mugs?|key ?(?:chains?|rings?|fobs?|tags?)|lanyards?|stickers?|decals?"
    r"|magnets?|gift (?:cards?|certificates?)|posters?|prints?|calendars?|deposits?|memberships?"
    r"|tickets?)\W*$",
    re.IGNORECASE,
)
# "… w/ Window Sticker" is a car.
_ASIDE = re.compile(r"\s(?:w/|with\b|incl|plus\b|and\b|[&+(]).*$|,.*$", re.IGNORECASE)
_SIZES = frozenset(("size", "sizes"))

_SOLD = frozenset(("sold", "sold out"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What a shop states of one thing.

    description: HTML or text. price: as it is asked now, never a crossed-out one nor
    a filler. is_sold: None where the shop does not say whether it is still to be had. maker: brand
    or vendor, often the shop itself. category: the shop's own word for the kind of thing. sku:
    often the stock number, now and then the VIN. fields: what it states in fields of their own, by
    the names of crawler.pages.stated_vehicle.LABELS. options: what a buyer chooses ("Size").
    """

    title: str | None
    description: str | None = None
    price: Price | None = None
    is_sold: bool | None = None
    maker: str | None = None
    category: str | None = None
    sku: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    images: tuple[VehicleImage, ...] = ()


def read_product(name: str, url: str, product: Product) -> ReadPage:
    """The items of a product's page. name: the page class. url: the listing's canonical one.

    Sold is what the shop says is sold, and what its title marks so. Raises Unreadable without a
    title, NotAVehicle for anything but a car: what comes in sizes, what a dealer's shop sells
    beside cars, and what says neither year nor make, number nor mileage.
    """
    title = squeeze(product.title or "")
    if not title:
        raise Unreadable("the product has no title")
    car = name_of(title)
    fields = described_fields(product.description) | {
        name: value for name, value in product.fields.items() if text_of(value)
    }
    vehicle = _vehicle(car, product, fields)
    refuse_goods(car, product, vehicle)
    refuse_not_a_car(car, vehicle, category=product.category)
    price = product.price
    listing = Listing(
        url=url,
        source="dealer",
        title=title,
        status="sold" if product.is_sold or is_sold_title(title) else "for_sale",
        asking_price=price.amount if price else None,
        currency=price.currency if price else None,
        stock_number=_stock_number(product, fields),
    )
    items: tuple[Item, ...] = (listing, vehicle, *product.images)
    return ReadPage(page=name, items=items)


def product_entry(
    url: str, product: Product, status: str | None, *, page_url: str | None = None
) -> InventoryEntry:
    """The entry of a product in a list. status: the list's own; page_url: where its record is."""
    title = squeeze(product.title or "")
    fields = described_fields(product.description)
    stated = None if product.is_sold is None else "sold" if product.is_sold else "for_sale"
    return read_entry(
        url,
        title,
        "sold" if is_sold_title(title) else stated or status,
        price=product.price,
        stock_number=_stock_number(product, fields),
        vin=fields.get("vin") or _sku_as_vin(product),
        mileage=fields.get("mileage"),
        mileage_unit=fields.get("mileage_unit"),
        page_url=page_url,
    )


def refuse_goods(title: str, product: Product, vehicle: Vehicle) -> None:
    """Do nothing with what may be a car. Raises NotAVehicle for what comes in sizes, and for what
    dealers' shops sell beside cars: by the shop's category, or by the title of what states neither
    number nor mileage."""
    if any(option.strip().casefold() in _SIZES for option in product.options):
        raise NotAVehicle("product_in_sizes", f"it comes in sizes: {title!r}")
    is_bare = vehicle.vin_text is None and vehicle.mileage is None
    if _GOODS.search(product.category or "") or (is_bare and _GOODS.search(_ASIDE.sub("", title))):
        raise NotAVehicle("shop_goods", f"it is sold beside cars: {title!r}")


def price_of_cents(cents: Any, digits: int, currency: str | None) -> Price | None:
    """A price that is stated in the currency's smallest units, of which 10**digits are one; None
    for what stands where a call is wanted (see `stated_price`)."""
    text = text_of(cents)
    if text is None or not re.fullmatch(r"\d{1,12}", text, re.ASCII) or not 0 <= digits <= 4:
        return None
    price = stated_price(int(text) // 10**digits, currency)
    return Price(Decimal(text).scaleb(-digits), price.currency) if price else None


def is_sold_word(text: str | None) -> bool:
    """Whether a tag, a ribbon or a category says nothing but "Sold"."""
    return squeeze(text or "").strip("!*-. ").casefold() in _SOLD


def _vehicle(title: str, product: Product, fields: dict[str, Any]) -> Vehicle:
    maker = product.maker or ""
    known, rest = read_make(maker)
    if "make" not in fields and read_title(title).make is None and known and not rest:
        fields = fields | {"make": known}
    if "vin" not in fields and (number := _sku_as_vin(product)):
        fields = fields | {"vin": number}
    return read_stated(title, fields | {"description": plain(product.description)})


def _stock_number(product: Product, fields: Mapping[str, Any]) -> str | None:
    sku = None if _sku_as_vin(product) else squeeze(product.sku or "") or None
    return text_of(fields.get("stock_number")) or sku


def _sku_as_vin(product: Product) -> str | None:
    return product.sku if product.sku and read_number(product.sku).vin else None
