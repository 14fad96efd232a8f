"""Listings, and the vehicles they are of.

A vehicle's row is made of what its listings state: each listing keeps its own words (`stated`),
and the vehicle takes each group of fields from the best source that states it, and of that from
the page published last. So it does not matter in which order pages are read, or how often.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.rows import Stored

# The better source first; within a source the page published last, then the listing known longest.
SOURCES = ("bringatrailer", "dealer", "classic_com")
# Fields that only make sense together come from one listing together.
GROUPS = (
    ("vin", "vin_text", "chassis_number"),
    ("year",),
    ("make", "model", "trim"),
    ("mileage", "mileage_text", "mileage_unit"),
    ("engine",),
    ("transmission",),
    ("drivetrain",),
    ("body_style",),
    ("exterior_color",),
    ("interior_color",),
    ("description",),
)
_FIELDS = tuple(name for group in GROUPS for name in group)
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
_BY_VIN = text("SELECT id FROM vehicles WHERE vin = :vin FOR UPDATE")
_BY_CHASSIS = text("""
    SELECT id FROM vehicles
    WHERE vin IS NULL AND lower(make) = lower(:make) AND chassis_number = :chassis_number
      AND year = :year FOR UPDATE
""")
_MERGE = text(f"""
    UPDATE vehicles v
    SET {", ".join(f"{name} = n.{name}" for name in _FIELDS)}, updated_at = now()
    FROM jsonb_populate_record(NULL::vehicles, CAST(:merged AS jsonb)) AS n
    WHERE v.id = :id AND ({", ".join(f"v.{name}" for name in _FIELDS)})
          IS DISTINCT FROM ({", ".join(f"n.{name}" for name in _FIELDS)})
""")


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
    stated = None if vehicle is None else _stated(vehicle)
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
        vehicle_id, is_new = await _place(conn, row.id, row.vehicle_id, stated)
        # A new vehicle was made of just these words.
        changed = not is_new and await _merge(conn, vehicle_id)
        vehicle_stored = Stored(
            int(is_new), int(changed and not is_new), int(not changed and not is_new)
        )
    return StoredListing(
        id=row.id,
        vehicle_id=vehicle_id,
        organization_id=row.organization_id,
        images_digest=row.images_digest,
        stored=stored,
        vehicle_stored=vehicle_stored,
    )


def _stated(vehicle: Any) -> dict[str, Any]:
    return {name: value for name in _FIELDS if (value := getattr(vehicle, name)) is not None}


async def _find(conn: AsyncConnection, stated: Mapping[str, Any]) -> int | None:
    """The vehicle with the number that is stated, its row locked."""
    found: int | None = None
    older = ("make", "chassis_number", "year")
    if "vin" in stated:
        found = await conn.scalar(_BY_VIN, {"vin": stated["vin"]})
    elif all(name in stated for name in older):
        found = await conn.scalar(_BY_CHASSIS, {name: stated[name] for name in older})
    return found


async def _insert(conn: AsyncConnection, stated: Mapping[str, Any]) -> int | None:
    """A new vehicle; None if another worker made the same one an instant ago."""
    values = {name: stated.get(name) for name in _FIELDS}
    made: int | None = await conn.scalar(
        text(f"""
            INSERT INTO vehicles ({", ".join(_FIELDS)})
            VALUES ({", ".join(f":{name}" for name in _FIELDS)})
            ON CONFLICT DO NOTHING RETURNING id
        """),
        values,
    )
    return made


async def _place(
    conn: AsyncConnection, listing_id: int, own: int | None, stated: Mapping[str, Any]
) -> tuple[int, bool]:
    """Give the listing its vehicle; returns the vehicle's id and whether it is new."""
    found, is_new = await _find(conn, stated), False
    if found is None and own is not None and await _may_keep(conn, listing_id, own, stated):
        found = own
    if found is None:
        found = await _insert(conn, stated)
        is_new = found is not None
    if found is None:
        found = await _find(conn, stated)
    if found is None:
        raise RuntimeError(f"listing {listing_id}: no place for its vehicle")
    if found != own:
        await conn.execute(
            text("""
                WITH homeless AS (
                    DELETE FROM vehicle_images WHERE listing_id = :id AND vehicle_id IS NULL)
                UPDATE listings SET vehicle_id = :vehicle, images_digest = NULL WHERE id = :id
            """),
            {"vehicle": found, "id": listing_id},
        )
    if own is not None and found != own:
        await _leave(conn, listing_id, own)
    return found, is_new


async def _may_keep(
    conn: AsyncConnection, listing_id: int, own: int, stated: Mapping[str, Any]
) -> bool:
    """Whether the listing's vehicle can be the one that is stated now, though no vehicle bears
    the number: it has no number to lose, or no other listing that it would be taken from."""
    await conn.execute(text("SELECT FROM vehicles WHERE id = :id FOR UPDATE"), {"id": own})
    shared = await conn.scalar(
        text("SELECT EXISTS (SELECT FROM listings WHERE vehicle_id = :own AND id <> :id)"),
        {"own": own, "id": listing_id},
    )
    return not shared or not ("vin" in stated or "chassis_number" in stated)


async def _leave(conn: AsyncConnection, listing_id: int, vehicle_id: int) -> None:
    """The listing turned out to be of another vehicle: its photos go with it, and a vehicle that
    no listing speaks of any more was the same car, seen before its number was."""
    await conn.execute(
        text("DELETE FROM vehicle_images WHERE listing_id = :id AND vehicle_id = :vehicle"),
        {"id": listing_id, "vehicle": vehicle_id},
    )
    await conn.execute(
        text("""
            DELETE FROM organization_vehicles o WHERE o.vehicle_id = :vehicle AND NOT EXISTS (
                SELECT FROM listings l
                WHERE l.vehicle_id = :vehicle AND l.organization_id = o.organization_id)
        """),
        {"vehicle": vehicle_id},
    )
    # A photo that others show, too, was kept in this listing's name: they send theirs again.
    others = await conn.execute(
        text("UPDATE listings SET images_digest = NULL WHERE vehicle_id = :vehicle"),
        {"vehicle": vehicle_id},
    )
    if others.rowcount:
        await _merge(conn, vehicle_id)
        return
    for statement in (
        "UPDATE dealer_inventory SET vehicle_id = NULL WHERE vehicle_id = :vehicle",
        "DELETE FROM vehicles WHERE id = :vehicle",
    ):
        await conn.execute(text(statement), {"vehicle": vehicle_id})


async def _merge(conn: AsyncConnection, vehicle_id: int) -> bool:
    """Make the vehicle's row of what its listings state; returns whether it changed."""
    rows = await conn.execute(
        text("""
            SELECT stated FROM listings WHERE vehicle_id = :id AND stated IS NOT NULL
            ORDER BY array_position(CAST(:sources AS text[]), source),
                     published_at DESC NULLS LAST, id
        """),
        {"id": vehicle_id, "sources": list(SOURCES)},
    )
    said: list[dict[str, Any]] = list(rows.scalars())
    merged: dict[str, Any] = dict.fromkeys(_FIELDS)
    for group in GROUPS:
        speaking = [words for words in said if any(name in words for name in group)]
        # One that states the group's first field (a VIN, a make, a mileage) before one that
        # states only others.
        speaking.sort(key=lambda words: group[0] not in words)
        best = speaking[0] if speaking else {}
        merged |= {name: best.get(name) for name in group}
    found = await conn.execute(_MERGE, {"id": vehicle_id, "merged": json.dumps(merged)})
    return found.rowcount > 0


async def mark_removed(
    conn: AsyncConnection, url: str, *, asked_at: datetime | None = None
) -> Stored:
    """The listing's page is gone: its row stays and says so. What was sold stays sold, and so does
    what a page says that was asked for after `asked_at`."""
    found = await conn.execute(
        text("""
            UPDATE listings SET status = 'removed', updated_at = now()
            WHERE url = :url AND status IN ('for_sale', 'live')
              AND coalesce(last_seen_at <= CAST(:asked_at AS timestamptz), true)
        """),
        {"url": url, "asked_at": asked_at},
    )
    return Stored(updated=found.rowcount)
