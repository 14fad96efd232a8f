"""Planning: rows that nobody holds move to another time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue
from db.queue import BAT_EXTRACTION_QUEUE, Claim, NewRow, Planned
from tests.db.queue_rows import let_time_pass, page, row

URL = page("a.example")
ROW = NewRow(URL, URL)


def in_hours(hours: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours)


async def plan(conn: AsyncConnection, run_at: datetime, *, exactly: bool = True) -> int:
    return await queue.plan(conn, BAT_EXTRACTION_QUEUE, [Planned(URL, URL, run_at, exactly)])


async def stored(conn: AsyncConnection) -> Any:
    return await row(conn, ROW, BAT_EXTRACTION_QUEUE)


async def claimed(conn: AsyncConnection) -> list[Claim]:
    return await queue.claim(conn, BAT_EXTRACTION_QUEUE, 5, "w1")


async def test_a_new_row_runs_at_its_time_and_not_before(conn: AsyncConnection) -> None:
    assert await plan(conn, in_hours(2)) == 1
    assert await claimed(conn) == []
    await let_time_pass(conn, BAT_EXTRACTION_QUEUE, "2 hours 1 minute")
    assert [claim.key for claim in await claimed(conn)] == [URL]


@pytest.mark.parametrize("hours", [1, 5])
async def test_a_pending_row_moves_to_just_that_time(conn: AsyncConnection, hours: int) -> None:
    await plan(conn, in_hours(3))
    when = in_hours(hours)
    assert await plan(conn, when) == 1
    assert (await stored(conn)).run_at == when
    assert await plan(conn, when) == 0


async def test_a_row_planned_for_that_time_at_the_latest_only_moves_forward(
    conn: AsyncConnection,
) -> None:
    first, sooner = in_hours(3), in_hours(1)
    await plan(conn, first)
    assert await plan(conn, in_hours(5), exactly=False) == 0
    assert (await stored(conn)).run_at == first
    assert await plan(conn, sooner, exactly=False) == 1
    assert (await stored(conn)).run_at == sooner


async def test_a_row_that_was_planned_sooner_is_found_by_claims(conn: AsyncConnection) -> None:
    await plan(conn, in_hours(3))
    assert await claimed(conn) == []
    await plan(conn, in_hours(-1))
    assert [claim.key for claim in await claimed(conn)] == [URL]


async def test_a_done_row_is_opened_again_with_no_attempt_counted(conn: AsyncConnection) -> None:
    await plan(conn, in_hours(-1))
    await queue.complete(conn, await claimed(conn))
    when = in_hours(1)
    assert await plan(conn, when) == 1
    kept = await stored(conn)
    assert (kept.status, kept.run_at, kept.attempts, kept.ended_at) == ("pending", when, 0, None)


async def test_a_held_row_is_left_to_its_worker(conn: AsyncConnection) -> None:
    await plan(conn, in_hours(-1))
    (claim,) = await claimed(conn)
    assert await plan(conn, in_hours(1)) == 0
    await queue.complete(conn, [claim])


async def test_a_failed_row_stays_failed(conn: AsyncConnection) -> None:
    await plan(conn, in_hours(-1))
    (claim,) = await claimed(conn)
    await queue.fail(conn, claim, "gone", "HTTP 404", http_status=404)
    assert await plan(conn, in_hours(-1)) == 0
    assert (await stored(conn)).status == "failed"


async def test_a_row_that_waits_after_a_failure_is_not_hurried(conn: AsyncConnection) -> None:
    await plan(conn, in_hours(-1))
    (claim,) = await claimed(conn)
    await queue.fail(conn, claim, "server_error", "HTTP 500", http_status=500)
    before = await stored(conn)
    assert await plan(conn, in_hours(-2)) == 0
    assert await plan(conn, in_hours(-2), exactly=False) == 0
    assert await stored(conn) == before
    when = in_hours(9)
    assert await plan(conn, when) == 1
    after = await stored(conn)
    assert (after.run_at, after.attempts, after.reason) == (when, 1, "server_error")


async def test_of_a_row_planned_twice_the_sooner_counts(conn: AsyncConnection) -> None:
    sooner = in_hours(1)
    rows = [Planned(URL, URL, in_hours(4)), Planned(URL, URL, sooner)]
    assert await queue.plan(conn, BAT_EXTRACTION_QUEUE, rows) == 1
    assert (await stored(conn)).run_at == sooner


async def failed(conn: AsyncConnection, reason: str) -> None:
    await plan(conn, in_hours(-1))
    (claim,) = await claimed(conn)
    await queue.fail(conn, claim, reason, "it went wrong", max_attempts=1)
    assert (await stored(conn)).status == "failed"


@pytest.mark.parametrize("reason", ["timeout", "connection", "server_error", "gone"])
async def test_a_row_that_failed_by_what_may_have_passed_is_opened_after_six_hours(
    conn: AsyncConnection, reason: str
) -> None:
    await failed(conn, reason)
    await let_time_pass(conn, BAT_EXTRACTION_QUEUE, "5 hours 59 minutes")
    assert await plan(conn, in_hours(-1)) == 0
    await let_time_pass(conn, BAT_EXTRACTION_QUEUE, "2 minutes")
    assert await plan(conn, in_hours(-1)) == 1
    kept = await stored(conn)
    assert (kept.status, kept.attempts, kept.reason, kept.message) == ("pending", 0, None, None)


@pytest.mark.parametrize("reason", ["unreadable", "refused_address", "robots", "not_a_vehicle"])
async def test_a_row_that_failed_for_good_stays_so(conn: AsyncConnection, reason: str) -> None:
    await plan(conn, in_hours(-1))
    (claim,) = await claimed(conn)
    await queue.fail(conn, claim, reason, "it went wrong")
    await let_time_pass(conn, BAT_EXTRACTION_QUEUE, "30 days")
    assert await plan(conn, in_hours(-1)) == 0
    assert await queue.try_again(conn, BAT_EXTRACTION_QUEUE, [URL]) == 0


async def test_rows_are_tried_again_six_hours_after_they_failed(conn: AsyncConnection) -> None:
    await failed(conn, "server_error")
    assert await queue.try_again(conn, BAT_EXTRACTION_QUEUE, [URL]) == 0
    await let_time_pass(conn, BAT_EXTRACTION_QUEUE, "6 hours 1 minute")
    assert await queue.try_again(conn, BAT_EXTRACTION_QUEUE, [page("b.example")]) == 0
    assert await queue.try_again(conn, BAT_EXTRACTION_QUEUE, [URL]) == 1
    assert [claim.key for claim in await claimed(conn)] == [URL]
