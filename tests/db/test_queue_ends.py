"""How a claim ends: well, badly, later, or given back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue
from db.queue import (
    BAT_EXTRACTION_QUEUE,
    IMPORT_QUEUE,
    INVENTORY_QUEUE,
    Claim,
    LeaseLost,
)
from db.queue.claims import MAX_ATTEMPTS
from db.queue.ending import BACKOFF_CAP, backoff
from tests.db.queue_rows import fill, inventory, let_time_pass, new, page, row, seconds_to

ENDED = (None, None, None)


async def take(conn: AsyncConnection, **how: Any) -> Claim:
    (taken,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1", **how)
    return taken


async def taken(conn: AsyncConnection) -> Claim:
    await fill(conn, {"a.example": 1})
    return await take(conn)


def lock(kept: Any) -> tuple[Any, Any, Any]:
    return kept.lease_token, kept.locked_at, kept.locked_by


async def test_a_completed_row_is_done_for_ever(conn: AsyncConnection) -> None:
    claim = await taken(conn)
    await queue.complete(conn, [claim])
    kept = await row(conn, claim)
    assert (kept.status, kept.run_at, kept.attempts) == ("complete", None, 1)
    assert kept.ended_at is not None
    assert lock(kept) == ENDED
    await let_time_pass(conn, IMPORT_QUEUE, "1 year")
    assert await queue.claim(conn, IMPORT_QUEUE, 1, "w2") == []


async def test_claims_are_completed_all_or_none(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 3})
    claims = await queue.claim(conn, IMPORT_QUEUE, 3, "w1")
    await queue.release(conn, [claims[1]])
    with pytest.raises(LeaseLost) as told:
        async with conn.engine.begin() as storing:
            await queue.complete(storing, claims)
    assert told.value.claim is claims[1]
    assert (await queue.count(conn, IMPORT_QUEUE)).by_status == {"pending": 1, "processing": 2}


async def test_an_inventory_comes_due_again_after_a_day(conn: AsyncConnection) -> None:
    await queue.enqueue(conn, INVENTORY_QUEUE, [await inventory(conn, "dealer.example")])
    (first,) = await queue.claim(conn, INVENTORY_QUEUE, 1, "w1")
    await queue.complete(conn, [first])
    assert (await row(conn, first)).status == "completed"
    assert await seconds_to(conn, first) == pytest.approx(86400, abs=5)
    await let_time_pass(conn, INVENTORY_QUEUE, "23 hours 59 minutes")
    assert await queue.claim(conn, INVENTORY_QUEUE, 1, "w1") == []
    await let_time_pass(conn, INVENTORY_QUEUE, "1 minute 1 second")
    (again,) = await queue.claim(conn, INVENTORY_QUEUE, 1, "w1")
    assert (again.key, again.attempts, again.cursor) == (first.key, 1, None)


async def test_passing_trouble_is_tried_again_later(conn: AsyncConnection) -> None:
    claim = await taken(conn)
    status = await queue.fail(conn, claim, "server_error", "HTTP 503", http_status=503)
    kept = await row(conn, claim)
    assert status == kept.status == "pending"
    assert (kept.reason, kept.message, kept.http_status) == ("server_error", "HTTP 503", 503)
    assert (kept.attempts, kept.ended_at) == (1, None)
    assert lock(kept) == ENDED
    assert -1 <= await seconds_to(conn, claim) <= 300
    await let_time_pass(conn, IMPORT_QUEUE, "5 minutes")
    again = await take(conn)
    assert again.attempts == 2
    assert (await row(conn, again)).reason is None


@pytest.mark.parametrize("reason", ["timeout", "connection", "server_error"])
async def test_trouble_that_does_not_pass_fails_at_the_last_attempt(
    conn: AsyncConnection, reason: str
) -> None:
    await fill(conn, {"a.example": 1})
    for attempt in range(1, MAX_ATTEMPTS + 1):
        claim = await take(conn)
        status = await queue.fail(conn, claim, reason, f"attempt {attempt}")
        assert status == ("pending" if attempt < MAX_ATTEMPTS else "failed")
        await let_time_pass(conn, IMPORT_QUEUE, "7 hours")
    kept = await row(conn, claim)
    assert (kept.run_at, kept.reason, kept.attempts) == (None, reason, MAX_ATTEMPTS)
    assert kept.message == "attempt 5"
    assert kept.ended_at is not None


def test_the_backoff_doubles_up_to_its_cap() -> None:
    longest = [backoff(n, chance=1.0) / timedelta(minutes=1) for n in range(1, 10)]
    assert longest == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert backoff(1000, chance=1.0) == BACKOFF_CAP
    assert backoff(3, chance=0.0) == timedelta(0)
    assert backoff(2, chance=0.25) == timedelta(minutes=2.5)


def test_the_backoff_is_a_random_share_of_the_whole() -> None:
    waits = [backoff(2) / timedelta(minutes=10) for _ in range(500)]
    assert all(0 <= wait <= 1 for wait in waits)
    assert min(waits) < 0.1
    assert max(waits) > 0.9
    assert 0.4 < sum(waits) / len(waits) < 0.6


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("gone", "failed"),
        ("unreadable", "failed"),
        ("refused_address", "failed"),
        ("not_a_vehicle", "skipped"),
        ("robots", "skipped"),
    ],
)
async def test_what_will_not_change_is_final_at_once(
    conn: AsyncConnection, reason: str, status: str
) -> None:
    claim = await taken(conn)
    assert await queue.fail(conn, claim, reason, "why" * 1000, http_status=404) == status
    kept = await row(conn, claim)
    assert (kept.status, kept.reason, kept.run_at) == (status, reason, None)
    assert kept.http_status == 404
    assert kept.message == ("why" * 1000)[:2000]
    assert kept.ended_at is not None
    assert lock(kept) == ENDED


async def test_a_blocked_row_goes_back_without_its_attempt_and_waits(
    conn: AsyncConnection,
) -> None:
    claim = await taken(conn)
    for _ in range(MAX_ATTEMPTS + 2):
        assert await queue.fail(conn, claim, "blocked", "HTTP 429", wait=90) == "pending"
        kept = await row(conn, claim)
        assert (kept.attempts, kept.reason) == (0, "blocked")
        assert await seconds_to(conn, claim) == pytest.approx(90, abs=2)
        assert await queue.claim(conn, IMPORT_QUEUE, 1, "w2") == []
        await let_time_pass(conn, IMPORT_QUEUE, "91 seconds")
        claim = await take(conn)
        assert claim.attempts == 1


async def test_release_gives_rows_back_at_once_without_the_attempt(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 2, "b.example": 1})
    await queue.enqueue(conn, BAT_EXTRACTION_QUEUE, new("c.example"))
    claims = await queue.claim(conn, IMPORT_QUEUE, 24, "w1")
    claims += await queue.claim(conn, BAT_EXTRACTION_QUEUE, 1, "w1")
    assert await queue.release(conn, claims) == 4
    kept = await row(conn, claims[0])
    assert (kept.status, kept.attempts) == ("pending", 0)
    assert lock(kept) == ENDED
    again = await queue.claim(conn, IMPORT_QUEUE, 24, "w2")
    assert {c.id for c in again} == {c.id for c in claims[:3]}
    assert {c.attempts for c in again} == {1}


async def test_an_advance_keeps_the_cursor_for_the_next_claim(conn: AsyncConnection) -> None:
    claim = await taken(conn)
    assert claim.cursor is None
    await queue.advance(conn, claim, '{"page": 7}', lease=timedelta(minutes=15))
    kept = await row(conn, claim)
    assert (kept.status, kept.lease_token) == ("processing", claim.token)
    assert 890 < await seconds_to(conn, claim) <= 900
    await queue.release(conn, [claim])
    again = await take(conn)
    assert again.cursor == {"page": 7}
    await queue.complete(conn, [again])
    assert (await row(conn, again)).cursor is None


async def test_only_attempts_since_the_last_advance_make_a_row_poison(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"a.example": 1})
    claim = await take(conn, lease=timedelta(0))
    for number in range(MAX_ATTEMPTS + 3):
        await queue.advance(conn, claim, f'{{"page": {number}}}', lease=timedelta(0))
        claim = await take(conn, lease=timedelta(0))
        assert claim.attempts == 2
        assert claim.cursor == {"page": number}


async def test_only_attempts_since_the_last_advance_use_up_the_retries(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"a.example": 1})
    for _ in range(MAX_ATTEMPTS):
        claim = await take(conn, lease=timedelta(0))
    assert claim.attempts == MAX_ATTEMPTS
    await queue.advance(conn, claim, '{"page": 2}')
    assert await queue.fail(conn, claim, "timeout", "page 2") == "pending"
    assert await seconds_to(conn, claim) <= 300


async def test_a_postponed_row_waits_with_nothing_held_against_it(conn: AsyncConnection) -> None:
    claim = await taken(conn)
    later = datetime.now(UTC) + timedelta(hours=2)
    await queue.postpone(conn, claim, later)
    kept = await row(conn, claim)
    assert (kept.status, kept.run_at, kept.attempts) == ("pending", later, 0)
    assert lock(kept) == ENDED
    assert await queue.claim(conn, IMPORT_QUEUE, 1, "w2") == []
    await let_time_pass(conn, IMPORT_QUEUE, "2 hours")
    assert (await take(conn)).id == claim.id


async def test_a_row_that_anothers_claim_finished_is_done(conn: AsyncConnection) -> None:
    url = page("lots.example")
    await queue.complete_unclaimed(conn, BAT_EXTRACTION_QUEUE, url, url)
    await queue.enqueue(conn, BAT_EXTRACTION_QUEUE, new("waiting.example"))
    waiting = page("waiting.example")
    await queue.complete_unclaimed(conn, BAT_EXTRACTION_QUEUE, waiting, waiting)
    counts = await queue.count(conn, BAT_EXTRACTION_QUEUE)
    assert (counts.by_status, counts.due, counts.stuck) == ({"complete": 2}, 0, 0)
    assert await queue.claim(conn, BAT_EXTRACTION_QUEUE, 5, "w1") == []


async def test_a_row_that_a_worker_holds_is_left_to_that_worker(conn: AsyncConnection) -> None:
    await queue.enqueue(conn, BAT_EXTRACTION_QUEUE, new("lots.example"))
    (held,) = await queue.claim(conn, BAT_EXTRACTION_QUEUE, 1, "w1")
    before = await row(conn, held)
    await queue.complete_unclaimed(conn, BAT_EXTRACTION_QUEUE, held.key, held.url)
    assert await row(conn, held) == before
    await queue.complete(conn, [held])


async def test_a_word_that_is_no_reason_is_refused(conn: AsyncConnection) -> None:
    claim = await taken(conn)
    with pytest.raises(Exception, match="reason_check"):
        await queue.fail(conn, claim, "bad luck", "")
    assert (await row(conn, claim)).status == "processing"
