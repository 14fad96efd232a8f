"""A job's crawls, each a child process: Scrapy runs one crawl in a process, and never a second.

A job's spiders run side by side. When all have ended and rows are due, those whose queue has some
run again, until nothing is due or the job's next slot is near. Commands (`prune`) run once, beside
the first round.
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
# The environment variable by which a child learns which job's run it belongs to.
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
    renewing = asyncio.ensure_future(_renew(engine, run))
    try:
        return await _rounds(engine, job, job.steps(), run, every, stopping)
    finally:
        renewing.cancel()


async def help_crawls(
    engine: AsyncEngine, job: timetable.Job, every: timedelta, stopping: asyncio.Event
) -> int:
    """Beside a run of this job by another scheduler: its spiders that go on until nothing is due,
    as long as something is. Returns the worst exit status; 0 when there was nothing to help with.
    """
    steps = await _due(engine, job, run=None)
    return await _rounds(engine, job, steps, None, every, stopping)


async def _rounds(
    engine: AsyncEngine,
    job: timetable.Job,
    steps: list[list[str]],
    run: int | None,
    every: timedelta,
    stopping: asyncio.Event,
) -> int:
    last_claim = time.monotonic() + max(every.total_seconds() - LAST_CLAIM, LAST_CLAIM)
    code = 0
    while steps and not code and not stopping.is_set():
        left = int(last_claim - time.monotonic())
        if left <= 0:
            break
        limit = ("-a", f"max_seconds={left}")
        arguments = [(*s, *limit) if "batches=0" in s else s for s in steps]
        code = max(await asyncio.gather(*(_child(a, run, stopping) for a in arguments)))
        steps = await _due(engine, job, run)
    # What was left undone by an order to end is no good end.
    return 1 if steps and not code and stopping.is_set() else code


async def _due(engine: AsyncEngine, job: timetable.Job, run: int | None) -> list[list[str]]:
    """The job's spiders whose queue has something to claim now; beside another scheduler's run
    only those that share a backlog, since the others are that run's own."""
    async with engine.begin() as conn:
        wait = {q.spider: await queue.next_due(conn, q) for q in queue.QUEUES}
    due = {spider for spider, left in wait.items() if left is not None and left <= 0}
    steps = [step for step in job.steps() if step[0] == "crawl" and step[1] in due]
    return [step for step in steps if run is not None or "batches=0" in step]


async def _renew(engine: AsyncEngine, run: int) -> None:
    """Tell other schedulers that this run is alive; keep the queues' tallies few."""
    while True:
        await asyncio.sleep(30)
        with contextlib.suppress(SQLAlchemyError, OSError):
            async with engine.begin() as conn:
                await runs.renew_run(conn, run)
            async with engine.begin() as conn:
                await queue.fold(conn)


async def _child(arguments: Sequence[str], run: int | None, stopping: asyncio.Event) -> int:
    """One `scrapy …`, for this run of a job if any; returns its exit status. When `stopping` is
    set it is told to end (a crawl releases its rows), and killed if it does not."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scrapy", *arguments),
        env={**os.environ, JOB_RUN: "" if run is None else str(run)},
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
