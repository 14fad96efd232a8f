"""A vehicle, its offer and its photos, from a schema.org node."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.items import Vehicle, VehicleImage
from crawler.pages.links import absolute, same_page
from crawler.pages.structured_data import Offered, Thing, offered
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Mileage, read_mileage, read_number, read_title
from crawler.pages.vehicle_text.title import is_model_year, read_make

_AMOUNT = re.compile(r"^[^\d.,-]{0,4}(\d{1,3}(?:,\d{3}){1,3}|\d{1,10})(\.\d{1,2})?$")
_YEAR = re.compile(r"^(1[89]\d\d|20\d\d)(?!\d)")
_MILEAGE_UNITS: dict[str, Literal["mi", "km"]] = {
    "SMI": "mi", "MI": "mi", "MILES": "mi", "KMT": "km", "KTM": "km", "KM": "km",
}  # fmt: skip
_MOST_MILES = 2_000_000  # a longer number is an error of who typed it
_PHOTO = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)
# What sites put where they know no make or model.
_FILLERS = frozenset(
    ("other", "unknown", "n/a", "na", "none", "-", "inbound", "misc", "sold", "unspecified",
     "not specified", "not available", "tbd", "null", "undefined")
)  # fmt: skip
_SOLD_MAKE = re.compile(r"^(?:x )?sold ", re.IGNORECASE)  # "X Sold Chevrolet"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a node's offer states. `price` only with its currency, never a financing rate."""

    price: Decimal | None
    currency: str | None
    availability: str | None  # the last word of schema.org's URL: "InStock", "SoldOut"


def own_vehicle(things: list[Thing], url: str, heading: str | None) -> Offered | None:
    """The vehicle that the page at `url` is about: the node whose URL is the page's own, else
    the only one (a node that bears another page's URL must bear the page's own `heading`).
    None where the page has no such node."""
    vehicles = [one for one in offered(things) if one.thing.is_vehicle]
    mine = [one for one in vehicles if any(same_page(u, url) for u in _urls(one, url))]
    if mine:
        return mine[0]
    if len(vehicles) == 1 and not _urls(vehicles[0], url):
        return vehicles[0]
    named = [one for one in vehicles if heading and one.thing.text("name") == heading]
    return named[0] if len(named) == 1 else None


def read_offer(one: Offered) -> Offer:
    """The node's offer; all None where it has none, or several that differ in price."""
    offers = one.thing.things("offers") or ([one.offer] if one.offer else [])
    asked = {_asked(offer) for offer in offers if "AggregateOffer" not in offer.types}
    asked.discard(None)
    price, currency = (asked.pop() if len(asked) == 1 else None) or (None, None)
    words = (offer.text("availability") for offer in offers)
    availability = next((w.rstrip("/").rpartition("/")[2] for w in words if w), None)
    return Offer(price, currency, availability)


def read_amount(text: str | None) -> Decimal | None:
    """A machine-readable amount above 0 ("22500", "22,500.00"); None for anything else, as for
    "22.500", which is 22.5 to schema.org and 22500 to who wrote it."""
    found = _AMOUNT.match(text or "")
    if not found:
        return None
    return Decimal(found[1].replace(",", "") + (found[2] or "")) or None


def read_vehicle_node(thing: Thing, title: str) -> Vehicle:
    """What the node states; year, make and model that it does not state come from `title`."""
    words = read_title(title)
    number = read_number(thing.text("vehicleIdentificationNumber", "vin") or "")
    mileage = _mileage(thing)
    year = _YEAR.match(thing.text("vehicleModelDate", "modelDate", "productionDate") or "")
    model = _name(thing, "model")
    return Vehicle(
        vin=number.vin,
        vin_text=number.vin_text,
        chassis_number=number.chassis_number,
        year=int(year[1]) if year and is_model_year(int(year[1])) else words.year,
        make=_make(thing, title, words.make),
        model=model or words.model,
        # A model from the title is a whole only with the title's own trim.
        trim=_name(thing, "vehicleConfiguration", "trim") or (None if model else words.trim),
        mileage=mileage.mileage if mileage else None,
        mileage_text=mileage.text if mileage else None,
        mileage_unit=mileage.unit if mileage else None,
        engine=_name(thing, "vehicleEngine"),
        transmission=_name(thing, "vehicleTransmission"),
        drivetrain=_drivetrain(_name(thing, "driveWheelConfiguration")),
        body_style=_name(thing, "bodyType"),
        exterior_color=_name(thing, "color"),
        interior_color=_name(thing, "vehicleInteriorColor"),
        description=plain(thing.text("description")),
    )


def is_marked_sold(thing: Thing) -> bool:
    """Whether the make is marked so: "X Sold Chevrolet" (AutoRevo)."""
    return bool(_SOLD_MAKE.match(thing.text("manufacturer", "brand") or ""))


def read_images(thing: Thing, page_url: str) -> tuple[VehicleImage, ...]:
    """The node's photos in its order, each once."""
    stated: list[tuple[str | None, int | None, int | None]] = []
    for value in (*thing.properties.get("image", ()), *thing.properties.get("photo", ())):
        if isinstance(value, str):
            stated.append((value, None, None))
        else:
            size = (_pixels(value.text("width")), _pixels(value.text("height")))
            stated.append((value.text("contentUrl", "url"), *size))
    return number_images((original(href, page_url), w, h) for href, w, h in stated)


def number_images(
    photos: Iterable[tuple[str | None, int | None, int | None]],
) -> tuple[VehicleImage, ...]:
    """Photos (URL, width, height) with their positions from 1 on; each URL once, no None."""
    images: dict[str, VehicleImage] = {}
    for url, width, height in photos:
        if url and url not in images:
            images[url] = VehicleImage(
                url=url, position=len(images) + 1, width=width, height=height
            )
    return tuple(images.values())


def original(href: str | None, page_url: str) -> str | None:
    """A photo's absolute URL, the query cut where the path names the file by itself."""
    url = absolute(href, page_url)
    if url is None:
        return None
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="")) if _PHOTO.search(parts.path) else url


def plain(text: str | None) -> str | None:
    """`text` without the HTML tags and entities that sites leave in their markup."""
    if text is None:
        return None
    text = unescape(text)
    if re.search(r"<(?:/?[a-z]+[^>]*|br ?/?)>", text, re.IGNORECASE):
        text = " ".join(Selector(text=text).xpath("//body//text()").getall())
    return squeeze(text) or None


def _urls(one: Offered, page_url: str) -> list[str]:
    """The vehicle pages that the node names as its own."""
    nodes = [one.thing, *one.thing.things("offers"), *([one.offer] if one.offer else [])]
    found = [absolute(href, page_url) for node in nodes for href in node.texts("url")]
    return [url for url in found if url]


def _asked(offer: Thing) -> tuple[Decimal, str] | None:
    for node in (offer, *offer.things("priceSpecification")):
        amount, currency = read_amount(node.text("price")), node.text("priceCurrency")
        currency = currency or offer.text("priceCurrency")
        # A unit ("Monthly") tells of a rate, not of the price.
        if amount and currency and not node.text("unitText"):
            return amount, currency.upper()
    return None


def stated_mileage(text: str | None) -> Mileage | None:
    """The mileage in a field that holds nothing else: words with a unit, or a bare number."""
    if text is None:
        return None
    amount = read_amount(text)
    return Mileage(_odometer(amount), None, text) if amount else read_mileage(text)


def _mileage(thing: Thing) -> Mileage | None:
    for node in thing.things("mileageFromOdometer"):
        value, unit = node.text("value"), node.text("unitCode", "unitText")
        amount = read_amount(value)
        if value and amount:
            text = squeeze(f"{value} {unit or ''}")
            return Mileage(_odometer(amount), _MILEAGE_UNITS.get((unit or "").upper()), text)
    return stated_mileage(thing.text("mileageFromOdometer"))


def _odometer(amount: Decimal) -> int | None:
    return int(amount) if amount <= _MOST_MILES else None


def _make(thing: Thing, title: str, from_title: str | None) -> str | None:
    """A known make goes first: sites write their own name as brand, or "Other". An unknown brand
    is a make where the title says it, too."""
    text = _SOLD_MAKE.sub("", thing.text("manufacturer", "brand") or "")
    if not text or text.casefold() in _FILLERS:
        return from_title
    known, rest = read_make(text)
    if known and not rest:
        return known
    is_make = thing.text("manufacturer") or text.casefold() in title.casefold()
    return from_title or (text if is_make else None)


def _name(thing: Thing, *names: str) -> str | None:
    text = thing.text(*names)
    return text if text and text.casefold() not in _FILLERS else None


def _drivetrain(text: str | None) -> str | None:
    """schema.org's own values are URLs; ".../RearWheelDriveConfiguration" → "Rear Wheel Drive"."""
    if text is None or "schema.org/" not in text:
        return text
    word = text.rpartition("/")[2].removesuffix("Configuration")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)


def _pixels(text: str | None) -> int | None:
    found = re.match(r"^(\d{1,5})(?:\s*px)?$", text or "")
    return int(found[1]) if found else None
