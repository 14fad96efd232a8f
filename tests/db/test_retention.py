"""What is pruned, and what is kept however old it is."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue, retention, runs, timetable
from db.queue import BAT_EXTRACTION_QUEUE, CLASSIC_SELLER_QUEUE, IMPORT_QUEUE, INVENTORY_QUEUE
from tests.db.queue_rows import fill, inventory, let_time_pass, new, table

KEEP = timedelta(days=30)


async def pruned(engine: AsyncEngine, keep: timedelta = KEEP) -> dict[str, int]:
    """Prune, and say of which tables how many rows went; what was said before must be true."""
    async with engine.begin() as conn:
        before = await retention.oldest_kept(conn, keep)
        said = await retention.old_rows(conn, before)
    gone = [table async for table in retention.prune(engine, before)]
    assert gone == said
    return {one.table: one.rows for one in gone if one.rows}


async def age(conn: AsyncConnection, days: int) -> None:
    """As if nobody had come for so long, neither to work nor to find."""
    for of in queue.QUEUES:
        await let_time_pass(conn, of, f"{days} days")
        await conn.execute(
            text(f"UPDATE {of.table} SET last_seen_at = last_seen_at - CAST(:by AS interval)"),
            {"by": timedelta(days=days)},
        )


async def ended(conn: AsyncConnection, host: str, reason: str | None = None) -> None:
    """A row that was done, or failed for a reason."""
    await fill(conn, {host: 1})
    (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1", host=host)
    if reason is None:
        await queue.complete(conn, [claim])
    else:
        await queue.fail(conn, claim, reason, "it said so")


async def left(conn: AsyncConnection) -> set[str]:
    return {row["host"] for row in await table(conn, "import_queue")}


async def test_rows_that_ended_long_ago_go_and_the_counts_follow(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    await ended(conn, "done.example")
    await ended(conn, "gone.example", "gone")
    await ended(conn, "robots.example", "robots")
    await age(conn, 31)
    await ended(conn, "fresh.example")
    assert await pruned(engine) == {"import_queue": 3}
    assert await left(conn) == {"fresh.example"}
    assert (await queue.count(conn, IMPORT_QUEUE)).by_status == {"complete": 1}
    assert await queue.recount(conn) == []
    assert await pruned(engine) == {}


async def test_rows_that_wait_or_run_are_kept_however_old(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    await fill(conn, {"waits.example": 1, "runs.example": 1, "again.example": 1})
    await queue.claim(conn, IMPORT_QUEUE, 1, "w1", host="runs.example")
    (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1", host="again.example")
    await queue.fail(conn, claim, "timeout", "no answer")
    await age(conn, 999)
    assert await pruned(engine) == {}
    assert await left(conn) == {"waits.example", "runs.example", "again.example"}


async def test_a_row_that_was_found_again_since_is_kept(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    await ended(conn, "listed.example")
    await ended(conn, "delisted.example")
    await age(conn, 31)
    await queue.enqueue(conn, IMPORT_QUEUE, new("listed.example"))
    assert await pruned(engine) == {"import_queue": 1}
    assert await left(conn) == {"listed.example"}


async def test_inventories_come_round_again_and_are_kept(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    for host in ("open.example", "shut.example"):
        await queue.enqueue(conn, INVENTORY_QUEUE, [await inventory(conn, host)])
    for claim in await queue.claim(conn, INVENTORY_QUEUE, 16, "w1"):
        if claim.host == "open.example":
            await queue.complete(conn, [claim])
        else:
            await queue.fail(conn, claim, "gone", "HTTP 410")
    await age(conn, 31)
    assert await pruned(engine) == {INVENTORY_QUEUE.table: 1}
    (row,) = await table(conn, INVENTORY_QUEUE.table)
    assert (row["host"], row["status"]) == ("open.example", "completed")


async def test_what_was_no_vehicle_is_remembered_in_the_import_queue_alone(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    await ended(conn, "boat.example", "not_a_vehicle")
    await fill(conn, {"sign.example": 1}, CLASSIC_SELLER_QUEUE)
    (claim,) = await queue.claim(conn, CLASSIC_SELLER_QUEUE, 1, "w1")
    await queue.fail(conn, claim, "not_a_vehicle", "it said so")
    await age(conn, 999)
    assert await pruned(engine) == {CLASSIC_SELLER_QUEUE.table: 1}
    assert await left(conn) == {"boat.example"}


async def test_a_pruned_row_that_is_found_again_is_new_work(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    url = "https://auctions.example/lot"
    await queue.complete_unclaimed(conn, BAT_EXTRACTION_QUEUE, url, url)
    await age(conn, 31)
    assert await pruned(engine) == {BAT_EXTRACTION_QUEUE.table: 1}
    row = queue.NewRow(url, url)
    assert (await queue.enqueue(conn, BAT_EXTRACTION_QUEUE, [row])).new == 1
    assert len(await queue.claim(conn, BAT_EXTRACTION_QUEUE, 1, "w1")) == 1


async def test_more_rows_than_a_batch_go_and_those_between_them_that_are_kept_stay(
    engine: AsyncEngine, conn: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 7)
    await conn.execute(
        text("""
            INSERT INTO import_queue (listing_url, host, status, run_at, ended_at, last_seen_at)
            SELECT 'https://a.example/' || n, 'a.example', 'complete', NULL,
                   now() - interval '90 days' + n / 20 * interval '1 hour',
                   now() - CASE WHEN n % 3 = 0 THEN interval '1 day' ELSE interval '90 days' END
            FROM generate_series(1, 90) AS n
        """)
    )
    assert await pruned(engine) == {"import_queue": 60}
    assert (await queue.count(conn, IMPORT_QUEUE)).by_status == {"complete": 30}


async def test_a_row_that_a_transaction_holds_is_left_and_not_waited_for(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    await ended(conn, "held.example")
    await ended(conn, "free.example")
    await age(conn, 31)
    async with engine.begin() as holding:
        # Its page is found again just now.
        await queue.enqueue(holding, IMPORT_QUEUE, new("held.example"))
        before = await retention.oldest_kept(conn, KEEP)
        gone = [table async for table in retention.prune(engine, before)]
    assert sum(one.rows for one in gone) == 1
    assert await left(conn) == {"held.example"}


async def test_what_is_kept_for_less_than_a_week_would_be_read_again(
    engine: AsyncEngine,
) -> None:
    with pytest.raises(ValueError, match="7 days"):
        await pruned(engine, timedelta(days=6))


async def crawl(conn: AsyncConnection, run: int | None, *, ends: bool = True) -> None:
    number = await runs.begin_crawl(conn, "listings", "w1", {}, run)
    if ends:
        await runs.end_crawl(conn, number, exit_code=0, finish_reason="finished", counts={})


async def job_runs(conn: AsyncConnection, job: timetable.Job, slots: Sequence[str]) -> list[int]:
    """A run for each slot (`by hand`: none), all succeeded, each with a crawl."""
    numbers = []
    for slot in slots:
        number = await conn.scalar(
            text("""
                INSERT INTO cron.job_run_details (jobid, status, slot, start_time, end_time)
                VALUES (:job, 'succeeded', CAST(:slot AS timestamptz), now(), now())
                RETURNING runid
            """),
            {"job": job.id, "slot": None if slot == "by hand" else slot},
        )
        numbers.append(int(number))
    return numbers


async def age_runs(conn: AsyncConnection, days: int) -> None:
    by = {"by": timedelta(days=days)}
    await conn.execute(
        text("""
            UPDATE cron.job_run_details SET start_time = start_time - CAST(:by AS interval),
                end_time = end_time - CAST(:by AS interval)
        """),
        by,
    )
    await conn.execute(
        text("""
            UPDATE crawl_runs SET started_at = started_at - CAST(:by AS interval),
                ended_at = ended_at - CAST(:by AS interval)
        """),
        by,
    )


async def test_old_runs_go_but_the_one_of_the_newest_slot_and_the_newest_one(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    job = (await timetable.jobs(conn))[0]
    slots = ["2026-01-01 20:00Z", "2026-01-01 20:10Z", "2026-01-01 20:05Z", "by hand", "by hand"]
    numbers = await job_runs(conn, job, slots)
    await age_runs(conn, 31)
    assert await pruned(engine) == {"cron.job_run_details": 3}
    kept = {row["runid"] for row in await table(conn, "cron.job_run_details", order="runid")}
    assert kept == {numbers[1], numbers[4]}
    # The slot that was run is not run again.
    slot = (await table(conn, "cron.job_run_details", order="runid"))[0]["slot"]
    assert await runs.begin_run(conn, job, slot, 1) is None


async def test_a_run_that_runs_is_kept_with_its_crawls(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    job = (await timetable.jobs(conn))[0]
    (over, _) = await job_runs(conn, job, ["2026-01-01 20:00Z", "2026-01-01 20:05Z"])
    running = await runs.begin_run(conn, job, None, 1)
    assert running is not None
    await crawl(conn, running, ends=False)
    await crawl(conn, over)
    await crawl(conn, over, ends=False)  # killed
    await crawl(conn, None, ends=False)  # by hand: it may be running
    await crawl(conn, None)
    await age_runs(conn, 31)
    await crawl(conn, running)
    assert await pruned(engine) == {"crawl_runs": 3, "cron.job_run_details": 1}
    kept = [(r["job_run_id"], r["ended_at"] is None) for r in await table(conn, "crawl_runs")]
    assert kept == [(running, True), (None, True), (running, False)]


async def test_what_a_command_did_stands_in_its_runs_message(conn: AsyncConnection) -> None:
    job = (await timetable.jobs(conn))[0]
    run = await runs.begin_run(conn, job, None, 1)
    assert run is not None
    await runs.note(conn, run, "prune", {"rows of import_queue pruned": 12})
    await crawl(conn, run)
    said = await runs.end_run(conn, run, 0)
    assert said == "prune: 12 rows of import_queue pruned; listings: nothing due"
    await runs.note(conn, run, "prune", {"rows of import_queue pruned": 13})
    (row,) = await table(conn, "cron.job_run_details", order="runid")
    assert row["counts"]["prune"] == {"rows of import_queue pruned": 12}
