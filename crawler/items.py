"""What a page says, as frozen dataclasses whose field names are the column names.

A value is what the page states, normalised; what it does not state is None, never a default.
Text that Postgres cannot hold (NUL, lone surrogates) is replaced by U+FFFD before it gets here
(`crawler.pages.text.storable`). Times carry their zone. Money is Decimal in `currency`.
"""

from dataclasses import dataclass
from datetime import date, datetime
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
RESERVES = ("none", "met", "not_met")
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
    published_at: datetime | None = None  # as a Bring a Trailer page states it


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
    """A Bring a Trailer auction, as its page states it, or an entry of a list: there, what only
    the lot's page states is None or empty."""

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
    reserve: str | None = None  # RESERVES; None while the page does not tell
    seller_username: str | None = None
    seller_id: int | None = None
    seller_url: str | None = None  # the profile
    seller_type: str | None = None  # "private_party" or "dealer"
    dealer_charges: str | None = None  # as stated: "USD $85", "$245.28 Document Fee"
    buyer_username: str | None = None
    buyer_id: int | None = None
    buyer_url: str | None = None
    bid_count: int | None = None  # as the page states it, like the next three
    comment_count: int | None = None
    view_count: int | None = None
    watcher_count: int | None = None
    started_at: datetime | None = None  # when the page was published
    ends_at: datetime | None = None  # when bidding ends or ended, late bids' extensions included
    location: str | None = None
    description: str | None = None
    features: tuple[str, ...] = ()  # the Listing Details list, each line as stated
    makes: tuple[str, ...] = ()  # BaT's own groups, as stated, like the next four
    models: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatHistoryEntry:
    """One auction of the same car, of those that a lot's page lists, its own among them."""

    url: str  # canonical, of that auction's lot
    position: int  # 1 is the first in the page's list
    text: str  # as stated: "Sold by A to B for USD $42,000.00"
    status: str | None = None  # LOT_STATUSES, as far as the text tells
    seller_username: str | None = None
    buyer_username: str | None = None
    currency: str | None = None
    amount: Decimal | None = None  # the price of a sale, else the bid it came to
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPhoto:
    """A photo in a comment."""

    url: str  # the original: no query, no resizing
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentVideo:
    """A video in a comment."""

    url: str
    provider: str | None = None  # as stated: "youtube"
    title: str | None = None


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
    dislikes: int = 0
    parent_id: int | None = None
    was_edited: bool = False
    author_deleted: bool = False
    featured: bool = False
    photos: tuple[CommentPhoto, ...] = ()  # in the page's order
    videos: tuple[CommentVideo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatBid:
    """One bid. `id` is BaT's own (bids are lines of the same thread)."""

    id: int
    bidder_username: str | None
    bidder_id: int | None
    amount: Decimal
    placed_at: datetime
    cancelled: bool = False
    ends_at: datetime | None = None  # the end of bidding that the page states beside the bid


Item = (
    Seller
    | Business
    | Listing
    | Vehicle
    | VehicleImage
    | BatLot
    | BatHistoryEntry
    | BatComment
    | BatBid
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadEntry:
    """An entry of a list that is not as known, and was left out."""

    why: str
    bat_id: int | None = None  # as far as it can be told


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """All that one page says.

    page: the page class, as `bat_lot` or `dealer_accelerate_list`: the name under which
        coverage is counted.
    items: in the order of the page. A page of one vehicle gives its Listing, its Vehicle (unless
        the page is a lot that is no car), its VehicleImages, and on BaT its BatLot,
        BatHistoryEntries, BatComments and BatBids. A list page gives a Listing for each entry
        (what the entry states, no more), BaT's board and results a BatLot, too; the Classic.com
        directory gives Sellers; a profile gives one Business.
    next_url: the pager's next page, absolute; None on the last one.
    unread: the few entries of a list that could not be read.
    """

    page: str
    items: tuple[Item, ...]
    next_url: str | None = None
    unread: tuple[UnreadEntry, ...] = ()
