"""What is kept how long: queue rows that ended long ago, and old runs, are deleted.

What was stored of a page stays for ever; only the note that the page was read goes. A page that is
found after that is new work, and is read once more.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.queue import IMPORT_QUEUE, QUEUES, Queue
from db.timetable import cron_schema

# Rows of one transaction: a worker that waits for one of them waits for milliseconds.
BATCH = 5_000
# Lists are walked once a day at best, and only in the nights. With less, rows of pages that still
# stand on their lists would go between two walks, and be read anew after each.
SHORTEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows of a table were deleted (or would be)."""

    table: str
    rows: int


def _old(queue: Queue) -> str:
    """Rows that ended before `:before`, were not found since, and wait for nothing.

    What was no vehicle stays: no other table remembers that, and the lists of auctions that ended
    long ago show it again at every walk.
    """
    remembered = "AND reason IS DISTINCT FROM 'not_a_vehicle'" if queue is IMPORT_QUEUE else ""
    return f"""
        ended_at < :before AND last_seen_at < :before AND {queue.due} IS NULL
        AND status IN ('{queue.done}', 'failed', 'skipped') {remembered}
    """


# Of one that was killed, only the end of its job's run is known; one that was started by hand and
# never ended may be running.
_CRAWLS = """
    ended_at < :before OR (ended_at IS NULL AND started_at < :before AND EXISTS (
        SELECT FROM {schema}.job_run_details d
        WHERE d.runid = crawl_runs.job_run_id AND d.status <> 'running' AND d.end_time < :before))
"""
# A job's newest run says how it is, and the run of its newest slot that this slot was run.
_RUNS = """
    status <> 'running' AND coalesce(end_time, start_time) < :before
    AND EXISTS (SELECT FROM {schema}.job_run_details newer
                WHERE newer.jobid = d.jobid AND newer.runid > d.runid)
    AND (slot IS NULL OR EXISTS (
        SELECT FROM {schema}.job_run_details later
        WHERE later.jobid = d.jobid AND later.slot > d.slot))
"""


async def oldest_kept(conn: AsyncConnection, keep: timedelta) -> datetime:
    """The moment before which things are old, by the database's clock. Raises ValueError for a
    `keep` below SHORTEST."""
    if keep < SHORTEST:
        raise ValueError(f"what is kept for less than {SHORTEST.days} days would be read again")
    before: datetime = await conn.scalar(
        text("SELECT now() - CAST(:keep AS interval)"), {"keep": keep}
    )
    return before


async def old_rows(conn: AsyncConnection, before: datetime) -> list[Pruned]:
    """What `prune` would delete, table by table."""
    schema = await cron_schema(conn)
    tables = [(queue.table, queue.table, _old(queue)) for queue in QUEUES]
    tables.append(("crawl_runs", "crawl_runs", _CRAWLS.format(schema=schema)))
    name = f"{schema}.job_run_details"
    tables.append((name, f"{name} d", _RUNS.format(schema=schema)))
    found = []
    for name, source, condition in tables:
        rows = await conn.scalar(
            text(f"SELECT count(*) FROM {source} WHERE {condition}"), {"before": before}
        )
        found.append(Pruned(name, int(rows or 0)))
    return found


async def prune(engine: AsyncEngine, before: datetime) -> AsyncIterator[Pruned]:
    """Delete what is older, in transactions of BATCH rows each; yields every table when it is
    done. Rows that a transaction holds just now are left for the next time."""
    for queue in QUEUES:
        yield Pruned(queue.table, await _prune_queue(engine, queue, before))
    async with engine.begin() as conn:
        schema = await cron_schema(conn)
    crawls = _CRAWLS.format(schema=schema)
    yield Pruned("crawl_runs", await _prune_runs(engine, "crawl_runs", "id", crawls, before))
    name = f"{schema}.job_run_details"
    jobs = _RUNS.format(schema=schema)
    yield Pruned(name, await _prune_runs(engine, f"{name} d", "runid", jobs, before))


def _batch(queue: Queue) -> TextClause:
    # From where the last batch ended: rows that are kept are passed over once.
    return text(f"""
        WITH old AS MATERIALIZED (
            SELECT id FROM {queue.table}
            WHERE ended_at >= coalesce(CAST(:since AS timestamptz), '-infinity') AND {_old(queue)}
            ORDER BY ended_at LIMIT {BATCH} FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM {queue.table} q USING old WHERE q.id = old.id RETURNING q.ended_at
        )
        SELECT count(*) AS rows, max(ended_at) AS last FROM gone
    """)


async def _prune_queue(engine: AsyncEngine, queue: Queue, before: datetime) -> int:
    statement, since, rows = _batch(queue), None, 0
    while True:
        async with engine.begin() as conn:
            gone = (await conn.execute(statement, {"before": before, "since": since})).one()
        if not gone.rows:
            return rows
        rows, since = rows + gone.rows, gone.last


async def _prune_runs(
    engine: AsyncEngine, source: str, key: str, condition: str, before: datetime
) -> int:
    statement = text(f"""
        DELETE FROM {source} WHERE {key} IN (
            SELECT {key} FROM {source} WHERE {condition} ORDER BY {key} LIMIT {BATCH}
        )
    """)
    rows = 0
    while True:
        async with engine.begin() as conn:
            gone = (await conn.execute(statement, {"before": before})).rowcount
        if not gone:
            return rows
        rows += gone
