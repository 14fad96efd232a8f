"""Claiming rows, a few for each host, and keeping the lease while working on them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.due_hosts import lower
from db.queue.tables import Queue

LEASE = timedelta(minutes=15)
MAX_ATTEMPTS = 5
# A claim takes this many rows of a host while enough hosts wait, more when few do.
ROWS_A_HOST = 8
# No more rows of a host than its pace can use in this time: a crash then delays little.
PACE_WINDOW = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this worker holds until it ends it, or its lease runs out.

    token: the proof of holding, demanded by every write that ends or follows from the claim.
    cursor: where an earlier claim of a row of several pages got to.
    """

    queue: Queue
    id: int
    key: Any
    url: str
    host: str
    token: uuid.UUID
    attempts: int
    cursor: dict[str, Any] | None = None
    carried: dict[str, Any] = field(default_factory=dict)


def _taking(queue: Queue) -> str:
    """The UPDATE that makes the rows of the CTE `picked` the worker's own, each attempt counted
    here and nowhere else. A row whose workers all died is not given to one more."""
    due = queue.due
    poison = "(q.status = 'processing' AND q.attempts >= :max_attempts)"
    # A row that comes round again starts anew.
    attempts = f"CASE WHEN q.status = '{queue.done}' THEN 1 ELSE q.attempts + 1 END"
    carried = "".join(f", q.{name}" for name in queue.carried)
    return f"""
        UPDATE {queue.table} q SET
            status = CASE WHEN {poison} THEN 'failed' ELSE 'processing' END,
            {due} = CASE WHEN {poison} THEN NULL
                         ELSE now() + make_interval(secs => :lease) END,
            attempts = CASE WHEN {poison} THEN q.attempts ELSE {attempts} END,
            lease_token = CASE WHEN {poison} THEN NULL ELSE CAST(:token AS uuid) END,
            locked_at = CASE WHEN {poison} THEN q.locked_at ELSE now() END,
            locked_by = CASE WHEN {poison} THEN q.locked_by ELSE :worker END,
            reason = CASE WHEN {poison} THEN 'poison' END,
            message = CASE WHEN {poison} THEN format(
                'its worker died %s times, the last was %s at %s',
                q.attempts, q.locked_by, q.locked_at) END,
            http_status = NULL,
            ended_at = CASE WHEN {poison} THEN now() END,
            updated_at = now()
        FROM picked WHERE q.id = picked.id
        RETURNING q.id, q.{queue.key} AS key, q.{queue.url} AS url, q.host, q.status,
                  q.attempts, q.cursor, q.{due} AS due{carried}
    """


# A statement of its own: the next one must see what was committed before these rows were locked. In
# one statement, a row enqueued meanwhile would be passed over and its host taken for empty.
_LOCK_HOSTS = text("""
    SELECT qh.host,
           greatest(coalesce(h.delay, CAST(:delay AS float)), h.crawl_delay, 0.001) AS delay
    FROM queue_hosts qh LEFT JOIN hosts h ON h.host = qh.host
    WHERE qh.queue = :queue AND qh.claim_at <= now()
      AND (h.blocked_until IS NULL OR h.blocked_until <= now())
      AND (CAST(:host AS text) IS NULL OR qh.host = :host)
      AND qh.host <> ALL (CAST(:except_hosts AS text[]))
    ORDER BY qh.claim_at LIMIT :hosts
    FOR UPDATE OF qh SKIP LOCKED
""")


@cache
def _claim(queue: Queue) -> TextClause:
    due = queue.due
    return text(f"""
        WITH share AS (
            SELECT host, rows
            FROM unnest(CAST(:hosts AS text[]), CAST(:shares AS bigint[])) AS s (host, rows)
        ), picked AS MATERIALIZED (
            SELECT share.host, row.id FROM share CROSS JOIN LATERAL (
                SELECT q.id FROM {queue.table} q
                WHERE q.host = share.host AND q.{due} <= now()
                ORDER BY q.{due} LIMIT share.rows
                FOR UPDATE SKIP LOCKED
            ) row
        ), taken AS (
            {_taking(queue)}
        ), raised AS (
            -- A host that filled its share may have more: it goes to the end of the line. Else it
            -- waits for the first row left behind (one that another transaction holds just now
            -- counts as waiting: it may fail) or for the end of the leases given here.
            UPDATE queue_hosts qh
            SET claim_at = CASE WHEN served.rows >= share.rows THEN now() ELSE
                greatest(now(), coalesce(least(
                    (SELECT q.{due} FROM {queue.table} q
                     WHERE q.host = share.host AND q.{due} IS NOT NULL
                       AND q.id NOT IN (SELECT picked.id FROM picked)
                     ORDER BY q.{due} LIMIT 1),
                    CASE WHEN served.rows > 0
                         THEN now() + make_interval(secs => :lease) END
                ), 'infinity')) END
            FROM share LEFT JOIN (
                SELECT host, count(*) AS rows FROM picked GROUP BY host
            ) served USING (host)
            WHERE qh.queue = :queue AND qh.host = share.host
        )
        SELECT * FROM taken
    """)


@cache
def _claim_row(queue: Queue) -> TextClause:
    return text(f"""
        WITH picked AS MATERIALIZED (
            SELECT q.id FROM {queue.table} q
            WHERE q.{queue.key} = :key AND (q.status <> 'processing' OR q.{queue.due} <= now())
            FOR UPDATE SKIP LOCKED
        )
        {_taking(queue)}
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
        {_taking(queue)}
    """)


def _claims(queue: Queue, token: uuid.UUID, rows: Sequence[Any]) -> list[Claim]:
    names = tuple(queue.carried)
    return [
        Claim(
            queue,
            id_,
            key,
            url,
            host,
            token,
            attempts,
            cursor,
            dict(zip(names, carried, strict=True)),
        )
        for id_, key, url, host, status, attempts, cursor, _, *carried in rows
        if status == "processing"
    ]


async def claim(
    conn: AsyncConnection,
    queue: Queue,
    rows: int,
    worker: str,
    *,
    host: str | None = None,
    except_hosts: Sequence[str] = (),
    default_delay: float = 1.0,
    lease: timedelta = LEASE,
    max_attempts: int = MAX_ATTEMPTS,
) -> list[Claim]:
    """Take up to `rows` due rows, spread over the hosts that are free, longest unserved first.
    Two statements of one transaction, which the caller commits.

    worker: who takes them, for people to read. host: of this host only. except_hosts: of none of
    these. default_delay: seconds between requests of a host that has none of its own. An empty
    list means that nothing is due, or that another worker is looking at the same hosts just now:
    `next_due` tells which.
    """
    found = await conn.execute(
        _LOCK_HOSTS,
        {
            "queue": queue.table,
            "host": host,
            "except_hosts": list(except_hosts),
            "hosts": max(1, rows // ROWS_A_HOST),
            "delay": default_delay,
        },
    )
    free = found.all()
    if not free:
        return []
    share = max(1, rows // len(free))
    token = uuid.uuid4()
    taken = await conn.execute(
        _claim(queue),
        {
            "queue": queue.table,
            "hosts": [row.host for row in free],
            "shares": [max(1, min(share, int(PACE_WINDOW / row.delay))) for row in free],
            "token": token,
            "worker": worker,
            "lease": lease.total_seconds(),
            "max_attempts": max_attempts,
        },
    )
    return _claims(queue, token, taken.all())


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
    claims = _claims(queue, token, rows)
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
    return _claims(queue, token, taken)


_NEXT_DUE = text("""
    SELECT extract(epoch FROM min(greatest(qh.claim_at, h.blocked_until)) - now())
    FROM queue_hosts qh LEFT JOIN hosts h ON h.host = qh.host
    WHERE qh.queue = :queue AND qh.claim_at <> 'infinity'
      AND (CAST(:host AS text) IS NULL OR qh.host = :host)
""")


async def next_due(conn: AsyncConnection, queue: Queue, *, host: str | None = None) -> float | None:
    """Seconds until a claim may find something (0 or less: now); None: nothing waits at all."""
    seconds = await conn.scalar(_NEXT_DUE, {"queue": queue.table, "host": host})
    return None if seconds is None else float(seconds)


@cache
def _heartbeat(queue: Queue) -> TextClause:
    return text(f"""
        UPDATE {queue.table} q
        SET {queue.due} = now() + make_interval(secs => :lease), locked_at = now(),
            updated_at = now()
        FROM unnest(CAST(:ids AS bigint[]), CAST(:tokens AS uuid[])) AS held (id, token)
        WHERE q.id = held.id AND q.lease_token = held.token
        RETURNING q.id
    """)


async def heartbeat(
    conn: AsyncConnection, queue: Queue, claims: Iterable[Claim], *, lease: timedelta = LEASE
) -> set[int]:
    """Renew the leases of all these claims in one statement. Returns the ids still held: a claim
    that is not among them belongs to another worker now."""
    claims = list(claims)
    found = await conn.execute(
        _heartbeat(queue),
        {
            "ids": [c.id for c in claims],
            "tokens": [c.token for c in claims],
            "lease": lease.total_seconds(),
        },
    )
    return set(found.scalars())
