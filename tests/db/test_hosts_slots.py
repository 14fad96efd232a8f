"""The line of a host's requests: exact for all workers, slower for a host that is slow."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db import hosts
from db.hosts import Answer, Slot
from tests.db.queue_rows import table

HOST = "cars.example"
LATE = Answer(8.0, good=True)
QUICK = Answer(0.1, good=True)


async def paced(conn: AsyncConnection, *answers: Answer, delay: float = 1.0) -> list[float]:
    """The spacing of slots, guard taken off, after each of these answers."""
    slots = [await hosts.take_slot(conn, HOST, delay, answer=answer) for answer in answers]
    return [slot.spacing - slot.guard for slot in slots]


async def test_slots_that_eight_workers_take_at_once_are_exactly_spaced(
    engine: AsyncEngine,
) -> None:
    async def some() -> list[Slot]:
        async with engine.connect() as conn:
            alone = await conn.execution_options(isolation_level="AUTOCOMMIT")
            return [await hosts.take_slot(alone, HOST, 2.0) for _ in range(25)]

    taken = sorted(
        (slot for slots in await asyncio.gather(*(some() for _ in range(8))) for slot in slots),
        key=lambda slot: slot.at,
    )
    assert len(taken) == 200
    spacing = timedelta(seconds=2 * (1 + hosts.GUARD))
    assert {later.at - sooner.at for sooner, later in pairwise(taken)} == {spacing}
    assert all(sooner.next_at == later.at for sooner, later in pairwise(taken))


async def test_a_slot_that_is_far_away_is_nobodys(conn: AsyncConnection) -> None:
    first = await hosts.take_slot(conn, HOST, 10, ahead=1)
    before = await table(conn, "hosts", order="host")
    second = await hosts.take_slot(conn, HOST, 10, ahead=1)
    assert (first.taken, second.taken) == (True, False)
    assert second.at == first.next_at
    assert second.wait == pytest.approx(10.05, abs=1)
    assert await table(conn, "hosts", order="host") == before
    assert (await hosts.take_slot(conn, HOST, 10, ahead=11)).at == first.next_at


async def test_a_slot_is_as_far_away_as_its_worker_needs_to_hear_of_it(
    conn: AsyncConnection,
) -> None:
    slot = await hosts.take_slot(conn, HOST, 10, lead=0.5)
    assert slot.at - slot.now == timedelta(seconds=0.5)
    assert slot.wait == 0.5


async def test_a_host_without_a_delay_is_never_waited_for(conn: AsyncConnection) -> None:
    answers = (LATE, LATE, Answer(60.0, good=False, trouble=True))
    slots = [
        await hosts.take_slot(conn, HOST, 0.0, ahead=0.0, lead=0.5, answer=answer)
        for answer in answers
    ]
    assert [(slot.taken, slot.wait, slot.spacing) for slot in slots] == [(True, 0.0, 0.0)] * 3


async def test_a_slot_that_was_missed_is_free_again(conn: AsyncConnection) -> None:
    missed = await hosts.take_slot(conn, HOST, 10)
    again = await hosts.take_slot(conn, HOST, 10, given_up=missed)
    assert again.wait == 0.0
    assert missed.at < again.at
    assert again.next_at == again.at + timedelta(seconds=10 + hosts.LARGEST_GUARD)
    (row,) = await table(conn, "hosts", order="host")
    assert row["requests"] == 1, "one request, whatever slot it goes out in"


async def test_a_slot_that_was_missed_is_lost_when_others_line_up_behind_it(
    conn: AsyncConnection,
) -> None:
    missed = await hosts.take_slot(conn, HOST, 10)
    behind = await hosts.take_slot(conn, HOST, 10)
    assert (await hosts.take_slot(conn, HOST, 10, given_up=missed)).at == behind.next_at


async def test_a_request_that_left_late_moves_the_next_slot_on(conn: AsyncConnection) -> None:
    slot = await hosts.take_slot(conn, HOST, 10)
    await hosts.sent(conn, HOST, slot, 0.25)
    assert (await hosts.take_slot(conn, HOST, 10)).at == slot.next_at + timedelta(seconds=0.25)


async def test_the_next_slot_waits_until_the_request_is_said_to_have_left(
    conn: AsyncConnection,
) -> None:
    slot = await hosts.take_slot(conn, HOST, 10, slack=0.25)
    assert slot.slack == 10, "a delay is longer"
    early = await hosts.take_slot(conn, HOST, 10, ahead=15)
    assert (early.taken, early.at) == (False, slot.next_at)
    await hosts.sent(conn, HOST, slot, 1.5)
    behind = await hosts.take_slot(conn, HOST, 10, ahead=15)
    assert (behind.taken, behind.at) == (True, slot.next_at + timedelta(seconds=1.5))


async def test_a_worker_that_dies_with_a_slot_wastes_one(conn: AsyncConnection) -> None:
    slot = await hosts.take_slot(conn, HOST, 10, slack=0.25)
    behind = await hosts.take_slot(conn, HOST, 10, slack=0.25)
    assert behind.at == slot.next_at + timedelta(seconds=slot.slack)


async def test_a_request_that_left_late_moves_no_slot_back(conn: AsyncConnection) -> None:
    slot = await hosts.take_slot(conn, HOST, 10)
    behind = await hosts.take_slot(conn, HOST, 10)
    await hosts.sent(conn, HOST, slot, 0.25)
    assert (await hosts.take_slot(conn, HOST, 10)).at == behind.next_at


async def test_the_delay_follows_a_host_that_gets_slow_and_falls_back_when_it_is_quick_again(
    conn: AsyncConnection,
) -> None:
    delays = await paced(conn, QUICK, LATE, LATE, QUICK, QUICK, QUICK, QUICK, QUICK)
    assert delays == pytest.approx([1, 8, 8, 4.05, 2.075, 1.0875, 1, 1])


async def test_a_host_that_answers_within_its_delay_is_never_slowed(conn: AsyncConnection) -> None:
    answers = [Answer(seconds, good=True) for seconds in (0.9, 0.2, 0.99, 0.5, 1.0)]
    assert await paced(conn, *answers) == pytest.approx([1] * 5)


async def test_an_error_that_comes_quickly_does_not_make_the_pace_faster(
    conn: AsyncConnection,
) -> None:
    assert await paced(conn, LATE, Answer(0.01, good=False)) == pytest.approx([8, 8])


async def test_a_servers_errors_double_the_delay_up_to_a_minute(conn: AsyncConnection) -> None:
    trouble = Answer(0.01, good=False, trouble=True)
    delays = await paced(conn, *[trouble] * 8)
    assert delays == pytest.approx([2, 4, 8, 16, 32, 60, 60, 60])


async def test_a_delay_that_was_asked_for_is_kept_beyond_a_minute(conn: AsyncConnection) -> None:
    await hosts.keep_robots(conn, HOST, "", 100)
    assert await paced(conn, Answer(500.0, good=True)) == pytest.approx([100])


async def test_a_host_stays_slowed_for_all_workers_and_through_restarts(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await paced(conn, LATE)
    restarted = create_async_engine(engine.url)
    async with restarted.connect() as other:
        slot = await hosts.take_slot(other, HOST, 1.0)
    await restarted.dispose()
    assert slot.spacing == pytest.approx(8.05)


async def test_a_slot_that_waited_for_another_worker_is_told_by_the_time_it_was_taken(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await hosts.take_slot(conn, HOST, 0.001)
    async with engine.begin() as holder:
        await holder.execute(text("SELECT FROM hosts FOR UPDATE"))
        waiting = asyncio.ensure_future(hosts.take_slot(conn, HOST, 0.001))
        held = None
        while held is None:  # until it waits for the row
            held = await holder.scalar(
                text("""SELECT clock_timestamp() FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'""")
            )
    slot = await waiting
    assert slot.now > held
    assert slot.at >= slot.now
