"""Every field of every item of real saved lot pages, beside what a person read there."""

import re
from collections.abc import Sequence
from typing import TypeVar

import pytest

from crawler.items import (
    BatBid,
    BatComment,
    BatHistoryEntry,
    BatLot,
    Listing,
    ReadPage,
    Vehicle,
    VehicleImage,
)
from crawler.pages.bring_a_trailer import read_lot
from tests.pages.saved import saved_page
from tests.pages.saved_lots import SAVED_LOTS
from tests.pages.saved_lots.record import (
    Rows,
    SavedLot,
    columns_as_recorded,
    field_names,
    fields_as_recorded,
)

ItemT = TypeVar("ItemT")
CLASSES = (Listing, Vehicle, VehicleImage, BatLot, BatHistoryEntry, BatComment, BatBid)

of_every_saved_lot = pytest.mark.parametrize(
    "saved", SAVED_LOTS, ids=[saved.name.removesuffix(".html") for saved in SAVED_LOTS]
)


def read(saved: SavedLot) -> ReadPage:
    html = saved_page(f"bringatrailer/{saved.name}")
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', html)
    assert canonical
    return read_lot(html, canonical[1])


def items_of(page: ReadPage, item_class: type[ItemT]) -> list[ItemT]:
    return [item for item in page.items if isinstance(item, item_class)]


def assert_item_is(item: object, record: dict[str, object]) -> None:
    assert record.keys() == field_names(type(item))
    assert fields_as_recorded(item, record) == record


def assert_rows_are(items: Sequence[object], facts: dict[str, object], rows: Rows) -> None:
    assert facts == rows.facts
    for item_class in {type(item) for item in items}:
        assert rows.columns.keys() == field_names(item_class)
    assert columns_as_recorded(items, rows.columns) == rows.columns


@of_every_saved_lot
def test_a_saved_lot_gives_no_item_of_another_class(saved: SavedLot) -> None:
    page = read(saved)
    assert (page.page, page.next_url) == ("bat_lot", None)
    assert {type(item) for item in page.items} == set(CLASSES)


@of_every_saved_lot
def test_a_saved_lot_gives_the_listing_that_a_person_read(saved: SavedLot) -> None:
    (listing,) = items_of(read(saved), Listing)
    assert_item_is(listing, saved.listing)


@of_every_saved_lot
def test_a_saved_lot_gives_the_vehicle_that_a_person_read(saved: SavedLot) -> None:
    (vehicle,) = items_of(read(saved), Vehicle)
    assert_item_is(vehicle, saved.vehicle)


@of_every_saved_lot
def test_a_saved_lot_gives_the_auction_that_a_person_read(saved: SavedLot) -> None:
    (lot,) = items_of(read(saved), BatLot)
    assert_item_is(lot, saved.lot)


@of_every_saved_lot
def test_a_saved_lot_gives_the_history_that_a_person_read(saved: SavedLot) -> None:
    entries = items_of(read(saved), BatHistoryEntry)
    assert len(entries) == len(saved.history)
    for entry, record in zip(entries, saved.history, strict=True):
        assert_item_is(entry, record)


@of_every_saved_lot
def test_a_saved_lot_gives_the_photos_that_a_person_read(saved: SavedLot) -> None:
    images = items_of(read(saved), VehicleImage)
    facts: dict[str, object] = {
        "photos": len(images),
        "widths": sum(image.width or 0 for image in images),
        "heights": sum(image.height or 0 for image in images),
    }
    assert_rows_are(images, facts, saved.images)


@of_every_saved_lot
def test_a_saved_lot_gives_the_comments_that_a_person_read(saved: SavedLot) -> None:
    comments = items_of(read(saved), BatComment)
    facts: dict[str, object] = {
        "comments": sum(comment.kind == "comment" for comment in comments),
        "results": sum(comment.kind == "result" for comment in comments),
        "authors": len({comment.author_id for comment in comments}),
        "without a name": sum(comment.author_username is None for comment in comments),
        "by the seller": sum(comment.is_seller for comment in comments),
        "edited": sum(comment.was_edited for comment in comments),
        "by deleted authors": sum(comment.author_deleted for comment in comments),
        "likes": sum(comment.likes for comment in comments),
        "dislikes": sum(comment.dislikes for comment in comments),
        "with photos": sum(bool(comment.photos) for comment in comments),
        "photos": sum(len(comment.photos) for comment in comments),
        "with videos": sum(bool(comment.videos) for comment in comments),
        "videos": sum(len(comment.videos) for comment in comments),
        "characters": sum(len(comment.text) for comment in comments),
        "first": min(comment.posted_at for comment in comments),
        "last": max(comment.posted_at for comment in comments),
    }
    assert_rows_are(comments, facts, saved.comments)


@of_every_saved_lot
def test_a_saved_lot_gives_the_bids_that_a_person_read(saved: SavedLot) -> None:
    bids = items_of(read(saved), BatBid)
    facts: dict[str, object] = {
        "bids": len(bids),
        "bidders": len({bid.bidder_id for bid in bids}),
        "amounts": sum(bid.amount for bid in bids),
        "first amount": bids[0].amount,
        "last amount": bids[-1].amount,
        "first": min(bid.placed_at for bid in bids),
        "last": max(bid.placed_at for bid in bids),
    }
    assert_rows_are(bids, facts, saved.bids)
