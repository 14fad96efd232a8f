"""The truth about Bring a Trailer's pages, from the lots themselves, as rows by table name."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.web.bat.lot import Lot
from tests.web.bat.members import Member
from tests.web.bat.thread import Entry

Rows = dict[str, list[dict[str, Any]]]


def lot_truth(lot: Lot, thread: Sequence[Entry]) -> Rows:
    """The rows that the lot's page states."""
    return {
        "listings": [_listing(lot)],
        "vehicles": [_vehicle(lot)] if lot.car else [],
        "vehicle_images": [
            {
                "listing_url": lot.url,
                "url": photo.url,
                "position": position,
                "width": photo.width,
                "height": photo.height,
            }
            for position, photo in enumerate(lot.photos, 1)
        ],
        "bat_lots": [_lot(lot)],
        "bat_comments": [_comment(lot, entry) for entry in thread if entry.bid is None],
        "bat_bids": [_bid(lot, entry) for entry in thread if entry.bid is not None],
    }


def _listing(lot: Lot) -> dict[str, Any]:
    return {
        "url": lot.url,
        "source": "bringatrailer",
        "title": lot.title,
        "status": lot.status,
        "asking_price": None,
        "sale_price": _money(lot.high_bid) if lot.status == "sold" else None,
        # Of the price that the listing states; a bid is none.
        "currency": lot.currency if lot.status == "sold" else None,
        "stock_number": None,
        "location": lot.place.text,
        "vehicle": lot.url if lot.car else None,
    }


def _vehicle(lot: Lot) -> dict[str, Any]:
    assert lot.car is not None
    words = [squeezed(paragraph.text) for paragraph in lot.paragraphs if paragraph.text]
    return {
        "key": lot.url,
        "year": lot.car.year,
        "make": lot.car.make,
        "model": lot.car.model,
        "trim": lot.trim,
        "body_style": None,
        "description": "\n\n".join(words),
        **lot.details.states,
    }


def _lot(lot: Lot) -> dict[str, Any]:
    live = lot.status == "live"
    chassis = [f"Chassis: {lot.details.number}"] if lot.details.number else []
    return {
        "url": lot.url,
        "bat_id": lot.bat_id,
        "lot_number": lot.lot_number,
        "title": lot.title,
        "status": lot.status,
        "currency": _currency(lot),
        "current_bid": _money(lot.high_bid) if live else None,
        "high_bid": None if live else _money(lot.high_bid),
        "sale_price": _money(lot.high_bid) if lot.status == "sold" else None,
        "no_reserve": lot.no_reserve,
        "seller_username": lot.seller.name,
        "seller_type": lot.seller_type,
        "buyer_username": lot.buyer.name if lot.buyer else None,
        "bid_count": lot.bid_count,
        "comment_count": lot.comment_count,
        "view_count": lot.views,
        "watcher_count": lot.watchers,
        "started_at": _moment(lot.started),
        # The page of a withdrawn lot states a day, and no end of bidding.
        "ends_at": None if lot.status == "withdrawn" else _moment(lot.ends),
        "location": lot.place.text,
        "features": chassis + [squeezed(line) for line in lot.details.lines],
        "categories": list(lot.categories),
    }


def _comment(lot: Lot, entry: Entry) -> dict[str, Any]:
    return {
        "lot_url": lot.url,
        "id": entry.id,
        "kind": "comment" if entry.type == "comment" else "result",
        "author_username": _username(entry.author),
        "author_id": entry.author.id or None,
        "is_seller": entry.author.id == lot.seller.id,
        "posted_at": _moment(entry.posted),
        "text": replaced(entry.content),
        "markup": replaced(entry.markup),
        "likes": entry.likes,
        "parent_id": entry.parent.id if entry.parent else None,
        "was_edited": entry.edited,
        "author_deleted": entry.author_deleted,
    }


def _bid(lot: Lot, entry: Entry) -> dict[str, Any]:
    assert entry.bid is not None
    return {
        "lot_url": lot.url,
        "id": entry.id,
        "bidder_username": _username(entry.author),
        "bidder_id": entry.author.id or None,
        "amount": Decimal(entry.bid.amount),
        "placed_at": _moment(entry.posted),
        "cancelled": entry.bid.cancelled,
    }


def replaced(text: str) -> str:
    """`text` with each NUL and each lone surrogate as U+FFFD, pairs of surrogates joined."""
    joined = re.sub(
        "([\ud800-\udbff])([\udc00-\udfff])",
        lambda pair: chr(0x10000 + (ord(pair[1]) - 0xD800) * 0x400 + ord(pair[2]) - 0xDC00),
        text,
    )
    return "".join(c if c != "\0" and not 0xD800 <= ord(c) <= 0xDFFF else "\ufffd" for c in joined)


def squeezed(text: str) -> str:
    """`text` with single blanks between its words."""
    return " ".join(replaced(text).split())


def _currency(lot: Lot) -> str | None:
    return None if lot.status == "withdrawn" else lot.currency


def _money(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _moment(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


def _username(author: Member) -> str | None:
    return author.name if author.shown else None
