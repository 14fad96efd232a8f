"""The pace of a host, kept by all workers together."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from sqlalchemy.exc import SQLAlchemyError

from crawler.database_clock import monotonic
from crawler.handlers.leaving import LEAVES, has_left
from crawler.worker import Worker
from db import hosts
from db.engine import one_line
from db.hosts import Answer, Slot
from db.queue import host_of

logger = logging.getLogger(__name__)

# The meta key of requests that a page's scripts make (crawler.browser.page).
ASKING = "asking"

# Seconds by which a request may leave after its slot, beside half of the guard between slots,
# without the next slot's moving on.
_LATE = 0.002
# Seconds by which it may leave late at all, where the delay is shorter.
_SLACK = 0.25
# Seconds before a slot from which on it can be taken, beside the time that taking it needs: longer
# than reading a page keeps this process busy.
_AHEAD = 0.1
_LOOK = 0.01  # seconds until a slot is asked for again that waits for the one before it
_TRIAL = 30.0  # seconds that a trial may take beside the download's own limit
# Turns of the event loop after which a request that has its connection is written to it.
_TURNS = 3


class HostBlocked(IgnoreRequest):
    """The host is blocked for `seconds`; nothing was sent."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} is blocked for another {seconds:.0f} s")
        self.seconds = seconds


class WorkerStopping(IgnoreRequest):
    """The worker was told to end while the request waited for its slot."""


class HostGate:
    """Lets a request out when its host's next slot has come. The slots are in the database, so
    that all workers on all machines together keep the host's pace.

    A slot is taken only shortly before it begins, and the next one waits until its request is said
    to have left: this process may be busy at that moment. When it was so for long, or stood still,
    the slot is given up and another taken.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.worker = Worker.of(crawler)
        self.trial = crawler.settings.getfloat("DOWNLOAD_TIMEOUT") + _TRIAL
        self._turns: dict[tuple[str, bool], asyncio.Lock] = {}
        self._spacing: dict[str, float] = {}
        self._latencies: dict[str, deque[float]] = {}
        self._answers: dict[str, Answer] = {}
        self._sent: set[asyncio.Task[None]] = set()
        self._left = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostGate:
        """Settings: HOST_DELAY, DOWNLOAD_TIMEOUT."""
        gate = cls(crawler)
        crawler.signals.connect(gate.request_left_downloader, signals.request_left_downloader)
        return gate

    async def process_request(self, request: Request) -> None:
        """Wait for the slot. One request of a host waits at a time, so that a worker which dies
        has taken at most one slot too many. What an open page asks for has a line of its own: it
        is not to wait behind all the pages that were not even begun."""
        host = host_of(request.url)
        for key in ("host_slot", LEAVES):  # of the request that was led here
            request.meta.pop(key, None)
        async with self._turns.setdefault((host, ASKING in request.meta), asyncio.Lock()):
            await self._wait_for_room(request)
            slot, due = await self._slot(host)
        request.meta["asked_at"] = slot.at
        request.meta["host_slot"] = slot
        if slot.spacing > 0:
            leaves = request.meta[LEAVES] = asyncio.get_running_loop().create_future()
            watching = asyncio.ensure_future(self._see_it_leave(host, slot, due, leaves))
            self._sent.add(watching)
            watching.add_done_callback(self._sent.discard)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Its latency is kept for the host's next slot. A trial that is led on has told nothing."""
        has_left(request)
        slot: Slot | None = request.meta.get("host_slot")
        if slot is not None and slot.trial_until is not None and 300 <= response.status < 400:
            host = host_of(request.url)
            await self.worker.patiently(lambda conn: hosts.leave_trial(conn, host, slot))
        latency = request.meta.get("download_latency")
        if latency is not None:
            self._answered(
                host_of(request.url),
                float(latency),
                good=response.status == 200,
                trouble=response.status >= 500 or response.status == 408,
            )
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """A timeout makes the host's pace slower."""
        has_left(request)
        if isinstance(exception, DownloadTimeoutError):
            self._answers[host_of(request.url)] = Answer(0.0, good=False, trouble=True)

    def request_left_downloader(self, request: Request) -> None:
        """The downloader has room for one more."""
        self._left.set()

    async def _wait_for_room(self, request: Request) -> None:
        """Until the downloader would send the request at once: one that waited there after its
        slot could leave together with another."""
        engine = self.crawler.engine
        if engine is None:
            return
        downloader = engine.downloader
        key = downloader.get_slot_key(request)
        while not self.worker.stopping.is_set():
            line = downloader.slots.get(key)
            if line is None or (line.free_transfer_slots() > 0 and not line.queue):
                return
            self._left.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._left.wait(), 1.0)

    async def _slot(self, host: str) -> tuple[Slot, float]:
        """The slot in which the request goes out now, and its monotonic time. Raises HostBlocked
        and WorkerStopping."""
        clock = self.worker.database_clock
        missed: Slot | None = None
        while True:
            if self.worker.stopping.is_set():
                raise WorkerStopping("the worker is ending")
            spacing = self._spacing.get(host, self.worker.host_delay)
            trip = clock.round_trip
            ahead = min(3 * trip + min(_AHEAD, spacing / 4), max(3 * trip, spacing / 2))
            slot = await self.worker.take_slot(
                host,
                ahead=ahead,
                lead=trip,
                slack=_SLACK,
                given_up=missed,
                answer=self._answers.pop(host, None),
                trial=self.trial,
            )
            if slot.blocked is not None:
                raise HostBlocked(host, slot.blocked)
            self._spacing[host] = slot.spacing
            due = clock.monotonic_of(slot.at.timestamp())
            if not slot.taken:
                missed = None
                await self._sleep_until(max(due - ahead, monotonic() + _LOOK))
                continue
            if slot.spacing == 0 and slot.wait == 0:
                return slot, due
            try:
                await self._sleep_until(due)
            except WorkerStopping:
                if slot.trial_until is not None:
                    async with self.worker.transaction() as conn:
                        await hosts.leave_trial(conn, host, slot)
                raise
            # The other half is for what comes between here and the connection.
            if monotonic() - due <= slot.slack / 2:
                return slot, due
            self.crawler.stats.inc_value("host/slots_missed")
            missed = slot

    async def _sleep_until(self, due: float) -> None:
        """Until the monotonic time, or until the worker is to end. Raises WorkerStopping."""
        began = monotonic()
        while (seconds := due - monotonic()) > 0:
            try:
                await asyncio.wait_for(self.worker.stopping.wait(), seconds)
            except TimeoutError:
                continue
            raise WorkerStopping("the worker is ending")
        waited = self.crawler.stats.get_value("host/waited_seconds", 0.0)
        passed = max(0.0, due - began)
        self.crawler.stats.set_value("host/waited_seconds", round(waited + passed, 3))

    async def _see_it_leave(
        self, host: str, slot: Slot, due: float, leaves: asyncio.Future[None]
    ) -> None:
        """Let the next slot come. A request that left a little late does not move it: the guard
        between them is for that."""
        await asyncio.wait([leaves], timeout=slot.slack)
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        late = monotonic() - due
        if late > _LATE + slot.guard / 2:
            self.crawler.stats.inc_value("host/sent_late")
        else:
            late = 0.0
        try:
            await self.worker.sent(host, slot, late)
        except SQLAlchemyError as error:
            logger.warning("%s: a request is not noted: %s", host, one_line(error))

    def _answered(self, host: str, latency: float, *, good: bool, trouble: bool) -> None:
        """The shorter of the last two latencies counts: one alone may be this process's own, which
        was busy when the answer came."""
        latest = self._latencies.setdefault(host, deque(maxlen=2))
        latest.append(latency)
        if len(latest) == 2 or trouble:
            self._answers[host] = Answer(min(latest), good=good, trouble=trouble)
