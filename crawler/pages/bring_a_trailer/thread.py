"""A lot's thread: comments, bids and the lines that announce results, as one JSON object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, convert, field
from msgspec.json import Decoder

from crawler.items import BatBid, BatComment
from crawler.pages.bring_a_trailer.embedded import decode
from crawler.pages.bring_a_trailer.line import (
    EARLIEST,
    LARGEST_ID,
    Line,
    author_of,
    bid_amount_of,
    end_of,
    identity,
    listed,
    parent_of,
    profile,
)
from crawler.pages.bring_a_trailer.photos import read_photos
from crawler.pages.bring_a_trailer.videos import read_videos
from crawler.pages.errors import Unreadable

_KINDS = {"comment": "comment", "bat-bid-reserve": "result", "bat-rnm-accepted": "result"}
_BIDS = {"bat-bid": False, "bat-bid-canceled": True}
_NO_ENTRIES = ()  # what an empty list is decoded to: by far most comments have no photos


class _Vms(Struct):
    lines: list[Line] = field(name="comments")
    seller_id: int | str | bool | None = field(name="postAuthor")


_VMS = Decoder(_Vms, strict=False)  # numbers may be written as text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """A line that announces a result. The author is the buyer, "Anonymous", or BaT's staff."""

    id: int
    type: str  # BaT's own: "bat-bid-reserve", or "bat-rnm-accepted" of a deal after the auction
    text: str
    posted_at: datetime
    author_username: str | None  # None where BaT shows none
    author_id: int | None
    author_url: str | None  # the profile


@dataclass(frozen=True, slots=True)
class Thread:
    """All lines of a lot's thread, oldest first."""

    comments: tuple[BatComment, ...]  # with the result lines among them
    bids: tuple[BatBid, ...]
    results: tuple[ResultLine, ...]
    seller_id: int | None  # BaT's user id of who lists the lot
    author_urls: Mapping[str, str | int | bool | None]  # as stated, by username

    @property
    def comment_count(self) -> int:
        """The comments that the page counts: those of people, without result lines."""
        return sum(comment.kind == "comment" for comment in self.comments)

    @property
    def last_end(self) -> int | None:
        """When bidding ends by the last bid, unix seconds."""
        ends = {bid.ends_at for bid in self.bids if bid.ends_at is not None}
        return int(max(ends).timestamp()) if ends else None

    def member_url(self, username: str) -> str | None:
        """The profile of who is so called, spelt the same; None of who is not in the thread."""
        return profile(self.author_urls.get(username))


def read_thread(vms: str) -> Thread:
    """The thread in `vms`, the JSON of BAT_VMS.

    Raises Unreadable where the object, a line's field or a line's type is not as known.
    """
    decoded = decode(vms, _VMS, "BAT_VMS")
    comments: dict[int, Line] = {}
    results: dict[int, ResultLine] = {}
    bids: dict[int, BatBid] = {}
    urls: dict[str, str | int | bool | None] = {}
    try:
        seller_id = identity(decoded.seller_id)
        for line in decoded.lines:
            author_id = line.author_id
            if type(author_id) is not int or not 0 < author_id <= LARGEST_ID:
                line.author_id = author_id = identity(author_id)
            line.author_username = name = author_of(line)
            if line.posted_at < EARLIEST:
                raise ValueError(f"{line.type} {line.id}: timestamp is {line.posted_at}")
            if name is not None:
                urls[name] = line.author_url
            if kind := _KINDS.get(line.type):
                line.is_seller = author_id is not None and author_id == seller_id
                line.parent_id = parent_of(line) if line.quoted is not None else None
                if line.images is not _NO_ENTRIES:
                    line.photos = read_photos(listed(line.images))
                if line.shown is not _NO_ENTRIES:
                    line.videos = read_videos(listed(line.shown))
                if kind == "result":
                    results[line.id] = _result(line)
                line.kind = kind
                comments[line.id] = line
            else:
                bids[line.id] = _bid(line)
        items = convert(list(comments.values()), tuple[BatComment, ...], from_attributes=True)
    except (TypeError, ValueError) as error:
        raise Unreadable(f"BAT_VMS.comments: {error}") from error
    return Thread(items, tuple(bids.values()), tuple(results.values()), seller_id, urls)


def _result(line: Line) -> ResultLine:
    if not isinstance(line.text, str):
        raise TypeError(f"{line.type} {line.id}: content is missing")
    return ResultLine(
        id=line.id,
        type=line.type,
        text=line.text,
        posted_at=line.posted_at,
        author_username=line.author_username,
        author_id=identity(line.author_id),
        author_url=profile(line.author_url),
    )


def _bid(line: Line) -> BatBid:
    return BatBid(
        id=line.id,
        bidder_username=line.author_username,
        bidder_id=identity(line.author_id),
        amount=bid_amount_of(line),
        placed_at=line.posted_at,
        cancelled=_BIDS[line.type],
        ends_at=end_of(line),
    )
