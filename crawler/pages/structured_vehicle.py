"""A vehicle, its offer and its photos, from a schema.org node."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit

from crawler.items import Vehicle, VehicleImage
from crawler.pages.links import absolute, same_page
from crawler.pages.stated_vehicle import (
    is_sold_make,
    read_amount,
    read_stated,
    stated_price,
    without_sold_mark,
)
from crawler.pages.structured_data import Offered, Thing, offered
from crawler.pages.vehicle_text.title import read_make

_PHOTO = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)

# schema.org's words that are asked for, which sites spell as they like.
_AVAILABILITIES = {
    "instock": "InStock", "outofstock": "OutOfStock", "soldout": "SoldOut", "sold": "SoldOut",
    "discontinued": "Discontinued",
}  # fmt: skip
_TIMES = frozenset(("MON", "ANN", "WEE", "DAY"))  # of UN/CEFACT's codes


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


def read_offer(one: Offered, currency: str | None = None) -> Offer:
    """The node's offer; all None where it has none, or several that differ in price.

    currency: of the site's market, for an offer that names none or but a sign ("$"); None: such an
    offer has no price.
    """
    offers = one.thing.things("offers") or ([one.offer] if one.offer else [])
    asked = {_asked(offer, currency) for offer in offers if "AggregateOffer" not in offer.types}
    asked.discard(None)
    price, currency = (asked.pop() if len(asked) == 1 else None) or (None, None)
    words = (offer.text("availability") for offer in offers)
    availability = next((_availability(word) for word in words if word), None)
    return Offer(price, currency, availability)


def read_vehicle_node(thing: Thing, title: str) -> Vehicle:
    """What the node states; year, make and model that it does not state come from `title`."""
    mileage, unit = _mileage(thing)
    return read_stated(
        title,
        {
            "vin": thing.text("vehicleIdentificationNumber", "vin"),
            "year": thing.text("vehicleModelDate", "modelDate", "productionDate"),
            "make": _make(thing, title),
            "model": thing.text("model"),
            "trim": thing.text("vehicleConfiguration", "trim"),
            "mileage": mileage,
            "mileage_unit": unit,
            "engine": thing.text("vehicleEngine"),
            "transmission": thing.text("vehicleTransmission"),
            "drivetrain": _drivetrain(thing.text("driveWheelConfiguration")),
            "body_style": thing.text("bodyType"),
            "exterior_color": thing.text("color"),
            "interior_color": thing.text("vehicleInteriorColor"),
            "description": thing.text("description"),
        },
    )


def is_marked_sold(thing: Thing) -> bool:
    """Whether the make is marked so: "X Sold Chevrolet" (AutoRevo)."""
    return is_sold_make(thing.text("manufacturer", "brand"))


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


def _urls(one: Offered, page_url: str) -> list[str]:
    """The vehicle pages that the node names as its own."""
    nodes = [one.thing, *one.thing.things("offers"), *([one.offer] if one.offer else [])]
    found = [absolute(href, page_url) for node in nodes for href in node.texts("url")]
    return [url for url in found if url]


def _availability(stated: str) -> str:
    word = stated.rstrip("/").rpartition("/")[2]
    return _AVAILABILITIES.get(re.sub(r"[^a-z]", "", word.lower()), word)


def _asked(offer: Thing, market: str | None) -> tuple[Decimal, str] | None:
    for node in (offer, *offer.things("priceSpecification")):
        if _is_rate(node):
            continue
        named = node.text("priceCurrency") or offer.text("priceCurrency")
        currency = market if named in (None, "$") else named
        if price := stated_price(node.text("price"), currency):
            return price.amount, price.currency
    return None


def _is_rate(node: Thing) -> bool:
    """Whether a price is one for a time ("Monthly"), as of a lease, not for the car."""
    if node.text("unitText", "billingDuration", "billingIncrement"):
        return True
    quantities = (node, *node.things("referenceQuantity"))
    return any((one.text("unitCode") or "").upper() in _TIMES for one in quantities)


def _mileage(thing: Thing) -> tuple[str | None, str | None]:
    """The odometer's value and its unit, each as stated."""
    for node in thing.things("mileageFromOdometer"):
        value = node.text("value")
        if read_amount(value):
            return value, node.text("unitCode", "unitText")
    return thing.text("mileageFromOdometer"), None


def _make(thing: Thing, title: str) -> str | None:
    """The stated make. An unknown brand is one where the title says it, too."""
    text = thing.text("manufacturer", "brand")
    if text is None or thing.text("manufacturer") or text.casefold() in title.casefold():
        return text
    known, rest = read_make(without_sold_mark(text))
    return text if known and not rest else None


def _drivetrain(text: str | None) -> str | None:
    """schema.org's own values are URLs; ".../RearWheelDriveConfiguration" → "Rear Wheel Drive"."""
    if text is None or "schema.org/" not in text:
        return text
    word = text.rpartition("/")[2].removesuffix("Configuration")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)


def _pixels(text: str | None) -> int | None:
    found = re.match(r"^(\d{1,5})(?:\s*px)?$", text or "")
    return int(found[1]) if found else None
