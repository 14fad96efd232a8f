"""This process as one of the queues' workers: its name, its database, the claims it holds."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.durations import duration
from db import cursors, hosts, queue, upserts
from db.engine import create_engine, one_line
from db.queue import Claim, Queue

logger = logging.getLogger(__name__)

_NEVER = timedelta(days=100 * 365)
_workers: WeakKeyDictionary[Crawler, Worker] = WeakKeyDictionary()


class Worker:
    """What spider, pipeline, middlewares and extensions of one crawl share."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.lease = timedelta(seconds=settings.getfloat("LEASE_SECONDS"))
        self.host_delay = settings.getfloat("HOST_DELAY")
        self.max_attempts = settings.getint("MAX_ATTEMPTS")
        self.reread = duration(settings.get("BAT_LIVE_REREAD", ""))
        self.refresh = duration(settings.get("LISTING_REFRESH", "")) or _NEVER
        self.engine: AsyncEngine = create_engine(pool_size=settings.getint("DATABASE_POOL_SIZE"))
        self.stats = crawler.stats
        self.held: dict[tuple[str, int], Claim] = {}
        self.stopping = asyncio.Event()
        self._ended = asyncio.Event()

    @classmethod
    def of(cls, crawler: Crawler) -> Worker:
        """The worker of this crawl, made at the first call."""
        if crawler not in _workers:
            _workers[crawler] = cls(crawler)
        return _workers[crawler]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end of the block, rolled back by an exception."""
        async with self.engine.begin() as conn:
            yield conn

    async def take_slot(self, host: str) -> hosts.Slot:
        """The host's next slot (see db.hosts): one statement that is its own transaction."""
        alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with alone.connect() as conn:
            return await hosts.take_slot(conn, host, self.host_delay)

    async def claim(self, rows_of: Queue, rows: int, *, host: str | None = None) -> list[Claim]:
        """Take rows of hosts of which little is held: a slow host's rows never fill the worker,
        and a fast one need not wait for the last of its batch."""
        held = Counter(claim.host for claim in self.held.values())
        async with self.transaction() as conn:
            claims = await queue.claim(
                conn,
                rows_of,
                rows,
                self.name,
                host=host,
                except_hosts=[name for name, number in held.items() if number > rows // 4],
                default_delay=self.host_delay,
                lease=self.lease,
                max_attempts=self.max_attempts,
            )
        self._hold(claims)
        return claims

    async def claim_due(self, rows_of: Queue, keys: Sequence[str], rows: int) -> list[Claim]:
        """Take due rows with these keys, the first keys first (see db.queue.claim_due)."""
        async with self.transaction() as conn:
            claims = await queue.claim_due(
                conn,
                rows_of,
                keys,
                rows,
                self.name,
                lease=self.lease,
                max_attempts=self.max_attempts,
            )
        self._hold(claims)
        return claims

    async def claim_row(self, rows_of: Queue, row: queue.NewRow) -> Claim | None:
        """Enqueue one row, whatever became of it before, and take it; None while another worker
        has it."""
        async with self.transaction() as conn:
            await queue.enqueue(conn, rows_of, [row], again=True)
            claim = await queue.claim_row(
                conn,
                rows_of,
                row.key,
                self.name,
                lease=self.lease,
                max_attempts=self.max_attempts,
            )
        self._hold([claim] if claim else [])
        return claim

    async def seconds_until_due(self, rows_of: Queue, *, host: str | None = None) -> float | None:
        """See db.queue.next_due."""
        async with self.transaction() as conn:
            return await queue.next_due(conn, rows_of, host=host)

    async def position(self, cursor: str) -> dict[str, Any] | None:
        """Where the last crawl of a walk without rows got to; None: nowhere yet."""
        async with self.transaction() as conn:
            return await cursors.read(conn, cursor)

    async def organisation_row(self, start: str, *, is_profile: bool) -> queue.NewRow:
        """The inventory row of the organisation with this website, or with this page on
        Classic.com; made if it is not known."""
        find = upserts.business_of_profile if is_profile else upserts.business_of_website
        async with self.transaction() as conn:
            organisation = await find(conn, start)
        return queue.NewRow(organisation, start, carried={"start_url": start, "run_mode": "both"})

    async def classic_profiles(self, claims: Iterable[Claim]) -> dict[int, str]:
        """The pages on Classic.com of the organisations whose inventory rows these are."""
        async with self.transaction() as conn:
            return await upserts.classic_profiles(conn, [claim.key for claim in claims])

    def _hold(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            self.held[claim.queue.table, claim.id] = claim
            self.stats.inc_value("queue/claimed")

    def ended(self, claim: Claim) -> None:
        """The claim is over, one way or another."""
        self.held.pop((claim.queue.table, claim.id), None)
        self._ended.set()

    def holds(self, claim: Claim) -> bool:
        """Whether the claim is still this worker's, as far as it knows."""
        return self.held.get((claim.queue.table, claim.id)) is claim

    async def wait_for_an_end(self, seconds: float) -> None:
        """Until some claim is over, the worker is to stop, or the time has passed."""
        self._ended.clear()
        waits: list[asyncio.Task[Any]] = [
            asyncio.ensure_future(self._ended.wait()),
            asyncio.ensure_future(self.stopping.wait()),
        ]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def renew(self) -> None:
        """Renew the leases of all that is held. What another worker took over is let go."""
        by_queue: dict[str, list[Claim]] = {}
        for claim in list(self.held.values()):
            by_queue.setdefault(claim.queue.table, []).append(claim)
        for claims in by_queue.values():
            async with self.transaction() as conn:
                kept = await queue.heartbeat(conn, claims[0].queue, claims, lease=self.lease)
            for claim in claims:
                if claim.id not in kept and self.holds(claim):
                    self.lost(claim)

    def lost(self, claim: Claim) -> None:
        """Another worker has the row: nothing of ours may be stored for it."""
        logger.warning(
            "%s %s: the lease was taken over; its page is dropped", claim.queue.table, claim.key
        )
        self.stats.inc_value("queue/lost")
        self.ended(claim)

    def gave_up(self, claim: Claim | None, error: BaseException) -> None:
        """The database was away when the claim needed it: that says nothing about the page. The
        row stays as it is until its lease ends, then it is anybody's; the crawl ends ill."""
        self.stats.inc_value("store/failed")
        logger.error("%s: %s", claim.key if claim else "not stored", one_line(error))
        if claim is not None:
            self.ended(claim)

    async def release_all(self) -> int:
        """Give back at once all that is held. Returns how many rows."""
        claims = list(self.held.values())
        if not claims:
            return 0
        async with self.transaction() as conn:
            released = await queue.release(conn, claims)
        self.stats.inc_value("queue/released", released)
        for claim in claims:
            self.ended(claim)
        return released
