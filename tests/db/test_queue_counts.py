"""Counts, and putting failed rows back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import hosts, queue
from db.queue import IMPORT_QUEUE, INVENTORY_QUEUE, QUEUES, NewRow
from tests.db.queue_rows import fill, inventory, let_time_pass, new, page, table


async def failed(conn: AsyncConnection, host: str, reason: str) -> None:
    await fill(conn, {host: 1})
    (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1", host=host)
    await queue.fail(conn, claim, reason, "it said so")


async def statuses(conn: AsyncConnection) -> dict[str, str]:
    return {r["host"]: r["status"] for r in await table(conn, "import_queue")}


async def test_an_empty_queue_counts_nothing(conn: AsyncConnection) -> None:
    for of in QUEUES:
        counts = await queue.count(conn, of)
        assert (counts.by_status, counts.reasons, counts.due, counts.stuck) == ({}, {}, 0, 0)
        assert counts.oldest_due_seconds is None


async def test_counts_tell_what_waits_what_is_due_and_what_ended(conn: AsyncConnection) -> None:
    await failed(conn, "gone.example", "gone")
    await failed(conn, "sign.example", "not_a_vehicle")
    await failed(conn, "shut.example", "blocked")
    await fill(conn, {"held.example": 2})
    await queue.claim(conn, IMPORT_QUEUE, 2, "w1", host="held.example")
    await let_time_pass(conn, IMPORT_QUEUE, "3 minutes")
    await fill(conn, {"fresh.example": 4})
    counts = await queue.count(conn, IMPORT_QUEUE)
    assert counts.queue == "import_queue"
    assert counts.by_status == {"failed": 1, "skipped": 1, "pending": 5, "processing": 2}
    assert counts.reasons == {"gone": 1, "not_a_vehicle": 1, "blocked": 1}
    assert counts.due == 5
    assert counts.oldest_due_seconds is not None
    assert 180 <= counts.oldest_due_seconds < 240
    assert counts.stuck == 0


async def test_a_dead_workers_rows_count_as_due_and_not_as_stuck(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 3})
    await queue.claim(conn, IMPORT_QUEUE, 2, "dead", lease=timedelta(milliseconds=5))
    await asyncio.sleep(0.02)
    counts = await queue.count(conn, IMPORT_QUEUE)
    assert (counts.due, counts.stuck) == (3, 0)


async def test_rows_of_a_blocked_host_are_not_stuck(conn: AsyncConnection) -> None:
    await fill(conn, {"shut.example": 2})
    await hosts.block(conn, "shut.example", "HTTP 403")
    assert (await queue.count(conn, IMPORT_QUEUE)).stuck == 0


async def test_rows_of_a_blocked_host_are_due_when_the_block_is_over_and_no_sooner(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"shut.example": 2})
    await let_time_pass(conn, IMPORT_QUEUE, "1 hour")
    await fill(conn, {"open.example": 1})
    await hosts.block(conn, "shut.example", "HTTP 403")
    await fill(conn, {"shut.example": 3})
    counts = await queue.count(conn, IMPORT_QUEUE)
    assert (counts.due, counts.stuck) == (1, 0)
    assert counts.oldest_due_seconds is not None
    assert counts.oldest_due_seconds < 3600
    ended = "UPDATE hosts SET blocked_until = now() - interval '5 minutes'"
    await conn.execute(text(ended))
    await conn.execute(text("UPDATE queue_hosts SET claim_at = least(claim_at, now())"))
    counts = await queue.count(conn, IMPORT_QUEUE)
    assert (counts.due, counts.stuck) == (4, 0)
    assert counts.oldest_due_seconds is not None
    assert counts.oldest_due_seconds >= 3600
    now = datetime.now(UTC)
    # The host was blocked until five minutes ago: since then its rows have been due.
    for minutes, rows in ((1, 2), (10, 0)):
        since = now - timedelta(minutes=minutes)
        assert await queue.due_since(conn, IMPORT_QUEUE, since) == queue.RowCount(rows)


async def test_a_done_inventory_counts_as_due_when_it_comes_round(conn: AsyncConnection) -> None:
    await queue.enqueue(conn, INVENTORY_QUEUE, [await inventory(conn, "a.example")])
    await queue.complete(conn, await queue.claim(conn, INVENTORY_QUEUE, 1, "w1"))
    counts = await queue.count(conn, INVENTORY_QUEUE)
    assert (counts.by_status, counts.due, counts.stuck) == ({"completed": 1}, 0, 0)
    await let_time_pass(conn, INVENTORY_QUEUE, "25 hours")
    counts = await queue.count(conn, INVENTORY_QUEUE)
    assert (counts.by_status, counts.due, counts.stuck) == ({"completed": 1}, 1, 0)


@pytest.mark.parametrize(
    "damage",
    ["UPDATE queue_hosts SET claim_at = 'infinity' WHERE host = 'a.example'",
     "UPDATE queue_hosts SET claim_at = now() + interval '1 hour' WHERE host = 'a.example'",
     "UPDATE queue_hosts SET due_from = now() + interval '1 hour' WHERE host = 'a.example'",
     "DELETE FROM queue_hosts WHERE host = 'a.example'"],
)  # fmt: skip
async def test_rows_that_no_claim_would_find_are_stuck(
    conn: AsyncConnection, owner: AsyncConnection, damage: str
) -> None:
    await fill(conn, {"a.example": 3, "b.example": 1})
    await owner.execute(text(damage))
    assert [c.host for c in await queue.claim(conn, IMPORT_QUEUE, 40, "w1")] == ["b.example"]
    assert (await queue.count(conn, IMPORT_QUEUE)).stuck == 3


async def test_requeue_by_reason(conn: AsyncConnection) -> None:
    await failed(conn, "a.example", "unreadable")
    await failed(conn, "b.example", "gone")
    assert await queue.requeue(conn, IMPORT_QUEUE, reason="unreadable") == 1
    assert await statuses(conn) == {"a.example": "pending", "b.example": "failed"}
    (claim,) = await queue.claim(conn, IMPORT_QUEUE, 5, "w2")
    assert (claim.host, claim.attempts) == ("a.example", 1)
    row = (await table(conn, "import_queue"))[0]
    assert (row["reason"], row["message"], row["ended_at"]) == (None, None, None)


async def test_requeue_by_host_takes_skipped_rows_too(conn: AsyncConnection) -> None:
    await failed(conn, "a.example", "robots")
    await failed(conn, "b.example", "robots")
    assert await queue.requeue(conn, IMPORT_QUEUE, host="a.example") == 1
    assert await statuses(conn) == {"a.example": "pending", "b.example": "skipped"}


async def test_requeue_by_age(conn: AsyncConnection) -> None:
    await failed(conn, "old.example", "gone")
    await let_time_pass(conn, IMPORT_QUEUE, "3 days")
    await failed(conn, "new.example", "gone")
    assert await queue.requeue(conn, IMPORT_QUEUE, older_than=timedelta(days=2)) == 1
    assert await statuses(conn) == {"old.example": "pending", "new.example": "failed"}


async def test_requeue_meets_all_its_conditions_together(conn: AsyncConnection) -> None:
    await failed(conn, "a.example", "gone")
    await failed(conn, "b.example", "unreadable")
    assert await queue.requeue(conn, IMPORT_QUEUE, reason="gone", host="b.example") == 0
    assert await queue.requeue(conn, IMPORT_QUEUE) == 2


async def test_requeue_never_touches_rows_on_their_way_or_done(conn: AsyncConnection) -> None:
    await fill(conn, {"done.example": 1, "held.example": 1})
    for claim in await queue.claim(conn, IMPORT_QUEUE, 16, "w1"):
        if claim.host == "done.example":
            await queue.complete(conn, [claim])
    await queue.enqueue(conn, IMPORT_QUEUE, new("waiting.example"))
    before = await table(conn, "import_queue")
    assert await queue.requeue(conn, IMPORT_QUEUE) == 0
    assert await table(conn, "import_queue") == before


async def test_a_requeued_row_is_found_where_its_host_was_put_away(conn: AsyncConnection) -> None:
    await failed(conn, "a.example", "gone")
    assert await queue.claim(conn, IMPORT_QUEUE, 5, "w1") == []
    assert await queue.next_due(conn, IMPORT_QUEUE) is None
    await queue.requeue(conn, IMPORT_QUEUE)
    key = page("a.example")
    assert [c.key for c in await queue.claim(conn, IMPORT_QUEUE, 5, "w1")] == [NewRow(key, key).key]
