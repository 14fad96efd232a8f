"""Claiming rows, a few for each host."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.claim_function import calling
from db.queue.claims import LEASE, MAX_ATTEMPTS, Claim, claims_of, taking
from db.queue.due_hosts import lower
from db.queue.line import Line
from db.queue.tables import Queue

# A claim takes this many rows of a host while enough hosts wait, more when few do.
ROWS_A_HOST = 8
# No more rows of a host than its pace can use in this time: a crash then delays little.
PACE_WINDOW = 60.0  # seconds


@cache
def _claim_row(queue: Queue) -> TextClause:
    return text(f"""
        WITH picked AS MATERIALIZED (
            SELECT q.id FROM {queue.table} q
            WHERE q.{queue.key} = :key AND (q.status <> 'processing' OR q.{queue.due} <= now())
            FOR UPDATE SKIP LOCKED
        )
        {taking(queue)}
    """)


@cache
def _claim_due(queue: Queue) -> TextClause:
    return text(f"""
        WITH picked AS MATERIALIZED (
            SELECT q.id
            FROM unnest(CAST(:keys AS {queue.key_type}[])) WITH ORDINALITY AS wanted (key, place)
            JOIN {queue.table} q ON q.{queue.key} = wanted.key
            LEFT JOIN hosts h ON h.host = q.host
            WHERE q.{queue.due} <= now() AND coalesce(h.blocked_until <= now(), true)
            ORDER BY wanted.place LIMIT :rows
            FOR UPDATE OF q SKIP LOCKED
        )
        {taking(queue)}
    """)


async def claim(
    conn: AsyncConnection,
    queue: Queue,
    rows: int,
    worker: str,
    *,
    line: Line | None = None,
    host: str | None = None,
    except_hosts: Sequence[str] = (),
    default_delay: float = 1.0,
    lease: timedelta = LEASE,
    max_attempts: int = MAX_ATTEMPTS,
) -> list[Claim]:
    """Take up to `rows` due rows, spread over the hosts that are free, longest unserved first.
    One statement, which may be a transaction of its own (in autocommit); it needs READ COMMITTED.

    worker: who takes them, for people to read. line: where this worker's looks at this queue's
    hosts begin, kept from one claim to the next; None: at the beginning. host: of this host only.
    except_hosts: of none of these. default_delay: seconds between requests of a host that has none
    of its own. An empty list means that nothing is due, or that another worker is looking at the
    same hosts just now: `next_due` tells which.
    """
    line = Line() if line is None else line
    token = uuid.uuid4()
    # The driver's own parameters: a claim is the statement that is sent most.
    returned = await conn.exec_driver_sql(
        calling(queue),
        {
            "host": host,
            "except_hosts": list(except_hosts),
            "rows": rows,
            "rows_a_host": ROWS_A_HOST,
            "pace_window": PACE_WINDOW,
            "since": line.start(),
            "default_delay": default_delay,
            "lease": lease.total_seconds(),
            "token": token,
            "worker": worker,
            "max_attempts": max_attempts,
        },
    )
    found = returned.all()
    if not found:
        line.found(None, whole=True)
        return []
    line.found(found[0].first, whole=found[0].whole)
    return claims_of(queue, token, (row[2:] for row in found[1:]))


async def claim_row(
    conn: AsyncConnection,
    queue: Queue,
    key: Any,
    worker: str,
    *,
    lease: timedelta = LEASE,
    max_attempts: int = MAX_ATTEMPTS,
) -> Claim | None:
    """Take one row by its key, due or not. None while another worker holds it."""
    token = uuid.uuid4()
    found = await conn.execute(
        _claim_row(queue),
        {
            "key": key,
            "token": token,
            "worker": worker,
            "lease": lease.total_seconds(),
            "max_attempts": max_attempts,
        },
    )
    rows = found.all()
    # It may have waited for a later day than the end of this lease.
    await lower(conn, queue, {row.host: row.due for row in rows if row.due is not None})
    claims = claims_of(queue, token, rows)
    return claims[0] if claims else None


async def claim_due(
    conn: AsyncConnection,
    queue: Queue,
    keys: Sequence[Any],
    rows: int,
    worker: str,
    *,
    lease: timedelta = LEASE,
    max_attempts: int = MAX_ATTEMPTS,
) -> list[Claim]:
    """Take up to `rows` due rows among those with these keys, the first keys first, whatever else
    waits longer. Rows of blocked hosts, and those that another transaction holds, are passed
    over."""
    token = uuid.uuid4()
    found = await conn.execute(
        _claim_due(queue),
        {
            "keys": list(keys),
            "rows": rows,
            "token": token,
            "worker": worker,
            "lease": lease.total_seconds(),
            "max_attempts": max_attempts,
        },
    )
    taken = found.all()
    # Their leases all end at one time.
    await lower(conn, queue, {row.host: row.due for row in taken if row.due is not None})
    return claims_of(queue, token, taken)
