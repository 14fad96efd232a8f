"""robots.txt, kept for all workers."""

from __future__ import annotations

import asyncio
import math

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.worker import Worker
from db import hosts
from db.queue import host_of

# RFC 9309, 2.5: at least 500 KiB of a robots.txt must be read; nobody needs more.
_ROBOTS_READ = 500 * 1024
_LONGEST_DELAY = 24 * 3600.0  # seconds; assumed: more is a slip, and no interval holds any number


class RobotsForbidden(IgnoreRequest):
    """The host's robots.txt does not want this page read."""


class RobotsUnknown(IgnoreRequest):
    """The host's robots.txt could not be read now, so nothing may be asked (RFC 9309, 2.3.1.4)."""


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
        reading = self._reading[url.netloc]
        try:
            return await asyncio.shield(reading)
        except Exception:
            if self._reading.get(url.netloc) is reading:  # not if it is read again since
                del self._reading[url.netloc]
            raise

    async def _read(self, scheme: str, netloc: str, host: str) -> RobotParser:
        kept = await self.worker.patiently(lambda conn: hosts.kept_robots(conn, host))
        if kept is not None:
            return ProtegoRobotParser(kept.encode(), self.crawler.spider)
        asked = Request(
            f"{scheme}://{netloc}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True},
        )
        self._stats.inc_value("robotstxt/request_count")
        response = await self._followed(asked)
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if response.status == 429 or response.status >= 500:
            raise RobotsUnknown(f"robots.txt of {host} answered {response.status}")
        # Any other refusal means that there are no rules (RFC 9309, 2.3.1.3).
        body = response.body[:_ROBOTS_READ] if response.status == 200 else b""
        text = body.decode("utf-8-sig", errors="ignore")
        delay = crawl_delay(Protego.parse(text).crawl_delay(self._default_useragent))
        await self.worker.patiently(lambda conn: hosts.keep_robots(conn, host, text, delay))
        return ProtegoRobotParser(body, self.crawler.spider)

    async def _followed(self, asked: Request) -> Response:
        """The answer where redirects lead to (RFC 9309, 2.3.1.2); one without rules where they go
        on for ever."""
        try:
            return await self.crawler.engine.download_async(asked)
        except IgnoreRequest as error:
            if type(error) is not IgnoreRequest:  # the host gate's
                raise
            return Response(asked.url, status=404)


def crawl_delay(stated: float | None) -> float | None:
    """Seconds between two requests as a robots.txt asks for them; a day at most. None where it
    states none that can be kept ("inf", "nan", a negative one)."""
    if stated is None or not math.isfinite(stated) or stated < 0:
        return None
    return min(float(stated), _LONGEST_DELAY)
