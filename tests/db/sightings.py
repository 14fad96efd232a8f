"""What pages say of invented cars, for tests of the upserts."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import BatBid, BatComment, BatLot, Listing, Vehicle, VehicleImage
from db import upserts
from db.upserts import StoredListing
from tests.db.queue_rows import table

VIN = "1G1YY22G965104378"
OTHER_VIN = "WP0AB29986S741293"
TABLES = {
    "vehicles": "id",
    "listings": "id",
    "vehicle_images": "id",
    "dealer_inventory": "id",
    "organization_vehicles": "organization_id, vehicle_id",
    "businesses": "id",
    "bat_lots": "id",
    "bat_history": "lot_id, position",
    "bat_comments": "id",
    "bat_bids": "id",
}


def listing(url: str = "https://oldoak.example/cars/1", **said: Any) -> Listing:
    words: dict[str, Any] = {
        "source": "dealer",
        "title": "1965 Falk Comet Roadster",
        "status": "for_sale",
        "asking_price": Decimal(48500),
        "currency": "USD",
    }
    return Listing(url=url, **(words | said))


def vehicle(**said: Any) -> Vehicle:
    words: dict[str, Any] = {"year": 1965, "make": "Falk", "model": "Comet"}
    return Vehicle(**(words | said))


async def see(
    conn: AsyncConnection,
    url: str,
    car: Vehicle | None,
    *,
    organisation: int | None = None,
    photos: tuple[str, ...] = (),
    seen_at: datetime | None = None,
    **said: Any,
) -> StoredListing:
    """Store one listing's page, as a worker does: listing, vehicle, photos, dealer's link."""
    page = listing(url, **said)
    asked_at = seen_at or datetime.now(UTC)
    stored = await upserts.store_listing(conn, page, car, organisation, seen_at=asked_at)
    assert stored is not None
    await upserts.store_images(conn, stored, images(*photos))
    if organisation is not None:
        await upserts.link_vehicle(conn, organisation, page, stored.vehicle_id)
    return stored


def images(*names: str) -> list[VehicleImage]:
    return [
        VehicleImage(url=f"https://photos.example/{name}.jpg", position=n, width=1200, height=800)
        for n, name in enumerate(names, 1)
    ]


def lot(**said: Any) -> BatLot:
    words: dict[str, Any] = {
        "url": "https://lots.example/listing/falk-comet-7/",
        "bat_id": 7007,
        "lot_number": 41,
        "title": "1965 Falk Comet Roadster",
        "status": "live",
        "currency": "USD",
        "features": ("Chassis: 0417", "Black soft top"),
    }
    return BatLot(**(words | said))


def comment(number: int, posted_at: Any, **said: Any) -> BatComment:
    words: dict[str, Any] = {
        "kind": "comment",
        "author_username": "marigold",
        "author_id": 5,
        "is_seller": False,
        "text": f"words {number}",
        "markup": f"<p>words {number}</p>",
        "likes": 0,
    }
    return BatComment(id=number, posted_at=posted_at, **(words | said))


def bid(number: int, placed_at: Any, amount: int, **said: Any) -> BatBid:
    return BatBid(
        id=number,
        bidder_username="thistle",
        bidder_id=6,
        amount=Decimal(amount),
        placed_at=placed_at,
        **said,
    )


async def everything(conn: AsyncConnection) -> dict[str, list[dict[str, Any]]]:
    """All tables that pages are stored in, without the times when pages were read."""
    return {
        name: [
            {k: v for k, v in row.items() if k not in ("last_seen_at", "read_at")}
            for row in await table(conn, name, order=order)
        ]
        for name, order in TABLES.items()
    }
