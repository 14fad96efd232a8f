"""The politeness of a host: one line of requests for all workers, blocks, and robots.txt."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import hosts, queue
from db.queue import IMPORT_QUEUE
from tests.db.queue_rows import fill, table

HOST = "cars.example"


async def waits(conn: AsyncConnection, number: int, default_delay: float) -> list[float]:
    """The waits of so many slots taken one right after the other."""
    return [(await hosts.take_slot(conn, HOST, default_delay)).wait for _ in range(number)]


async def end_the_block(conn: AsyncConnection) -> None:
    await conn.execute(
        text("UPDATE hosts SET blocked_until = now() - interval '1 second', trial_until = NULL")
    )


async def test_the_first_slot_is_now(conn: AsyncConnection) -> None:
    slot = await hosts.take_slot(conn, HOST, 5)
    assert (slot.wait, slot.blocked, slot.failures) == (0.0, None, 0)
    now = await conn.scalar(text("SELECT clock_timestamp()"))
    assert timedelta() <= now - slot.at < timedelta(seconds=2)


async def test_a_slot_says_when_its_request_goes_out(conn: AsyncConnection) -> None:
    slots = [await hosts.take_slot(conn, HOST, 10) for _ in range(3)]
    gaps = [later.at - sooner.at for sooner, later in pairwise(slots)]
    guarded = timedelta(seconds=10 + hosts.LARGEST_GUARD)
    assert gaps == [guarded] * 2


async def test_slots_are_a_delay_and_its_guard_apart(conn: AsyncConnection) -> None:
    assert await waits(conn, 4, 10) == pytest.approx([0, 10, 20, 30], abs=1)
    assert (await table(conn, "hosts", order="host"))[0]["requests"] == 4


async def test_workers_that_take_slots_at_once_get_slots_a_delay_apart(
    engine: AsyncEngine,
) -> None:
    async def slot() -> float:
        async with engine.begin() as conn:
            return (await hosts.take_slot(conn, HOST, 10)).wait

    taken = sorted(await asyncio.gather(*(slot() for _ in range(8))))
    assert taken == pytest.approx([n * 10 for n in range(8)], abs=2)


async def test_a_host_that_was_left_alone_owes_no_wait(conn: AsyncConnection) -> None:
    await waits(conn, 1, 0.01)
    await asyncio.sleep(0.05)
    assert await waits(conn, 1, 0.01) == [0.0]


@pytest.mark.parametrize(
    ("own", "crawl_delay", "delay"),
    [(None, 30, 30), (None, 2, 10), (40, None, 40), (40, 5, 40), (5, None, 5), (5, 20, 20)],
)
async def test_the_longer_of_delay_and_crawl_delay_is_kept(
    conn: AsyncConnection, own: float | None, crawl_delay: float | None, delay: float
) -> None:
    await hosts.keep_robots(conn, HOST, "", crawl_delay)
    await conn.execute(text("UPDATE hosts SET delay = :own"), {"own": own})
    assert await waits(conn, 3, 10) == pytest.approx([0, delay, 2 * delay], abs=1)


async def test_the_first_page_after_robots_txt_keeps_the_crawl_delay_too(
    conn: AsyncConnection,
) -> None:
    await waits(conn, 1, 1)  # robots.txt itself
    await hosts.keep_robots(conn, HOST, "", 30)
    assert await waits(conn, 2, 1) == pytest.approx([30, 60], abs=2)


async def test_a_blocked_host_gives_no_slot(conn: AsyncConnection) -> None:
    await waits(conn, 1, 1)
    assert await hosts.block(conn, HOST, "HTTP 403") == pytest.approx(900, abs=1)
    before = await table(conn, "hosts", order="host")
    slot = await hosts.take_slot(conn, HOST, 1)
    assert slot.blocked == pytest.approx(900, abs=2)
    assert slot.failures == 1
    assert await table(conn, "hosts", order="host") == before
    await end_the_block(conn)
    assert (await hosts.take_slot(conn, HOST, 1)).blocked is None


async def test_blocks_double_up_to_a_day_while_refusals_go_on(conn: AsyncConnection) -> None:
    lengths = []
    for _ in range(9):
        lengths.append(await hosts.block(conn, HOST, "HTTP 403") / 60)
        await end_the_block(conn)
    assert lengths == pytest.approx([15, 30, 60, 120, 240, 480, 960, 1440, 1440], abs=1)


async def test_a_host_that_says_how_long_is_obeyed(conn: AsyncConnection) -> None:
    assert await hosts.block(conn, HOST, "HTTP 429", seconds=77) == pytest.approx(77, abs=1)


async def test_a_shorter_block_does_not_end_a_longer_one(conn: AsyncConnection) -> None:
    await hosts.block(conn, HOST, "HTTP 403", seconds=5000)
    assert await hosts.block(conn, HOST, "HTTP 429", seconds=10) == pytest.approx(5000, abs=2)


async def test_refusals_of_requests_that_were_on_their_way_count_once(
    conn: AsyncConnection,
) -> None:
    lengths = [await hosts.block(conn, HOST, "HTTP 403") / 60 for _ in range(8)]
    assert lengths == pytest.approx([15] * 8, abs=1)
    await end_the_block(conn)
    assert await hosts.block(conn, HOST, "HTTP 403") / 60 == pytest.approx(30, abs=1)


async def test_a_good_answer_ends_the_row_of_refusals(conn: AsyncConnection) -> None:
    for _ in range(3):
        await hosts.block(conn, HOST, "HTTP 403")
        await end_the_block(conn)
    await hosts.answered(conn, HOST)
    assert (await hosts.take_slot(conn, HOST, 1)).failures == 0
    assert await hosts.block(conn, HOST, "HTTP 403") == pytest.approx(900, abs=1)


async def test_an_answer_to_an_earlier_request_does_not_end_a_block(
    conn: AsyncConnection,
) -> None:
    await hosts.block(conn, HOST, "HTTP 403")
    await hosts.answered(conn, HOST)
    slot = await hosts.take_slot(conn, HOST, 1)
    assert slot.blocked is not None
    assert slot.failures == 1


async def test_a_block_of_one_host_leaves_others_free(conn: AsyncConnection) -> None:
    await fill(conn, {HOST: 1, "free.example": 1})
    await hosts.block(conn, HOST, "a challenge page")
    assert (await hosts.take_slot(conn, "free.example", 1)).blocked is None
    assert [c.host for c in await queue.claim(conn, IMPORT_QUEUE, 16, "w1")] == ["free.example"]
    (blocked,) = await hosts.blocked_hosts(conn)
    assert (blocked["host"], blocked["reason"]) == (HOST, "a challenge page")
    assert blocked["seconds"] == pytest.approx(900, abs=2)


async def test_a_robots_txt_is_kept_for_every_worker_until_it_is_old(
    conn: AsyncConnection,
) -> None:
    assert await hosts.kept_robots(conn, HOST) is None
    await hosts.keep_robots(conn, HOST, "User-agent: *\nDisallow: /\x00admin", 3)
    assert await hosts.kept_robots(conn, HOST) == "User-agent: *\nDisallow: /admin"
    await conn.execute(
        text("UPDATE hosts SET robots_read_at = now() - CAST(:age AS interval)"),
        {"age": hosts.ROBOTS_KEPT + timedelta(seconds=1)},
    )
    assert await hosts.kept_robots(conn, HOST) is None


async def test_an_empty_robots_txt_is_kept_too(conn: AsyncConnection) -> None:
    await hosts.keep_robots(conn, HOST, "", None)
    assert await hosts.kept_robots(conn, HOST) == ""
