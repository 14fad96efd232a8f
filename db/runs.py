"""Jobs, their runs, and the crawls that make them up.

Jobs and runs have pg_cron's own shape (schema `cron`, or `overnight_cron` where the extension owns
that name), so that the statements which operators know from there work here.
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

logger = logging.getLogger(__name__)

# A run that has not renewed itself for so long has died with its scheduler.
DEAD_AFTER = "2 minutes"


class CommandError(ValueError):
    """A job's command that is no line of spiders."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned minute of a job, and the time between its slots around there."""

    at: datetime
    every: timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """A line of the schedule. schedule: a cron expression in the database's time zone. command:
    spiders with arguments, `listings batch_size=40; bat_live`."""

    id: int
    name: str
    schedule: str
    command: str
    active: bool

    def newest_slot(self, now: datetime) -> Slot:
        """The last slot up to `now` (in the zone that the schedule is meant in; right on the
        nights when clocks change). Raises CronSimError for a wrong expression."""
        # In UTC, since adding to a zone's own time forgets which of two like hours it is in; to
        # the second after the minute began, since a walk back starts before where it is put.
        minute = now.astimezone(UTC).replace(second=0, microsecond=0)
        after = (minute + timedelta(seconds=1)).astimezone(now.tzinfo)
        past = CronSim(self.schedule, after, reverse=True)
        newest, before = next(past), next(past)
        following = next(CronSim(self.schedule, newest))
        if following.astimezone(UTC) <= minute:
            # It was planned in the hour that spring leaves out, which the walk back never sees.
            before, newest = newest, following
            following = next(CronSim(self.schedule, newest))
        slot, *around = (t.astimezone(UTC) for t in (newest, before, following))
        return Slot(slot, min(slot - around[0], around[1] - slot))

    def next_slot(self, now: datetime) -> datetime:
        """The first slot after `now`. Raises CronSimError for a wrong expression."""
        return next(CronSim(self.schedule, now))

    def crawls(self) -> list[list[str]]:
        """The command as `scrapy crawl`'s arguments, one list a spider. Raises CommandError."""
        crawls = []
        for part in filter(None, (part.split() for part in self.command.split(";"))):
            spider, *arguments = part
            wrong = [argument for argument in arguments if "=" not in argument]
            if wrong or not spider.isidentifier():
                raise CommandError(f"{self.name}: {' '.join(part)!r} is no spider with arguments")
            crawls.append([spider, *(word for a in arguments for word in ("-a", a))])
        return crawls


async def cron_schema(conn: AsyncConnection) -> str:
    """The schema of the schedule's tables."""
    owned = await conn.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_cron'"))
    return "overnight_cron" if owned else "cron"


async def jobs(conn: AsyncConnection) -> list[Job]:
    """All jobs, paused ones included."""
    schema = await cron_schema(conn)
    found = await conn.execute(
        text(f"SELECT jobid, jobname, schedule, command, active FROM {schema}.job ORDER BY jobid")
    )
    return [
        Job(row.jobid, row.jobname or str(row.jobid), row.schedule, row.command, row.active)
        for row in found
    ]


async def database_now(conn: AsyncConnection) -> datetime:
    """The database's time, in the database's time zone: schedules are meant in it."""
    row = (
        await conn.execute(text("SELECT now() AS now, current_setting('TimeZone') AS zone"))
    ).one()
    now: datetime = row.now
    return now.astimezone(ZoneInfo(row.zone))


async def due_jobs(conn: AsyncConnection) -> list[tuple[Job, Slot]]:
    """Active jobs whose newest slot is no older than their interval: a missed slot runs late, but
    never out of its time of day. A wrong expression is logged and passed over."""
    now = await database_now(conn)
    found = []
    for job in await jobs(conn):
        try:
            slot = job.newest_slot(now)
        except (CronSimError, StopIteration) as error:
            logger.error("%s: schedule %r: %s", job.name, job.schedule, error)
            continue
        if job.active and now - slot.at < slot.every:
            found.append((job, slot))
    return found


async def begin_run(conn: AsyncConnection, job: Job, slot: datetime | None, pid: int) -> int | None:
    """Start the job's run of this slot (None: by hand); returns its number. None if some
    scheduler ran that slot already, or if the job is still running."""
    schema = await cron_schema(conn)
    # One scheduler at a time decides about a job.
    await conn.execute(
        text(f"SELECT FROM {schema}.job WHERE jobid = :job FOR UPDATE"), {"job": job.id}
    )
    await conn.execute(
        text(f"""
            UPDATE {schema}.job_run_details
            SET status = 'failed', end_time = now(), return_message = 'its scheduler died'
            WHERE jobid = :job AND status = 'running'
              AND alive_at < now() - CAST(:dead AS interval)
        """),
        {"job": job.id, "dead": DEAD_AFTER},
    )
    run: int | None = await conn.scalar(
        text(f"""
            INSERT INTO {schema}.job_run_details
                (jobid, command, status, slot, start_time, alive_at, job_pid)
            SELECT :job, :command, 'running', :slot, now(), now(), :pid
            WHERE NOT EXISTS (
                SELECT FROM {schema}.job_run_details WHERE jobid = :job AND status = 'running'
            )
            ON CONFLICT (jobid, slot) DO NOTHING RETURNING runid
        """),
        {"job": job.id, "command": job.command, "slot": slot, "pid": pid},
    )
    return run


async def renew_run(conn: AsyncConnection, run: int) -> None:
    """The run's scheduler is alive."""
    schema = await cron_schema(conn)
    await conn.execute(
        text(f"UPDATE {schema}.job_run_details SET alive_at = now() WHERE runid = :run"),
        {"run": run},
    )


async def end_run(
    conn: AsyncConnection, run: int, exit_code: int, *, problem: str | None = None
) -> str:
    """Write how a run ended, with what its crawls did; returns its message. problem: what went
    wrong outside the crawls."""
    schema = await cron_schema(conn)
    crawls = await conn.execute(
        text(
            "SELECT spider, exit_code, counts FROM crawl_runs WHERE job_run_id = :run ORDER BY id"
        ),
        {"run": run},
    )
    total: dict[str, dict[str, int]] = {}
    for crawl in crawls:
        sums = total.setdefault(crawl.spider, {})
        for key, number in (crawl.counts or {}).items():
            if key.startswith("queue/"):
                what = key.removeprefix("queue/")
                sums[what] = sums.get(what, 0) + number
        if crawl.exit_code != 0:
            sums["ended ill"] = sums.get("ended ill", 0) + 1
    parts = [problem] if problem else []
    parts += [
        f"{spider}: " + (", ".join(f"{n} {what}" for what, n in sums.items()) or "nothing due")
        for spider, sums in total.items()
    ]
    message = "; ".join(parts) or "no crawl began"
    await conn.execute(
        text(f"""
            UPDATE {schema}.job_run_details
            SET status = :status, end_time = now(), exit_code = :code, return_message = :message,
                counts = CAST(:counts AS jsonb)
            WHERE runid = :run
        """),
        {
            "run": run,
            "status": "succeeded" if exit_code == 0 else "failed",
            "code": exit_code,
            "message": message,
            "counts": json.dumps(total),
        },
    )
    return message


async def describe(conn: AsyncConnection) -> str:
    """The plan and the last runs, for a person."""
    now = await database_now(conn)
    lines = []
    for job in await jobs(conn):
        plan = f"next {job.next_slot(now):%Y-%m-%d %H:%M %Z}" if job.active else "paused"
        lines += [f"{job.name}  {job.schedule}  {plan}", f"    {job.command}"]
    for run in await last_runs(conn):
        ended = f"{run['end_time']:%H:%M:%S}" if run["end_time"] else "…"
        lines.append(
            f"{run['start_time']:%Y-%m-%d %H:%M:%S}-{ended}  {run['job']}  {run['status']}"
        )
        lines.append(f"    {run['return_message'] or ''}")
    return "\n".join(lines)


async def last_runs(conn: AsyncConnection, limit: int = 10) -> list[dict[str, Any]]:
    """The newest runs of all jobs."""
    schema = await cron_schema(conn)
    found = await conn.execute(
        text(f"""
            SELECT coalesce(j.jobname, CAST(d.jobid AS text)) AS job, d.runid, d.slot,
                   d.start_time, d.end_time, d.status, d.exit_code, d.return_message
            FROM {schema}.job_run_details d LEFT JOIN {schema}.job j USING (jobid)
            ORDER BY d.runid DESC LIMIT :limit
        """),
        {"limit": limit},
    )
    return [dict(row) for row in found.mappings()]


async def begin_crawl(
    conn: AsyncConnection,
    spider: str,
    worker: str,
    arguments: dict[str, Any],
    job_run: int | None,
) -> int:
    """A crawl starts, for a run of a job or (None) by hand; returns its number."""
    crawl = await conn.scalar(
        text("""
            INSERT INTO crawl_runs (job_run_id, spider, worker, arguments)
            VALUES (:job_run, :spider, :worker, CAST(:arguments AS jsonb)) RETURNING id
        """),
        {
            "job_run": job_run,
            "spider": spider,
            "worker": worker,
            "arguments": json.dumps(arguments),
        },
    )
    return int(crawl)


async def end_crawl(
    conn: AsyncConnection,
    crawl: int,
    *,
    exit_code: int,
    finish_reason: str,
    counts: dict[str, Any],
) -> None:
    """A crawl has ended. counts: its stats."""
    await conn.execute(
        text("""
            UPDATE crawl_runs SET ended_at = now(), exit_code = :exit_code,
                finish_reason = :finish_reason, counts = CAST(:counts AS jsonb)
            WHERE id = :crawl
        """),
        {
            "crawl": crawl,
            "exit_code": exit_code,
            "finish_reason": finish_reason,
            "counts": json.dumps(counts, default=str),
        },
    )
