"""The scheduler's looks at what is due, one after the other."""

import asyncio

import pytest
import schedule
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import runs
from db.timetable import Slot, due_jobs
from scheduler import Overnight


async def waiting(conn: AsyncConnection) -> int:
    """How many of the database's connections wait for a lock."""
    found = await conn.scalar(
        text("""
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
        """)
    )
    return int(found)


async def every_minute(owner: AsyncConnection) -> None:
    """One job, of which some slot is always due."""
    await owner.execute(text("UPDATE cron.job SET active = false"))
    await owner.execute(
        text("""
            UPDATE cron.job SET active = true, schedule = '* * * * *', command = 'prune'
            WHERE jobname = 'overnight-extraction-pulse'
        """)
    )


async def test_a_look_that_takes_long_is_alone_and_a_run_that_it_begins_is_ended(
    told_database: str,
    owner: AsyncConnection,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await every_minute(owner)
    overnight = Overnight()
    monkeypatch.setattr("scheduler.LOOK", 1)
    serving = asyncio.ensure_future(overnight.serve())
    async with engine.connect() as other:
        await other.execute(text("SELECT FROM cron.job FOR UPDATE"))
        for _ in range(3000):
            if await waiting(owner):
                break
            await asyncio.sleep(0.02)
        await asyncio.sleep(2.5)  # time for two more looks
        waits = await waiting(owner)
        overnight.stopping.set()
        await asyncio.sleep(0)
        await other.rollback()
    assert await serving == 0
    await overnight.engine.dispose()
    schedule.clear()
    assert waits == 1
    kept = await owner.execute(text("SELECT status, return_message FROM cron.job_run_details"))
    assert [tuple(run) for run in kept] == [("failed", "stopped")]


async def test_a_run_elsewhere_is_not_helped_again_in_its_slot_after_an_ill_end(
    told_database: str, owner: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await every_minute(owner)
    helped: list[object] = []

    async def ill(*about: object) -> int:
        helped.append(about)
        return 1

    monkeypatch.setattr("scheduler.help_job", ill)
    overnight = Overnight()
    ((job, slot),) = await due_jobs(owner)
    assert await runs.begin_run(owner, job, slot.at, 1) is not None
    later = Slot(slot.at + slot.every, slot.every)
    for at in (slot, slot, later):
        await overnight.start(job, at)
        await asyncio.gather(*overnight.running.values())
        await asyncio.sleep(0)
    await overnight.engine.dispose()
    assert len(helped) == 2
