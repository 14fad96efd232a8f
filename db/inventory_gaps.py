"""Organisations of which few or no listings are known, and their place in the inventory queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue import INVENTORY_QUEUE, host_of
from db.queue.due_hosts import lower
from db.upserts.businesses import start_url


@dataclass(frozen=True, slots=True)
class Gap:
    """An organisation with fewer inventory rows than asked for.

    start_url: where a walk of its inventory would begin; None: nowhere. inventory: its
    dealer_inventory rows. queue_status, run_mode: of its row in the inventory queue; None: it has
    none.
    """

    organization_id: int
    business_name: str
    website: str | None
    start_url: str | None
    inventory: int
    queue_status: str | None
    run_mode: str | None

    def queued_as(self, run_mode: str, *, requeue_failed: bool) -> str | None:
        """What it would come to, asked for the lists of `run_mode`: "new", "requeued" (it failed),
        "widened" (only the other list was asked for), or None: it is left alone.

        A row that covers the lists is left to its own time; one that a worker holds, to that
        worker; one that was skipped does not want to be read.
        """
        if self.start_url is None:
            return None
        if self.queue_status is None:
            return "new"
        if self.queue_status == "failed":
            return "requeued" if requeue_failed else None
        narrower = self.run_mode not in ("both", run_mode)
        return "widened" if narrower and self.queue_status in _WIDENED else None


@dataclass(frozen=True, slots=True)
class Filled:
    """The organisations that an enqueue made pending: those that were new, that had failed, and
    that are to be read for more lists than before."""

    new: frozenset[int] = frozenset()
    requeued: frozenset[int] = frozenset()
    widened: frozenset[int] = frozenset()


_WIDENED = ("pending", INVENTORY_QUEUE.done)

_GAPS = text(f"""
    SELECT b.id, b.business_name, b.website, b.profile_url, few.rows AS inventory, q.status,
           q.run_mode
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

_DUE = INVENTORY_QUEUE.due
# Another run, or a worker, may have been quicker by an instant: what is left alone is left alone
# by the state that the row has now. A pending row keeps its time: it may wait out a backoff. An
# organisation that is joined into another one just now is waited for, and left out.
_FILL = text(f"""
    INSERT INTO {INVENTORY_QUEUE.table} AS q (organization_id, host, start_url, run_mode)
    SELECT organization_id, host, start_url, :run_mode
    FROM unnest(CAST(:ids AS bigint[]), CAST(:hosts AS text[]), CAST(:urls AS text[]))
         AS given (organization_id, host, start_url)
    JOIN businesses b ON b.id = organization_id
    ORDER BY organization_id FOR KEY SHARE OF b
    ON CONFLICT (organization_id) DO UPDATE SET
        host = excluded.host, start_url = excluded.start_url,
        run_mode = CASE WHEN q.run_mode = excluded.run_mode THEN q.run_mode ELSE 'both' END,
        {_DUE} = CASE WHEN q.status = 'pending' THEN q.{_DUE} ELSE now() END,
        attempts = CASE WHEN q.status = 'pending' THEN q.attempts ELSE 0 END,
        reason = CASE WHEN q.status = 'pending' THEN q.reason END,
        message = CASE WHEN q.status = 'pending' THEN q.message END,
        http_status = CASE WHEN q.status = 'pending' THEN q.http_status END,
        status = 'pending', cursor = NULL, ended_at = NULL, updated_at = now(),
        last_seen_at = now()
    WHERE q.status = 'failed' AND :requeue_failed
       OR q.status = ANY(CAST(:widened AS text[]))
          AND q.run_mode NOT IN ('both', excluded.run_mode)
    RETURNING organization_id, host, {_DUE} AS due, (xmax = 0) AS new
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

    only_with_website: none without a website. Else one without starts at its Classic.com profile,
    as one with a page on a marketplace does in any case.
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
            start_url=_first_url(
                start_url(row.website, row.profile_url),
                row.website,
                None if only_with_website else row.profile_url,
            ),
            inventory=row.inventory,
            queue_status=row.status,
            run_mode=row.run_mode,
        )
        for row in found
    ]


async def enqueue_gaps(
    conn: AsyncConnection, gaps: Sequence[Gap], run_mode: str, *, requeue_failed: bool = True
) -> Filled:
    """Make the inventory rows of these organisations pending, those that `Gap.queued_as` does not
    leave alone: one statement for all of them, and one for their hosts.

    run_mode: db.models.RUN_MODES; a row that was asked for the other list becomes `both`. Raises
    ValueError for a gap without a start_url.
    """
    urls = {}
    for gap in gaps:
        if gap.start_url is None:
            raise ValueError(f"organisation {gap.organization_id} has no page to start at")
        urls[gap.organization_id] = gap.start_url
    if not urls:
        return Filled()
    found = await conn.execute(
        _FILL,
        {
            "ids": list(urls),
            "hosts": [host_of(url) for url in urls.values()],
            "urls": list(urls.values()),
            "run_mode": run_mode,
            "requeue_failed": requeue_failed,
            "widened": list(_WIDENED),
        },
    )
    rows = found.all()
    due = {row.host: row.due for row in rows}
    for row in rows:
        due[row.host] = min(due[row.host], row.due)
    await lower(conn, INVENTORY_QUEUE, due)
    failed = {gap.organization_id for gap in gaps if gap.queue_status == "failed"}
    again = {row.organization_id for row in rows if not row.new}
    return Filled(
        new=frozenset(row.organization_id for row in rows if row.new),
        requeued=frozenset(again & failed),
        widened=frozenset(again - failed),
    )
