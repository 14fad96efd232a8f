"""A job's crawls, each a child process: Scrapy runs one crawl in a process, and never a second.

A job's spiders run side by side. When all have ended and rows are due, those whose queue has some
run again, until nothing is due or the job's next slot is near.
"""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from db import queue, runs, timetable

LAST_CLAIM = 30.0  # seconds before the next slot: no batch begins after it
GRACE = 20.0  # seconds that a child has to end by itself before it is killed
# The environment variable by which a crawl learns which job's run it belongs to.
JOB_RUN = "JOB_RUN_ID"


async def run_crawls(
    engine: AsyncEngine,
    job: timetable.Job,
    run: int,
    every: timedelta,
    stopping: asyncio.Event,
) -> int:
    """Rounds of the job's spiders while rows are due; returns the worst exit status.

    every: the time until the job's next slot. stopping: when it is set, the crawls are ended.
    """
    last_claim = time.monotonic() + max(every.total_seconds() - LAST_CLAIM, LAST_CLAIM)
    renewing = asyncio.ensure_future(_renew(engine, run))
    try:
        code, spiders = 0, job.crawls()
        while spiders and not code and not stopping.is_set():
            left = int(last_claim - time.monotonic())
            if left <= 0:
                break
            limit = ("-a", f"max_seconds={left}")
            arguments = [(*s, *limit) if "batches=0" in s else s for s in spiders]
            code = max(await asyncio.gather(*(_crawl(a, run, stopping) for a in arguments)))
            async with engine.begin() as conn:
                wait = {q.spider: await queue.next_due(conn, q) for q in queue.QUEUES}
            due = {spider for spider, left in wait.items() if left is not None and left <= 0}
            spiders = [spider for spider in job.crawls() if spider[0] in due]
        return code
    finally:
        renewing.cancel()


async def _renew(engine: AsyncEngine, run: int) -> None:
    """Tell other schedulers that this run is alive."""
    while True:
        await asyncio.sleep(30)
        with contextlib.suppress(SQLAlchemyError, OSError):
            async with engine.begin() as conn:
                await runs.renew_run(conn, run)


async def _crawl(arguments: Sequence[str], run: int, stopping: asyncio.Event) -> int:
    """One `scrapy crawl` for a run of a job; returns its exit status. When `stopping` is set it
    is told to end (it releases its rows), and killed if it does not."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scrapy", "crawl", *arguments),
        env={**os.environ, JOB_RUN: str(run)},
        start_new_session=True,  # a ^C is for the scheduler, which hands it on in order
    )
    ended = asyncio.ensure_future(process.wait())
    stop = asyncio.ensure_future(stopping.wait())
    await asyncio.wait({ended, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not ended.done():
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await asyncio.wait({ended}, timeout=GRACE)
        if not ended.done():
            process.kill()
    return abs(await ended)
