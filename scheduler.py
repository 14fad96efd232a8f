"""The overnight process: which job is due -> child processes `scrapy crawl …`."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys

import schedule

from crawler.children import run_crawls
from db import runs
from db.engine import NO_DATABASE, create_engine, shown_url, why_no_database
from db.migrate import migrate
from db.timetable import CommandError, Job, Slot, due_jobs, planned_jobs

logger = logging.getLogger("scheduler")


class Overnight:
    """Starts jobs when their slots come, and minds their children."""

    def __init__(self) -> None:
        self.engine = create_engine()
        self.stopping = asyncio.Event()
        self.running: dict[int, asyncio.Task[int]] = {}

    async def start_due(self) -> None:
        """Each slot once, however many schedulers there are."""
        try:
            async with self.engine.begin() as conn:
                due = await due_jobs(conn)
            for job, slot in due:
                if job.id not in self.running and not self.stopping.is_set():
                    await self.start(job, slot)
        except NO_DATABASE as error:
            logger.error("%s", why_no_database(error))

    async def start(self, job: Job, slot: Slot, *, by_hand: bool = False) -> None:
        """Run the job, unless another scheduler does or did."""
        async with self.engine.begin() as conn:
            run = await runs.begin_run(conn, job, None if by_hand else slot.at, os.getpid())
        if run is None:
            logger.log(logging.ERROR if by_hand else logging.DEBUG, "%s runs already", job.name)
            return
        logger.info("%s: run %d begins", job.name, run)
        self.running[job.id] = asyncio.ensure_future(self.run(job, run, slot))
        self.running[job.id].add_done_callback(lambda _: self.running.pop(job.id, None))

    async def run(self, job: Job, run: int, slot: Slot) -> int:
        """All children of one run; returns 0 if every one of them ended well."""
        code, problem = 1, None
        try:
            code = await run_crawls(self.engine, job, run, slot.every, self.stopping)
        except (CommandError, *NO_DATABASE) as error:
            problem = str(error) if isinstance(error, CommandError) else why_no_database(error)
        problem = "stopped" if self.stopping.is_set() else problem
        try:
            async with self.engine.begin() as conn:
                said = await runs.end_run(conn, run, code, problem=problem)
            logger.info("%s: run %d %s: %s", job.name, run, "failed" if code else "succeeded", said)
        except NO_DATABASE as error:
            logger.error(
                "%s: run %d: its end is not kept: %s", job.name, run, why_no_database(error)
            )
        return code

    async def serve(self) -> int:
        """Run due jobs until told to end."""
        logger.info("database: %s", shown_url())
        schedule.every(5).seconds.do(lambda: asyncio.ensure_future(self.start_due()))
        while not self.stopping.is_set():
            schedule.run_pending()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), 1)
        await asyncio.gather(*self.running.values())
        return 0

    async def once(self) -> int:
        """Every active job now, one after the other, the rarest (which feeds the others) first."""
        async with self.engine.begin() as conn:
            planned = await planned_jobs(conn)
        codes = []
        for job, slot in sorted(planned, key=lambda plan: plan[1].every, reverse=True):
            await self.start(job, slot, by_hand=True)
            codes.append(await self.running[job.id] if job.id in self.running else 1)
        return max(codes, default=0)

    async def status(self) -> int:
        """Print the plan and the last runs."""
        async with self.engine.begin() as conn:
            return print(await runs.describe(conn)) or 0


async def main(what: str) -> int:
    """`serve`, `once` or `status`; returns the exit status."""
    overnight = Overnight()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, overnight.stopping.set)
    try:
        return int(await getattr(overnight, what)())
    finally:
        await overnight.engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.set_defaults(what="serve")
    for flag, text in (("once", "run every job now and exit"), ("status", "show plan and runs")):
        parser.add_argument(f"--{flag}", dest="what", action="store_const", const=flag, help=text)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s [%(name)s] %(message)s")
    asked = parser.parse_args()
    try:
        migrate()
        sys.exit(asyncio.run(main(asked.what)))
    except NO_DATABASE as error:
        sys.exit(f"scheduler: {why_no_database(error)}")
