"""Claiming and completing rows of a long queue, beside a bare SKIP LOCKED queue without hosts."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from statistics import median

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import alone
from db.queue import IMPORT_QUEUE, Line, claim, complete
from tests.bench.database import engine_of, scratch_database
from tests.bench.figure import Figure

BATCH = 40
# Every second row is of one host, the others are spread over the rest.
_FILL = text("""
    INSERT INTO import_queue (listing_url, host, run_at)
    SELECT 'https://cars.example/' || i,
           CASE WHEN i % 2 = 0 THEN 'host-0.example'
                ELSE 'host-' || (1 + i / 2 % (:hosts - 1)) || '.example' END,
           now() - interval '1 hour' + i * interval '1 ms'
    FROM generate_series(1, :rows) AS i
""")
_SET_UP = (
    "INSERT INTO queue_hosts (queue, host, claim_at, due_from)"
    " SELECT 'import_queue', host, min(run_at), min(run_at) FROM import_queue GROUP BY host",
    "INSERT INTO hosts (host, delay) SELECT host, 0 FROM queue_hosts",
    "CREATE TABLE bare_queue (LIKE import_queue INCLUDING DEFAULTS)",
    "INSERT INTO bare_queue SELECT * FROM import_queue",
    "ALTER TABLE bare_queue ADD PRIMARY KEY (id)",
    "ALTER TABLE bare_queue ADD UNIQUE (listing_url)",
    "CREATE INDEX ON bare_queue (run_at) WHERE status = 'pending'",
)
_BARE_CLAIM = text("""
    UPDATE bare_queue SET status = 'processing', locked_at = now(), locked_by = :worker,
        attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM bare_queue WHERE status = 'pending' AND run_at <= now()
        ORDER BY run_at LIMIT :rows FOR UPDATE SKIP LOCKED
    ) RETURNING id, listing_url
""")
_BARE_COMPLETE = text("""
    UPDATE bare_queue SET status = 'complete', locked_at = NULL, locked_by = NULL
    WHERE id = ANY(:ids)
""")


@dataclass(frozen=True, slots=True)
class Share:
    """What one process did in a round: rows claimed and completed, seconds of each claim."""

    rows: int
    claim_seconds: list[float]


async def _ours(engine: AsyncEngine, line: Line) -> tuple[int, float]:
    began = time.perf_counter()
    async with alone(engine).begin() as conn:
        claims = await claim(conn, IMPORT_QUEUE, BATCH, "bench", line=line)
    took = time.perf_counter() - began
    async with engine.begin() as conn:
        await complete(conn, claims)
    return len(claims), took


async def _bare(engine: AsyncEngine, line: Line) -> tuple[int, float]:
    began = time.perf_counter()
    async with engine.begin() as conn:
        found = await conn.execute(_BARE_CLAIM, {"rows": BATCH, "worker": "bench"})
        ids = list(found.scalars())
    took = time.perf_counter() - began
    async with engine.begin() as conn:
        await conn.execute(_BARE_COMPLETE, {"ids": ids})
    return len(ids), took


_WAYS: dict[str, Callable[[AsyncEngine, Line], Awaitable[tuple[int, float]]]] = {
    "ours": _ours,
    "bare": _bare,
}


# Set in each process of the pool: a round begins when all of them are connected.
_start: Barrier | None = None


def _enter(start: Barrier) -> None:
    global _start
    _start = start


async def _work(url: str, way: str, seconds: float) -> Share:
    engine = engine_of(url)
    step, line = _WAYS[way], Line()
    rows, latencies = 0, []
    try:
        async with engine.connect():
            pass  # the connection is made before the clock runs
        if _start is None:
            raise RuntimeError("this is no process of the pool")
        _start.wait(timeout=60)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            done, took = await step(engine, line)
            rows += done
            latencies.append(took)
    finally:
        await engine.dispose()
    return Share(rows, latencies)


def work(url: str, way: str, seconds: float) -> Share:
    """One process's part of a round of so many seconds, which all processes begin together."""
    return asyncio.run(_work(url, way, seconds))


async def _fill(url: str, rows: int, hosts: int) -> None:
    engine = engine_of(url)
    async with engine.connect() as connection:
        conn = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await conn.execute(text("SET statement_timeout = 0"))
        await conn.execute(_FILL, {"rows": rows, "hosts": hosts})
        for statement in _SET_UP:
            await conn.execute(text(statement))
        for table in ("import_queue", "bare_queue", "queue_hosts", "hosts"):
            await conn.execute(text(f"VACUUM ANALYZE {table}"))
        # What the filling left to write is not the first round's.
        await conn.execute(text("CHECKPOINT"))
    await engine.dispose()


def run(quick: bool) -> list[Figure]:
    """Rows a second of claims with hosts, leases and tokens, in turns with the bare queue."""
    rows, hosts, processes, rounds, seconds = (
        (4_000, 20, 2, 1, 0.3) if quick else (1_000_000, 2_000, 4, 3, 4.0)
    )
    rates: dict[str, list[float]] = {way: [] for way in _WAYS}
    latencies: dict[str, list[float]] = {way: [] for way in _WAYS}
    spawn = get_context("spawn")
    with (
        scratch_database() as url,
        ProcessPoolExecutor(processes, spawn, _enter, (spawn.Barrier(processes),)) as pool,
    ):
        asyncio.run(_fill(url, rows, hosts))
        for _ in range(rounds):
            for way in _WAYS:
                parts = [pool.submit(work, url, way, seconds) for _ in range(processes)]
                shares = [part.result() for part in parts]
                rates[way].append(sum(share.rows for share in shares) / seconds)
                latencies[way] += [took for share in shares for took in share.claim_seconds]
    return [
        Figure(
            name="claims",
            value=median(rates["ours"]),
            unit="rows/s",
            reference=median(rates["bare"]),
            against="bare SKIP LOCKED queue",
            at_least=0.7,
            details={
                "rows": rows,
                "hosts": hosts,
                "processes": processes,
                "ms a claim": median(latencies["ours"]) * 1000,
                "ms a bare claim": median(latencies["bare"]) * 1000,
            },
        )
    ]
