"""Moving rows that nobody holds to another time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.due_hosts import lower
from db.queue.ending import RETRIED
from db.queue.enqueueing import host_of
from db.queue.reopening import reopen
from db.queue.tables import Queue


@dataclass(frozen=True, slots=True)
class Planned:
    """When a row is to run. exactly: neither sooner nor later; else at that time at the latest."""

    key: Any
    url: str
    run_at: datetime
    exactly: bool = True


# Reasons of failures that say nothing of the page for good, and how long such a row is let be.
_PASSING = ", ".join(f"'{reason}'" for reason in sorted(RETRIED | {"gone"}))
_LEFT_ALONE = "6 hours"


@cache
def _plan(queue: Queue) -> TextClause:
    due = queue.due
    # A row that failed waits as long as its backoff says.
    return text(f"""
        WITH given AS (
            SELECT DISTINCT ON (key) *
            FROM unnest(CAST(:keys AS {queue.key_type}[]), CAST(:hosts AS text[]),
                        CAST(:times AS timestamptz[]), CAST(:exactly AS boolean[]))
                 AS row (key, host, run_at, exactly)
            ORDER BY key, run_at
        ), moved AS (
            INSERT INTO {queue.table} AS q ({queue.key}, host, {due})
            SELECT key, host, run_at FROM given ORDER BY key
            ON CONFLICT ({queue.key}) DO UPDATE SET
                status = 'pending', {due} = excluded.{due}, updated_at = now(),
                attempts = CASE WHEN q.status = 'pending' THEN q.attempts ELSE 0 END,
                reason = CASE WHEN q.status = 'pending' THEN q.reason END,
                message = CASE WHEN q.status = 'pending' THEN q.message END,
                http_status = CASE WHEN q.status = 'pending' THEN q.http_status END,
                ended_at = NULL
            WHERE q.status = '{queue.done}'
               OR (q.status = 'failed' AND q.reason IN ({_PASSING})
                   AND q.ended_at <= now() - interval '{_LEFT_ALONE}')
               OR (q.status = 'pending' AND (
                    q.{due} < excluded.{due}
                        AND (SELECT exactly FROM given WHERE key = excluded.{queue.key})
                    OR q.{due} > excluded.{due} AND q.reason IS NULL))
            RETURNING host, {due} AS due
        )
        SELECT host, min(due) AS due, count(*) AS rows FROM moved GROUP BY host
    """)


async def plan(conn: AsyncConnection, queue: Queue, rows: Iterable[Planned]) -> int:
    """Let rows run at the times given: known ones that are pending or done, and new ones. Returns
    how many were made, moved or opened again.

    Rows that a worker holds, and those that failed or were skipped for good, are left alone; one
    that waits out a backoff is not moved to an earlier time. What failed for a reason that may
    have passed (a site that was down, a page that was away) is opened again six hours later.
    """
    rows = list(rows)
    if not rows:
        return 0
    found = await conn.execute(
        _plan(queue),
        {
            "keys": [row.key for row in rows],
            "hosts": [host_of(row.url) for row in rows],
            "times": [row.run_at for row in rows],
            "exactly": [row.exactly for row in rows],
        },
    )
    by_host = found.all()
    await lower(conn, queue, {row.host: row.due for row in by_host})
    return sum(row.rows for row in by_host)


async def try_again(conn: AsyncConnection, queue: Queue, keys: Sequence[Any]) -> int:
    """Open those rows again, due now, that failed six hours ago or longer for a reason that may
    have passed. Returns how many."""
    condition = f"""
        {queue.key} = ANY(CAST(:keys AS {queue.key_type}[])) AND status = 'failed'
        AND reason IN ({_PASSING}) AND ended_at <= now() - interval '{_LEFT_ALONE}'
    """
    return await reopen(conn, queue, condition, {"keys": list(keys)})


async def lock(conn: AsyncConnection, queue: Queue, key: Any) -> None:
    """Wait until no other transaction writes this row (if there is one), and keep it so until this
    one ends, for whoever writes it after rows that its worker writes, too."""
    await conn.execute(
        text(f"SELECT FROM {queue.table} WHERE {queue.key} = :key FOR UPDATE"), {"key": key}
    )
