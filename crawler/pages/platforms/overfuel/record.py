"""A vehicle as Overfuel's API and the pages' own data have it: one JSON object."""

import re
from typing import Any
from urllib.parse import urlsplit

from crawler.items import Vehicle, VehicleImage
from crawler.pages.embedded_json import json_after, text_of
from crawler.pages.market import market_currency
from crawler.pages.stated_vehicle import read_stated, stated_price
from crawler.pages.structured_vehicle import number_images, original
from crawler.pages.vehicle_text import Price

# "used-2023-…-<VIN>-in-<city>-<st>"
VIN_IN_PATH = re.compile(r"-([A-HJ-NPR-Z0-9]{17})(?:-in-|/?$)", re.IGNORECASE)
_FIELDS = {
    "vin": "vin", "year": "year", "make": "make", "model": "model", "trim": "trim",
    "mileage": "mileage", "exterior_color": "exteriorcolor", "interior_color": "interiorcolor",
    "drivetrain": "drivetrainstandard", "engine": "engine", "transmission": "transmission",
    "body_style": "body", "description": "description",
}  # fmt: skip


def own_record(text: str, url: str) -> dict[str, Any] | None:
    """The record in the `__NEXT_DATA__` of a page whose VIN is that of the page's address; None
    where there is none. Raises Unreadable where that script is no JSON."""
    vin = VIN_IN_PATH.search(urlsplit(url).path)
    if vin is None:
        return None
    waiting = [json_after(text, '"__NEXT_DATA__"')]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, dict):
            stated = text_of(value.get("vin"))
            if stated and stated.upper() == vin[1].upper() and record_title(value):
                return value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return None


def record_title(record: dict[str, Any]) -> str | None:
    """The title, else year, make, model and trim; None where the record states none of them."""
    stated = text_of(record.get("title"))
    words = (text_of(record.get(name)) for name in ("year", "make", "model", "trim"))
    return stated or " ".join(word for word in words if word) or None


def record_vehicle(record: dict[str, Any], title: str) -> Vehicle:
    """The record's vehicle; what it does not state of year, make and model is the title's."""
    return read_stated(title, {name: record.get(key) for name, key in _FIELDS.items()})


def record_price(record: dict[str, Any], site: str) -> Price | None:
    """What is asked, in the currency of the market of `site`, a URL there. `specialprice` and
    `originalprice` are other figures."""
    return stated_price(record.get("price"), market_currency(site))


def record_photos(record: dict[str, Any], url: str) -> tuple[VehicleImage, ...]:
    """The originals of its photos, else of the featured one; relative to the page at `url`."""
    stated = record.get("photos")
    photos = stated if isinstance(stated, list) and stated else [record.get("featuredphoto")]
    return number_images((original(text_of(photo), url), None, None) for photo in photos)
