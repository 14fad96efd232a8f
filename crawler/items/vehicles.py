"""A page that offers a vehicle, the vehicle, and its photos."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

# The words that the database's check constraints know, too.
LISTING_STATUSES = (
    "for_sale",  # a dealer offers it
    "live",  # its auction runs
    "sold",
    "reserve_not_met",
    "withdrawn",
    "ended",  # the auction is over and the page states no result
    "removed",  # the page is gone
)
MILEAGE_UNITS = ("mi", "km")
SOURCES = ("bringatrailer", "dealer", "classic_com")  # the better source first: its words win


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page that offers one vehicle."""

    url: str  # canonical
    source: str  # SOURCES
    title: str
    status: str  # LISTING_STATUSES
    asking_price: Decimal | None = None  # what a dealer asks; a sold car keeps its last one
    sale_price: Decimal | None = None  # only where the page states a sale
    currency: str | None = None  # ISO 4217; None when no price is stated
    stock_number: str | None = None
    location: str | None = None  # as stated
    published_at: datetime | None = None  # as a Bring a Trailer page states it
    source_url: str | None = None  # the listing that this one was made from, as its page links it


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """The car itself, as this page describes it."""

    vin: str | None = None  # 17 characters, validated; else the number is a chassis_number
    vin_text: str | None = None  # the VIN or chassis number as stated
    chassis_number: str | None = None  # shorter numbers of older cars, upper case, as stated
    year: int | None = None
    make: str | None = None
    model: str | None = None
    trim: str | None = None
    mileage: int | None = None
    mileage_text: str | None = None  # as stated: "13k Miles Shown"
    mileage_unit: str | None = None  # MILEAGE_UNITS
    engine: str | None = None
    transmission: str | None = None
    drivetrain: str | None = None
    body_style: str | None = None
    exterior_color: str | None = None
    interior_color: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleImage:
    """One photo of the listing's own gallery."""

    url: str  # the original: no query, no resizing
    position: int  # 1 is the first photo
    width: int | None = None
    height: int | None = None
