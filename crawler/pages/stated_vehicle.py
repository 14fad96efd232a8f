"""A vehicle, and a list's entry, from texts that a page states in fields of their own."""

import re
from collections.abc import Mapping
from decimal import Decimal
from html import unescape
from typing import Any, Literal

from parsel import Selector

from crawler.items import InventoryEntry, Vehicle
from crawler.pages.embedded_json import text_of
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.parsed_page import page_of
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import (
    Mileage,
    Price,
    read_mileage,
    read_number,
    read_price,
    read_title,
)
from crawler.pages.vehicle_text.title import is_model_year, read_make

_AMOUNT = re.compile(
    r"^[^\d.,-]{0,4}(\d{1,3}(?:,\d{3}){1,3}|\d{1,10})(\.\d{1,2})?(?:(?<=\.\d\d)00)?$"
)
_YEAR = re.compile(r"^(1[89]\d\d|20\d\d)(?!\d)")
_MILEAGE_UNITS: dict[str, Literal["mi", "km"]] = {
    "SMI": "mi", "MI": "mi", "MILES": "mi", "KMT": "km", "KTM": "km", "KM": "km",
}  # fmt: skip
_MOST_MILES = 2_000_000  # a longer number is an error of who typed it
# What sites put where they know no make or model.
_FILLERS = frozenset(
    ("other", "unknown", "n/a", "na", "none", "-", "--", "inbound", "misc", "sold", "unspecified",
     "not specified", "not available", "tbd", "null", "undefined")
)  # fmt: skip
_SOLD_MAKE = re.compile(r"^(?:x )?sold ", re.IGNORECASE)  # "X Sold Chevrolet"

# The labels that dealers' pages put beside their fields, by the name of the field.
LABELS: dict[str, tuple[str, ...]] = {
    "vin": ("VIN", "VIN Number", "VIN #", "VIN No", "VIN No.", "Chassis Number", "Chassis #",
            "Chassis No.", "Chassis", "Serial Number"),
    "stock_number": ("Stock #", "Stock", "Stock Number", "Stock No.", "Stock No", "Stock ID"),
    "year": ("Year", "Model Year"),
    "make": ("Make", "Manufacturer"),
    "model": ("Model",),
    "trim": ("Trim", "Trim Level"),
    "mileage": ("Mileage", "Odometer", "Miles", "Kilometers", "Kilometres"),
    "engine": ("Engine", "Engine Type", "Engine Description", "Motor"),
    "transmission": ("Transmission", "Transmission Type", "Trans", "Gearbox"),
    "drivetrain": ("Drivetrain", "Drive Train", "Drive Type", "Drive", "Driveline"),
    "body_style": ("Body Style", "Body", "Body Type"),
    "exterior_color": ("Exterior Color", "Exterior Colour", "Exterior", "Ext. Color", "Color",
                       "Colour"),
    "interior_color": ("Interior Color", "Interior Colour", "Interior", "Int. Color"),
}  # fmt: skip


def labelled_fields(scope: Selector) -> dict[str, str]:
    """The texts that `scope` states beside the usual LABELS, by the names of the fields."""
    found = ((name, labelled_text(scope, *labels)) for name, labels in LABELS.items())
    return {name: text for name, text in found if text is not None}


def read_stated(title: str, fields: Mapping[str, Any]) -> Vehicle:
    """The vehicle of these fields (texts or JSON numbers, by the names of LABELS, with
    `mileage_unit` and `description`, each as stated; fillers such as "N/A" state nothing). Year,
    make and model that are not among them come from `title`."""
    texts = {name: text_of(value) for name, value in fields.items()}
    stated = {n: t for n, t in texts.items() if t and t.casefold() not in _FILLERS}
    words = read_title(title)
    number = read_number(stated.get("vin", ""))
    mileage = stated_mileage(stated.get("mileage"), stated.get("mileage_unit"))
    year = _YEAR.match(stated.get("year", ""))
    model = stated.get("model")
    return Vehicle(
        vin=number.vin,
        vin_text=number.vin_text,
        chassis_number=number.chassis_number,
        year=int(year[1]) if year and is_model_year(int(year[1])) else words.year,
        make=_make(stated.get("make"), words.make),
        model=model or words.model,
        # A model from the title is a whole only with the title's own trim.
        trim=stated.get("trim") or (None if model else words.trim),
        mileage=mileage.mileage if mileage else None,
        mileage_text=mileage.text if mileage else None,
        mileage_unit=mileage.unit if mileage else None,
        engine=stated.get("engine"),
        transmission=stated.get("transmission"),
        drivetrain=stated.get("drivetrain"),
        body_style=stated.get("body_style"),
        exterior_color=stated.get("exterior_color"),
        interior_color=stated.get("interior_color"),
        description=plain(stated.get("description")),
    )


def read_entry(
    url: str,
    title: str | None,
    status: str | None,
    *,
    price: Price | None = None,
    stock_number: Any = None,
    vin: Any = None,
    mileage: Any = None,
    mileage_unit: str | None = None,
    page_url: str | None = None,
) -> InventoryEntry:
    """A list's entry of these texts, each as stated there; None where it states nothing."""
    number = read_number(text_of(vin) or "")
    distance = stated_mileage(text_of(mileage), mileage_unit)
    return InventoryEntry(
        url=url,
        title=squeeze(title) or None if title else None,
        status=status,
        asking_price=price.amount if price else None,
        currency=price.currency if price else None,
        stock_number=text_of(stock_number),
        vin=number.vin,
        vin_text=number.vin_text,
        mileage=distance.mileage if distance else None,
        mileage_unit=distance.unit if distance and distance.mileage is not None else None,
        page_url=page_url,
    )


def stated_price(amount: Any, currency: str | None) -> Price | None:
    """A price that is stated as a bare amount (a JSON number, "22500", "22,500.00") of a known
    currency; None for nil, for words, without a currency, and for what stands where a call is
    wanted: less than anybody asks for a vehicle ("1"), or "9999999"."""
    number = read_amount(text_of(amount))
    if number is None or not currency:
        return None
    # With its cents it cannot be taken for a year.
    price = read_price(f"{number:.2f}", currency)
    return Price(number, price.currency) if price else None


def read_amount(text: str | None) -> Decimal | None:
    """A machine-readable amount above 0 ("22500", "22,500.00", "22500.0000"); None for anything
    else, as for "22.500", which is 22.5 to schema.org and 22500 to who wrote it."""
    found = _AMOUNT.match(text or "")
    if not found:
        return None
    return Decimal(found[1].replace(",", "") + (found[2] or "")) or None


def stated_mileage(text: str | None, unit: str | None = None) -> Mileage | None:
    """The mileage in a field that holds nothing else: words with a unit, or a bare number, whose
    unit may be stated apart ("SMI", "km")."""
    if not text:
        return None
    amount = read_amount(text)
    if not amount:
        return read_mileage(text, label="Mileage")
    known = _MILEAGE_UNITS.get((unit or "").upper())
    distance = int(amount) if amount <= _MOST_MILES else None
    return Mileage(distance, known, squeeze(f"{text} {unit or ''}"))


def is_sold_make(make: str | None) -> bool:
    """Whether a make is marked as sold: "X Sold Chevrolet" (AutoRevo)."""
    return bool(_SOLD_MAKE.match(make or ""))


def without_sold_mark(make: str) -> str:
    """A make without the mark that it is sold."""
    return _SOLD_MAKE.sub("", make)


def plain(text: str | None) -> str | None:
    """`text` without the HTML tags and entities that sites leave in their fields."""
    if text is None:
        return None
    text = unescape(text)
    if re.search(r"<(?:/?[a-z]+[^>]*|br ?/?)>", text, re.IGNORECASE):
        text = " ".join(page_of(text).xpath("//body//text()").getall())
    return squeeze(text) or None


def _make(stated: str | None, from_title: str | None) -> str | None:
    """A known make goes first: sites write their own name as brand, or "Other"."""
    text = without_sold_mark(stated or "")
    if not text or text.casefold() in _FILLERS:
        return from_title
    known, rest = read_make(text)
    if known and not rest:
        return known
    return from_title or text
