"""A lot's thread: comments, bids and the lines that announce results, as one JSON object."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from crawler.items import BatBid, BatComment
from crawler.pages.bring_a_trailer.money import first_amount
from crawler.pages.errors import Unreadable
from crawler.pages.text import storable

_ASSIGNMENT = re.compile(r"\bvar\s+BAT_VMS\s*=\s*(?=\{)")
_KINDS = {"comment": "comment", "bat-bid-reserve": "result", "bat-rnm-accepted": "result"}
_BIDS = {"bat-bid": False, "bat-bid-canceled": True}
_SELLER = " (The Seller)"


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


def read_thread(script: str) -> Thread:
    """The thread in `script`, the content of the script element that assigns BAT_VMS.

    The JSON is decoded from its first brace on: a comment's own text may hold any word, quote or
    brace. Raises Unreadable where the object, a line's field or a line's type is not as known.
    """
    assignment = _ASSIGNMENT.search(script)
    if assignment is None:
        raise Unreadable("BAT_VMS is missing")
    try:
        vms, _ = json.JSONDecoder().raw_decode(script, assignment.end())
    except ValueError as error:
        raise Unreadable(f"BAT_VMS is cut: {error}") from error
    lines = vms.get("comments")
    if not isinstance(lines, list):
        raise Unreadable("BAT_VMS.comments is missing")
    seller_id = _identity(vms.get("postAuthor"))
    comments: dict[int, BatComment] = {}
    bids: dict[int, BatBid] = {}
    ends: list[int] = []
    for line in lines:
        try:
            if line["type"] in _KINDS:
                comments[line["id"]] = _comment(line, seller_id)
            elif line["type"] in _BIDS:
                bids[line["id"]] = _bid(line)
                if isinstance(end := line.get("end_timestamp"), int):
                    ends.append(end)
            else:
                raise Unreadable(f"BAT_VMS.comments: unknown type {line['type']!r}")
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise Unreadable(f"BAT_VMS.comments: {error!r} in {line!r:.200}") from error
    return Thread(tuple(comments.values()), tuple(bids.values()), max(ends, default=None))


def _comment(line: Mapping[str, Any], seller_id: int | None) -> BatComment:
    author_id = _identity(line["authorId"])
    parent = line["commentParent"]
    return BatComment(
        id=_number(line["id"]),
        kind=_KINDS[line["type"]],
        author_username=_author(line),
        author_id=author_id,
        is_seller=author_id is not None and author_id == seller_id,
        posted_at=_time(line["timestamp"]),
        text=storable(line["content"]),
        markup=storable(line["markup"]),
        likes=_number(line["likes"]),
        parent_id=_number(parent["id"]) if parent else None,
        was_edited=bool(line["wasEdited"]),
        author_deleted=bool(line["authorDeleted"]),
    )


def _bid(line: Mapping[str, Any]) -> BatBid:
    return BatBid(
        id=_number(line["id"]),
        bidder_username=_author(line),
        bidder_id=_identity(line["authorId"]),
        amount=_bid_amount(line),
        placed_at=_time(line["timestamp"]),
        cancelled=_BIDS[line["type"]],
    )


def _bid_amount(line: Mapping[str, Any]) -> Decimal:
    if amount := _number(line["bidAmount"]):
        return Decimal(amount)
    stated = first_amount(line["content"])
    if stated is None:
        raise Unreadable(f"BAT_VMS.comments: bid {line['id']} states no amount")
    return stated.amount


def _author(line: Mapping[str, Any]) -> str | None:
    # Who is deleted or anonymous has no page, and a name that is made up.
    if not line["authorUrl"]:
        return None
    return storable(line["authorName"]).removesuffix(_SELLER).strip() or None


def _identity(stated: object) -> int | None:
    """An id that the page writes as number or as text; 0 and "" are nobody's."""
    return int(str(stated)) or None if stated else None


def _number(stated: object) -> int:
    if isinstance(stated, bool) or not isinstance(stated, int | str):
        raise TypeError(f"no number: {stated!r}")
    return int(stated)


def _time(stated: object) -> datetime:
    return datetime.fromtimestamp(_number(stated), UTC)
