"""Rows that have ended, made pending again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.due_hosts import lower
from db.queue.tables import Queue


async def reopen(
    conn: AsyncConnection,
    queue: Queue,
    condition: str,
    values: dict[str, Any],
    *,
    due: Mapping[str, datetime] | None = None,
) -> int:
    """Make the ended rows that meet `condition` (SQL over the queue's columns, with `values` as
    its parameters) pending, due now, with no attempt counted. Returns how many.

    due: the first due rows, by host, that the caller made before; their hosts are lowered
    together with those of the rows opened here, so that all are locked in one order.
    Pending and processing rows are left alone: they are on their way already.
    """
    found = await conn.execute(
        text(f"""
            WITH ended AS (
                SELECT id FROM {queue.table}
                WHERE status NOT IN ('pending', 'processing') AND {condition}
                ORDER BY {queue.key} FOR UPDATE
            ), reopened AS (
                UPDATE {queue.table} q
                SET status = 'pending', {queue.due} = now(), attempts = 0, cursor = NULL,
                    reason = NULL, message = NULL, http_status = NULL, ended_at = NULL,
                    updated_at = now()
                FROM ended WHERE q.id = ended.id
                RETURNING q.host
            )
            SELECT host, count(*) AS rows, now() AS due FROM reopened GROUP BY host
        """),
        values,
    )
    by_host = found.all()
    first = dict(due or {})
    for row in by_host:
        first[row.host] = min(first.get(row.host, row.due), row.due)
    await lower(conn, queue, first)
    return sum(row.rows for row in by_host)
