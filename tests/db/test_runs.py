"""Runs of jobs: each slot once, whoever looks, and an end for each run."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import runs, timetable
from db.timetable import Job
from tests.db.queue_rows import table

SLOT = datetime(2026, 5, 4, 20, 5, tzinfo=UTC)
LATER = SLOT + timedelta(minutes=5)


async def pulse(conn: AsyncConnection) -> Job:
    return next(
        job for job in await timetable.jobs(conn) if job.name == "overnight-extraction-pulse"
    )


async def all_runs(conn: AsyncConnection) -> list[Any]:
    return list(await table(conn, "cron.job_run_details", order="runid"))


async def test_a_run_begins_and_ends(conn: AsyncConnection) -> None:
    job = await pulse(conn)
    run = await runs.begin_run(conn, job, SLOT, 4711)
    assert run is not None
    (begun,) = await all_runs(conn)
    assert (begun["jobid"], begun["status"], begun["slot"]) == (job.id, "running", SLOT)
    assert (begun["command"], begun["job_pid"], begun["end_time"]) == (job.command, 4711, None)
    await runs.end_run(conn, run, 0)
    (ended,) = await all_runs(conn)
    assert (ended["status"], ended["exit_code"]) == ("succeeded", 0)
    assert ended["end_time"] >= ended["start_time"]


async def test_a_run_whose_child_failed_is_a_failed_run(conn: AsyncConnection) -> None:
    run = await runs.begin_run(conn, await pulse(conn), SLOT, 1)
    assert run is not None
    await runs.end_run(conn, run, 1)
    (ended,) = await all_runs(conn)
    assert (ended["status"], ended["exit_code"]) == ("failed", 1)


async def test_a_slot_runs_once_however_many_schedulers_there_are(engine: AsyncEngine) -> None:
    async def scheduler(number: int) -> int | None:
        async with engine.begin() as conn:
            return await runs.begin_run(conn, await pulse(conn), SLOT, number)

    begun = [run for run in await asyncio.gather(*(scheduler(n) for n in range(6))) if run]
    assert len(begun) == 1
    async with engine.begin() as conn:
        await runs.end_run(conn, begun[0], 0)
    assert await scheduler(7) is None, "a slot that has ended ran again"
    async with engine.begin() as conn:
        assert await runs.begin_run(conn, await pulse(conn), LATER, 8) is not None


async def test_the_second_scheduler_waits_for_the_firsts_decision(engine: AsyncEngine) -> None:
    async with engine.begin() as second:
        async with engine.begin() as first:
            assert await runs.begin_run(first, await pulse(first), SLOT, 1) is not None
            looking = asyncio.ensure_future(runs.begin_run(second, await pulse(second), SLOT, 2))
            await asyncio.sleep(0.1)
            assert not looking.done()
        assert await looking is None


async def test_a_job_that_still_runs_is_not_started_again(conn: AsyncConnection) -> None:
    job = await pulse(conn)
    run = await runs.begin_run(conn, job, SLOT, 1)
    assert run is not None
    assert await runs.begin_run(conn, job, LATER, 1) is None
    assert await runs.begin_run(conn, job, None, 1) is None, "not by hand, either"
    await runs.end_run(conn, run, 0)
    assert await runs.begin_run(conn, job, LATER, 1) is not None


async def test_runs_by_hand_have_no_slot_and_may_be_many(conn: AsyncConnection) -> None:
    job = await pulse(conn)
    for _ in range(3):
        run = await runs.begin_run(conn, job, None, 1)
        assert run is not None
        await runs.end_run(conn, run, 0)
    assert await runs.begin_run(conn, job, SLOT, 1) is not None


async def pass_time(conn: AsyncConnection, interval: str) -> None:
    await conn.execute(
        text("UPDATE cron.job_run_details SET alive_at = alive_at - CAST(:by AS interval)"),
        {"by": interval},
    )


async def test_a_dead_schedulers_run_is_marked_failed_and_the_job_runs_again(
    conn: AsyncConnection,
) -> None:
    job = await pulse(conn)
    dead = await runs.begin_run(conn, job, SLOT, 1)
    await pass_time(conn, "1 minute 50 seconds")
    assert await runs.begin_run(conn, job, LATER, 2) is None
    await pass_time(conn, "15 seconds")
    after = await runs.begin_run(conn, job, LATER, 2)
    first, second = await all_runs(conn)
    assert (first["runid"], first["status"]) == (dead, "failed")
    assert first["end_time"] is not None
    assert first["return_message"]
    assert (second["runid"], second["status"]) == (after, "running")


async def test_a_run_that_is_renewed_does_not_count_as_dead(conn: AsyncConnection) -> None:
    job = await pulse(conn)
    run = await runs.begin_run(conn, job, SLOT, 1)
    assert run is not None
    for _ in range(3):
        await pass_time(conn, "1 minute 50 seconds")
        await runs.renew_run(conn, run)
        assert await runs.begin_run(conn, job, LATER, 2) is None


async def test_a_runs_message_tells_what_its_crawls_did(conn: AsyncConnection) -> None:
    run = await runs.begin_run(conn, await pulse(conn), SLOT, 1)
    assert run is not None
    for code, counts in ((0, {"queue/done": 7, "queue/failed/gone": 2}), (1, {"queue/done": 1})):
        crawl = await runs.begin_crawl(conn, "listings", "host:1", {"batches": 0}, run)
        await runs.end_crawl(conn, crawl, exit_code=code, finish_reason="finished", counts=counts)
    other = await runs.begin_crawl(conn, "listings", "host:1", {}, None)
    by_hand = {"queue/done": 1000}
    await runs.end_crawl(conn, other, exit_code=0, finish_reason="finished", counts=by_hand)
    message = await runs.end_run(conn, run, 1)
    assert "listings" in message
    assert "8 done" in message
    assert "2 failed (gone)" in message
    (newest,) = await runs.last_runs(conn, limit=1)
    assert newest["return_message"] == message
    assert newest["job"] == "overnight-extraction-pulse"


async def plan(conn: AsyncConnection, owner: AsyncConnection, schedule: str) -> list[datetime]:
    """The slots found due when only one job, of this schedule, is active."""
    await owner.execute(
        text("SELECT cron.schedule('mine', :schedule, 'listings')"), {"schedule": schedule}
    )
    await owner.execute(text("UPDATE cron.job SET active = (jobname = 'mine')"))
    return [slot.at for job, slot in await timetable.due_jobs(conn) if job.name == "mine"]


def minutes_ago(now: datetime, *minutes: int) -> list[datetime]:
    return [(now - timedelta(minutes=m)).replace(second=0, microsecond=0) for m in minutes]


async def test_a_missed_slot_runs_late_within_its_interval(
    conn: AsyncConnection, owner: AsyncConnection
) -> None:
    (missed,) = minutes_ago(await timetable.database_now(conn), 10)
    assert await plan(conn, owner, f"{missed.minute} * * * *") == [missed]


async def test_a_slot_missed_by_more_than_its_interval_does_not_run(
    conn: AsyncConnection, owner: AsyncConnection
) -> None:
    now = await timetable.database_now(conn)
    # Two slots a day, two minutes apart and in one hour; the later one long enough ago.
    for longest in range(6, 30):
        first, second = minutes_ago(now, longest, longest - 2)
        if first.hour == second.hour:
            break
    assert await plan(conn, owner, f"{first.minute},{second.minute} {first.hour} * * *") == []
    assert await plan(conn, owner, f"{second.minute} {second.hour} * * *") == [second]


@pytest.mark.parametrize("wrong", ["61 * * * *", "* 99 * * *", "0 0 31 2 *"])
async def test_a_wrong_expression_does_not_keep_other_jobs_from_running(
    conn: AsyncConnection, owner: AsyncConnection, wrong: str
) -> None:
    assert await plan(conn, owner, wrong) == []
    await owner.execute(text("SELECT cron.schedule('right', '* * * * *', 'listings')"))
    assert [job.name for job, _ in await timetable.due_jobs(conn)] == ["right"]


async def test_schedules_are_meant_in_the_databases_time_zone(
    engine: AsyncEngine, owner: AsyncConnection
) -> None:
    # Kathmandu is 5:45 ahead of UTC, all year.
    async with engine.connect() as there:
        await there.execute(text("SET TIME ZONE 'Asia/Kathmandu'"))
        now = await timetable.database_now(there)
        assert now.utcoffset() == timedelta(hours=5, minutes=45)
        (missed,) = minutes_ago(now, 10)
        assert await plan(there, owner, f"{missed.minute} {missed.hour} * * *") == [missed]
