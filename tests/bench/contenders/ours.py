"""The program's import queue: claims of 40 rows, some of each host, and their completion."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from db.engine import alone
from db.queue import IMPORT_QUEUE, Line, claim, complete
from tests.bench.contenders import Share, Step
from tests.bench.database import engine_of
from tests.bench.indexes import without_indexes

BATCH = 40
BYTES_A_ROW = 360

_TABLES = ("import_queue", "queue_hosts", "hosts")
# The rows of one host lie far from each other, as finding them page by page leaves them.
_FILL = """
    INSERT INTO import_queue (listing_url, host, run_at)
    SELECT format('https://host-%%s.example/cars/%%s', i %% %(hosts)s, i),
           format('host-%%s.example', i %% %(hosts)s),
           now() - interval '1 hour' + i * interval '0.1 ms'
    FROM generate_series(1, %(rows)s) AS i
"""
_HOSTS = (
    "INSERT INTO queue_hosts (queue, host, claim_at, due_from)"
    " SELECT 'import_queue', host, min(run_at), min(run_at) FROM import_queue GROUP BY host",
    "INSERT INTO hosts (host, delay) SELECT host, 0 FROM queue_hosts",
)


def install(url: str) -> None:
    """Nothing: a scratch database has the program's tables."""


def fill(url: str, rows: int, hosts: int) -> None:
    """Rows of `hosts` hosts without a delay, as many of each."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"TRUNCATE {', '.join(_TABLES)} RESTART IDENTITY")
        with without_indexes(conn, "import_queue", rows):
            conn.execute(_FILL, {"rows": rows, "hosts": hosts})
        for statement in _HOSTS:
            conn.execute(statement)
        for table in _TABLES:
            conn.execute(f"VACUUM ANALYZE {table}")


@asynccontextmanager
async def session(url: str) -> AsyncIterator[Step]:
    """The program's own engine and verbs; a claim (of one statement) and a completion are a
    transaction each."""
    engine = engine_of(url)
    single = alone(engine)
    line = Line()

    async def step(share: Share) -> None:
        began = time.perf_counter()
        async with single.begin() as conn:
            claims = await claim(conn, IMPORT_QUEUE, BATCH, "bench", line=line)
        claimed = time.perf_counter()
        async with single.begin() as conn:
            await complete(conn, claims)
        share.rows += len(claims)
        share.claim_seconds.append(claimed - began)
        share.complete_seconds.append(time.perf_counter() - claimed)

    try:
        async with engine.connect():
            pass
        yield step
    finally:
        await engine.dispose()
