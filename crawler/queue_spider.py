"""A spider that works off a queue: claim rows, request their pages, hand on how each one ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from sqlalchemy.exc import SQLAlchemyError
from twisted.python.failure import Failure

from crawler.items import ReadPage
from crawler.middlewares import WorkerStopping, failure_of_error
from crawler.outcomes import Failed, Outcome, Refused
from crawler.pages.errors import PageError
from crawler.worker import Worker
from db.engine import one_line
from db.queue import Claim, NewRow, Queue, queue_named

# A claim may find nothing though something is due: other workers look at the same hosts just now,
# or the first hosts in line have just been emptied. It is tried again so soon, and so often.
_CLAIM_AGAIN = 0.01  # seconds
_CLAIM_TRIES = 3000


class ArgumentError(ValueError):
    """A spider argument that cannot be meant: its message is for the operator."""


def whole_number(name: str, value: str | int, least: int) -> int:
    """A spider argument as a number of at least `least`. Raises ArgumentError."""
    try:
        number = int(value)
    except ValueError:
        raise ArgumentError(f"{name} must be a whole number, not {value!r}") from None
    if number < least:
        raise ArgumentError(f"{name} must be at least {least}, not {number}")
    return number


class WorkerSpider(Spider):
    """What all our spiders share: declared arguments, the worker, and pages that may fail.

    `arguments` declares every argument that `-a` may give, with its default; those whose default
    is a number must be whole numbers, at least as large as `least` says (default 1).
    """

    arguments: ClassVar[Mapping[str, Any]] = {}
    least: ClassVar[Mapping[str, int]] = {}

    @classmethod
    def checked(cls, given: Mapping[str, str]) -> dict[str, Any]:
        """The arguments with their defaults filled in. Raises ArgumentError."""
        unknown = sorted(set(given) - set(cls.arguments))
        if unknown:
            known = ", ".join(cls.arguments)
            raise ArgumentError(f"{cls.name} knows no argument {unknown[0]!r}; it knows {known}")
        values = dict(cls.arguments)
        for name, value in given.items():
            if isinstance(cls.arguments[name], int):
                values[name] = whole_number(name, value, cls.least.get(name, 1))
            else:
                values[name] = value
        return values

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **self.checked(kwargs))

    @property
    def worker(self) -> Worker:
        """The crawl's worker."""
        return Worker.of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """The spider's requests. Without its database a worker can only end."""
        try:
            async for request in self.requests():
                yield request
        except SQLAlchemyError as error:
            self.logger.error("the database does not answer: %s", one_line(error))
            raise CloseSpider("database_error") from error

    def requests(self) -> AsyncIterator[Any]:
        """What the spider asks for, as Scrapy's `start` does."""
        raise NotImplementedError

    def page_request(self, url: str, **about: Any) -> Request:
        """A request whose response `parse` gets, and whose failure becomes an outcome. `about` is
        handed on to `parse`; a `claim` among it is the row that the page belongs to."""
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs=about,
            dont_filter=True,  # the queue decides what is asked again
        )

    def parse(self, response: Response, **about: Any) -> Iterable[Any]:
        """The page as an outcome. Whatever goes wrong in reading ends the row with a reason."""
        claim: Claim | None = about.get("claim")
        if claim is not None and not self.worker.holds(claim):
            return
        try:
            if not isinstance(response, TextResponse):
                raise PageError("the body is no text")
            asked_at = response.meta["asked_at"]  # the host gate's
            yield from self.outcomes(response.text, response.url, asked_at=asked_at, **about)
        except PageError as error:
            why = {"reason": error.reason, "message": str(error)}
            yield from self.gave_nothing(response.url, about, why)
        except Exception as error:
            self.logger.exception("the reader of %s failed", response.url)
            message = f"the reader failed: {type(error).__name__}: {error}"
            why = {"reason": "unreadable", "message": message}
            yield from self.gave_nothing(response.url, about, why)

    def failed(self, failure: Failure) -> Iterable[Any]:
        """No page came: an outcome all the same."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, WorkerStopping):
            return  # its row was released
        if isinstance(failure.value, SQLAlchemyError):
            self.worker.gave_up(request.cb_kwargs.get("claim"), failure.value)
            return
        why = failure_of_error(failure.value or RuntimeError(str(failure)))
        if isinstance(failure.value, HttpError):
            why["asked_at"] = failure.value.response.meta["asked_at"]
        yield from self.gave_nothing(request.url, request.cb_kwargs, why)

    def gave_nothing(
        self, url: str, about: Mapping[str, Any], why: Mapping[str, Any]
    ) -> Iterable[Any]:
        """A failed page's outcome; a page that no row waits for ends the crawl instead."""
        claim = about.get("claim")
        if claim is None:
            self.logger.error("%s: %s: %s", url, why["reason"], why["message"])
            if why["reason"] == "blocked" and why.get("blocks", True):
                yield Refused(url=url, message=why["message"], wait=why.get("wait"))
            raise CloseSpider("page_failed")
        if self.worker.holds(claim):
            yield Failed(claim=claim, **why)

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """What a page says, as outcomes. `about` holds what the request was given, and `asked_at`,
        when its turn came by the database's clock. Raises PageError for a page that gives nothing.
        """
        raise NotImplementedError


class QueueSpider(WorkerSpider):
    """Claims batches of one queue's rows and reads a page for each.

    A spider declares its `queue` (a table's name), the default `batch_size` among its arguments,
    and `read` (a page object's function from HTML and URL to a ReadPage) with `outcome`, or
    overrides `outcomes`.
    """

    queue: ClassVar[str]
    arguments: ClassVar[Mapping[str, Any]] = {
        "batch_size": 10,
        "batches": 1,
        "url": "",
        "max_seconds": 0,
    }
    least: ClassVar[Mapping[str, int]] = {"batches": 0, "max_seconds": 0}
    outcome: ClassVar[Callable[..., Outcome]]

    batch_size: int
    batches: int
    url: str
    max_seconds: int

    @classmethod
    def checked(cls, given: Mapping[str, str]) -> dict[str, Any]:
        """See WorkerSpider; a `url` must be one that this spider's queue could hold."""
        values = super().checked(given)
        if values.get("url"):
            try:
                cls.canonical(values["url"])
            except ValueError as error:
                raise ArgumentError(f"url: {error}") from error
        return values

    @property
    def rows(self) -> Queue:
        """The queue it works off."""
        return queue_named(self.queue)

    async def requests(self) -> AsyncIterator[Any]:
        """Claim a batch, yield its requests, wait until Scrapy has none left, claim again."""
        if self.url:
            yield self.request(await self.claim_url())
            return
        began = time.monotonic()
        batch = 0
        while self.batches == 0 or batch < self.batches:
            if self.max_seconds and time.monotonic() - began > self.max_seconds:
                self.logger.info("%d s are over: no further batch", self.max_seconds)
                return
            claims = await self.next_claims(self.batch_size)
            if not claims:
                return
            batch += 1
            for claim in claims:
                yield self.request(claim)
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    async def next_claims(self, rows: int, *, host: str | None = None) -> list[Claim]:
        """The next rows; empty when nothing is due, or when the worker is to end."""
        tries = 0
        while not self.worker.stopping.is_set():
            claims = await self.worker.claim(self.rows, rows, host=host)
            if claims:
                return claims
            seconds = await self.worker.seconds_until_due(self.rows, host=host)
            if seconds is None or seconds > 0:
                if not self.worker.held:
                    return []
                # What it holds may bring new rows (a retry, a page's finds).
                await self.worker.wait_for_an_end(5.0)
            elif self.worker.held:
                # More rows of hosts that it is busy with.
                await self.worker.wait_for_an_end(1.0)
            else:
                tries += 1
                if tries > _CLAIM_TRIES:
                    return []
                await asyncio.sleep(_CLAIM_AGAIN)
        return []

    async def claim_url(self) -> Claim:
        """The row of the one URL that the operator named, enqueued if need be."""
        claim = await self.worker.claim_row(self.rows, await self.row_of(self.url))
        if claim is None:
            self.logger.error("%s is being read by another worker", self.url)
            raise CloseSpider("row_is_taken")
        return claim

    async def row_of(self, url: str) -> NewRow:
        """The queue row of a URL given by hand."""
        key = self.canonical(url)
        return NewRow(key, key)

    @staticmethod
    def canonical(url: str) -> str:
        """The URL's canonical form, which is the row's key. Raises ValueError."""
        raise NotImplementedError

    def request(self, claim: Claim) -> Request:
        """The (first) request of a claimed row."""
        return self.page_request(claim.url, claim=claim)

    def read(self, html: str, url: str, claim: Claim) -> ReadPage:
        """The page object's reading of the row's page."""
        raise NotImplementedError

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """One page, one outcome."""
        claim: Claim = about["claim"]
        yield type(self).outcome(
            claim=claim, page=self.read(html, url, claim), asked_at=about["asked_at"]
        )
