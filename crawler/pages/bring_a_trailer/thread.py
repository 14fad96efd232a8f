"""A lot's thread: comments, bids and the lines that announce results, as one JSON object."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, convert, field
from msgspec.json import Decoder

from crawler.items import BatBid, BatComment
from crawler.pages.bring_a_trailer.embedded import decode
from crawler.pages.bring_a_trailer.money import first_amount
from crawler.pages.errors import Unreadable

_KINDS = {"comment": "comment", "bat-bid-reserve": "result", "bat-rnm-accepted": "result"}
_BIDS = {"bat-bid": False, "bat-bid-canceled": True}
_SELLER = " (The Seller)"


class _Quoted(Struct, gc=False):
    id: int


class _Line(Struct, gc=False):
    """What is read of a line, by the names that a BatComment has for it, so that the many become
    one without a Python call for each. UNSET is what only comments, or only bids, must state."""

    id: int
    kind: str = field(name="type")
    author_url: Any = field(name="authorUrl")
    author_id: int | str | bool | None = field(name="authorId")
    posted_at: Annotated[datetime, Meta(tz=True)] = field(name="timestamp")  # unix seconds
    author_username: str | None = field(name="authorName", default=None)
    text: str | UnsetType | None = field(name="content", default=UNSET)
    markup: str | UnsetType = UNSET
    likes: int | UnsetType = UNSET
    # A missing object may be written as any of PHP's empty values.
    quoted: _Quoted | list[Any] | str | int | bool | UnsetType | None = field(
        name="commentParent", default=UNSET
    )
    was_edited: bool | UnsetType = field(name="wasEdited", default=UNSET)
    author_deleted: bool | UnsetType = field(name="authorDeleted", default=UNSET)
    bid_amount: Any = field(name="bidAmount", default=UNSET)
    end_timestamp: Any = None
    # The page states these otherwise.
    is_seller: bool = False
    parent_id: int | None = None


class _Vms(Struct):
    lines: list[_Line] = field(name="comments")
    seller_id: int | str | bool | None = field(name="postAuthor", default=None)


_VMS = Decoder(_Vms, strict=False)  # numbers may be written as text


@dataclass(frozen=True, slots=True)
class Thread:
    """All lines of a lot's thread, oldest first."""

    comments: tuple[BatComment, ...]
    bids: tuple[BatBid, ...]
    last_end: int | None  # when bidding ends by the last bid, unix seconds

    @property
    def comment_count(self) -> int:
        """The comments that the page counts: those of people, without result lines."""
        return sum(comment.kind == "comment" for comment in self.comments)

    @property
    def results(self) -> tuple[BatComment, ...]:
        return tuple(comment for comment in self.comments if comment.kind == "result")


def read_thread(vms: str) -> Thread:
    """The thread in `vms`, the JSON of BAT_VMS.

    Raises Unreadable where the object, a line's field or a line's type is not as known.
    """
    decoded = decode(vms, _VMS, "BAT_VMS")
    comments: dict[int, _Line] = {}
    bids: dict[int, BatBid] = {}
    ends: list[int] = []
    try:
        seller_id = _identity(decoded.seller_id)
        for line in decoded.lines:
            if kind := _KINDS.get(line.kind):
                line.author_username = _author(line)
                author_id = line.author_id
                if type(author_id) is not int or not author_id:
                    line.author_id = author_id = _identity(author_id)
                line.is_seller = author_id is not None and author_id == seller_id
                line.parent_id = _parent_id(line) if line.quoted is not None else None
                line.kind = kind
                comments[line.id] = line
            elif line.kind in _BIDS:
                bids[line.id] = _bid(line)
                if isinstance(line.end_timestamp, int):
                    ends.append(line.end_timestamp)
            else:
                raise Unreadable(f"BAT_VMS.comments: unknown type {line.kind!r}")
        items = convert(list(comments.values()), tuple[BatComment, ...], from_attributes=True)
    except (TypeError, ValueError) as error:
        raise Unreadable(f"BAT_VMS.comments: {error}") from error
    return Thread(items, tuple(bids.values()), max(ends, default=None))


def _bid(line: _Line) -> BatBid:
    return BatBid(
        id=line.id,
        bidder_username=_author(line),
        bidder_id=_identity(line.author_id),
        amount=_bid_amount(line),
        placed_at=line.posted_at,
        cancelled=_BIDS[line.kind],
    )


def _bid_amount(line: _Line) -> Decimal:
    stated = line.bid_amount
    if isinstance(stated, bool) or not isinstance(stated, int | str):
        raise TypeError(f"bid {line.id}: bidAmount is {stated!r}")
    if amount := int(stated):
        return Decimal(amount)
    in_words = first_amount(line.text or None)
    if in_words is None:
        raise ValueError(f"bid {line.id} states no amount")
    return in_words.amount


def _author(line: _Line) -> str | None:
    # Who is deleted or anonymous has no page, and a name that is made up.
    if not line.author_url:
        return None
    if line.author_username is None:
        raise ValueError(f"{line.kind} {line.id}: authorName is missing")
    return line.author_username.removesuffix(_SELLER).strip() or None


def _parent_id(line: _Line) -> int | None:
    if isinstance(line.quoted, _Quoted):
        return line.quoted.id
    if line.quoted is UNSET or line.quoted:
        raise ValueError(f"comment {line.id}: commentParent is {line.quoted!r:.200}")
    return None


def _identity(stated: int | str | bool | None) -> int | None:
    """An id that the page writes as number or as text; 0 and "" are nobody's."""
    return int(str(stated)) or None if stated else None
