"""This process as one of the queues' workers: its name, its database, the claims it holds."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.database_clock import DatabaseClock, monotonic
from crawler.durations import duration
from crawler.patience import patiently
from db import cursors, hosts, queue, upserts
from db.engine import alone, create_engine, one_line
from db.queue import Claim, Queue

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

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
        self._alone = alone(self.engine)
        self.database_clock = DatabaseClock()
        self.stats = crawler.stats
        self.held: dict[tuple[str, int], Claim] = {}
        self._given_up: dict[tuple[str, int], Claim] = {}
        self._claiming: set[asyncio.Task[list[Claim]]] = set()
        self.has_met_database = False
        self._lines: defaultdict[str, queue.Line] = defaultdict(queue.Line)
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
        self.has_met_database = True

    async def patiently(self, work: Callable[[AsyncConnection], Awaitable[_T]]) -> _T:
        """What `work` gives in a transaction of its own, tried again while the database is away
        (see crawler.patience)."""

        async def once() -> _T:
            async with self.transaction() as conn:
                return await work(conn)

        return await patiently(once, self.stopping)

    async def take_slot(self, host: str, **how: Any) -> hosts.Slot:
        """The host's next slot: one statement that is its own transaction. how: see
        db.hosts.take_slot."""
        autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")

        async def once() -> hosts.Slot:
            async with autocommit.connect() as conn:
                before = monotonic()
                slot = await hosts.take_slot(conn, host, self.host_delay, **how)
                self.database_clock.read(slot.now.timestamp(), before, monotonic())
            return slot

        return await patiently(once, self.stopping)

    async def sent(self, host: str, slot: hosts.Slot, late: float) -> None:
        """The slot's request left, so many seconds late."""
        autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with autocommit.connect() as conn:
            await hosts.sent(conn, host, slot, late)

    async def claim(self, rows_of: Queue, rows: int, *, host: str | None = None) -> list[Claim]:
        """Take rows of hosts of which little is held: a slow host's rows never fill the worker,
        and a fast one need not wait for the last of its batch."""
        held = Counter(claim.host for claim in self.held.values())

        async def take() -> list[Claim]:
            async with self._alone.begin() as conn:
                claims = await queue.claim(
                    conn,
                    rows_of,
                    rows,
                    self.name,
                    line=self._lines[rows_of.table],
                    host=host,
                    except_hosts=[name for name, number in held.items() if number > rows // 4],
                    default_delay=self.host_delay,
                    lease=self.lease,
                    max_attempts=self.max_attempts,
                )
            self.has_met_database = True
            return claims

        return await self._taken(take())

    async def claim_due(self, rows_of: Queue, keys: Sequence[str], rows: int) -> list[Claim]:
        """Take due rows with these keys, the first keys first (see db.queue.claim_due)."""

        async def take() -> list[Claim]:
            async with self.transaction() as conn:
                return await queue.claim_due(
                    conn,
                    rows_of,
                    keys,
                    rows,
                    self.name,
                    lease=self.lease,
                    max_attempts=self.max_attempts,
                )

        return await self._taken(take())

    async def claim_row(self, rows_of: Queue, row: queue.NewRow) -> Claim | None:
        """Enqueue one row, whatever became of it before, and take it; None while another worker
        has it."""

        async def take() -> list[Claim]:
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
            return [claim] if claim else []

        return next(iter(await self._taken(take())), None)

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

    async def _taken(self, taking: Coroutine[Any, Any, list[Claim]]) -> list[Claim]:
        """What was claimed is held even if nobody waits for it any more (a crawl's end cancels
        who asked): else its rows would be stuck until their lease ends."""

        async def hold() -> list[Claim]:
            claims = await taking
            for claim in claims:
                self.held[claim.queue.table, claim.id] = claim
                self.stats.inc_value("queue/claimed")
            return claims

        claiming = asyncio.ensure_future(hold())
        self._claiming.add(claiming)
        claiming.add_done_callback(self._claiming.discard)
        return await asyncio.shield(claiming)

    def ended(self, claim: Claim) -> None:
        """The claim is over, one way or another."""
        if self.holds(claim):  # not if the row was claimed anew since
            del self.held[claim.queue.table, claim.id]
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
        await self.release_given_up()

    def lost(self, claim: Claim) -> None:
        """Another worker has the row: nothing of ours may be stored for it."""
        if not self.holds(claim):  # the heartbeat has told already
            return
        logger.warning(
            "%s %s: the lease was taken over; its page is dropped", claim.queue.table, claim.key
        )
        self.stats.inc_value("queue/lost")
        self.ended(claim)

    def gave_up(self, claim: Claim | None, error: BaseException) -> None:
        """The database was away when the claim needed it: that says nothing about the page. The
        row is given back when the database answers again, at the latest it is anybody's when its
        lease ends; the crawl ends ill."""
        self.stats.inc_value("store/failed")
        logger.error("%s: %s", claim.key if claim else "not stored", one_line(error))
        if claim is not None and self.holds(claim):
            self._given_up[claim.queue.table, claim.id] = claim
            self.ended(claim)

    async def release_given_up(self) -> int:
        """Give back what the database was away for, now that it answers. Returns how many rows: one
        that was stored after all, though nobody could tell, is not among them."""
        claims = list(self._given_up.values())
        if not claims:
            return 0
        async with self.transaction() as conn:
            released = await queue.release(conn, claims)
        for claim in claims:
            self._given_up.pop((claim.queue.table, claim.id), None)
        self.stats.inc_value("queue/released", released)
        return released

    async def release_all(self) -> int:
        """Give back at once all that is held, or is about to be. Returns how many rows."""
        await asyncio.gather(*self._claiming, return_exceptions=True)
        claims = list(self.held.values())
        released = 0
        if claims:
            async with self.transaction() as conn:
                released = await queue.release(conn, claims)
            self.stats.inc_value("queue/released", released)
            for claim in claims:
                self.ended(claim)
        return released + await self.release_given_up()
