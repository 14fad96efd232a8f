"""After the faults: time passes, and a night that nothing disturbs finishes the work."""

from __future__ import annotations

import asyncio
import subprocess
import time

import psycopg
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from db import queue
from db.queue import QUEUES, RETRIED
from db.queue.due_hosts import lower
from tests.chaos.journal import changes
from tests.chaos.scene import LEASE, Scene

MAX_ATTEMPTS = 5  # crawler.settings
_NIGHT_SECONDS = 300.0  # for a night of seconds: then it hangs
_UNLEASED = """
    SELECT count(*) FROM {table} WHERE status = 'processing' AND {due} > now()
"""


def finish(scene: Scene) -> list[str]:
    """Wait until no lease runs, let the time of backoffs and blocks pass, and run the scheduler
    once. Returns what went wrong with that, in words.

    Rows whose attempts the faults have used up ended as promised: they are opened again before, as
    an operator would. Those that the night itself finds to be so take a night more.
    """
    problems = _wait_for_leases(scene)
    problems += asyncio.run(_reopen_used_up(scene))[0]
    problems += _night(scene)
    failed, reopened = asyncio.run(_reopen_used_up(scene))
    problems += failed
    if reopened:
        problems += _night(scene)
    return problems


def _night(scene: Scene) -> list[str]:
    asyncio.run(_pass_the_time(scene))
    process = scene.crew.start("scheduler.py", "--once")
    try:
        code = process.wait(_NIGHT_SECONDS)
    except subprocess.TimeoutExpired:
        return [f"the last night takes longer than {_NIGHT_SECONDS:.0f} s"]
    return [] if code == 0 else [f"the last night's exit status is {code}"]


def _wait_for_leases(scene: Scene) -> list[str]:
    deadline = time.monotonic() + LEASE + 5
    while time.monotonic() < deadline:
        with scene.connection() as conn:
            held = 0
            for q in QUEUES:
                row = conn.execute(_UNLEASED.format(table=q.table, due=q.due)).fetchone()
                held += row[0] if row else 0
        if not held:
            return []
        time.sleep(0.2)
    return ["leases run on though no worker lives"]


async def _pass_the_time(scene: Scene) -> None:
    """Backoffs and blocks are over, and runs whose scheduler died were not renewed for long."""
    engine = create_async_engine(make_url(scene.database).set(drivername="postgresql+psycopg"))
    async with engine.begin() as conn:
        await conn.execute(
            text("""
                WITH free AS (
                    UPDATE hosts SET blocked_until = now() WHERE blocked_until > now()
                    RETURNING host
                )
                UPDATE queue_hosts qh SET claim_at = least(claim_at, now())
                FROM free WHERE qh.host = free.host AND qh.claim_at <> 'infinity'
            """)
        )
        await conn.execute(
            text("UPDATE cron.job_run_details SET alive_at = alive_at - interval '3 minutes'")
        )
        for rows_of in QUEUES:
            moved = await conn.execute(
                text(f"""
                    WITH moved AS (
                        UPDATE {rows_of.table} SET {rows_of.due} = now()
                        WHERE status = 'pending' AND reason IS NOT NULL AND {rows_of.due} > now()
                        RETURNING host, {rows_of.due} AS due
                    ) SELECT DISTINCT host, due FROM moved
                """)
            )
            hosts = {row.host: row.due for row in moved}
            await lower(conn, rows_of, hosts)
    await engine.dispose()


async def _reopen_used_up(scene: Scene) -> tuple[list[str], int]:
    """Open the rows again that failed since their attempts are used up. Returns those that failed
    without that, in words, and how many were opened."""
    problems, reopened = [], 0
    takeovers: dict[tuple[str, int], int] = {}
    for change in changes(scene.database):
        if change.is_takeover:
            place = (change.queue, change.id)
            takeovers[place] = takeovers.get(place, 0) + 1
    engine = create_async_engine(make_url(scene.database).set(drivername="postgresql+psycopg"))
    async with engine.begin() as conn:
        for rows_of in QUEUES:
            failed = await conn.execute(
                text(f"""
                    SELECT id, reason, message, attempts FROM {rows_of.table}
                    WHERE status = 'failed'
                """)
            )
            for row in failed:
                used_up = row.attempts >= MAX_ATTEMPTS and (
                    row.reason in RETRIED
                    or (
                        row.reason == "poison"
                        and takeovers.get((rows_of.table, row.id), 0) >= MAX_ATTEMPTS
                    )
                )
                if not used_up:
                    problems.append(
                        f"{rows_of.table} {row.id} failed: {row.reason}, {row.message},"
                        f" {row.attempts} attempts"
                    )
            for reason in ("poison", *sorted(RETRIED)):
                reopened += await queue.requeue(conn, rows_of, reason=reason)
    await engine.dispose()
    return problems, reopened


def stuck_rows(database: str) -> list[str]:
    """Rows that no claim would ever find, and runs that never end."""

    async def counted() -> list[str]:
        engine = create_async_engine(make_url(database).set(drivername="postgresql+psycopg"))
        async with engine.begin() as conn:
            counts = [await queue.count(conn, rows_of) for rows_of in QUEUES]
        await engine.dispose()
        return [f"{c.queue}: {c.stuck} rows are stuck" for c in counts if c.stuck]

    found = asyncio.run(counted())
    with psycopg.connect(database) as conn:
        for row in conn.execute("SELECT runid FROM cron.job_run_details WHERE status = 'running'"):
            found.append(f"run {row[0]} runs for ever")
        for row in conn.execute("""
            SELECT jobid, slot FROM cron.job_run_details WHERE slot IS NOT NULL
            GROUP BY jobid, slot HAVING count(*) > 1
        """):
            found.append(f"slot {row[1]} of job {row[0]} ran twice")
    return found
