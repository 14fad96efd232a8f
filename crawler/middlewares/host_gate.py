"""The pace of a host, kept by all workers together."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.worker import Worker
from db import hosts
from db.queue import host_of

# The meta key of requests that a page's scripts make (crawler.browser.page).
ASKING = "asking"


class HostBlocked(IgnoreRequest):
    """The host is blocked for `seconds`; nothing was sent."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} is blocked for another {seconds:.0f} s")
        self.seconds = seconds


class WorkerStopping(IgnoreRequest):
    """The worker was told to end while the request waited for its slot."""


class HostGate:
    """Lets a request out when its host's next slot has come. The slots are in the database, so
    that all workers on all machines together keep the host's pace."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.worker = Worker.of(crawler)
        self._turns: dict[tuple[str, bool], asyncio.Lock] = {}
        self._failing: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostGate:
        """Settings: HOST_DELAY."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the slot. One request of a host waits at a time, so that a worker which dies
        has taken at most one slot too many. What an open page asks for has a line of its own: it
        is not to wait behind all the pages that were not even begun."""
        host = host_of(request.url)
        async with self._turns.setdefault((host, ASKING in request.meta), asyncio.Lock()):
            if self.worker.stopping.is_set():
                raise WorkerStopping("the worker is ending")
            slot = await self.worker.take_slot(host)
            if slot.blocked is not None:
                raise HostBlocked(host, slot.blocked)
            if slot.failures:
                self._failing.add(host)
            request.meta["asked_at"] = slot.at
            if slot.wait > 0:
                self._count_wait(slot.wait)
                try:
                    await asyncio.wait_for(self.worker.stopping.wait(), slot.wait)
                except TimeoutError:
                    return
                raise WorkerStopping("the worker is ending")

    async def process_response(self, request: Request, response: Response) -> Response:
        """A good answer ends a row of refusals."""
        host = host_of(request.url)
        if host in self._failing and response.status < 400:
            self._failing.discard(host)
            async with self.worker.transaction() as conn:
                await hosts.answered(conn, host)
        return response

    def _count_wait(self, seconds: float) -> None:
        waited = self.crawler.stats.get_value("host/waited_seconds", 0.0)
        self.crawler.stats.set_value("host/waited_seconds", round(waited + seconds, 3))
