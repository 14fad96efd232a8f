"""The end of a run of a job."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.job_runs import run_job
from db import runs
from db.timetable import Job, Slot


async def test_a_database_that_is_away_for_a_moment_hears_of_a_runs_end(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    job = Job(1, "nothing", "* * * * *", "", active=True)  # its first job, with no steps
    slot = Slot(datetime.now(UTC), timedelta(minutes=1))
    run = await runs.begin_run(conn, job, None, 1)
    assert run is not None
    async with engine.connect() as lying_in_the_pool:
        pid = await lying_in_the_pool.scalar(text("SELECT pg_backend_pid()"))
    await conn.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
    assert await run_job(engine, job, run, slot, asyncio.Event()) == 0
    assert [told["status"] for told in await runs.last_runs(conn)] == ["succeeded"]
