"""Fetches one page for the operator, by the same rules as every crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.utils.gz import gzip_magic_number
from twisted.python.failure import Failure

from crawler.middlewares import WorkerStopping, failure_of_error
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Challenge, PageError
from crawler.pages.text import canonical_url
from crawler.response_text import text_of
from crawler.spider_arguments import ArgumentError
from crawler.worker_spider import WorkerSpider
from db import hosts
from db.queue import host_of


class PageSaver(WorkerSpider):
    """Keeps what one URL answers: `body` and `final_url`, or `problem`, the reason why not.

    It is no spider of the queues: the command that runs it takes the page from it.
    """

    name = "savepage"
    arguments: ClassVar[Mapping[str, Any]] = {"url": ""}

    url: str
    body: bytes | None = None
    final_url: str = ""
    problem: str = "the crawl ended before the page came"

    @classmethod
    def checked(cls, given: Mapping[str, str]) -> dict[str, Any]:
        """See WorkerSpider; the `url` must be an http(s) URL with a host."""
        values = super().checked(given)
        try:
            canonical_url(values["url"])
        except ValueError as error:
            raise ArgumentError(str(error)) from error
        return values

    async def requests(self) -> AsyncIterator[Any]:
        """The one page."""
        yield Request(self.url, callback=self.keep, errback=self.nothing_came, dont_filter=True)

    async def keep(self, response: Response) -> None:
        """The page's body: the bytes as they came if they are UTF-8, else the same text in it,
        since saved pages are read as UTF-8. A packed file (sitemap.xml.gz) is unpacked, as a crawl
        reads it; what is no text (a photo) is kept as it is."""
        if not (isinstance(response, TextResponse) or gzip_magic_number(response)):
            self.body, self.final_url = response.body, response.url
            return
        try:
            text = text_of(response)
            refuse_challenge(text)
        except Challenge as error:
            await self.refused(response.url, str(error), None)
            return
        except PageError as error:
            self.problem = f"{error.reason}: {error}"
            return
        self.body = response.body if _is_utf8(response) else text.encode("utf-8")
        self.final_url = response.url

    async def nothing_came(self, failure: Failure) -> None:
        """Why there is no page. A host that refused is blocked for all workers, as ever."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value or RuntimeError(str(failure))
        if isinstance(error, WorkerStopping):
            self.problem = str(error)
            return
        why = failure_of_error(error)
        if why["reason"] == "blocked" and why.get("blocks", True):
            response = getattr(error, "response", request)
            await self.refused(response.url, why["message"], why["wait"])
        else:
            self.problem = f"{why['reason']}: {why['message']}"

    async def refused(self, url: str, message: str, wait: float | None) -> None:
        """The host does not want us now. wait: seconds, if it said how long."""
        self.problem = f"blocked: {message}"
        async with self.worker.transaction() as conn:
            await hosts.block(conn, host_of(url), message, seconds=wait)


def _is_utf8(response: Response) -> bool:
    if gzip_magic_number(response) or not isinstance(response, TextResponse):
        return False
    return response.encoding.lower().replace("_", "-") in ("utf-8", "ascii", "us-ascii")
