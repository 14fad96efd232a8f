"""The overnight process: which job is due -> child processes `scrapy crawl …`.

A job's spiders run side by side, each a process of its own. When all have ended and rows are due,
those whose queue has some run again, until nothing is due or the job's next slot is near.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from datetime import timedelta

import schedule
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db import queue, runs
from db.engine import DatabaseUrlError, create_engine, one_line
from db.local_server import LocalServerError
from db.migrate import migrate

logger = logging.getLogger("scheduler")
LAST_CLAIM = 30.0  # seconds before the next slot: no batch begins after it
GRACE = 20.0  # seconds that a child has to end by itself before it is killed


class Overnight:
    """Starts jobs when their slots come, and minds their children."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.stopping = asyncio.Event()
        self.running: dict[int, asyncio.Task[int]] = {}

    async def start_due(self) -> None:
        """Each slot once, however many schedulers there are."""
        try:
            async with self.engine.begin() as conn:
                due = await runs.due_jobs(conn)
            for job, slot in due:
                if job.id not in self.running and not self.stopping.is_set():
                    await self.start(job, slot)
        except (DBAPIError, OSError) as error:
            logger.error("the database does not answer: %s", one_line(error))

    async def start(self, job: runs.Job, slot: runs.Slot, *, by_hand: bool = False) -> None:
        """Run the job, unless another scheduler does or did."""
        async with self.engine.begin() as conn:
            run = await runs.begin_run(conn, job, None if by_hand else slot.at, os.getpid())
        if run is not None:
            logger.info("%s: run %d begins", job.name, run)
            self.running[job.id] = asyncio.ensure_future(self.run(job, run, slot.every))
            self.running[job.id].add_done_callback(lambda _: self.running.pop(job.id, None))

    async def run(self, job: runs.Job, run: int, every: timedelta) -> int:
        """All children of one run; returns 0 if every one of them ended well."""
        last_claim = time.monotonic() + max(every.total_seconds() - LAST_CLAIM, LAST_CLAIM)
        code, crawls = 0, job.crawls()
        while crawls and not code and not self.stopping.is_set():
            left = int(last_claim - time.monotonic())
            if left <= 0:
                break
            code = max(await asyncio.gather(*(self.child(c, run, left) for c in crawls)))
            async with self.engine.begin() as conn:
                await runs.renew_run(conn, run)
                wait = {q.spider: await queue.next_due(conn, q) for q in queue.QUEUES}
            due = {
                spider for spider, seconds in wait.items() if seconds is not None and seconds <= 0
            }
            crawls = [crawl for crawl in job.crawls() if crawl[0] in due]
        async with self.engine.begin() as conn:
            message = await runs.end_run(conn, run, code, stopped=self.stopping.is_set())
        logger.info("%s: run %d %s: %s", job.name, run, "failed" if code else "succeeded", message)
        return code

    async def child(self, crawl: list[str], run: int, left: int) -> int:
        """One `scrapy crawl`; returns its exit status. It ends when the scheduler is to end."""
        limit = ["-a", f"max_seconds={left}"] if "batches=0" in crawl else []
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "scrapy", "crawl", *crawl, *limit),
            env={**os.environ, "JOB_RUN_ID": str(run)},
            start_new_session=True,  # a ^C is for the scheduler, which hands it on in order
        )
        ended = asyncio.ensure_future(process.wait())
        stop = asyncio.ensure_future(self.stopping.wait())
        while not ended.done() and not stop.done():
            await asyncio.wait({ended, stop}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
            with contextlib.suppress(DBAPIError, OSError):
                async with self.engine.begin() as conn:
                    await runs.renew_run(conn, run)
        stop.cancel()
        if not ended.done():
            process.terminate()
            await asyncio.wait({ended}, timeout=GRACE)
            if not ended.done():
                process.kill()
        return abs(await ended)

    async def serve(self) -> int:
        """Run due jobs until told to end."""
        ticker = schedule.Scheduler()
        ticker.every(5).seconds.do(lambda: asyncio.ensure_future(self.start_due()))
        while not self.stopping.is_set():
            ticker.run_pending()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), 1)
        await asyncio.gather(*self.running.values())
        return 0

    async def once(self) -> int:
        """Every job now, one after the other, the rarest (which feeds the others) first."""
        async with self.engine.begin() as conn:
            now, jobs = await runs.database_now(conn), await runs.jobs(conn)
        codes = []
        for job in sorted(jobs, key=lambda job: job.newest_slot(now).every, reverse=True):
            await self.start(job, job.newest_slot(now), by_hand=True)
            codes.append(await self.running[job.id] if job.id in self.running else 1)
        return max(codes, default=0)


async def status(engine: AsyncEngine) -> int:
    """Print the plan and the last runs."""
    async with engine.begin() as conn:
        now, last = await runs.database_now(conn), await runs.last_runs(conn)
        for job in await runs.jobs(conn):
            plan = f"next {job.next_slot(now):%Y-%m-%d %H:%M %Z}" if job.active else "paused"
            print(f"{job.name}  {job.schedule}  {plan}\n    {job.command}")
    for run in last:
        ended = f"{run['end_time']:%H:%M:%S}" if run["end_time"] else "…"
        print(f"{run['start_time']:%Y-%m-%d %H:%M:%S}-{ended}  {run['job']}  {run['status']}")
        print(f"    {run['return_message'] or ''}")
    return 0


async def main(arguments: argparse.Namespace) -> int:
    """What the command line asks for; the exit status."""
    engine = create_engine()
    overnight = Overnight(engine)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, overnight.stopping.set)
    try:
        if arguments.status:
            return await status(engine)
        return await (overnight.once() if arguments.once else overnight.serve())
    finally:
        await engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", action="store_true", help="run every job now and exit")
    parser.add_argument("--status", action="store_true", help="show the plan and the last runs")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s [%(name)s] %(message)s")
    try:
        migrate()
        sys.exit(asyncio.run(main(parser.parse_args())))
    except (DBAPIError, DatabaseUrlError, LocalServerError, OSError) as error:
        sys.exit(f"scheduler: the database does not answer: {one_line(error)}")
