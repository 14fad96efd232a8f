"""The records that DealerFire's pages push into their data layer:
`pushData('VehicleObject_<id>', {…})` for each car, `pushData('DealerObject_<id>', {…})` for each
dealer of the group."""

import re
from typing import Any
from urllib.parse import urlsplit

from crawler.pages.embedded_json import json_after, text_of
from crawler.pages.errors import Unreadable
from crawler.pages.stated_vehicle import stated_price
from crawler.pages.vehicle_text import Price

_PUSHED = re.compile(r"pushData\(\s*[\"'](Vehicle|Dealer)Object_(\d+)[\"']\s*,\s*(\{)?")


def pushed(text: str, kind: str) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The records of one kind ("Vehicle", "Dealer") by the vendor's ids, the first of each; and
    the ids of those that are no JSON."""
    records: dict[str, dict[str, Any]] = {}
    broken: dict[str, None] = {}
    for push in _PUSHED.finditer(text):
        if push[1] != kind or push[2] in records:
            continue
        try:
            record = json_after(text, ",", start=push.start()) if push[3] else None
        except Unreadable:
            record = None
        if isinstance(record, dict):
            records[push[2]] = record
        else:
            broken[push[2]] = None
    return records, [vuid for vuid in broken if vuid not in records]


def record_title(record: dict[str, Any]) -> str | None:
    """Year, make, model and trim in one line; None where the record states none of them."""
    words = (text_of(record.get(name)) for name in ("year", "make", "model", "trim"))
    return " ".join(word for word in words if word) or None


def advertised_price(record: dict[str, Any], currency: str) -> Price | None:
    """What the dealer advertises, in the currency of the site's market. finalPrice has fees in it,
    originalPrice may have been cut."""
    prices = (stated_price(record.get(n), currency) for n in ("sellingPrice", "internetPrice"))
    return next((price for price in prices if price), None)


def location_of(text: str, url: str) -> str | None:
    """The city and state of the dealer that the vehicle's address names: sites of a group push
    all their dealers, and one that stands for none."""
    path = urlsplit(url).path.lower()
    places = set()
    for dealer in pushed(text, "Dealer")[0].values():
        city, state = text_of(dealer.get("city")), text_of(dealer.get("state"))
        if city and state:
            slug = re.sub(r"[^a-z0-9]+", "-", f"{city} {state}".lower()).strip("-")
            if f"-{slug}-id-" in path:
                places.add(f"{city}, {state}")
    return places.pop() if len(places) == 1 else None
