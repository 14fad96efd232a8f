"""The work of a round: what is enqueued, and who is at it while things go wrong."""

from __future__ import annotations

import asyncio
import subprocess
import time
from pathlib import Path

import psycopg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from db import queue
from db.queue import IMPORT_QUEUE, QUEUES, NewRow
from tests.chaos.plan import Plan
from tests.chaos.scene import Scene

SHIFTED = Path(__file__).parent / "shifted_clock"
# As the scheduler's jobs have them.
_ARGUMENTS = {
    "classic_sellers": ("filter=all", "pages=5"),
    "bat_live": ("chain_depth=6", "seed_every=1", "bat_import_batch=1"),
    "classic_profiles": ("batch_size=20", "batches=0"),
    "dealer_inventory": ("batch_size=10", "max_results=250", "batches=0"),
    "listings": ("batch_size=40", "batches=0"),
    "bat_comments": ("batch_size=10", "batches=0"),
}
# Spiders without rows: each is run until it ended well once.
_SEEDING = ("classic_sellers", "bat_live")
_AT_ONCE = 3
# The two jobs of a night, each due every minute or in their usual order: the rarer one feeds the
# other.
_DUE_ALWAYS = "UPDATE cron.job SET schedule = '* * * * *'"
_IN_ORDER = """
    UPDATE cron.job SET
        schedule = CASE jobname WHEN 'overnight-extraction-pulse' THEN '*/5 * * * *'
                                ELSE '0 * * * *' END,
        active = jobname IN ('overnight-extraction-pulse', 'overnight-discover-classic-sellers')
"""


def plan_jobs(scene: Scene, *, always: bool = False) -> None:
    """Let the night's two jobs run in order when they are asked to; or be due every minute."""
    with scene.connection() as conn:
        conn.execute(_IN_ORDER)
        if always:
            conn.execute(_DUE_ALWAYS)


def give_work(scene: Scene) -> None:
    """Enqueue the lots that have left the live board, as an operator would."""
    ended = [str(lot["url"]) for lot in scene.web.truth["bat_lots"] if lot["status"] != "live"]

    async def enqueue() -> None:
        engine = create_async_engine(make_url(scene.database).set(drivername="postgresql+psycopg"))
        async with engine.begin() as conn:
            await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(url, url) for url in ended])
        await engine.dispose()

    asyncio.run(enqueue())


class Shift:
    """Keeps processes at work, and puts new ones in the place of those that ended."""

    def __init__(self, scene: Scene, plan: Plan) -> None:
        self.scene = scene
        self.plan = plan
        self._running: dict[subprocess.Popen[bytes], str] = {}
        self._seeding = list(_SEEDING)
        self._started = 0
        self._looked = 0.0

    def tend(self) -> None:
        """See who has ended, and start what is missing. Called often."""
        for process in [process for process in self._running if process.poll() is not None]:
            what = self._running.pop(process)
            if process.returncode == 0 and what in self._seeding:
                self._seeding.remove(what)
        wanted = _AT_ONCE if self.plan.style == "crawls" else 2
        if len(self._running) >= wanted or time.monotonic() - self._looked < 0.3:
            return
        self._looked = time.monotonic()
        if self.plan.style != "crawls":
            words = ["--once"] if self.plan.style == "once" else []
            self._running[self._start("scheduler.py", *words)] = "scheduler"
            return
        spider = self._next_spider()
        if spider is not None:
            arguments = [word for a in _ARGUMENTS[spider] for word in ("-a", a)]
            if self.plan.pool_size:
                arguments += ["-s", f"DATABASE_POOL_SIZE={self.plan.pool_size}"]
            started = self._start("scrapy", "crawl", spider, *arguments)
            self._running[started] = spider

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        wrong = {"PYTHONPATH": str(SHIFTED), "CLOCK_SHIFT": str(self.plan.shift)}
        self._started += 1
        is_wrong = self.plan.shift and self._started % 2
        return self.scene.crew.start(*words, **(wrong if is_wrong else {}))

    def _next_spider(self) -> str | None:
        """One that has something to do, rather one that nobody is at."""
        busy = list(self._running.values())
        for spider in self._seeding:
            if spider not in busy:
                return spider
        due = []
        try:
            with self.scene.connection() as conn:
                for rows_of in QUEUES:
                    query = f"SELECT FROM {rows_of.table} WHERE {rows_of.due} <= now() LIMIT 1"
                    if conn.execute(query).rowcount:
                        due.append(rows_of.spider)
        except psycopg.OperationalError:
            return None
        self.scene.chance.shuffle(due)
        return min(due, key=busy.count, default=None)
