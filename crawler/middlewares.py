"""What stands between a request and its host: robots.txt, the host's pace, and, when no page
comes, the reason why."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.httpobj import urlparse_cached

from crawler.handlers import AddressRefused
from crawler.worker import Worker
from db import hosts
from db.queue import host_of

logger = logging.getLogger(__name__)


# RFC 9309, 2.5: at least 500 KiB of a robots.txt must be read; nobody needs more.
_ROBOTS_READ = 500 * 1024


class RobotsForbidden(IgnoreRequest):
    """The host's robots.txt does not want this page read."""


class RobotsUnknown(IgnoreRequest):
    """The host's robots.txt could not be read now, so nothing may be asked (RFC 9309, 2.3.1.4)."""


class HostBlocked(IgnoreRequest):
    """The host is blocked for `seconds`; nothing was sent."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} is blocked for another {seconds:.0f} s")
        self.seconds = seconds


class WorkerStopping(IgnoreRequest):
    """The worker was told to end while the request waited for its slot."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, with robots.txt kept in the database for all workers, its Crawl-delay obeyed,
    and a refusal that says so."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.worker = Worker.of(crawler)
        self._reading: dict[str, asyncio.Task[RobotParser]] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse the request if robots.txt does."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbidden(f"robots.txt of {host_of(request.url)} forbids it") from error

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of the request's host: this crawl's, the database's, or the host's own."""
        url = urlparse_cached(request)
        if url.netloc not in self._reading:
            self._reading[url.netloc] = asyncio.ensure_future(
                self._read(url.scheme, url.netloc, host_of(request.url))
            )
        try:
            return await asyncio.shield(self._reading[url.netloc])
        except Exception:
            self._reading.pop(url.netloc, None)
            raise

    async def _read(self, scheme: str, netloc: str, host: str) -> RobotParser:
        async with self.worker.transaction() as conn:
            kept = await hosts.kept_robots(conn, host)
        if kept is not None:
            return ProtegoRobotParser(kept.encode(), self.crawler.spider)
        asked = Request(
            f"{scheme}://{netloc}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True, "handle_httpstatus_all": True},
        )
        self._stats.inc_value("robotstxt/request_count")
        response = await self.crawler.engine.download_async(asked)
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if response.status == 429 or response.status >= 500:
            raise RobotsUnknown(f"robots.txt of {host} answered {response.status}")
        # Any other refusal means that there are no rules (RFC 9309, 2.3.1.3).
        body = response.body[:_ROBOTS_READ] if response.status == 200 else b""
        text = body.decode("utf-8-sig", errors="ignore")
        delay = Protego.parse(text).crawl_delay(self._default_useragent)
        async with self.worker.transaction() as conn:
            await hosts.keep_robots(conn, host, text, None if delay is None else float(delay))
        return ProtegoRobotParser(body, self.crawler.spider)


class HostGate:
    """Lets a request out when its host's next slot has come. The slots are in the database, so
    that all workers on all machines together keep the host's pace."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.worker = Worker.of(crawler)
        self._turns: dict[str, asyncio.Lock] = {}
        self._failing: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostGate:
        """Settings: HOST_DELAY."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the slot. One request of a host waits at a time, so that a worker which dies
        has taken at most one slot too many."""
        host = host_of(request.url)
        async with self._turns.setdefault(host, asyncio.Lock()):
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


def retry_after(response: Response, *, now: datetime | None = None) -> float | None:
    """Seconds that a response's Retry-After asks for (a number or a date); None without one."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if not value:
        return None
    if value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


def failure_of_status(response: Response) -> dict[str, Any]:
    """What an HTTP error means for the row: fields of crawler.outcomes.Failed."""
    status = response.status
    wait = retry_after(response)
    # A 503 is the server's trouble, unless it says when to come back or that it is a wall.
    refuses = wait is not None or b"cf-mitigated" in response.headers
    if status in (404, 410):
        reason = "gone"
    elif status in (401, 403, 429) or (status == 503 and refuses):
        reason = "blocked"
    elif status == 408:
        reason = "timeout"
    elif status >= 500:
        reason = "server_error"
    else:
        reason = "unreadable"
    return {
        "reason": reason,
        "message": f"HTTP {status}",
        "http_status": status,
        "wait": wait,
    }


_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (RobotsForbidden, "robots"),
    (RobotsUnknown, "server_error"),
    (AddressRefused, "refused_address"),
    (NotSupported, "refused_address"),
    (UnsupportedURLSchemeError, "refused_address"),
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "connection"),
    (DownloadConnectionRefusedError, "connection"),
    (ResponseDataLossError, "connection"),
    (DownloadFailedError, "connection"),
    # Only the limit on a body's size cancels a download.
    (DownloadCancelledError, "unreadable"),
    (IgnoreRequest, "unreadable"),
)


def failure_of_error(error: BaseException) -> dict[str, Any]:
    """What an exception of the download means for the row: fields of crawler.outcomes.Failed."""
    if isinstance(error, HttpError):
        return failure_of_status(error.response)
    if isinstance(error, HostBlocked):
        return {
            "reason": "blocked",
            "message": str(error),
            "wait": error.seconds,
            "blocks": False,
        }
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return {"reason": reason, "message": str(error) or type(error).__name__}
    logger.error("unexpected %s: %s", type(error).__name__, error, exc_info=error)
    return {"reason": "unreadable", "message": f"{type(error).__name__}: {error}"}
