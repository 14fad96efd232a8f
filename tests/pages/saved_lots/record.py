"""What a person read on a saved page, in a form that gives none of the page away.

Numbers, dates, prices and status words stand as they are. A text that names a person, a car or a
place, or that somebody wrote, stands as a `Digest`, and so does a long column of values.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Digest:
    """The first 16 hexadecimal digits of a text's SHA-256 (UTF-8)."""

    digits: str

    @classmethod
    def of(cls, text: str) -> "Digest":
        return cls(hashlib.sha256(text.encode()).hexdigest()[:16])


@dataclass(frozen=True)
class Lines:
    """Several short texts in order: how many they are, and the digest of them as lines."""

    count: int
    digits: str


@dataclass(frozen=True)
class Every:
    """The one value that a field has in every item of a list."""

    value: object


@dataclass(frozen=True)
class Rows:
    """A list of items in the page's order.

    facts: what a person can count and add up.
    columns: a field's name and either the digest of its values, one JSON text a line (times as
        Unix seconds, money as text), or the one value that `Every` item has.
    """

    facts: dict[str, object]
    columns: dict[str, Digest | Every]


@dataclass(frozen=True)
class SavedLot:
    """All that one saved lot page says: a field's name and what it holds, for every item class."""

    name: str  # of the file
    listing: dict[str, object]
    vehicle: dict[str, object]
    lot: dict[str, object]
    history: tuple[dict[str, object], ...]
    images: Rows
    comments: Rows
    bids: Rows


def at(seconds: int) -> datetime:
    """The moment of a Unix time in seconds, as the pages state most of theirs."""
    return datetime.fromtimestamp(seconds, UTC)


def field_names(item_class: type[Any]) -> set[str]:
    """The names of all fields of an item class."""
    return {field.name for field in fields(item_class)}


def fields_as_recorded(item: Any, record: dict[str, object]) -> dict[str, object]:
    """All fields of `item`; a value stands as its digest where `record` holds a digest."""
    return {
        field.name: _as_recorded(getattr(item, field.name), record.get(field.name))
        for field in fields(item)
    }


def columns_as_recorded(
    items: Sequence[Any], record: dict[str, Digest | Every]
) -> dict[str, Digest | Every]:
    """The columns of `items` that `record` names, each in the form that it has there."""
    return {
        name: _column([getattr(item, name) for item in items], expected)
        for name, expected in record.items()
    }


def _as_recorded(value: object, expected: object) -> object:
    if isinstance(expected, Digest) and isinstance(value, str | int):
        return Digest.of(str(value))
    if isinstance(expected, Lines) and isinstance(value, tuple):
        return Lines(len(value), Digest.of("\n".join(value)).digits)
    return value


def _column(values: list[object], expected: Digest | Every) -> Digest | Every:
    if isinstance(expected, Every):
        differing = [value for value in values if value != expected.value]
        return Every(differing) if differing else expected
    return Digest.of("\n".join(_cell(value) for value in values))


def _cell(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return int(value.timestamp())
        case Decimal():
            return f"{value.normalize():f}"
        case _ if is_dataclass(value) and not isinstance(value, type):
            return astuple(value)
        case _:
            raise TypeError(f"no column holds a {type(value).__name__}")
