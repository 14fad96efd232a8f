"""A run of a job: its children, and the record of how it went."""

import asyncio
import logging

from sqlalchemy.ext.asyncio import AsyncEngine

from crawler.children import help_crawls, run_crawls
from crawler.patience import patiently
from db import runs
from db.engine import NO_DATABASE, why_no_database
from db.timetable import CommandError, Job, Slot

logger = logging.getLogger("scheduler")


async def run_job(
    engine: AsyncEngine, job: Job, run: int, slot: Slot, stopping: asyncio.Event
) -> int:
    """All children of one run, and its end in the database; returns 0 if every one of them ended
    well. stopping: when it is set, they are ended."""
    code, problem = 1, None
    try:
        code = await run_crawls(engine, job, run, slot.every, stopping)
    except (CommandError, *NO_DATABASE) as error:
        problem = _said(error)
    problem = "stopped" if stopping.is_set() else problem

    async def end() -> str:
        async with engine.begin() as conn:
            return await runs.end_run(conn, run, code, problem=problem)

    try:
        # A scheduler that is told to end tells it all the same: else the run would seem to go on.
        said = await patiently(end, None)
        logger.info("%s: run %d %s: %s", job.name, run, "failed" if code else "succeeded", said)
    except NO_DATABASE as error:
        logger.error("%s: run %d: its end is not kept: %s", job.name, run, why_no_database(error))
    return code


async def help_job(engine: AsyncEngine, job: Job, slot: Slot, stopping: asyncio.Event) -> int:
    """Crawls beside another scheduler's run of the job, which alone records how it went; returns 0
    if every one of them ended well."""
    try:
        code = await help_crawls(engine, job, slot.every, stopping)
    except (CommandError, *NO_DATABASE) as error:
        logger.error("%s: not helped: %s", job.name, _said(error))
        return 1
    if code and not stopping.is_set():
        logger.error("%s: a crawl beside its run ended ill", job.name)
    return code


def _said(error: BaseException) -> str:
    return str(error) if isinstance(error, CommandError) else why_no_database(error)
