"""Titles and Listing Details of 120 lots, against what somebody else read from them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.items import Vehicle
from crawler.pages.bring_a_trailer.essentials import read_essentials
from crawler.pages.bring_a_trailer.vehicle import read_vehicle
from crawler.pages.vehicle_text.title import read_make
from tests.pages.saved import saved_records

# Where the record itself is wrong: it took the line at a place of the list, which named a soft top,
# dampers, a seat, the lack of an interior, or the fact of a repaint.
WRONG_RECORDS = {
    ("2001-bmw-m3-coupe-37", "interior_color"),
    ("2001-bmw-m3-coupe-38", "interior_color"),
    ("2002-bmw-m3-coupe-100", "interior_color"),
    ("2002-bmw-m3-convertible-153", "interior_color"),
    ("2004-bmw-m3-convertible-172", "interior_color"),
    ("2005-bmw-m3-convertible-111", "interior_color"),
    ("2006-bmw-m3-convertible-130", "interior_color"),
    ("2004-bmw-m3-coupe-217", "exterior_color"),
    ("2005-bmw-m3-coupe-163", "exterior_color"),
}


@pytest.mark.parametrize(
    ("field", "least"),
    [
        ("year", 1.0),
        ("make", 1.0),
        ("vin", 1.0),
        ("mileage", 0.98),
        ("engine", 0.98),
        ("transmission", 0.98),
        ("exterior_color", 0.98),
        ("interior_color", 0.98),
    ],
)
def test_a_field_of_saved_lots_is_read_from_title_and_details_alone(
    field: str, least: float
) -> None:
    records = saved_records("bat_lots_120.json")
    assert len(records) == 120
    differences = []
    sound = 0
    for record in records:
        name = record["url"].rstrip("/").rpartition("/")[2]
        if (name, field) in WRONG_RECORDS:
            continue
        sound += 1
        read, recorded = OURS[field](vehicle_of(record)), RECORDED[field](record[field])
        if read != recorded:
            differences.append(f"{name}: recorded {recorded!r}, read {read!r}")
    assert sound > 110
    assert 1 - len(differences) / sound >= least, "\n".join(differences)


def vehicle_of(record: dict[str, Any]) -> Vehicle:
    box = LexborHTMLParser('<div class="essentials"></div>').css_first("div")
    assert box is not None
    lines = tuple(record["listing_details"])
    return read_vehicle(record["title"], {}, replace(read_essentials(box), features=lines), None)


def folded(text: str | None) -> str | None:
    return text.casefold() if text else None


OURS: dict[str, Callable[[Vehicle], object]] = {
    "year": lambda v: v.year,
    "make": lambda v: v.make,
    "vin": lambda v: v.vin or v.chassis_number,
    "mileage": lambda v: v.mileage,
    "engine": lambda v: folded(v.engine),
    "transmission": lambda v: folded(v.transmission),
    "exterior_color": lambda v: folded(v.exterior_color),
    "interior_color": lambda v: folded(v.interior_color),
}
RECORDED: dict[str, Callable[[Any], object]] = {
    "year": lambda value: value,
    "make": lambda value: read_make(value)[0],
    "vin": lambda value: value.upper(),
    "mileage": lambda value: value,
    "engine": folded,
    "transmission": folded,
    "exterior_color": lambda value: value.casefold().removesuffix(" paint"),
    "interior_color": lambda value: value.casefold().removesuffix(" upholstery"),
}
