"""Sellers, and the entries of their lists."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

# The words that the database's check constraints know, too.
BUSINESS_TYPES = ("dealer", "auction_house", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """One row of the Classic.com directory."""

    profile_url: str
    name: str
    business_type: str | None = None  # BUSINESS_TYPES, from the directory's own type column


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A seller's own page: who it is and where its cars stand."""

    business_name: str
    business_type: str | None = None  # BUSINESS_TYPES
    profile_url: str | None = None  # its Classic.com page
    website: str | None = None  # canonical; never a marketplace or a social network
    phone: str | None = None
    email: str | None = None
    address: str | None = None  # as stated
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    license_number: str | None = None
    logo_url: str | None = None
    description: str | None = None
    specialities: tuple[str, ...] = ()  # as stated: "Porsche", "Pre-War"
    bat_username: str | None = None  # of its member page on Bring a Trailer, if it links to one


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryEntry:
    """One thing in a list of a seller's inventory: what the entry states, no more.

    An entry of a sitemap states nothing but its URL: its status is None, and what is known of
    the thing from its own page stays.
    """

    url: str  # canonical, of its own page
    title: str | None = None
    status: str | None = None  # "for_sale" or "sold"; None: the list does not tell
    asking_price: Decimal | None = None
    currency: str | None = None  # ISO 4217; None when no price is stated
    stock_number: str | None = None
    vin: str | None = None  # as in Vehicle, like the next three
    vin_text: str | None = None
    mileage: int | None = None
    mileage_unit: str | None = None
    page_url: str | None = None  # where its data is read, if not at `url`: a record as JSON
    modified_at: datetime | None = None  # as a sitemap states it


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of one of a seller's lists, to be asked for.

    status: what the things of that list are, "for_sale" or "sold"; None: the list holds both, or
    does not tell. body: JSON to be POSTed to the URL; None: the page is got.
    """

    url: str
    status: str | None = None
    body: str | None = None
