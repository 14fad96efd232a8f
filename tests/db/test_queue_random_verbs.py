"""Any verbs at once, on rows whose hosts change: no row is ever where no claim looks, and no two
verbs wait for each other."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import hosts, queue
from db.queue import IMPORT_QUEUE, Claim, LeaseLost, NewRow, Planned

HOSTS = [f"h{n}.example" for n in range(4)]
KEYS = [f"https://k.example/{n}" for n in range(60)]
LOOKS = 100


class Anybody:
    """Does one verb a transaction, on rows by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.held: list[Claim] = []
        self.verbs: dict[Callable[[AsyncConnection], Awaitable[object]], int] = {
            self.enqueue: 2, self.plan: 1, self.claim: 3, self.claim_row: 1, self.claim_due: 1,
            self.requeue: 1, self.block: 1, self.complete_unclaimed: 1, self.end: 6,
        }  # fmt: skip

    def keys(self, number: int) -> list[str]:
        return self.chance.sample(KEYS, number)

    def url(self) -> str:
        return f"https://{self.chance.choice(HOSTS)}/"

    def time(self) -> datetime:
        return datetime.now(UTC) + timedelta(milliseconds=self.chance.choice([-5000, 0, 30, 200]))

    def lease(self) -> timedelta:
        return timedelta(milliseconds=self.chance.choice([5, 50, 300]))

    async def enqueue(self, conn: AsyncConnection) -> None:
        rows = [
            NewRow(key, self.url(), run_at=self.chance.choice([None, self.time()]))
            for key in self.keys(6)
        ]
        await queue.enqueue(conn, IMPORT_QUEUE, rows, again=self.chance.random() < 0.4)

    async def plan(self, conn: AsyncConnection) -> None:
        rows = [
            Planned(key, self.url(), self.time(), exactly=self.chance.random() < 0.5)
            for key in self.keys(5)
        ]
        await queue.plan(conn, IMPORT_QUEUE, rows)

    async def claim(self, conn: AsyncConnection) -> None:
        rows = self.chance.choice([1, 8, 20])
        self.held += await queue.claim(conn, IMPORT_QUEUE, rows, "w", lease=self.lease())

    async def claim_row(self, conn: AsyncConnection) -> None:
        (key,) = self.keys(1)
        taken = await queue.claim_row(conn, IMPORT_QUEUE, key, "w", lease=self.lease())
        self.held += [taken] if taken else []

    async def claim_due(self, conn: AsyncConnection) -> None:
        keys = self.keys(10)
        self.held += await queue.claim_due(conn, IMPORT_QUEUE, keys, 4, "w", lease=self.lease())

    async def requeue(self, conn: AsyncConnection) -> None:
        await queue.requeue(conn, IMPORT_QUEUE)

    async def block(self, conn: AsyncConnection) -> None:
        await hosts.block(conn, self.chance.choice(HOSTS), "HTTP 429", seconds=0.05)

    async def complete_unclaimed(self, conn: AsyncConnection) -> None:
        (key,) = self.keys(1)
        await queue.complete_unclaimed(conn, IMPORT_QUEUE, key, key)

    async def end(self, conn: AsyncConnection) -> None:
        """A verb on a claim that is held, or was."""
        if not self.held:
            return
        claim = self.held.pop(self.chance.randrange(len(self.held)))
        verb = self.chance.randrange(7)
        if verb == 0:
            await queue.complete(conn, [claim])
        elif verb == 1:
            await queue.postpone(conn, claim, self.time())
        elif verb == 2:
            await queue.fail(conn, claim, "blocked", "HTTP 429", wait=self.chance.choice([0, 0.1]))
        elif verb == 3:
            await queue.fail(conn, claim, "gone", "HTTP 404")
        elif verb == 4:
            await queue.release(conn, [claim, *self.held[:3]])
        elif verb == 5:
            await queue.advance(conn, claim, "{}", lease=self.lease())
        else:
            await queue.heartbeat(conn, IMPORT_QUEUE, [claim, *self.held], lease=self.lease())

    async def work(self, engine: AsyncEngine, over: asyncio.Event) -> None:
        while not over.is_set():
            (verb,) = self.chance.choices([*self.verbs], [*self.verbs.values()])
            async with engine.connect() as conn:
                try:
                    await verb(conn)
                except LeaseLost:
                    continue
                await asyncio.sleep(self.chance.choice([0, 0, self.chance.random() * 0.03]))
                await (conn.rollback() if self.chance.random() < 0.1 else conn.commit())


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_is_done_at_once_no_row_is_where_no_claim_looks(
    engine: AsyncEngine, conn: AsyncConnection, seed: int
) -> None:
    anybody, over = Anybody(seed), asyncio.Event()

    async def look() -> None:
        try:
            for _ in range(LOOKS):
                assert await queue.count_stuck(conn, IMPORT_QUEUE) == 0
                await asyncio.sleep(0.01)
        finally:
            over.set()

    await asyncio.gather(look(), *(anybody.work(engine, over) for _ in range(5)))
    async with engine.begin() as counting:
        assert await queue.recount(counting) == []
