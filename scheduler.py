"""The overnight process: which job is due -> child processes `scrapy crawl …`."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from datetime import datetime

import schedule

from crawler.job_runs import help_job, run_job
from crawler.terminal import PrintableFormatter, without_controls
from db import runs
from db.engine import NO_DATABASE, create_engine, shown_url, why_no_database
from db.migrate import migrate
from db.timetable import Job, Slot, due_jobs, planned_jobs

logger = logging.getLogger("scheduler")

LOOK = 5  # seconds between two looks at what is due


class Overnight:
    """Starts jobs when their slots come, and minds their children."""

    def __init__(self) -> None:
        self.engine = create_engine()
        self.stopping = asyncio.Event()
        self.running: dict[int, asyncio.Task[int]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._helped_ill: dict[int, datetime] = {}  # job -> the slot of the run

    def look(self) -> None:
        """Start what is due, unless the last look still waits for the database: two at once would
        take a run of this scheduler for another one's, and help it."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self.start_due())

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
        """Run the job; help where another scheduler runs it."""
        async with self.engine.begin() as conn:
            run = await runs.begin_run(conn, job, None if by_hand else slot.at, os.getpid())
            elsewhere = run is None and await runs.is_running(conn, job)
        if run is not None:
            logger.info("%s: run %d begins", job.name, run)
            work = run_job(self.engine, job, run, slot, self.stopping)
        elif elsewhere and not by_hand:
            if self._helped_ill.get(job.id) == slot.at:
                return
            work = self._help(job, slot)
        else:
            logger.log(logging.ERROR if by_hand else logging.DEBUG, "%s runs already", job.name)
            return
        self.running[job.id] = asyncio.ensure_future(work)
        self.running[job.id].add_done_callback(lambda _: self.running.pop(job.id, None))

    async def _help(self, job: Job, slot: Slot) -> int:
        """Beside another scheduler's run; after a crawl that ended ill not again in this slot, as
        a run of our own would not go on either."""
        code = await help_job(self.engine, job, slot, self.stopping)
        if code:
            self._helped_ill[job.id] = slot.at
        return code

    async def serve(self) -> int:
        """Run due jobs until told to end."""
        logger.info("database: %s", shown_url())
        schedule.every(LOOK).seconds.do(self.look)
        while not self.stopping.is_set():
            schedule.run_pending()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), 1)
        if self._looking is not None:  # a run that it has begun must be ended, too
            await self._looking
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
            return print(without_controls(await runs.describe(conn))) or 0


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
    handler = logging.StreamHandler()
    handler.setFormatter(PrintableFormatter("%(asctime)s [%(name)s] %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    asked = parser.parse_args()
    try:
        migrate()
        sys.exit(asyncio.run(main(asked.what)))
    except NO_DATABASE as error:
        sys.exit(f"scheduler: {why_no_database(error)}")
