"""What a dealer's lists show, and which vehicles belong to which dealer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.rows import Stored

_TYPES = (
    ("listing_url", "text"),
    ("title", "text"),
    ("status", "text"),
    ("asking_price", "numeric"),
    ("currency", "text"),
    ("stock_number", "text"),
)


@dataclass(frozen=True, slots=True)
class InventoryChanges:
    """Which list entries are new, and which say something else than at the last reading."""

    new: frozenset[str]
    changed: frozenset[str]
    stored: Stored


def _upsert() -> str:
    names = ", ".join(name for name, _ in _TYPES)
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _TYPES)
    said = [name for name, _ in _TYPES if name not in ("listing_url", "asking_price", "currency")]
    sets = ", ".join(f"{name} = excluded.{name}" for name in said)
    old = ", ".join(f"d.{name}" for name in said)
    new = ", ".join(f"excluded.{name}" for name in said)
    # A sold car's entry often loses its price: the last one asked stays.
    price = """CASE WHEN excluded.status = 'sold'
                    THEN coalesce(excluded.asking_price, d.asking_price)
                    ELSE excluded.asking_price END"""
    currency = """CASE WHEN excluded.status = 'sold'
                       THEN coalesce(excluded.currency, d.currency)
                       ELSE excluded.currency END"""
    return f"""
        INSERT INTO dealer_inventory AS d (organization_id, {names})
        SELECT DISTINCT ON (listing_url) :organization_id, {names}
        FROM unnest({arrays}) AS row ({names}) ORDER BY listing_url
        ON CONFLICT (organization_id, listing_url) DO UPDATE SET {sets},
            asking_price = {price}, currency = {currency}, last_seen_at = now(),
            updated_at = CASE WHEN ({old}, d.asking_price, d.currency)
                                   IS DISTINCT FROM ({new}, {price}, {currency})
                              THEN now() ELSE d.updated_at END
        RETURNING listing_url, (xmax = 0) AS new, updated_at = now() AS changed
    """


_UPSERT = text(_upsert())


async def store_inventory(
    conn: AsyncConnection, organization_id: int, entries: Sequence[Any]
) -> InventoryChanges:
    """Keep the entries (listings as a dealer's list states them) of one list page."""
    if not entries:
        return InventoryChanges(frozenset(), frozenset(), Stored())
    values: dict[str, list[Any]] = {
        name: [getattr(entry, "url" if name == "listing_url" else name) for entry in entries]
        for name, _ in _TYPES
    }
    rows = (await conn.execute(_UPSERT, {"organization_id": organization_id, **values})).all()
    new = frozenset(row.listing_url for row in rows if row.new)
    changed = frozenset(row.listing_url for row in rows if row.changed and not row.new)
    return InventoryChanges(
        new, changed, Stored(len(new), len(changed), len(rows) - len(new) - len(changed))
    )


async def link_vehicle(
    conn: AsyncConnection, organization_id: int, url: str, vehicle_id: int, status: str
) -> Stored:
    """Tell an organisation's inventory which vehicle a listing is, and that it has (or had) it."""
    await conn.execute(
        text("""
            UPDATE dealer_inventory SET vehicle_id = :vehicle_id, updated_at = now()
            WHERE organization_id = :organization_id AND listing_url = :url
              AND vehicle_id IS DISTINCT FROM :vehicle_id
        """),
        {"organization_id": organization_id, "url": url, "vehicle_id": vehicle_id},
    )
    written = await conn.scalar(
        text("""
            INSERT INTO organization_vehicles AS o (organization_id, vehicle_id, status)
            VALUES (:organization_id, :vehicle_id, :status)
            ON CONFLICT (organization_id, vehicle_id) DO UPDATE
                SET status = excluded.status, updated_at = now()
                WHERE o.status <> excluded.status
            RETURNING (xmax = 0)
        """),
        {"organization_id": organization_id, "vehicle_id": vehicle_id, "status": status},
    )
    return Stored(int(written is True), int(written is False), int(written is None))
