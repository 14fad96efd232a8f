"""Several workers at once do anything they may, die included: every row still ends, once."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue
from db.queue import IMPORT_QUEUE, Claim, LeaseLost
from tests.db.queue_rows import new

HOSTS = [f"h{n}.example" for n in range(5)]
ROWS = 60
VERBS = ["complete", "complete", "complete", "fail", "blocked", "gone", "release",
         "advance", "postpone", "die", "die", "oversleep"]  # fmt: skip
LEASE = timedelta(milliseconds=60)


class Workers:
    """Workers on one queue, and how often each row's end was committed."""

    def __init__(self, engine: AsyncEngine, seed: int) -> None:
        self.engine = engine
        self.chance = random.Random(seed)
        self.ends: Counter[str] = Counter()
        self.stop_at = asyncio.get_running_loop().time() + 1.0

    @property
    def calm(self) -> bool:
        """After a while nobody dies any more, so that the test ends."""
        return asyncio.get_running_loop().time() > self.stop_at

    async def end(self, conn: AsyncConnection, claim: Claim, verb: str) -> bool:
        """One claim's end; returns whether the row has ended with it."""
        if verb == "complete":
            await queue.hold(conn, claim)
            await queue.complete(conn, [claim])
        elif verb == "release":
            await queue.release(conn, [claim])
        elif verb == "advance":
            await queue.advance(conn, claim, '{"page": 2}', lease=timedelta(0))
        elif verb == "postpone":
            await queue.postpone(conn, claim, datetime.now(UTC) + timedelta(milliseconds=20))
        elif verb == "blocked":
            await queue.fail(conn, claim, "blocked", "HTTP 429", wait=0.02)
        else:
            reason = {"fail": "timeout", "gone": "gone"}[verb]
            return await queue.fail(conn, claim, reason, verb, max_attempts=1) == "failed"
        return verb == "complete"

    async def work(self, name: str) -> None:
        while True:
            async with self.engine.begin() as conn:
                rows = self.chance.choice([1, 8, 20])
                claims = await queue.claim(
                    conn, IMPORT_QUEUE, rows, name, lease=LEASE, max_attempts=99
                )
                wait = await queue.next_due(conn, IMPORT_QUEUE)
            if not claims and wait is None:
                return
            if not claims:
                await asyncio.sleep(0.01)
            for claim in claims:
                verb = "complete" if self.calm else self.chance.choice(VERBS)
                if verb == "die":
                    continue
                if verb == "oversleep":
                    await asyncio.sleep(LEASE.total_seconds() * 1.5)
                    verb = "complete"
                try:
                    async with self.engine.begin() as conn:
                        ended = await self.end(conn, claim, verb)
                except LeaseLost:
                    continue
                self.ends[claim.key] += ended

    async def find(self) -> None:
        """Somebody who finds the same rows again and again, and folds the tallies."""
        for _ in range(20):
            host = self.chance.choice(HOSTS)
            async with self.engine.begin() as conn:
                await queue.enqueue(conn, IMPORT_QUEUE, new(host, ROWS // len(HOSTS)))
            async with self.engine.begin() as conn:
                await queue.fold(conn, at_least=1)
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_workers_do_every_row_ends_once(engine: AsyncEngine, seed: int) -> None:
    async with engine.begin() as conn:
        for host in HOSTS:
            await queue.enqueue(conn, IMPORT_QUEUE, new(host, ROWS // len(HOSTS)))
    workers = Workers(engine, seed)
    async with asyncio.timeout(30):
        await asyncio.gather(*(workers.work(f"w{n}") for n in range(4)), workers.find())
        await workers.work("the last one")
    async with engine.begin() as conn:
        counts = await queue.count(conn, IMPORT_QUEUE)
        waiting = await conn.scalar(
            text("SELECT count(*) FROM import_queue WHERE ended_at IS NULL OR run_at IS NOT NULL")
        )
        truth = await conn.execute(text("SELECT status, count(*) FROM import_queue GROUP BY 1"))
        assert counts.by_status == dict(truth.tuples().all())
        assert await queue.recount(conn) == []
    assert set(counts.by_status) <= {"complete", "failed"}
    assert sum(counts.by_status.values()) == ROWS
    assert (counts.due, counts.stuck, waiting) == (0, 0, 0)
    assert len(workers.ends) == ROWS
    assert set(workers.ends.values()) == {1}
