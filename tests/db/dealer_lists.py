"""What an invented dealer's lists show, for tests of inventories."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import InventoryEntry
from db import upserts
from db.upserts import InventoryChanges
from tests.db.queue_rows import table

CARS = [f"https://oldoak.example/cars/{n}" for n in range(6)]
LAST_WEEK = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


def entry(url: str, **said: Any) -> InventoryEntry:
    words: dict[str, Any] = {
        "title": "1965 Falk Comet Roadster",
        "status": "for_sale",
        "asking_price": Decimal(48500),
        "currency": "USD",
        "stock_number": "F-17",
        "vin_text": "0417",
        "mileage": 41000,
        "mileage_unit": "mi",
    }
    return InventoryEntry(url=url, **(words | said))


def place(url: str, modified_at: datetime | None = None) -> InventoryEntry:
    """An entry of a sitemap."""
    return InventoryEntry(url=url, modified_at=modified_at)


async def dealer_of(conn: AsyncConnection, website: str = "https://oldoak.example/") -> int:
    return await upserts.business_of_website(conn, website)


async def store(conn: AsyncConnection, dealer: int, *entries: InventoryEntry) -> InventoryChanges:
    return await upserts.store_inventory(conn, dealer, "dealer", entries)


async def row(conn: AsyncConnection, url: str = CARS[0]) -> RowMapping:
    (found,) = [r for r in await table(conn, "dealer_inventory") if r["listing_url"] == url]
    return found


async def statuses(conn: AsyncConnection, name: str, key: str = "id") -> list[str | None]:
    return [r["status"] for r in await table(conn, name, order=key)]
