"""The breaker of a host: what its answers tell of it, for all workers."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.middlewares.failures import failure_of_status
from crawler.middlewares.host_gate import ASKING
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import PageError
from crawler.response_text import text_of
from crawler.worker import Worker
from db import hosts
from db.hosts import Slot
from db.queue import host_of

_NO_ANSWER = (
    DownloadTimeoutError,
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    ResponseDataLossError,
    DownloadFailedError,
)
# Reasons that say nothing of whether the host serves us.
_TROUBLES = frozenset({"timeout", "server_error"})


class Breaker:
    """Stands where a body is unpacked already. A page of the host's own ends a row of refusals and
    troubles; a request without an answer, or with a server's error, counts as trouble. Refusals
    of pages are stored together with their rows' ends (crawler.stores.failures)."""

    def __init__(self, crawler: Crawler) -> None:
        self.worker = Worker.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Breaker:
        """No settings."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """What the answer tells."""
        host = host_of(request.url)
        slot: Slot | None = request.meta.get("host_slot")
        why: dict[str, Any] = {"reason": None}
        if response.status >= 400:
            why = failure_of_status(response)
        if why["reason"] in _TROUBLES:
            await self._troubled(request, why["message"])
        elif _is_robots(request):
            await self._robots_answered(request, why)
        elif slot is not None and (slot.failures or slot.troubles):
            if why["reason"] == "unreadable":
                await self._leave_trial(request)
            elif why["reason"] in (None, "gone") and not _is_challenge(response):
                await self.worker.patiently(lambda conn: hosts.answered(conn, host))
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """What its lack tells."""
        cancelled = isinstance(exception, DownloadCancelledError)
        if isinstance(exception, _NO_ANSWER) and not cancelled:
            if not self.worker.stopping.is_set():
                await self._troubled(request, str(exception) or type(exception).__name__)
        else:
            await self._leave_trial(request)

    async def _troubled(self, request: Request, why: str) -> None:
        if ASKING in request.meta:  # one broken page may ask many times
            return
        host = host_of(request.url)
        await self.worker.patiently(lambda conn: hosts.troubled(conn, host, why))

    async def _robots_answered(self, request: Request, why: dict[str, Any]) -> None:
        """A host that refuses its pages may well give its robots.txt: that ends no block. If it
        refuses even that by asking for time, it gets it."""
        if why["reason"] == "blocked" and why["http_status"] in (429, 503):
            message = f"robots.txt: {why['message']}"
            host = host_of(request.url)
            await self.worker.patiently(
                lambda conn: hosts.block(conn, host, message, seconds=why["wait"])
            )
        else:
            await self._leave_trial(request)

    async def _leave_trial(self, request: Request) -> None:
        slot: Slot | None = request.meta.get("host_slot")
        if slot is not None and slot.trial_until is not None:
            host = host_of(request.url)
            await self.worker.patiently(lambda conn: hosts.leave_trial(conn, host, slot))


def _is_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt"))


def _is_challenge(response: Response) -> bool:
    try:
        refuse_challenge(text_of(response))
    except PageError as error:
        return error.reason == "blocked"
    return False
