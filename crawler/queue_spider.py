"""A spider that works off a queue: claim rows, request their pages, hand on how each one ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from scrapy import Request, signals
from scrapy.exceptions import CloseSpider

from crawler.items import ReadPage
from crawler.outcomes import Outcome
from crawler.patience import PATIENCE, patiently
from crawler.spider_arguments import ArgumentError
from crawler.worker_spider import WorkerSpider
from db.queue import Claim, NewRow, Queue, queue_named

# A claim may find nothing though something is due: other workers look at the same hosts just now,
# or the first hosts in line have just been emptied. It is tried again so soon, and so often.
_CLAIM_AGAIN = 0.01  # seconds
_CLAIM_TRIES = 3000
_T = TypeVar("_T")


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
            claims = await self._patiently(lambda: self.worker.claim(self.rows, rows, host=host))
            if claims:
                return claims
            seconds = await self._patiently(
                lambda: self.worker.seconds_until_due(self.rows, host=host)
            )
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

    async def _patiently(self, transaction: Callable[[], Awaitable[_T]]) -> _T:
        """A database that was there comes back; one that never was is told of at once."""
        patience = PATIENCE if self.worker.has_met_database else 0.0
        return await patiently(transaction, self.worker.stopping, patience=patience)

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
