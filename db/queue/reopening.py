"""Rows that have ended, made pending again."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.due_hosts import lower
from db.queue.tables import Queue


async def reopen(
    conn: AsyncConnection, queue: Queue, condition: str, values: dict[str, Any]
) -> int:
    """Make the ended rows that meet `condition` (SQL over the queue's columns, with `values` as
    its parameters) pending, due now, with no attempt counted. Returns how many.

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
    await lower(conn, queue, {row.host: row.due for row in by_host})
    return sum(row.rows for row in by_host)
