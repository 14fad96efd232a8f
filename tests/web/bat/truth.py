"""The truth about Bring a Trailer's pages, from the lots themselves, as rows by table name."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.web.bat import vehicles
from tests.web.bat.appearance import Appearance
from tests.web.bat.lot import Lot
from tests.web.bat.members import Member
from tests.web.bat.thread import Entry

Rows = dict[str, list[dict[str, Any]]]

# The bodies that models and trims of the catalogue are named after.
_BODIES = ("Cabriolet", "Convertible", "Coupe", "Spider", "Targa")


def site_truth(lots: Iterable[tuple[Lot, Sequence[Entry]]]) -> Rows:
    """The rows that the pages of `lots` state together, each lot with its thread.

    A vehicle's row stands once for each of its listings, and says the same for each.
    "same_vehicle" has the URLs of the listings of each vehicle that has several.
    """
    rows: Rows = {}
    published: dict[str, int] = {}
    for lot, thread in lots:
        published[lot.url] = lot.started
        for table, found in lot_truth(lot, thread).items():
            rows.setdefault(table, []).extend(found)
    shared = vehicles.shared(rows.get("vehicles", []))
    for same in shared:
        vehicles.merge(sorted(same, key=lambda row: -published[row["key"]]))
    rows["same_vehicle"] = [{"urls": sorted(row["key"] for row in same)} for same in shared]
    return rows


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
        "bat_history": [
            _history(lot, position, one) for position, one in enumerate(lot.appearances, 1)
        ],
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
        "sale_price": _money(lot.sale_price),
        # Of the price that the listing states; a bid is none.
        "currency": lot.currency if lot.status == "sold" else None,
        "stock_number": None,
        "location": lot.place.text,
        "published_at": _moment(lot.started),
        "source_url": None,
        "vehicle": lot.url if lot.car else None,
    }


def _vehicle(lot: Lot) -> dict[str, Any]:
    assert lot.car is not None
    return {
        "key": lot.url,
        "year": lot.car.year,
        "make": lot.car.make,
        "model": lot.car.model,
        "trim": lot.trim,
        "body_style": _body_style(lot),
        "description": _description(lot),
        **lot.details.states,
        "drivetrain": lot.details.states["drivetrain"] or ("4×4" if "4×4" in lot.title else None),
    }


def _body_style(lot: Lot) -> str | None:
    """What the title calls the body, else what the category says of it."""
    named = [word for word in lot.title.split() if word in _BODIES]
    if named:
        return named[0]
    return "Convertible" if "Convertibles" in lot.categories else None


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
        "sale_price": _money(lot.sale_price),
        "no_reserve": lot.no_reserve,
        "reserve": _reserve(lot),
        "seller_username": lot.seller.name,
        "seller_id": lot.seller.id,
        "seller_url": lot.seller.url,
        "seller_type": lot.seller_type,
        "dealer_charges": lot.charges,
        "buyer_username": lot.buyer.name if lot.buyer else None,
        # Staff wrote the line of the result then: no page names the buyer by number.
        "buyer_id": lot.buyer.id if lot.buyer and not lot.old_layout else None,
        "buyer_url": lot.buyer.url if lot.buyer else None,
        "bid_count": lot.bid_count,
        "comment_count": lot.comment_count,
        "view_count": lot.views,
        "watcher_count": lot.watchers,
        "started_at": _moment(lot.started),
        # The page of a withdrawn lot states a day, and no end of bidding.
        "ends_at": None if lot.status == "withdrawn" else _moment(lot.ends),
        "location": lot.place.text,
        "description": _description(lot),
        "features": chassis + [squeezed(line) for line in lot.details.lines],
        "makes": _group(lot, "Make"),
        "models": _group(lot, "Model"),
        "eras": _group(lot, "Era"),
        "origins": _group(lot, "Origin"),
        "categories": _group(lot, "Category"),
    }


def _reserve(lot: Lot) -> str | None:
    if lot.no_reserve:
        return "none"
    if lot.status == "sold":
        return "met" if lot.deal_price is None else "not_met"
    return "not_met" if lot.status == "reserve_not_met" else None


def _group(lot: Lot, label: str) -> list[str]:
    return [text for name, text in lot.groups if name == label]


def _description(lot: Lot) -> str:
    return "\n\n".join(squeezed(part.text) for part in lot.paragraphs if part.text)


def _history(lot: Lot, position: int, one: Appearance) -> dict[str, Any]:
    return {
        "lot_url": lot.url,
        "url": one.url,
        "position": position,
        "text": one.text,
        # Of a live one the history says that it was listed, no more.
        "status": None if one.status == "live" else one.status,
        "seller_username": one.seller,
        "buyer_username": one.buyer,
        "currency": one.currency if one.amount is not None else None,
        "amount": _money(one.amount),
        "ended_on": _moment(one.ended).date() if one.ended else None,
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
        "dislikes": entry.dislikes,
        "parent_id": entry.parent.id if entry.parent else None,
        "was_edited": entry.edited,
        "author_deleted": entry.author_deleted,
        "featured": entry.featured,
        "photos": [
            {"url": photo.url, "width": photo.width, "height": photo.height}
            for photo in entry.images
        ],
        "videos": [
            {"url": video.url, "provider": video.provider, "title": video.title}
            for video in entry.videos
        ],
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
        "ends_at": _moment(lot.bidding_ends),
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
    return None if author.deleted else author.name
