"""After a block one request tries the host; all others wait for its answer."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import hosts, queue
from db.hosts import Slot
from db.queue import IMPORT_QUEUE
from tests.db.queue_rows import fill

HOST = "cars.example"


async def let_time_pass(conn: AsyncConnection, seconds: float) -> None:
    """As if the host had been left alone for so long."""
    await conn.execute(
        text("""
            UPDATE hosts SET next_request_at = next_request_at - make_interval(secs => :by),
                             blocked_until = blocked_until - make_interval(secs => :by),
                             trial_until = trial_until - make_interval(secs => :by)
        """),
        {"by": seconds},
    )


async def trial(conn: AsyncConnection) -> Slot:
    """The first slot after a block of 15 minutes."""
    await hosts.block(conn, HOST, "HTTP 403")
    await let_time_pass(conn, 901)
    return await hosts.take_slot(conn, HOST, 1, trial=80)


async def test_of_eight_workers_one_tries_a_host_whose_block_is_over(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await hosts.block(conn, HOST, "HTTP 403")
    await let_time_pass(conn, 901)

    async def ask() -> Slot:
        async with engine.begin() as worker:
            return await hosts.take_slot(worker, HOST, 1, trial=80)

    slots = await asyncio.gather(*(ask() for _ in range(8)))
    (tried,) = [slot for slot in slots if slot.taken]
    assert tried.blocked is None
    assert tried.trial_until is not None
    refused = [slot for slot in slots if not slot.taken]
    assert [slot.blocked for slot in refused] == pytest.approx([80] * 7, abs=5)


async def test_a_host_that_was_never_blocked_has_no_trial(conn: AsyncConnection) -> None:
    assert (await hosts.take_slot(conn, HOST, 1)).trial_until is None
    assert (await hosts.take_slot(conn, HOST, 1)).taken


async def test_a_good_answer_to_the_trial_frees_the_host(conn: AsyncConnection) -> None:
    await trial(conn)
    await hosts.answered(conn, HOST)
    slots = [await hosts.take_slot(conn, HOST, 1) for _ in range(3)]
    assert all(slot.taken and slot.failures == 0 and slot.trial_until is None for slot in slots)


async def test_a_trial_that_is_refused_blocks_the_host_for_twice_as_long(
    conn: AsyncConnection,
) -> None:
    await trial(conn)
    assert await hosts.block(conn, HOST, "HTTP 403") == pytest.approx(1800, abs=2)
    await let_time_pass(conn, 1801)
    assert (await hosts.take_slot(conn, HOST, 1)).trial_until is not None
    assert await hosts.block(conn, HOST, "HTTP 403") == pytest.approx(3600, abs=2)


async def test_a_trial_whose_worker_died_is_over_by_time(conn: AsyncConnection) -> None:
    await trial(conn)
    await let_time_pass(conn, 79)
    assert not (await hosts.take_slot(conn, HOST, 1)).taken
    await let_time_pass(conn, 5)
    slot = await hosts.take_slot(conn, HOST, 1)
    assert slot.taken
    assert slot.trial_until is not None
    assert not (await hosts.take_slot(conn, HOST, 1)).taken


async def test_a_trial_that_told_nothing_is_followed_by_another_at_once(
    conn: AsyncConnection,
) -> None:
    first = await trial(conn)
    await hosts.leave_trial(conn, HOST, first)
    second = await hosts.take_slot(conn, HOST, 1)
    assert second.taken
    assert second.failures == 1, "the refusals still count"
    await hosts.leave_trial(conn, HOST, first)
    assert not (await hosts.take_slot(conn, HOST, 1)).taken, "not its trial"


async def test_a_trial_that_missed_its_slot_takes_another(conn: AsyncConnection) -> None:
    missed = await trial(conn)
    again = await hosts.take_slot(conn, HOST, 1, given_up=missed)
    assert again.taken
    assert again.trial_until is not None
    assert not (await hosts.take_slot(conn, HOST, 1)).taken


async def test_claims_pass_over_a_host_while_it_is_tried(conn: AsyncConnection) -> None:
    await fill(conn, {HOST: 3})
    await trial(conn)
    await conn.execute(text("UPDATE queue_hosts SET claim_at = now()"))
    assert await queue.claim(conn, IMPORT_QUEUE, 8, "w1") == []
    await hosts.answered(conn, HOST)
    assert await queue.claim(conn, IMPORT_QUEUE, 8, "w1")


async def test_ten_requests_in_a_row_that_fail_block_a_host(conn: AsyncConnection) -> None:
    await hosts.take_slot(conn, HOST, 1)
    blocks = [await hosts.troubled(conn, HOST, "HTTP 500") for _ in range(hosts.TROUBLES)]
    assert blocks[:-1] == [None] * 9
    assert blocks[-1] == pytest.approx(900, abs=1)
    (blocked,) = await hosts.blocked_hosts(conn)
    assert blocked["reason"] == "10 requests in a row failed: HTTP 500"
    assert await hosts.troubled(conn, HOST, "HTTP 500") is None, "it was on its way"


async def test_a_page_between_them_begins_the_row_anew(conn: AsyncConnection) -> None:
    await hosts.take_slot(conn, HOST, 1)
    for _ in range(3):
        for _ in range(hosts.TROUBLES - 1):
            assert await hosts.troubled(conn, HOST, "HTTP 500") is None
        assert (await hosts.take_slot(conn, HOST, 1)).troubles == hosts.TROUBLES - 1
        await hosts.answered(conn, HOST)


async def test_a_host_that_stays_silent_is_tried_every_hour_at_least(conn: AsyncConnection) -> None:
    await trial(conn)
    lengths = []
    for _ in range(4):
        lengths.append(await hosts.troubled(conn, HOST, "timeout"))
        await let_time_pass(conn, 3601)
        assert (await hosts.take_slot(conn, HOST, 1)).trial_until is not None
    assert lengths == pytest.approx([1800, 3600, 3600, 3600], abs=2)
