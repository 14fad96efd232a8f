"""Stores each outcome: what a page said and the end of its claim, in one transaction.

Whatever instant a worker dies at, the database holds all of a page or nothing of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import fields
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlalchemy.exc import SQLAlchemyError

from crawler.items import BatLot, Business, Listing, ReadPage, Seller, Vehicle
from crawler.outcomes import Failed, Outcome
from crawler.patience import is_of_the_page, patiently
from crawler.stores import store
from crawler.worker import Worker
from db.commits import transaction_id, was_committed
from db.engine import one_line
from db.queue import Claim, LeaseLost

logger = logging.getLogger(__name__)

# Items whose fields are counted, for each page.
_COVERED = frozenset((Seller, Business, Listing, Vehicle, BatLot))
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in _COVERED}


class StorePipeline:
    """Items and the end of the claim, in one transaction."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.worker = Worker.of(crawler)
        self.stats = crawler.stats
        self._present: Counter[tuple[str, str]] = Counter()
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """No settings of its own."""
        return cls(crawler)

    async def process_item(self, item: Outcome) -> Outcome:
        """Store one outcome; then let the request go that waited for it."""
        claim: Claim | None = getattr(item, "claim", None)
        try:
            counts = await self._store(item)
        except LeaseLost as lost:
            self.worker.lost(lost.claim)
            raise DropItem(str(lost)) from lost
        except Exception as error:
            if not is_of_the_page(error) or claim is None or isinstance(item, Failed):
                self._not_stored(claim, error)
                raise DropItem("not stored") from error
            # The page says something that the tables do not take: the reader must be mended.
            message = f"it could not be stored: {one_line(error)}"
            logger.error("%s: %s", claim.key, message, exc_info=error)
            return await self.process_item(
                Failed(claim=claim, reason="unreadable", message=message)
            )
        for key, number in counts.items():
            if number:
                self.stats.inc_value(key, number)
        self._count_fields(getattr(item, "page", None))
        then = getattr(item, "then", None)
        if then is not None:
            self.crawler.engine.crawl(then)
        elif claim is not None:
            self.worker.ended(claim)
        return item

    def _not_stored(self, claim: Claim | None, error: Exception) -> None:
        """The crawl will not end well; without a row there is nothing to go on with."""
        self.worker.gave_up(claim, error)
        if not isinstance(error, SQLAlchemyError):  # a database that is away is told in one line
            logger.error("the error of storing:", exc_info=error)
        if claim is None:
            closing = self.crawler.engine.close_spider_async(reason="not_stored")
            self._closing = asyncio.ensure_future(closing)

    async def _store(self, item: Outcome) -> dict[str, int]:
        """One transaction, tried again while what stopped it is such as passes. Where only the
        answer to its COMMIT was lost, all is stored: a second time would find the claim ended, or
        count twice what the page's lists missed."""
        sent: tuple[str | None, dict[str, int]] = (None, {})

        async def once() -> dict[str, int]:
            nonlocal sent
            transaction, counts = sent
            if transaction is not None:
                async with self.worker.transaction() as conn:
                    if await was_committed(conn, transaction):
                        return counts
            async with self.worker.transaction() as conn:
                counts = await store(conn, item, self.worker)
                sent = await transaction_id(conn), counts
            return counts

        return await patiently(once, self.worker.stopping)

    def _count_fields(self, page: ReadPage | None) -> None:
        """How often each field is present, by page class: a site that changed its markup shows."""
        if page is None:
            return
        self._present[page.page, "read"] += 1
        if page.unread:
            self._present[page.page, "entries_unread"] += len(page.unread)
            why = page.unread[0].why
            logger.warning(
                "%s: %d entries cannot be read, as this one: %s", page.page, len(page.unread), why
            )
        firsts: dict[type, Any] = {}
        for item in page.items:
            firsts.setdefault(type(item), item)
        # A field that two kinds of items have (a listing and its lot) is there if both state it.
        stated: dict[str, bool] = {}
        for kind in _COVERED & firsts.keys():
            for name in _NAMES[kind]:
                is_stated = getattr(firsts[kind], name) not in (None, ())
                stated[name] = is_stated and stated.get(name, True)
        self._present.update((page.page, name) for name, is_stated in stated.items() if is_stated)

    def close_spider(self) -> None:
        """The fields' counts into the stats: once, since there are some fifty for each page."""
        for (page, name), number in self._present.items():
            self.stats.inc_value(f"page/{page}/{name}", number)
