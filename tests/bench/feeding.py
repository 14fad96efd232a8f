"""Processes that claim and complete, and enqueue a new row for each one that they completed."""

import asyncio
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from queue import Empty
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.queue import IMPORT_QUEUE, NewRow, enqueue
from tests.bench.contenders import Share, ours
from tests.bench.database import engine_of

# New rows come by the list page, not one by one.
_FED = 400
# After so many claims, a transaction that does nothing: how slow is the machine just now?
_IDLE_EVERY = 20


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim: when it ended (time.monotonic of this machine), its seconds, and its rows."""

    at: float
    seconds: float
    rows: int
    idle: float | None  # seconds of a transaction that does nothing, now and then


def _new_rows(hosts: int, numbers: Iterator[int]) -> list[NewRow]:
    made = []
    for number in itertools.islice(numbers, _FED):
        url = f"https://host-{number % hosts}.example/new/{os.getpid()}/{number}"
        made.append(NewRow(url, url))
    return made


async def _idle(engine: AsyncEngine) -> float:
    began = time.perf_counter()
    async with engine.begin() as conn:
        await conn.execute(text("SELECT 1"))
    return time.perf_counter() - began


async def _work(url: str, hosts: int, stop: Event, said: Any) -> None:
    engine = engine_of(url)
    numbers, claims = itertools.count(), itertools.count()
    share, owed, news, told = Share(), 0, list[Claimed](), time.monotonic()
    try:
        async with ours.session(url) as step:
            while not stop.is_set():
                before = share.rows
                await step(share)
                taken = share.rows - before
                idle = await _idle(engine) if next(claims) % _IDLE_EVERY == 0 else None
                news.append(Claimed(time.monotonic(), share.claim_seconds.pop(), taken, idle))
                owed += taken
                while owed >= _FED:
                    async with engine.begin() as conn:
                        await enqueue(conn, IMPORT_QUEUE, _new_rows(hosts, numbers))
                    owed -= _FED
                if news[-1].at - told > 0.5:
                    said.put(news)
                    news, told = [], news[-1].at
        said.put(news)
    finally:
        await engine.dispose()


def _process(url: str, hosts: int, stop: Event, said: Any) -> None:
    asyncio.run(_work(url, hosts, stop, said))


@dataclass(slots=True)
class Feeders:
    """Running processes, and the claims that they have told of so far."""

    processes: list[Any]
    said: Any
    claims: list[Claimed] = field(default_factory=list)
    rows: int = 0

    def listen(self, until: float) -> None:
        """Gather what they tell until this time.monotonic(). Raises RuntimeError when one of them
        has ended."""
        while (left := until - time.monotonic()) > 0:
            if not all(process.is_alive() for process in self.processes):
                raise RuntimeError("a process of the benchmark ended")
            try:
                news: list[Claimed] = self.said.get(timeout=min(left, 1.0))
            except Empty:
                continue
            self.claims += news
            self.rows += sum(claim.rows for claim in news)

    def since(self, start: float) -> list[Claimed]:
        """The claims from this time.monotonic() on that found rows."""
        # Several processes tell: only the newest are out of order.
        found = itertools.takewhile(lambda claim: claim.at > start - 5, reversed(self.claims))
        return [claim for claim in found if claim.at >= start and claim.rows]


@contextmanager
def feeders(url: str, hosts: int, processes: int) -> Iterator[Feeders]:
    """So many processes at work on the import queue, until the block ends."""
    spawn = get_context("spawn")
    stop, said = spawn.Event(), spawn.Queue()
    started = [
        spawn.Process(target=_process, args=(url, hosts, stop, said), daemon=True)
        for _ in range(processes)
    ]
    for process in started:
        process.start()
    running = Feeders(started, said)
    try:
        yield running
    finally:
        stop.set()
        # A process ends only when what it told was taken.
        deadline = time.monotonic() + 30
        while any(process.is_alive() for process in started) and time.monotonic() < deadline:
            try:
                said.get(timeout=0.1)
            except Empty:
                continue
        for process in started:
            process.join(timeout=1)
