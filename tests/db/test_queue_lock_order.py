"""Locks of hosts are taken in one order, so that no two transactions wait for each other."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import hosts, queue
from db.queue import IMPORT_QUEUE
from tests.db.queue_rows import fill, new

_LOCK = """
    SELECT FROM queue_hosts WHERE queue = 'import_queue' AND host = :host FOR UPDATE
"""
_WAITING = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
""")


async def until_one_waits(conn: AsyncConnection) -> None:
    async with asyncio.timeout(30):
        waiting = 0
        while not waiting:
            await asyncio.sleep(0.02)
            waiting = await conn.scalar(_WAITING) or 0


async def test_an_enqueue_locks_the_hosts_of_new_and_of_reopened_rows_in_one_order(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await fill(conn, {"a.example": 1, "b.example": 1})
    (ended,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1", host="b.example")
    await queue.complete(conn, [ended])

    async def find_again() -> queue.Enqueued:
        async with engine.begin() as finding:
            rows = [*new("a.example", 2), *new("b.example")]
            return await queue.enqueue(finding, IMPORT_QUEUE, rows, again=True)

    async with engine.begin() as other:
        await other.execute(text(_LOCK), {"host": "a.example"})
        entering = asyncio.ensure_future(find_again())
        await until_one_waits(conn)
        # It waits for the first host, and holds none that comes after it.
        await conn.execute(text(f"{_LOCK} NOWAIT"), {"host": "b.example"})
    assert await entering == queue.Enqueued(new=1, reopened=1, given=3)
    assert len(await queue.claim(conn, IMPORT_QUEUE, 16, "w1")) == 3


async def test_a_block_waits_for_no_store_that_holds_the_hosts_places(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await fill(conn, {"a.example": 1})
    async with engine.begin() as storing:
        await storing.execute(text(_LOCK), {"host": "a.example"})
        async with asyncio.timeout(30):
            await hosts.block(conn, "a.example", "it refused")
    # Its rows are passed over all the same, and found when the block is over.
    assert await queue.claim(conn, IMPORT_QUEUE, 5, "w1") == []
    await conn.execute(text("UPDATE hosts SET blocked_until = now(), consecutive_failures = 0"))
    assert len(await queue.claim(conn, IMPORT_QUEUE, 5, "w1")) == 1
