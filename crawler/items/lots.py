"""Auctions of Bring a Trailer, their threads and bids."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

# The words that the database's check constraints know, too.
LOT_STATUSES = ("live", "sold", "reserve_not_met", "withdrawn", "ended")
RESERVES = ("none", "met", "not_met")


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
