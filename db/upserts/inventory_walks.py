"""What was not found any more when a source's lists were walked to their end."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class WalkEnd:
    """What was not found in a source's lists.

    missed: listing URLs not found for the first time: their own pages tell sold from gone.
    removed: how many rows were not found for the second time and are removed now. empty: nothing
    that is offered was found where something was; nothing is counted then.
    """

    missed: list[str]
    removed: int
    empty: bool


async def end_walk(
    conn: AsyncConnection, organization_id: int, source: str, *, began: datetime, whole: bool
) -> WalkEnd:
    """Count what was not found, after the last page of a source's lists was stored.

    began: when the walk began, by the database's clock. whole: whether all of the lists was read;
    if not, nothing is counted. What is for sale, or may be, and was missed by two whole walks in a
    row is removed: the row, its listing, and the vehicle as this organisation's, unless it offers
    it elsewhere. A whole walk that found nothing for sale, sold cars or not, is more often a fault
    (or a walk of the sold cars alone) than a sale of everything: it counts nothing.
    """
    if not whole:
        return WalkEnd([], 0, empty=False)
    values = {"organization_id": organization_id, "source": source, "began": began}
    seen = (
        await conn.execute(
            text("""
                SELECT count(*) FILTER (WHERE last_seen_at >= :began) AS found, count(*) AS offered
                FROM dealer_inventory
                WHERE organization_id = :organization_id AND source = :source
                  AND (status IS NULL OR status = 'for_sale')
            """),
            values,
        )
    ).one()
    if not seen.found:
        return WalkEnd([], 0, empty=seen.offered > 0)
    rows = await conn.execute(
        text("""
            WITH counted AS (
                UPDATE dealer_inventory d
                SET missed = d.missed + 1,
                    status = CASE WHEN d.missed > 0 THEN 'removed' ELSE d.status END,
                    updated_at = CASE WHEN d.missed > 0 THEN now() ELSE d.updated_at END
                WHERE organization_id = :organization_id AND source = :source
                  AND last_seen_at < :began AND (status IS NULL OR status = 'for_sale')
                RETURNING listing_url, vehicle_id, missed
            ), gone AS (
                UPDATE listings l SET status = 'removed', updated_at = now()
                FROM counted c
                WHERE c.missed > 1 AND l.url = c.listing_url AND l.status = 'for_sale'
                  AND NOT EXISTS (
                    SELECT FROM dealer_inventory o
                    WHERE o.listing_url = l.url AND o.organization_id <> :organization_id
                      AND (o.status IS NULL OR o.status = 'for_sale'))
            )
            SELECT listing_url, vehicle_id, missed FROM counted ORDER BY listing_url
        """),
        values,
    )
    counted = rows.all()
    removed = [row for row in counted if row.missed > 1]
    vehicles = sorted({row.vehicle_id for row in removed if row.vehicle_id is not None})
    if vehicles:
        await take_off(conn, organization_id, vehicles)
    return WalkEnd(
        [row.listing_url for row in counted if row.missed == 1], len(removed), empty=False
    )


async def take_off(conn: AsyncConnection, organization_id: int, vehicles: list[int]) -> None:
    """These vehicles are no longer the organisation's, but for those that it offers elsewhere."""
    values = {"organization_id": organization_id, "vehicles": vehicles}
    # Another worker may be storing a page that offers one of them: the next statement sees it.
    await conn.execute(
        text("""
            SELECT FROM organization_vehicles
            WHERE organization_id = :organization_id AND vehicle_id = ANY(:vehicles)
            ORDER BY vehicle_id FOR UPDATE
        """),
        values,
    )
    await conn.execute(
        text("""
            UPDATE organization_vehicles o SET status = 'removed', updated_at = now()
            WHERE o.organization_id = :organization_id AND o.vehicle_id = ANY(:vehicles)
              AND o.status = 'for_sale'
              AND NOT EXISTS (
                SELECT FROM listings l
                WHERE l.vehicle_id = o.vehicle_id AND l.organization_id = o.organization_id
                  AND l.status IN ('for_sale', 'live'))
              AND NOT EXISTS (
                SELECT FROM dealer_inventory d
                WHERE d.vehicle_id = o.vehicle_id AND d.organization_id = o.organization_id
                  AND d.status IN ('for_sale', 'live'))
        """),
        values,
    )
