"""Enqueueing: each key once, and what finding it again does (hardly anything)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue
from db.queue import (
    BAT_EXTRACTION_QUEUE,
    CLASSIC_SELLER_QUEUE,
    IMPORT_QUEUE,
    INVENTORY_QUEUE,
    QUEUES,
    Enqueued,
    NewRow,
    Queue,
    UnknownQueue,
    host_of,
    queue_named,
)
from tests.db.queue_rows import fill, inventory, let_time_pass, new, page, row, table

URL = page("a.example")
ENDS = ["complete", "fail", "processing", "skip"]


def in_hours(hours: float) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


async def bring_to(conn: AsyncConnection, end: str) -> None:
    """One row of the import queue, in a state other than pending."""
    await fill(conn, {"a.example": 1})
    (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1")
    if end == "complete":
        await queue.complete(conn, [claim])
    elif end == "fail":
        await queue.fail(conn, claim, "gone", "HTTP 404", http_status=404)
    elif end == "skip":
        await queue.fail(conn, claim, "not_a_vehicle", "a neon sign")


async def test_a_key_is_one_row_however_often_it_is_found(conn: AsyncConnection) -> None:
    twice = [*new("a.example", 3), *new("a.example", 2)]
    assert await queue.enqueue(conn, IMPORT_QUEUE, twice) == Enqueued(new=3, reopened=0, given=3)
    assert await queue.enqueue(conn, IMPORT_QUEUE, twice) == Enqueued(new=0, reopened=0, given=3)
    assert len(await table(conn, "import_queue")) == 3
    assert len(await queue.claim(conn, IMPORT_QUEUE, 10, "w1")) == 3


@pytest.mark.parametrize("of", QUEUES, ids=lambda q: q.table)
async def test_every_queue_takes_rows_and_gives_them(conn: AsyncConnection, of: Queue) -> None:
    wanted = (await inventory(conn, "a.example")) if of is INVENTORY_QUEUE else new("a.example")[0]
    await queue.enqueue(conn, of, [wanted])
    (claim,) = await queue.claim(conn, of, 5, "w1")
    assert (claim.key, claim.url, claim.host) == (wanted.key, wanted.url, "a.example")
    await queue.complete(conn, [claim])
    assert (await queue.count(conn, of)).by_status == {of.done: 1}


@pytest.mark.parametrize("end", [*ENDS, "pending"])
async def test_finding_a_row_again_touches_last_seen_at_only(
    conn: AsyncConnection, end: str
) -> None:
    await bring_to(conn, end)
    (before,) = await table(conn, "import_queue")
    await queue.enqueue(conn, IMPORT_QUEUE, new("a.example"))
    (after,) = await table(conn, "import_queue")
    assert after["last_seen_at"] > before["last_seen_at"]
    assert {**after, "last_seen_at": None} == {**before, "last_seen_at": None}


async def test_no_rows_are_no_work(conn: AsyncConnection) -> None:
    assert await queue.enqueue(conn, IMPORT_QUEUE, []) == Enqueued()


async def test_what_the_finder_knows_is_never_replaced_by_nothing(conn: AsyncConnection) -> None:
    def seller(**carried: str | None) -> list[NewRow]:
        return [NewRow(URL, URL, carried=dict(carried))]

    of = CLASSIC_SELLER_QUEUE
    await queue.enqueue(conn, of, seller(seller_name="Old Oak Motors", business_type="dealer"))
    await queue.enqueue(conn, of, seller(seller_name="Old Oak Motorcars", business_type=None))
    (claim,) = await queue.claim(conn, of, 1, "w1")
    assert claim.carried == {"seller_name": "Old Oak Motorcars", "business_type": "dealer"}


async def test_a_row_for_later_is_not_claimed_before(conn: AsyncConnection) -> None:
    await queue.enqueue(conn, BAT_EXTRACTION_QUEUE, [NewRow(URL, URL, run_at=in_hours(2))])
    assert await queue.claim(conn, BAT_EXTRACTION_QUEUE, 5, "w1") == []
    wait = await queue.next_due(conn, BAT_EXTRACTION_QUEUE)
    assert wait == pytest.approx(7200, abs=5)
    await let_time_pass(conn, BAT_EXTRACTION_QUEUE, "1 hour 59 minutes")
    assert await queue.claim(conn, BAT_EXTRACTION_QUEUE, 5, "w1") == []
    await let_time_pass(conn, BAT_EXTRACTION_QUEUE, "1 minute 1 second")
    assert len(await queue.claim(conn, BAT_EXTRACTION_QUEUE, 5, "w1")) == 1


async def test_a_row_for_now_is_found_behind_one_for_later(conn: AsyncConnection) -> None:
    first, second = new("a.example", 2)
    later = NewRow(first.key, first.url, run_at=in_hours(2))
    await queue.enqueue(conn, IMPORT_QUEUE, [later])
    assert await queue.claim(conn, IMPORT_QUEUE, 5, "w1") == []
    await queue.enqueue(conn, IMPORT_QUEUE, [second])
    assert [c.key for c in await queue.claim(conn, IMPORT_QUEUE, 5, "w1")] == [second.key]


async def test_a_pending_row_moves_to_a_later_time(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 1})
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(URL, URL, run_at=in_hours(1))])
    assert await queue.claim(conn, IMPORT_QUEUE, 5, "w1") == []
    moved = in_hours(3)
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(URL, URL, run_at=moved)])
    assert (await row(conn, NewRow(URL, URL))).run_at == moved
    assert (await queue.count(conn, IMPORT_QUEUE)).stuck == 0


async def test_a_pending_row_moves_to_a_time_that_is_sooner_but_still_to_come(
    conn: AsyncConnection,
) -> None:
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(URL, URL, run_at=in_hours(9))])
    assert await queue.claim(conn, IMPORT_QUEUE, 5, "w1") == []
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(URL, URL, run_at=in_hours(1))])
    assert await queue.next_due(conn, IMPORT_QUEUE) == pytest.approx(3600, abs=5)
    assert (await queue.count(conn, IMPORT_QUEUE)).stuck == 0


@pytest.mark.parametrize("end", ENDS)
async def test_a_run_at_moves_pending_rows_only(conn: AsyncConnection, end: str) -> None:
    await bring_to(conn, end)
    (before,) = await table(conn, "import_queue")
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(URL, URL, run_at=in_hours(1))])
    (after,) = await table(conn, "import_queue")
    assert after["run_at"] == before["run_at"]
    assert after["status"] == before["status"]


@pytest.mark.parametrize("end", ["complete", "fail", "skip"])
async def test_again_makes_ended_rows_pending_anew(conn: AsyncConnection, end: str) -> None:
    await bring_to(conn, end)
    found = await queue.enqueue(conn, IMPORT_QUEUE, new("a.example", 2), again=True)
    assert found == Enqueued(new=1, reopened=1, given=2)
    claims = await queue.claim(conn, IMPORT_QUEUE, 5, "w2")
    assert {c.attempts for c in claims} == {1}
    kept = await row(conn, NewRow(URL, URL))
    assert (kept.reason, kept.message, kept.http_status, kept.ended_at) == (None,) * 4


async def test_again_leaves_a_row_to_the_worker_that_holds_it(conn: AsyncConnection) -> None:
    await bring_to(conn, "processing")
    found = await queue.enqueue(conn, IMPORT_QUEUE, new("a.example"), again=True)
    assert found == Enqueued(new=0, reopened=0, given=1)
    assert (await row(conn, NewRow(URL, URL))).status == "processing"
    assert await queue.claim(conn, IMPORT_QUEUE, 5, "w2") == []


def test_a_host_is_lower_case_with_its_port() -> None:
    assert host_of("https://WWW.Cars.Example/Stock?page=2#top") == "www.cars.example"
    assert host_of("http://cars.example:8080/x") == "cars.example:8080"


@pytest.mark.parametrize(
    "wrong",
    ["", "/cars/1", "cars.example/1", "https:///cars", "ftp://cars.example/1", "mailto:a@b"],
)
async def test_a_url_without_a_host_is_refused_before_anything_is_written(
    conn: AsyncConnection, wrong: str
) -> None:
    rows = [*new("a.example"), NewRow(wrong, wrong)]
    with pytest.raises(ValueError, match="with a host"):
        await queue.enqueue(conn, IMPORT_QUEUE, rows)
    assert await table(conn, "import_queue") == []


def test_a_queue_is_known_by_its_tables_name() -> None:
    for of in QUEUES:
        assert queue_named(of.table) is of


def test_an_unknown_queues_message_names_the_four() -> None:
    with pytest.raises(UnknownQueue) as told:
        queue_named("jobs")
    for of in QUEUES:
        assert of.table in str(told.value)


async def test_finding_a_hosts_rows_again_does_not_put_it_before_others(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"big.example": 30, "other.example": 3})
    await let_time_pass(conn, IMPORT_QUEUE, "1 hour")
    (first, *_) = await queue.claim(conn, IMPORT_QUEUE, 8, "w1")
    assert first.host == "big.example"
    await queue.enqueue(conn, IMPORT_QUEUE, new("big.example", 30))
    (second, *_) = await queue.claim(conn, IMPORT_QUEUE, 8, "w1")
    assert second.host == "other.example"


async def test_an_inventory_that_moved_to_another_site_is_found_there(
    conn: AsyncConnection,
) -> None:
    known = await inventory(conn, "old.example")
    await queue.enqueue(conn, INVENTORY_QUEUE, [known])
    url = "https://moved.example/"
    moved = NewRow(known.key, url, carried={"start_url": url, "run_mode": "both"})
    await queue.enqueue(conn, INVENTORY_QUEUE, [moved])
    assert (await queue.count(conn, INVENTORY_QUEUE)).stuck == 0
    assert await queue.claim(conn, INVENTORY_QUEUE, 1, "w1", host="old.example") == []
    (claim,) = await queue.claim(conn, INVENTORY_QUEUE, 1, "w1")
    assert (claim.host, claim.url) == ("moved.example", url)
