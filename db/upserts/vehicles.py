"""The car that listings are of: which one, and what its row says.

A vehicle's row is made of what its listings state: each listing keeps its own words (`stated`),
and the vehicle takes each group of fields from the best source that states it, and of that from
the page published last. So it does not matter in which order pages are read, or how often. Which
listing said a field stands in `said_by`.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

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
_WRITTEN = (*_FIELDS, "said_by")

_BY_VIN = text("SELECT id FROM vehicles WHERE vin = :vin FOR UPDATE")
_BY_CHASSIS = text("""
    SELECT id FROM vehicles
    WHERE vin IS NULL AND lower(make) = lower(:make) AND chassis_number = :chassis_number
      AND year = :year FOR UPDATE
""")
_INSERT = text(f"""
    INSERT INTO vehicles ({", ".join(_WRITTEN)})
    SELECT {", ".join(f"n.{name}" for name in _WRITTEN)}
    FROM jsonb_populate_record(NULL::vehicles, CAST(:words AS jsonb)) AS n
    ON CONFLICT DO NOTHING RETURNING id
""")
_UPDATE = text(f"""
    UPDATE vehicles v
    SET {", ".join(f"{name} = n.{name}" for name in _WRITTEN)}, updated_at = now()
    FROM jsonb_populate_record(NULL::vehicles, CAST(:words AS jsonb)) AS n
    WHERE v.id = :id AND ({", ".join(f"v.{name}" for name in _WRITTEN)})
          IS DISTINCT FROM ({", ".join(f"n.{name}" for name in _WRITTEN)})
""")


def stated_by(vehicle: Any) -> dict[str, Any]:
    """The fields that a page states of a vehicle, by name."""
    return {name: value for name in _FIELDS if (value := getattr(vehicle, name)) is not None}


async def place_listing(
    conn: AsyncConnection, listing_id: int, own: int | None, stated: Mapping[str, Any]
) -> tuple[int, bool]:
    """Give a listing the vehicle that it is of by what it states.

    own: the vehicle that it had. Returns the vehicle's id and whether it is new; a new one is made
    of just these words, another one is to be merged.
    """
    await _lock_number(conn, stated)
    found, is_new = await _find(conn, stated), False
    if found is None and own is not None and await _may_keep(conn, listing_id, own, stated):
        found = own
    if found is None:
        found = await _insert(conn, listing_id, stated)
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


async def merge_vehicle(conn: AsyncConnection, vehicle_id: int) -> bool:
    """Make the vehicle's row of what its listings state; returns whether it changed."""
    rows = await conn.execute(
        text("""
            SELECT id, stated FROM listings WHERE vehicle_id = :id AND stated IS NOT NULL
            ORDER BY array_position(CAST(:sources AS text[]), source),
                     published_at DESC NULLS LAST, id
        """),
        {"id": vehicle_id, "sources": list(SOURCES)},
    )
    said: list[tuple[int, dict[str, Any]]] = [(row.id, row.stated) for row in rows]
    merged: dict[str, Any] = {}
    said_by: dict[str, int] = {}
    for group in GROUPS:
        speaking = [
            (listing_id, words)
            for listing_id, words in said
            if any(name in words for name in group)
        ]
        # One that states the group's first field (a VIN, a make, a mileage) before one that
        # states only others.
        speaking.sort(key=lambda listing: group[0] not in listing[1])
        for listing_id, words in speaking[:1]:
            heard = {name: words[name] for name in group if name in words}
            merged |= heard
            said_by |= dict.fromkeys(heard, listing_id)
    words_now = json.dumps(merged | {"said_by": said_by})
    found = await conn.execute(_UPDATE, {"id": vehicle_id, "words": words_now})
    return found.rowcount > 0


async def _lock_number(conn: AsyncConnection, stated: Mapping[str, Any]) -> None:
    """Wait for the worker that gives a vehicle this number just now: two vehicles that were made
    without one must not both get it."""
    number = stated.get("vin") or stated.get("chassis_number")
    if number is not None:
        await conn.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('vehicle ' || :number, 0))"),
            {"number": number},
        )


async def _find(conn: AsyncConnection, stated: Mapping[str, Any]) -> int | None:
    """The vehicle with the number that is stated, its row locked."""
    found: int | None = None
    older = ("make", "chassis_number", "year")
    if "vin" in stated:
        found = await conn.scalar(_BY_VIN, {"vin": stated["vin"]})
    elif all(name in stated for name in older):
        found = await conn.scalar(_BY_CHASSIS, {name: stated[name] for name in older})
    return found


async def _insert(conn: AsyncConnection, listing_id: int, stated: Mapping[str, Any]) -> int | None:
    """A new vehicle; None if another worker made the same one an instant ago."""
    words = json.dumps({**stated, "said_by": dict.fromkeys(stated, listing_id)})
    made: int | None = await conn.scalar(_INSERT, {"words": words})
    return made


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
        await merge_vehicle(conn, vehicle_id)
        return
    for statement in (
        "UPDATE dealer_inventory SET vehicle_id = NULL WHERE vehicle_id = :vehicle",
        "DELETE FROM vehicles WHERE id = :vehicle",
    ):
        await conn.execute(text(statement), {"vehicle": vehicle_id})
