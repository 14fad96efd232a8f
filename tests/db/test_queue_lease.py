"""Leases: how long a claim holds, who takes it over, and what the one before may still do."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue
from db.queue import IMPORT_QUEUE, Claim, LeaseLost
from db.queue.claims import MAX_ATTEMPTS
from tests.db.queue_rows import fill, let_time_pass, row, seconds_to

SHORT = timedelta(milliseconds=5)


async def take(conn: AsyncConnection, worker: str, lease: timedelta = SHORT) -> Claim:
    (taken,) = await queue.claim(conn, IMPORT_QUEUE, 1, worker, lease=lease)
    return taken


async def taken_over(conn: AsyncConnection) -> tuple[Claim, Claim]:
    """A row whose first worker overslept its lease, and which a second one holds now."""
    await fill(conn, {"a.example": 1})
    first = await take(conn, "w1")
    await asyncio.sleep(0.02)
    return first, await take(conn, "w2", timedelta(minutes=15))


async def test_an_expired_lease_is_claimed_again(conn: AsyncConnection) -> None:
    first, second = await taken_over(conn)
    assert second.id == first.id
    assert second.token != first.token
    assert (first.attempts, second.attempts) == (1, 2)
    kept = await row(conn, second)
    assert (kept.locked_by, kept.attempts) == ("w2", 2)


async def test_a_lease_that_runs_is_not_taken_over(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 1})
    await take(conn, "w1", timedelta(minutes=15))
    await let_time_pass(conn, IMPORT_QUEUE, "14 minutes 50 seconds")
    assert await queue.claim(conn, IMPORT_QUEUE, 1, "w2") == []
    await let_time_pass(conn, IMPORT_QUEUE, "11 seconds")
    assert len(await queue.claim(conn, IMPORT_QUEUE, 1, "w2")) == 1


async def test_an_expired_lease_of_a_busy_host_is_found_among_its_rows(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"busy.example": 60})
    dead = await take(conn, "dead")
    await asyncio.sleep(0.02)
    claims = [c for _ in range(3) for c in await queue.claim(conn, IMPORT_QUEUE, 20, "w2")]
    assert dead.id in {c.id for c in claims}


LATE: dict[str, Callable[[AsyncConnection, Claim], Awaitable[object]]] = {
    "complete": lambda conn, late: queue.complete(conn, [late]),
    "fail": lambda conn, late: queue.fail(conn, late, "timeout", "late"),
    "fail for good": lambda conn, late: queue.fail(conn, late, "gone", "late"),
    "fail blocked": lambda conn, late: queue.fail(conn, late, "blocked", "late", wait=1),
    "advance": lambda conn, late: queue.advance(conn, late, '{"page": 2}'),
    "postpone": lambda conn, late: queue.postpone(conn, late, datetime.now(UTC)),
    "hold": queue.hold,
}


@pytest.mark.parametrize("verb", LATE)
async def test_who_lost_the_lease_changes_nothing_and_is_told(
    conn: AsyncConnection, verb: str
) -> None:
    first, second = await taken_over(conn)
    before = await row(conn, second)
    with pytest.raises(LeaseLost) as told:
        await LATE[verb](conn, first)
    assert told.value.claim is first
    assert await row(conn, second) == before


async def test_a_release_after_the_takeover_gives_nothing_back(conn: AsyncConnection) -> None:
    first, second = await taken_over(conn)
    before = await row(conn, second)
    assert await queue.release(conn, [first]) == 0
    assert await row(conn, second) == before


@pytest.mark.parametrize("verb", LATE)
async def test_a_row_that_has_ended_cannot_be_ended_again(conn: AsyncConnection, verb: str) -> None:
    await fill(conn, {"a.example": 1})
    taken = await take(conn, "w1", timedelta(minutes=15))
    await queue.complete(conn, [taken])
    before = await row(conn, taken)
    with pytest.raises(LeaseLost):
        await LATE[verb](conn, taken)
    assert await row(conn, taken) == before


async def test_a_lease_that_ran_out_unnoticed_still_ends_well(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 1})
    taken = await take(conn, "w1")
    await asyncio.sleep(0.02)
    await queue.complete(conn, [taken])
    assert (await row(conn, taken)).status == "complete"


async def test_a_heartbeat_renews_all_leases_and_tells_which_were_lost(
    conn: AsyncConnection,
) -> None:
    first, second = await taken_over(conn)
    await fill(conn, {"b.example": 3})
    held = await queue.claim(conn, IMPORT_QUEUE, 3, "w1", lease=timedelta(seconds=1))
    theirs = await row(conn, second)
    kept = await queue.heartbeat(conn, IMPORT_QUEUE, [first, *held], lease=timedelta(minutes=15))
    assert kept == {c.id for c in held}
    for claim in held:
        assert 14 * 60 < await seconds_to(conn, claim) <= 15 * 60
    assert await row(conn, second) == theirs
    assert await queue.heartbeat(conn, IMPORT_QUEUE, []) == set()


async def test_who_keeps_renewing_keeps_the_row(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 1})
    mine = await take(conn, "w1", timedelta(minutes=15))
    for _ in range(3):
        await let_time_pass(conn, IMPORT_QUEUE, "10 minutes")
        assert await queue.claim(conn, IMPORT_QUEUE, 1, "w2") == []
        assert await queue.heartbeat(conn, IMPORT_QUEUE, [mine]) == {mine.id}
    await queue.complete(conn, [mine])


async def test_hold_keeps_the_row_from_others_until_the_transaction_ends(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"a.example": 1})
    taken = await take(conn, "w1")
    await asyncio.sleep(0.02)
    async with conn.engine.begin() as storing:
        await queue.hold(storing, taken)
        assert await queue.claim(conn, IMPORT_QUEUE, 1, "w2") == []
        await queue.complete(storing, [taken])
    assert await queue.claim(conn, IMPORT_QUEUE, 1, "w2") == []
    assert (await row(conn, taken)).status == "complete"


async def test_a_row_that_kills_its_workers_ends_as_poison(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 1})
    for n in range(1, MAX_ATTEMPTS + 1):
        last = await take(conn, f"worker-{n}")
        assert last.attempts == n
        await asyncio.sleep(0.02)
    died_with = await row(conn, last)
    assert await queue.claim(conn, IMPORT_QUEUE, 1, "survivor") == []
    ended = await row(conn, last)
    assert (ended.status, ended.reason, ended.attempts) == ("failed", "poison", MAX_ATTEMPTS)
    assert (ended.run_at, ended.lease_token) == (None, None)
    assert ended.ended_at is not None
    assert f"worker-{MAX_ATTEMPTS}" in ended.message
    assert f"{died_with.locked_at:%Y-%m-%d %H:%M:%S}" in ended.message
    assert await queue.claim(conn, IMPORT_QUEUE, 1, "survivor") == []
    assert await queue.next_due(conn, IMPORT_QUEUE) is None


async def test_poison_does_not_keep_the_hosts_other_rows(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 1})
    for _ in range(2):
        await queue.claim(conn, IMPORT_QUEUE, 1, "w1", lease=SHORT, max_attempts=2)
        await asyncio.sleep(0.02)
    await fill(conn, {"a.example": 3})
    taken = await queue.claim(conn, IMPORT_QUEUE, 10, "w2", max_attempts=2)
    assert len(taken) == 2
    assert (await queue.count(conn, IMPORT_QUEUE)).by_status == {"failed": 1, "processing": 2}


async def test_poison_can_be_claimed_by_key_no_more(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 1})
    dead = await take(conn, "w1")
    await asyncio.sleep(0.02)
    assert await queue.claim_row(conn, IMPORT_QUEUE, dead.key, "w2", max_attempts=1) is None
    assert (await row(conn, dead)).reason == "poison"
