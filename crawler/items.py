"""What a page says, as frozen dataclasses whose field names are the column names.

A value is what the page states, normalised; what it does not state is None, never a default.
Text that Postgres cannot hold (NUL, lone surrogates) is replaced by U+FFFD before it gets here
(`crawler.pages.text.storable`). Times carry their zone. Money is Decimal in `currency`.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

# The words that the database's check constraints know, too.
BUSINESS_TYPES = ("dealer", "auction_house", "other")
LISTING_STATUSES = (
    "for_sale",  # a dealer offers it
    "live",  # its auction runs
    "sold",
    "reserve_not_met",
    "withdrawn",
    "ended",  # the auction is over and the page states no result
    "removed",  # the page is gone
)
LOT_STATUSES = ("live", "sold", "reserve_not_met", "withdrawn", "ended")
MILEAGE_UNITS = ("mi", "km")
SOURCES = ("bringatrailer", "dealer", "classic_com")  # the better source first: its words win


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BatLot:
    """A Bring a Trailer auction."""

    url: str  # canonical
    bat_id: int  # BaT's id of the listing's post
    lot_number: int | None  # None while BaT has not given one
    title: str  # without "No Reserve: "
    status: str  # LOT_STATUSES
    currency: str | None
    current_bid: Decimal | None = None  # only while live
    high_bid: Decimal | None = None  # the last bid of a lot that ended, sold or not
    sale_price: Decimal | None = None  # only of a sold lot
    no_reserve: bool = False
    seller_username: str | None = None
    seller_type: str | None = None  # "private_party" or "dealer"
    buyer_username: str | None = None
    bid_count: int | None = None  # as the page states it, like the next three
    comment_count: int | None = None
    view_count: int | None = None
    watcher_count: int | None = None
    started_at: datetime | None = None  # when the page was published
    ends_at: datetime | None = None  # when bidding ends or ended
    location: str | None = None
    features: tuple[str, ...] = ()  # the Listing Details list, each line as stated
    categories: tuple[str, ...] = ()  # BaT's own Category groups


@dataclass(frozen=True, slots=True, kw_only=True)
class BatComment:
    """One comment, or the line that announces the result. `id` is BaT's own."""

    id: int
    kind: str  # "comment" or "result"
    author_username: str | None  # None where BaT shows none (deleted, anonymous)
    author_id: int | None
    is_seller: bool
    posted_at: datetime
    text: str
    markup: str
    likes: int
    parent_id: int | None = None
    was_edited: bool = False
    author_deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BatBid:
    """One bid. `id` is BaT's own (bids are lines of the same thread)."""

    id: int
    bidder_username: str | None
    bidder_id: int | None
    amount: Decimal
    placed_at: datetime
    cancelled: bool = False


Item = Seller | Business | Listing | Vehicle | VehicleImage | BatLot | BatComment | BatBid


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """All that one page says.

    page: the page class, as `bat_lot` or `dealer_accelerate_list`: the name under which
        coverage is counted.
    items: in the order of the page. A page of one vehicle gives its Listing, its Vehicle (unless
        the page is a lot that is no car), its VehicleImages, and on BaT its BatLot, BatComments
        and BatBids. A list page gives a Listing for each entry (what the entry states, no more);
        the Classic.com directory gives Sellers; a profile gives one Business.
    next_url: the pager's next page, absolute; None on the last one.
    """

    page: str
    items: tuple[Item, ...]
    next_url: str | None = None
