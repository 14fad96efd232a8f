"""PgQueuer: 40 jobs a dequeue, and one statement that moves them from the queue to the log.

Its tables have the autovacuum settings and the fillfactor that its own `autovac` command gives.
Jobs have no concurrency limit, so its plain pick-and-claim runs; nothing is found stale meanwhile.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries
from pgqueuer.types import QueueEntrypoint, QueueManagerId

from tests.bench.contenders import Share, Step
from tests.bench.indexes import without_indexes

BATCH = 40
BYTES_A_ROW = 320
_ENTRYPOINT = QueueEntrypoint("read")

_FILL = """
    INSERT INTO pgqueuer (priority, status, entrypoint, payload, execute_after)
    SELECT 0, 'queued', 'read',
           convert_to(format('https://host-%%s.example/cars/%%s', i %% %(hosts)s, i), 'UTF8'),
           now()
    FROM generate_series(1, %(rows)s) AS i
"""


def install(url: str) -> None:
    """Its own schema, durable, with its autovacuum settings."""

    async def apply() -> None:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
            queries = Queries.from_psycopg_connection(conn)
            await queries.install()
            await queries.optimize_autovacuum()

    asyncio.run(apply())


def fill(url: str, rows: int, hosts: int) -> None:
    """Jobs as its enqueue would make them; its only trigger, which notifies, is off."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("ALTER TABLE pgqueuer DISABLE TRIGGER USER")
        conn.execute("TRUNCATE pgqueuer, pgqueuer_log")
        with without_indexes(conn, "pgqueuer", rows):
            conn.execute(_FILL, {"rows": rows, "hosts": hosts})
        conn.execute("VACUUM ANALYZE pgqueuer")
        conn.execute("VACUUM ANALYZE pgqueuer_log")


@asynccontextmanager
async def session(url: str) -> AsyncIterator[Step]:
    """Its queries on one connection, as its manager has."""
    entrypoints = {_ENTRYPOINT: EntrypointExecutionParameter(concurrency_limit=0)}
    manager = QueueManagerId(uuid.uuid4())
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        queries = Queries.from_psycopg_connection(conn)

        async def step(share: Share) -> None:
            began = time.perf_counter()
            jobs = await queries.dequeue(
                batch_size=BATCH,
                entrypoints=entrypoints,
                queue_manager_id=manager,
                global_concurrency_limit=None,
                heartbeat_timeout=timedelta(seconds=30),
            )
            claimed = time.perf_counter()
            share.rows += len(jobs)
            share.claim_seconds.append(claimed - began)
            if jobs:
                await queries.log_jobs([(job, "successful", None) for job in jobs])
                share.complete_seconds.append(time.perf_counter() - claimed)

        yield step
