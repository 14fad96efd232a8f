"""Rows put in by a transaction that is still open: no claim that looks meanwhile loses them.

A claim that finds a host empty puts its line away. Whatever order a claim and an enqueue meet in,
what the enqueue brought must be found after both have committed.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import hosts, queue
from db.queue import IMPORT_QUEUE, NewRow
from tests.db.queue_rows import fill, page

HOST = "a.example"


async def claimed(conn: AsyncConnection) -> int:
    return len(await queue.claim(conn, IMPORT_QUEUE, 10, "w1"))


async def empty_the_host(conn: AsyncConnection) -> None:
    """The host is known, and its line put away as empty."""
    await fill(conn, {HOST: 1})
    await queue.complete(conn, await queue.claim(conn, IMPORT_QUEUE, 10, "w0"))
    assert await claimed(conn) == 0


async def found_later(conn: AsyncConnection) -> int:
    assert (await queue.count(conn, IMPORT_QUEUE)).stuck == 0
    return await claimed(conn)


def second_row() -> list[NewRow]:
    return [NewRow(page(HOST, 1), page(HOST, 1))]


@pytest.mark.parametrize("known", [False, True], ids=["new host", "known host"])
async def test_a_claim_while_the_enqueue_is_open_loses_nothing(
    conn: AsyncConnection, engine: AsyncEngine, known: bool
) -> None:
    if known:
        await empty_the_host(conn)
    async with engine.begin() as writing:
        await queue.enqueue(writing, IMPORT_QUEUE, second_row())
        assert await claimed(conn) == 0
    assert await found_later(conn) == 1


async def test_a_claim_while_a_waiting_hosts_enqueue_is_open_loses_nothing(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    # The line says "now" although its row is done: only the lock of the open enqueue keeps a
    # claim from putting it away.
    await fill(conn, {HOST: 1})
    taken = await queue.claim_row(conn, IMPORT_QUEUE, page(HOST), "by hand")
    assert taken is not None
    await queue.complete(conn, [taken])
    async with engine.begin() as writing:
        await queue.enqueue(writing, IMPORT_QUEUE, second_row())
        assert await claimed(conn) == 0
    assert await found_later(conn) == 1


async def test_a_claim_that_began_before_the_enqueue_committed_loses_nothing(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await empty_the_host(conn)
    await hosts.block(conn, "other.example", "so that another line exists", seconds=0.01)
    async with engine.begin() as looking:
        # Its clock and its first look are older than the row.
        assert await claimed(looking) == 0
        await queue.enqueue(conn, IMPORT_QUEUE, second_row())
    assert await found_later(conn) == 1


async def test_an_enqueue_that_waits_for_an_open_claim_is_found_after_both(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    # The claim holds the host's line and puts it away as empty; the enqueue comes in between.
    await fill(conn, {HOST: 1})
    taken = await queue.claim_row(conn, IMPORT_QUEUE, page(HOST), "by hand")
    assert taken is not None
    await queue.complete(conn, [taken])
    async with engine.begin() as writing:
        async with engine.begin() as looking:
            assert await claimed(looking) == 0
            entering = asyncio.ensure_future(queue.enqueue(writing, IMPORT_QUEUE, second_row()))
            await asyncio.sleep(0.1)
            assert not entering.done(), "the enqueue did not wait for the host's line"
        await entering
    assert await found_later(conn) == 1


@pytest.mark.parametrize("verb", ["release", "fail", "requeue"])
async def test_a_row_given_back_in_an_open_transaction_is_not_lost(
    conn: AsyncConnection, engine: AsyncEngine, verb: str
) -> None:
    await fill(conn, {HOST: 1})
    (claim,) = await queue.claim(conn, IMPORT_QUEUE, 10, "w0")
    if verb == "requeue":
        await queue.fail(conn, claim, "unreadable", "no title")
    assert await claimed(conn) == 0
    async with engine.begin() as writing:
        if verb == "release":
            await queue.release(writing, [claim])
        elif verb == "fail":
            await queue.fail(writing, claim, "blocked", "HTTP 429", wait=0)
        else:
            await queue.requeue(writing, IMPORT_QUEUE)
        assert await claimed(conn) == 0
    assert await found_later(conn) == 1


async def test_a_row_that_another_transaction_holds_stays_in_line(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await fill(conn, {HOST: 2})
    async with engine.connect() as dying:
        # A worker that was about to end its row, and died before its commit.
        held = text("SELECT id FROM import_queue WHERE listing_url = :url FOR UPDATE")
        assert await dying.scalar(held, {"url": page(HOST)}) is not None
        assert await claimed(conn) == 1
        await dying.rollback()
    assert await found_later(conn) == 1


async def test_a_claim_that_is_rolled_back_gives_everything_back(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await fill(conn, {HOST: 3})
    async with engine.connect() as dying:
        assert await claimed(dying) == 3
        await dying.rollback()
    taken = await queue.claim(conn, IMPORT_QUEUE, 10, "w1")
    assert [c.attempts for c in taken] == [1, 1, 1]


async def test_enqueues_and_claims_at_once_lose_no_row(engine: AsyncEngine) -> None:
    names = [f"h{n}.example" for n in range(3)]
    taken: list[str] = []
    writers_left = 4

    async def write(number: int) -> None:
        nonlocal writers_left
        for n in range(25):
            url = page(names[n % 3], 1000 * number + n)
            async with engine.begin() as conn:
                await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(url, url)])
                await asyncio.sleep(0)
        writers_left -= 1

    async def work(name: str) -> None:
        while True:
            done = writers_left == 0
            async with engine.begin() as conn:
                claims = await queue.claim(conn, IMPORT_QUEUE, 8, name)
                await queue.complete(conn, claims)
                wait = await queue.next_due(conn, IMPORT_QUEUE)
            taken.extend(c.key for c in claims)
            if done and not claims and (wait is None or wait > 60):
                return

    await asyncio.gather(*(write(n) for n in range(4)), *(work(f"w{n}") for n in range(3)))
    assert len(taken) == len(set(taken)) == 100
    async with engine.begin() as conn:
        counts = await queue.count(conn, IMPORT_QUEUE)
    assert (counts.by_status, counts.stuck) == ({"complete": 100}, 0)


async def test_a_row_taken_by_hand_long_before_its_time_is_found_when_its_lease_is_over(
    conn: AsyncConnection,
) -> None:
    later = datetime.now(UTC) + timedelta(days=9)
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(page(HOST), page(HOST), run_at=later)])
    assert await claimed(conn) == 0
    moment = timedelta(milliseconds=1)
    assert await queue.claim_row(conn, IMPORT_QUEUE, page(HOST), "dying", lease=moment)
    await asyncio.sleep(0.01)
    assert await found_later(conn) == 1
