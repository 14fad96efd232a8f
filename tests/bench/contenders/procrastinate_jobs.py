"""procrastinate: one job a query, each finished by a task of its own while the next is fetched.

That is what its worker does with a concurrency of several. Jobs have no lock and no queueing lock
and are kept at their end, its default; what its triggers write down (an event for each change of
state) is written. Its pool has four connections, as psycopg's has by default, and looks at each
before use, as its connector always does.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Job, Status

from tests.bench.contenders import Share, Step
from tests.bench.indexes import without_indexes

BYTES_A_ROW = 360
CONCURRENCY = 4

_FILL = (
    """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args)
    SELECT 'import_queue', 'read',
           jsonb_build_object('url', format('https://host-%%s.example/cars/%%s', i %% %(hosts)s, i))
    FROM generate_series(1, %(rows)s) AS i
    """,
    "INSERT INTO procrastinate_events (job_id, type) SELECT id, 'deferred' FROM procrastinate_jobs",
)


def install(url: str) -> None:
    """Its own schema."""

    async def apply() -> None:
        app = App(connector=PsycopgConnector(conninfo=url))
        async with app.open_async():
            await app.schema_manager.apply_schema_async()

    asyncio.run(apply())


def fill(url: str, rows: int, hosts: int) -> None:
    """Jobs as its defer would make them, with the event of each; all triggers are off meanwhile,
    and those that notify stay off."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers"
        )
        conn.execute("ALTER TABLE procrastinate_jobs DISABLE TRIGGER USER")
        with (
            without_indexes(conn, "procrastinate_jobs", rows),
            without_indexes(conn, "procrastinate_events", rows),
        ):
            for statement in _FILL:
                conn.execute(statement, {"rows": rows, "hosts": hosts})
        triggers = conn.execute(
            "SELECT tgname FROM pg_trigger"
            " WHERE tgrelid = 'procrastinate_jobs'::regclass AND NOT tgisinternal"
            " AND tgname NOT LIKE '%notify%'"
        ).fetchall()
        for (name,) in triggers:
            conn.execute(f"ALTER TABLE procrastinate_jobs ENABLE TRIGGER {name}")
        conn.execute("VACUUM ANALYZE procrastinate_jobs")
        conn.execute("VACUUM ANALYZE procrastinate_events")


@asynccontextmanager
async def session(url: str) -> AsyncIterator[Step]:
    """A registered worker of its job manager."""
    app = App(connector=PsycopgConnector(conninfo=url, min_size=CONCURRENCY))
    async with app.open_async():
        manager = app.job_manager
        worker = await manager.register_worker()
        finishing: set[asyncio.Task[None]] = set()
        free = asyncio.Semaphore(CONCURRENCY)

        async def finish(job: Job, share: Share) -> None:
            began = time.perf_counter()
            try:
                await manager.finish_job(job, Status.SUCCEEDED, delete_job=False)
            finally:
                free.release()
            share.complete_seconds.append(time.perf_counter() - began)

        async def step(share: Share) -> None:
            await free.acquire()
            began = time.perf_counter()
            job = await manager.fetch_job(None, worker)
            share.claim_seconds.append(time.perf_counter() - began)
            if job is None:
                free.release()
                return
            share.rows += 1
            task = asyncio.create_task(finish(job, share))
            finishing.add(task)
            task.add_done_callback(finishing.discard)

        yield step
        await asyncio.gather(*finishing)
