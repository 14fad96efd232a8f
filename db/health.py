"""What is wrong at this moment, in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cronsim import CronSimError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import runs, timetable
from db.queue import QUEUES, QueueCounts, due_since, last_end

# Inside the schedule's hours, work that waits so long while no row ends is waiting in vain.
STANDSTILL = timedelta(minutes=30)


async def problems(conn: AsyncConnection, counts: Sequence[QueueCounts]) -> list[str]:
    """Sentences, one for each thing that needs a person; none when all is well.

    counts: all queues' of this moment (db.queue.count). Wrong are: stuck rows, an active job whose
    newest run failed or died or whose schedule cannot be read, and due rows that wait through
    `STANDSTILL` of the schedule's hours while no row of any queue ends. Rows of a blocked host do
    not wait in vain: the host does not want them now.
    """
    now, jobs = await timetable.database_now(conn), await timetable.jobs(conn)
    return [
        *(f"{c.queue}: {c.stuck} stuck, no claim would find them" for c in counts if c.stuck),
        *await _failed_runs(conn),
        *_unreadable_schedules(jobs, now),
        *await _standstill(conn, jobs, now),
    ]


async def _failed_runs(conn: AsyncConnection) -> list[str]:
    schema = await timetable.cron_schema(conn)
    found = await conn.execute(
        text(f"""
            SELECT coalesce(j.jobname, CAST(j.jobid AS text)) AS job, newest.*
            FROM {schema}.job j CROSS JOIN LATERAL (
                SELECT d.runid, d.status, d.start_time, d.return_message,
                       d.status = 'running'
                           AND d.alive_at < now() - CAST(:dead AS interval) AS died
                FROM {schema}.job_run_details d WHERE d.jobid = j.jobid
                ORDER BY d.runid DESC LIMIT 1
            ) newest
            WHERE j.active ORDER BY j.jobid
        """),
        {"dead": runs.DEAD_AFTER},
    )
    said = []
    for row in found:
        if row.status == "failed":
            said.append(f"{row.job}: run {row.runid} failed: {row.return_message or 'no message'}")
        elif row.died:
            said.append(f"{row.job}: run {row.runid} says it is running, but its scheduler died")
    return said


def next_slot(job: timetable.Job, now: datetime) -> datetime | None:
    """The job's next slot; None for a paused one, and for a schedule that cannot be read."""
    try:
        return job.next_slot(now) if job.active else None
    except (CronSimError, StopIteration):
        return None


def _unreadable_schedules(jobs: Sequence[timetable.Job], now: datetime) -> list[str]:
    return [
        f"{job.name}: the schedule {job.schedule!r} cannot be read or never comes"
        for job in jobs
        if job.active and next_slot(job, now) is None
    ]


def _at_work(job: timetable.Job, now: datetime) -> bool:
    """Whether the job was within its hours for all of `STANDSTILL` up to now: a slot has passed in
    that time, and one was still fresh when it began. One that runs no spider moves no row."""
    if not (job.active and job.works_off_queues):
        return False
    then = now - STANDSTILL
    try:
        newest, earlier = job.newest_slot(now), job.newest_slot(then)
    except (CronSimError, StopIteration):
        return False
    return newest.at > then and then - earlier.at < earlier.every


async def _standstill(
    conn: AsyncConnection, jobs: Sequence[timetable.Job], now: datetime
) -> list[str]:
    if not any(_at_work(job, now) for job in jobs):
        return []
    since = now - STANDSTILL
    ends = [await last_end(conn, queue) for queue in QUEUES]
    if any(end is not None and end > since for end in ends):
        return []
    waiting = [(await due_since(conn, queue, since), queue.table) for queue in QUEUES]
    said = [f"{count} of {name}" for count, name in waiting if count.rows]
    if not said:
        return []
    minutes = STANDSTILL.total_seconds() / 60
    return [
        f"no row of any queue has ended for {minutes:.0f} minutes, though rows wait for longer: "
        + ", ".join(said)
    ]
