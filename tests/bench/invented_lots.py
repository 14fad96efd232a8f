"""Pages of invented lots as their reader would give them, each with rows of its own."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from crawler.items import (
    BatBid,
    BatComment,
    BatHistoryEntry,
    BatLot,
    CommentPhoto,
    Item,
    Listing,
    ReadPage,
    Vehicle,
    VehicleImage,
)

PHOTOS, COMMENTS, BIDS = 150, 80, 40
# With the listing, the vehicle, the lot and its history.
ROWS = PHOTOS + COMMENTS + BIDS + 4
_BEGAN = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
_SENTENCE = "Lovely thing, and the seller answers every question; good luck to all who bid here. "
_PHOTOS = (CommentPhoto(url="https://bringatrailer.com/wp-content/uploads/2026/03/an_answer.jpg"),)


def lot_url(number: int) -> str:
    """The URL of the lot `number`."""
    return f"https://bringatrailer.com/listing/invented-coupe-{number}/"


def lot_page(number: int) -> ReadPage:
    """A sold lot with PHOTOS, COMMENTS and BIDS; equal numbers give equal pages."""
    url = lot_url(number)
    title = f"1967 Invented Coupe {number}"
    first_id = number * 1_000
    ended = _BEGAN + timedelta(days=7)
    items: list[Item] = [
        Listing(
            url=url,
            source="bringatrailer",
            title=title,
            status="sold",
            sale_price=Decimal(41_000),
            currency="USD",
            location="Somewhere, Ohio 43000",
        ),
        Vehicle(
            chassis_number=f"INV{number}",
            vin_text=f"INV{number}",
            year=1967,
            make="Invented",
            model="Coupe",
            mileage=61_000,
            mileage_text="61k Miles Shown",
            mileage_unit="mi",
            engine="2.0-Liter Inline-Four",
            transmission="Five-Speed Manual Transaxle",
            exterior_color="Pale Green",
            description=_SENTENCE * 20,
        ),
        BatLot(
            url=url,
            bat_id=90_000_000 + number,
            lot_number=number,
            title=title,
            status="sold",
            currency="USD",
            high_bid=Decimal(41_000),
            sale_price=Decimal(41_000),
            seller_username="a_seller",
            buyer_username="a_buyer",
            bid_count=BIDS,
            comment_count=COMMENTS,
            view_count=12_000,
            watcher_count=800,
            started_at=_BEGAN,
            ends_at=ended,
            location="Somewhere, Ohio 43000",
            features=tuple(f"Detail {place} of the car" for place in range(12)),
            description=_SENTENCE * 20,
            makes=("Invented",),
            categories=("Projects",),
        ),
        BatHistoryEntry(url=url, position=1, text="Sold by a_seller to a_buyer for USD $41,000"),
    ]
    items += [
        VehicleImage(
            url=f"https://bringatrailer.com/wp-content/uploads/2026/03/invented_{number}_{place}.jpg",
            position=place,
            width=2048,
            height=1365,
        )
        for place in range(1, PHOTOS + 1)
    ]
    items += [
        BatComment(
            id=first_id + place,
            kind="comment",
            author_username=f"member_{place % 30}",
            author_id=5_000 + place % 30,
            is_seller=place % 9 == 0,
            posted_at=_BEGAN + timedelta(hours=place),
            text=_SENTENCE * (1 + place % 5),
            markup=f"<p>{_SENTENCE * (1 + place % 5)}</p>",
            likes=place % 7,
            photos=_PHOTOS if place % 20 == 0 else (),
        )
        for place in range(COMMENTS)
    ]
    items += [
        BatBid(
            id=first_id + COMMENTS + place,
            bidder_username=f"bidder_{place % 8}",
            bidder_id=7_000 + place % 8,
            amount=Decimal(1_000 * (place + 2)),
            placed_at=_BEGAN + timedelta(hours=3 * place),
            ends_at=ended,
        )
        for place in range(BIDS)
    ]
    return ReadPage(page="bat_lot", items=tuple(items))
