"""What goes on beside the pages: leases renewed, rows given back at the end, the run recorded."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from types import FrameType
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from sqlalchemy.exc import SQLAlchemyError

from crawler.children import JOB_RUN
from crawler.patience import patiently
from crawler.worker import Worker
from db import queue, runs
from db.engine import one_line

logger = logging.getLogger(__name__)

# A worker that is told to end has little time left; what it cannot give back, a lease's end does.
_END_PATIENCE = 5.0  # seconds
# Ends that every claimed row may come to.
ENDS = ("queue/done", "queue/postponed")


def ended_well(stats: dict[str, Any]) -> bool:
    """Whether a crawl finished and every row that it claimed reached an end."""
    ended = sum(stats.get(key, 0) for key in ENDS)
    ended += sum(number for key, number in stats.items() if key.startswith("queue/failed/"))
    return (
        stats.get("finish_reason") == "finished"
        and stats.get("queue/claimed", 0) == ended
        and not stats.get("spider_exceptions/count")
        and not stats.get("store/failed")
    )


class LeaseKeeper:
    """Renews the leases of what the worker holds, and gives all back when it is told to end."""

    def __init__(self, crawler: Crawler) -> None:
        self.worker = Worker.of(crawler)
        self._renewing: asyncio.Task[None] | None = None
        self._releasing: asyncio.Task[Any] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LeaseKeeper:
        """Settings: LEASE_SECONDS."""
        keeper = cls(crawler)
        crawler.signals.connect(keeper.spider_opened, signals.spider_opened)
        crawler.signals.connect(keeper.spider_closed, signals.spider_closed)
        return keeper

    def spider_opened(self, spider: Spider) -> None:
        """Start renewing, and hear the signals that tell a worker to end."""
        self._renewing = asyncio.ensure_future(self._renew())
        loop = asyncio.get_running_loop()
        # Scrapy's own handlers are there only once the loop runs.
        loop.call_soon(self._listen, loop)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def stop(number: int, frame: FrameType | None, then: Any = before) -> None:
                loop.call_soon_threadsafe(self._stop)
                if callable(then):
                    then(number, frame)

            signal.signal(number, stop)

    def _stop(self) -> None:
        """Rows are free for others at once, whatever is still being downloaded."""
        if not self.worker.stopping.is_set():
            self.worker.stopping.set()
            self._releasing = asyncio.ensure_future(self._release())

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self.worker.lease.total_seconds() / 3)
            try:
                await self.worker.renew()
            except (SQLAlchemyError, OSError) as error:
                logger.error("leases not renewed, the database said: %s", one_line(error))
                continue
            try:
                async with self.worker.transaction() as conn:
                    await queue.fold(conn)
            except (SQLAlchemyError, OSError) as error:
                logger.error("tallies not folded, the database said: %s", one_line(error))

    async def _release(self) -> None:
        try:
            released = await patiently(self.worker.release_all, None, patience=_END_PATIENCE)
        except (SQLAlchemyError, OSError) as error:
            logger.error("rows not released, the database said: %s", one_line(error))
            return
        if released:
            logger.info("%d rows released", released)

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        """Nothing stays held."""
        self.worker.stopping.set()
        if self._renewing is not None:
            self._renewing.cancel()
        if self._releasing is not None:
            await self._releasing
        await self._release()


class RunRecorder:
    """Keeps a row for each crawl: when, what it did, how it ended."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.worker = Worker.of(crawler)
        self.run: int | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunRecorder:
        """No settings of its own."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder.spider_opened, signals.spider_opened)
        crawler.signals.connect(recorder.engine_stopped, signals.engine_stopped)
        return recorder

    async def spider_opened(self, spider: Spider) -> None:
        """The crawl begins."""
        arguments = {name: getattr(spider, name) for name in getattr(spider, "arguments", {})}
        job_run = os.environ.get(JOB_RUN)
        try:
            async with self.worker.transaction() as conn:
                self.run = await runs.begin_crawl(
                    conn,
                    spider.name,
                    self.worker.name,
                    arguments,
                    int(job_run) if job_run else None,
                )
        except (SQLAlchemyError, OSError) as error:
            logger.error("the run is not recorded, the database said: %s", one_line(error))

    async def engine_stopped(self) -> None:
        """The crawl is over, and all its numbers are there. The connections are closed last."""
        stats = self.crawler.stats.get_stats()
        counts = {
            key: value
            for key, value in stats.items()
            if key.split("/")[0] in ("queue", "store", "host", "page")
        }
        exit_code = 0 if ended_well(stats) else 1
        reason = str(stats.get("finish_reason"))

        async def end(run: int) -> None:
            async with self.worker.transaction() as conn:
                await runs.end_crawl(
                    conn, run, exit_code=exit_code, finish_reason=reason, counts=counts
                )

        try:
            if (run := self.run) is not None:
                await patiently(lambda: end(run), None, patience=_END_PATIENCE)
        except (SQLAlchemyError, OSError) as error:
            logger.error("the run's end is not recorded, the database said: %s", one_line(error))
        finally:
            await self.worker.engine.dispose()
