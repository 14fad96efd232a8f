"""Listings: one row for each page that offers a thing."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.inventory_walks import take_off
from db.upserts.rows import Stored
from db.upserts.vehicles import GROUPS as GROUPS
from db.upserts.vehicles import SOURCES as SOURCES
from db.upserts.vehicles import merge_vehicle, place_listing, stated_by

_COLUMNS = (
    "url",
    "source",
    "organization_id",
    "title",
    "status",
    "asking_price",
    "sale_price",
    "currency",
    "stock_number",
    "location",
    "published_at",
    "source_url",
    "stated",
)


@dataclass(frozen=True, slots=True)
class StoredListing:
    """A listing's row after it was stored, and what that did to the two tables."""

    id: int
    vehicle_id: int | None
    organization_id: int | None
    images_digest: bytes | None
    stored: Stored
    vehicle_stored: Stored


def _upsert() -> str:
    # A sold car's page often loses its price: the last one asked stays. An organisation once
    # known stays, too: the same page may be read by hand.
    kept = {
        "organization_id": "coalesce(excluded.organization_id, l.organization_id)",
        "asking_price": """CASE WHEN excluded.status = 'sold'
            THEN coalesce(excluded.asking_price, l.asking_price) ELSE excluded.asking_price END""",
        "currency": """CASE WHEN excluded.status = 'sold'
            THEN coalesce(excluded.currency, l.currency) ELSE excluded.currency END""",
    }
    news = {name: kept.get(name, f"excluded.{name}") for name in _COLUMNS if name != "url"}
    sets = ", ".join(f"{name} = {new}" for name, new in news.items())
    values = ", ".join(
        "CAST(:stated AS jsonb)" if name == "stated" else f":{name}" for name in _COLUMNS
    )
    return f"""
        INSERT INTO listings AS l ({", ".join(_COLUMNS)}, first_seen_at, last_seen_at)
        VALUES ({values}, :seen_at, :seen_at)
        ON CONFLICT (url) DO UPDATE SET {sets}, last_seen_at = excluded.last_seen_at,
            updated_at = CASE
                WHEN ({", ".join(f"l.{name}" for name in news)})
                     IS DISTINCT FROM ({", ".join(news.values())})
                THEN now() ELSE l.updated_at END
        WHERE l.last_seen_at <= excluded.last_seen_at
        RETURNING id, vehicle_id, organization_id, images_digest,
                  (xmax = 0) AS new, updated_at = now() AS changed
    """


_UPSERT = text(_upsert())


async def store_listing(
    conn: AsyncConnection,
    listing: Any,
    vehicle: Any | None,
    organization_id: int | None,
    *,
    seen_at: datetime,
) -> StoredListing | None:
    """Keep a listing, and the vehicle it is of (None: what it offers is no vehicle).

    seen_at: when its page was asked for, by the database's clock. None is returned, and nothing
    stored, for a page that was asked for before the one that is stored already.

    Two listings are of one vehicle when their VINs are equal, or, without one, their make,
    chassis number and year. Without either, the listing has a vehicle of its own.
    """
    stated = None if vehicle is None else stated_by(vehicle)
    values = {
        name: getattr(listing, name)
        for name in _COLUMNS
        if name not in ("stated", "organization_id")
    }
    values["organization_id"] = organization_id
    values["stated"] = None if stated is None else json.dumps(stated)
    values["seen_at"] = seen_at
    row = (await conn.execute(_UPSERT, values)).one_or_none()
    if row is None:
        return None
    stored = Stored(int(row.new), int(row.changed and not row.new), int(not row.changed))
    vehicle_id, vehicle_stored = row.vehicle_id, Stored()
    if stated is not None:
        vehicle_id, is_new = await place_listing(conn, row.id, row.vehicle_id, stated)
        # A new vehicle was made of just these words.
        changed = not is_new and await merge_vehicle(conn, vehicle_id)
        vehicle_stored = Stored(int(is_new), int(changed), int(not changed and not is_new))
    return StoredListing(
        id=row.id,
        vehicle_id=vehicle_id,
        organization_id=row.organization_id,
        images_digest=row.images_digest,
        stored=stored,
        vehicle_stored=vehicle_stored,
    )


async def mark_removed(
    conn: AsyncConnection, url: str, *, asked_at: datetime | None = None
) -> Stored:
    """The listing's page is gone: its row stays and says so, and so do the inventories that show
    it, and the organisations' vehicles, unless they offer them elsewhere. What was sold stays sold,
    and so does what a page says that was asked for after `asked_at`. Returns what became of
    `listings`."""
    found = await conn.execute(
        text("""
            UPDATE listings l SET status = 'removed', updated_at = now()
            FROM (SELECT id, status FROM listings WHERE url = :url FOR UPDATE) was
            WHERE l.id = was.id AND l.status IN ('for_sale', 'live', 'removed')
              AND coalesce(l.last_seen_at <= CAST(:asked_at AS timestamptz), true)
            RETURNING was.status <> 'removed' AS changed, l.vehicle_id, l.organization_id
        """),
        {"url": url, "asked_at": asked_at},
    )
    gone = found.one_or_none()
    if gone is None:
        return Stored()
    shown = await conn.execute(
        text("""
            UPDATE dealer_inventory SET status = 'removed', missed = 0, updated_at = now()
            WHERE listing_url = :url AND (status IS NULL OR status = 'for_sale')
            RETURNING organization_id
        """),
        {"url": url},
    )
    if gone.vehicle_id is not None:
        for organization_id in sorted({gone.organization_id, *shown.scalars()} - {None}):
            await take_off(conn, organization_id, [gone.vehicle_id])
    return Stored(updated=int(gone.changed), unchanged=int(not gone.changed))
