"""What waits, what is due, what has ended, what is stuck."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.tables import Queue


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """One queue at this moment.

    by_status: rows of each status. due: rows a claim could take now. oldest_due_seconds: how
    long the first of them has waited; None if none is due. stuck: rows that no claim would ever
    find (0 unless the program is wrong). reasons: ended or waiting rows by failure reason.
    """

    queue: str
    by_status: dict[str, int]
    due: int
    oldest_due_seconds: float | None
    stuck: int
    reasons: dict[str, int]


async def count(conn: AsyncConnection, queue: Queue) -> QueueCounts:
    """Counts of one queue, of one moment."""
    due = queue.due
    found = await conn.execute(
        text(f"""
            SELECT status, reason, count(*) AS rows,
                   count(*) FILTER (WHERE {due} <= now()) AS due,
                   extract(epoch FROM now() - min({due}) FILTER (WHERE {due} <= now())) AS waited
            FROM {queue.table} GROUP BY status, reason
        """)
    )
    by_status: dict[str, int] = {}
    reasons: dict[str, int] = {}
    rows = found.all()
    for row in rows:
        by_status[row.status] = by_status.get(row.status, 0) + row.rows
        if row.reason is not None:
            reasons[row.reason] = reasons.get(row.reason, 0) + row.rows
    waits: list[Any] = [row.waited for row in rows if row.waited is not None]
    # Only these two things make a row findable: a time it is due, and its host told of it.
    stuck = await conn.scalar(
        text(f"""
            SELECT count(*) FROM {queue.table} q
            LEFT JOIN queue_hosts qh ON qh.queue = :queue AND qh.host = q.host
            LEFT JOIN hosts h ON h.host = q.host
            WHERE q.{due} IS NOT NULL
              AND (qh.claim_at IS NULL
                   OR qh.claim_at > greatest(q.{due}, now(), h.blocked_until))
        """),
        {"queue": queue.table},
    )
    return QueueCounts(
        queue=queue.table,
        by_status=by_status,
        due=sum(row.due for row in rows),
        oldest_due_seconds=float(max(waits)) if waits else None,
        stuck=int(stuck or 0),
        reasons=reasons,
    )
