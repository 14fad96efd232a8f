"""Dealer.com's record of a vehicle, as its JSON, its lists and its vehicle pages hold it.

The same names stand in all of them, some flat, some in lists of name and value, and texts may come
in several languages.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from crawler.pages.embedded_json import objects_of, text_of
from crawler.pages.errors import Unreadable
from crawler.pages.listing_cards import Card
from crawler.pages.script_json import assigned
from crawler.pages.stated_vehicle import stated_price
from crawler.pages.vehicle_text import Price, read_price

_ADVERTISED = ("askingPrice", "internetPrice")
_DATA_LAYER = r"DDC\.dataLayer\[['\"]vehicles['\"]\]"
_PRICE = re.compile(r"price", re.IGNORECASE)
_NO_ASKING_PRICE = re.compile(
    r"msrp|retail|invoice|lease|financ|payment|month|down|saving|discount|rebate", re.IGNORECASE
)
_ESCAPE = re.compile(r'\\(["\\/bfnrtu])|\\')  # a backslash before anything else is no JSON


def data_layer_records(text: str) -> list[dict[str, Any]]:
    """The records of `DDC.dataLayer['vehicles']`, whose hyphens are escaped as no JSON has them.
    Raises Unreadable where they are no JSON for another reason."""
    found = re.search(_DATA_LAYER, text)
    if found is None:
        return []
    end = text.find("</script", found.end())
    script = text[found.start() : end if end > 0 else len(text)]
    mended = _ESCAPE.sub(lambda escape: escape[0] if escape[1] else "", script)
    return objects_of(next(assigned(mended, _DATA_LAYER), None))


def widget_states(text: str, widget: str) -> list[dict[str, Any]]:
    """The states of a widget: `DDC.WS.state['<widget>']['<instance>'] = {…}`."""
    target = rf"DDC\.WS\.state\['{re.escape(widget)}'\]\['[^']+'\]"
    return [state for state in assigned(text, target) if isinstance(state, dict)]


def field(record: Mapping[str, Any], *names: str) -> str | None:
    """The first of the fields `names` that the record states, flat or in its attributes."""
    attributes = _attributes(record)
    for name in names:
        for value in (_local(record.get(name)), attributes.get(name)):
            if text := text_of(value):
                return text
    return None


def record_title(record: Mapping[str, Any]) -> str | None:
    """The title, which stands in parts."""
    title = record.get("title")
    parts = title if isinstance(title, list) else [title]
    return " ".join(text for text in (text_of(_local(part)) for part in parts) if text) or None


def record_photos(record: Mapping[str, Any]) -> list[str]:
    """The photos' addresses."""
    uris = (text_of(image.get("uri")) for image in objects_of(record.get("images")))
    return [uri for uri in uris if uri]


def advertised_price(record: Mapping[str, Any], currency: str) -> Price | None:
    """What the dealer advertises: the asking or internet price of the shown stack of prices, else
    of the fields kept for statistics. The stack's final price has fees or offers in it that not
    everybody gets, and is one only where it stands alone. `currency` is that of the
    site's market.
    """
    pricing = _object(record.get("pricing"))
    rows = objects_of(pricing.get("dprice"))
    shown = [row for row in rows if row.get("typeClass") in _ADVERTISED]
    tracking = _object(record.get("trackingPricing"))
    stated = [
        *(row.get("value") for row in shown),
        *(tracking.get(name) for name in _ADVERTISED),
        *(record.get(name) for name in _ADVERTISED),
        *(row.get("value") for row in rows if len(rows) == 1 and _is_price(row)),
    ]
    return next((price for one in stated if (price := _price(one, currency))), None)


def record_card(record: Mapping[str, Any], currency: str) -> Card:
    """The record as a card of a list; currency as in `advertised_price`."""
    words = (field(record, name) for name in ("modelYear", "year", "make", "model", "trim"))
    return Card(
        href=field(record, "link"),
        title=record_title(record) or " ".join(word for word in words if word) or None,
        price=advertised_price(record, currency),
        stock_number=field(record, "stockNumber"),
        vin=field(record, "vin"),
        mileage=odometer(record),
    )


def odometer(record: Mapping[str, Any]) -> str | None:
    """The mileage: the shown text with its unit goes before the bare number."""
    shown = _named(record.get("attributes")).get("odometer")
    return text_of(shown) or field(record, "odometer")


def read_records(data: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The records of an answer or of an embedded inventory, and its pageInfo. Older answers have
    them in `pageInfo.trackingData`. Raises Unreadable for anything else."""
    if not isinstance(data, dict) or not isinstance(data.get("inventory"), list):
        raise Unreadable("no inventory in the answer")
    info = _object(data.get("pageInfo"))
    records = objects_of(data["inventory"])
    older = objects_of(info.get("trackingData"))
    if older and not any("vin" in record for record in records):
        records = older
    return records, info


def _attributes(record: Mapping[str, Any]) -> dict[str, Any]:
    return _named(record.get("attributes")) | _named(record.get("trackingAttributes"))


def _named(pairs: Any) -> dict[str, Any]:
    named: Iterable[dict[str, Any]] = objects_of(pairs)
    return {str(pair.get("name")): pair.get("value") for pair in named}


def _local(value: Any) -> Any:
    """A text in American English, where there are several."""
    return value.get("en_US") if isinstance(value, dict) else value


def _price(stated: Any, currency: str) -> Price | None:
    return read_price(stated, currency) if "$" in str(stated) else stated_price(stated, currency)


def _is_price(row: Mapping[str, Any]) -> bool:
    """Whether a row of the stack is a price of the car's, by its class, label and mark."""
    words = f"{row.get('typeClass')} {_local(row.get('label'))}"
    named = row.get("isFinalPrice") is True or _PRICE.search(words)
    return bool(named) and not _NO_ASKING_PRICE.search(words)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
