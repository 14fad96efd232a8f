"""Organisations of which few or no listings are known, and their place in the inventory queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue import INVENTORY_QUEUE, Enqueued, NewRow, enqueue, host_of


@dataclass(frozen=True, slots=True)
class Gap:
    """An organisation with fewer inventory rows than asked for.

    start_url: where a walk of its inventory would begin; None: nowhere. inventory: its
    dealer_inventory rows. queue_status: of its row in the inventory queue; None: it has none.
    """

    organization_id: int
    business_name: str
    website: str | None
    start_url: str | None
    inventory: int
    queue_status: str | None


_GAPS = text(f"""
    SELECT b.id, b.business_name, b.website, b.profile_url, few.rows AS inventory, q.status
    FROM businesses b
    LEFT JOIN {INVENTORY_QUEUE.table} q ON q.organization_id = b.id
    CROSS JOIN LATERAL (
        -- Counted no further than it matters.
        SELECT count(*) AS rows FROM (
            SELECT FROM dealer_inventory d WHERE d.organization_id = b.id LIMIT :below
        ) known
    ) few
    WHERE few.rows < :below
      AND (NOT :only_with_website OR btrim(b.website) <> '')
      AND (CAST(:business_type AS text) IS NULL OR b.business_type = :business_type)
    ORDER BY few.rows, b.id
""")


def _first_url(*urls: str | None) -> str | None:
    """The first that a request can be sent to."""
    for url in urls:
        try:
            if url and host_of(url):
                return url
        except ValueError:
            continue
    return None


async def inventory_gaps(
    conn: AsyncConnection,
    *,
    below: int,
    only_with_website: bool = True,
    business_type: str | None = None,
) -> list[Gap]:
    """Every organisation with fewer than `below` inventory rows, the emptiest first.

    only_with_website: none without a website. Else one without starts at its Classic.com profile.
    business_type: only those of this type (db.models.BUSINESS_TYPES).
    """
    found = await conn.execute(
        _GAPS,
        {
            "below": below,
            "only_with_website": only_with_website,
            "business_type": business_type,
        },
    )
    return [
        Gap(
            organization_id=row.id,
            business_name=row.business_name,
            website=row.website,
            start_url=_first_url(row.website, None if only_with_website else row.profile_url),
            inventory=row.inventory,
            queue_status=row.status,
        )
        for row in found
    ]


async def enqueue_gaps(conn: AsyncConnection, gaps: Sequence[Gap], run_mode: str) -> Enqueued:
    """Make the inventory rows of these organisations pending: new ones, and those that failed.

    run_mode: db.models.RUN_MODES. Raises ValueError for a gap without a start_url.
    """
    rows = []
    for gap in gaps:
        if gap.start_url is None:
            raise ValueError(f"organisation {gap.organization_id} has no page to start at")
        carried = {"start_url": gap.start_url, "run_mode": run_mode}
        rows.append(NewRow(gap.organization_id, gap.start_url, carried=carried))
    return await enqueue(conn, INVENTORY_QUEUE, rows, again=True)
