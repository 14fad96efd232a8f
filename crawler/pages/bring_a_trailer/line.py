"""One line of a thread: what is read of it, and what each of its fields may be."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, field

from crawler.items import CommentVideo
from crawler.pages.bring_a_trailer.money import first_amount
from crawler.pages.bring_a_trailer.photos import Large, StatedPhoto
from crawler.pages.bring_a_trailer.videos import StatedVideo

T = TypeVar("T")

_SELLER = " (The Seller)"
_BEYOND_ANY_BID = 10**12
LARGEST_ID = 2**63 - 1
# No auction was before (2001) or is after (2286): such a time is none, or in other units.
_FIRST_SECOND, _LAST_SECOND = 10**9, 10**10 - 1
EARLIEST = datetime.fromtimestamp(_FIRST_SECOND, UTC)

_Id = Annotated[int, Meta(ge=1, le=LARGEST_ID)]
_Count = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
# What is missing may be written as any of PHP's empty values.
_Empty = str | int | bool | UnsetType | None


class _Quoted(Struct, gc=False):
    id: _Id


class Line(Struct, gc=False, kw_only=True):
    """What is read of a line, by the names that a BatComment has for it, so that the many become
    one without a Python call for each. UNSET is what only comments, or only bids, must state.
    In the order of the page: each key is looked for from where the last one was found."""

    author_id: int | str | bool | None = field(name="authorId")
    author_username: str | None = field(name="authorName", default=None)
    author_url: str | int | bool | None = field(name="authorUrl")
    author_deleted: bool | UnsetType = field(name="authorDeleted", default=UNSET)
    dislikes: _Count = 0
    id: _Id
    likes: _Count | UnsetType = UNSET
    markup: str | UnsetType = UNSET
    text: str | UnsetType | None = field(name="content", default=UNSET)
    posted_at: Annotated[datetime, Meta(tz=True)] = field(name="timestamp")  # unix seconds
    type: Literal["comment", "bat-bid", "bat-bid-canceled", "bat-bid-reserve", "bat-rnm-accepted"]
    bid_amount: Any = field(name="bidAmount", default=UNSET)
    was_edited: bool | UnsetType = field(name="wasEdited", default=UNSET)
    quoted: _Quoted | list[Any] | _Empty = field(name="commentParent", default=UNSET)
    images: tuple[StatedPhoto, ...] | _Empty = UNSET
    shown: tuple[StatedVideo, ...] | _Empty = field(name="videos", default=())
    featured: bool = False
    end_timestamp: Any = None
    # The page states these otherwise.
    kind: str = ""
    is_seller: bool = False
    parent_id: int | None = None
    photos: tuple[Large, ...] = field(name="commentPhotos", default=())
    videos: tuple[CommentVideo, ...] = field(name="commentVideos", default=())


def bid_amount_of(line: Line) -> Decimal:
    """What is bid, in the lot's currency: bidAmount, or if that is nil the bid's words.

    Raises ValueError where neither is an amount.
    """
    amount = Decimal(_whole(line.bid_amount, f"bid {line.id}: bidAmount"))
    if not amount:
        in_words = first_amount(line.text or None)
        if in_words is None:
            raise ValueError(f"bid {line.id} states no amount")
        amount = in_words.amount
    if amount >= _BEYOND_ANY_BID:
        raise ValueError(f"bid {line.id}: no bid is that high")
    return amount


def end_of(line: Line) -> datetime | None:
    """The end of bidding that a bid states, from unix seconds; None where it states none.

    Raises ValueError where it is no time.
    """
    stated = line.end_timestamp
    seconds = _whole(stated, f"bid {line.id}: end_timestamp") if stated else 0
    if not seconds:
        return None
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        raise ValueError(f"bid {line.id}: end_timestamp is {seconds}")
    return datetime.fromtimestamp(seconds, UTC)


def author_of(line: Line) -> str | None:
    """The author's name without the seller's mark; None of who is deleted or anonymous, whose
    name is made up.

    BaT's own account has a name and no page. Raises ValueError where an author has no name.
    """
    if line.author_deleted is True or not (line.author_id or line.author_url):
        return None
    if line.author_username is None:
        raise ValueError(f"{line.type} {line.id}: authorName is missing")
    return line.author_username.removesuffix(_SELLER).strip() or None


def profile(stated: str | int | bool | None) -> str | None:
    """The URL of a member's page, if that is what is stated."""
    if isinstance(stated, str) and stated.startswith(("https://", "http://")):
        return stated
    return None


def parent_of(line: Line) -> int | None:
    """The id of the comment that is answered; None of a comment that answers none.

    Raises ValueError where the quote is of another shape.
    """
    if isinstance(line.quoted, _Quoted):
        return line.quoted.id
    if line.quoted is UNSET or line.quoted:
        raise ValueError(f"comment {line.id}: commentParent is no line")
    return None


def listed(stated: tuple[T, ...] | _Empty) -> tuple[T, ...]:
    """The entries of a list that the page may write as an empty value if it has none.

    Raises ValueError where it is missing or something else.
    """
    if isinstance(stated, tuple):
        return stated
    if stated is UNSET or stated:
        raise ValueError("a comment's images or videos are no list")
    return ()


def identity(stated: int | str | bool | None) -> int | None:
    """A user's id, which the page writes as number or as text; 0 and "" are nobody's.

    Raises ValueError where it is something else.
    """
    return _whole(stated, "a user's id") or None if stated else None


def _whole(stated: Any, name: str) -> int:
    """A number from 0 on, which the page may write as text."""
    if isinstance(stated, str) and stated.isascii() and stated.isdecimal():
        stated = int(stated)
    if type(stated) is not int or not 0 <= stated <= LARGEST_ID:
        raise ValueError(f"{name} is no number, or none that can be: {type(stated).__name__}")
    return stated
