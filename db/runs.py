"""The runs of jobs, and the crawls that make them up, beside the jobs in the schedule's schema."""

import json
from datetime import datetime
from typing import Any

from cronsim import CronSimError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.timetable import Job, cron_schema, database_now, jobs

# A run that has not renewed itself for so long has died with its scheduler.
DEAD_AFTER = "2 minutes"


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


async def is_running(conn: AsyncConnection, job: Job) -> bool:
    """Whether some scheduler, alive, runs the job now."""
    schema = await cron_schema(conn)
    found = await conn.scalar(
        text(f"""
            SELECT true FROM {schema}.job_run_details
            WHERE jobid = :job AND status = 'running'
              AND alive_at >= now() - CAST(:dead AS interval) LIMIT 1
        """),
        {"job": job.id, "dead": DEAD_AFTER},
    )
    return bool(found)


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
    """Write how a run ended, with what its crawls and commands did; returns its message. problem:
    what went wrong outside the crawls."""
    schema = await cron_schema(conn)
    noted = await conn.scalar(
        text(f"SELECT counts FROM {schema}.job_run_details WHERE runid = :run"), {"run": run}
    )
    crawls = await conn.execute(
        text(
            "SELECT spider, exit_code, counts FROM crawl_runs WHERE job_run_id = :run ORDER BY id"
        ),
        {"run": run},
    )
    total: dict[str, dict[str, int]] = dict(noted or {})
    for crawl in crawls:
        sums = total.setdefault(crawl.spider, {})
        for key, number in (crawl.counts or {}).items():
            if key.startswith("queue/"):
                what = _said(key.removeprefix("queue/"))
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


async def note(conn: AsyncConnection, run: int, command: str, counts: dict[str, int]) -> None:
    """A command's part in a run of a job, for the run's message: what it did -> how often."""
    schema = await cron_schema(conn)
    await conn.execute(
        text(f"""
            UPDATE {schema}.job_run_details
            SET counts = coalesce(counts, '{{}}') || jsonb_build_object(
                CAST(:command AS text), CAST(:counts AS jsonb))
            WHERE runid = :run AND status = 'running'
        """),
        {"run": run, "command": command, "counts": json.dumps(counts)},
    )


def _said(counter: str) -> str:
    """A counter of the queues in words: `failed/gone` is "failed (gone)", `skipped/boat`
    "skipped (boat)", `import_queue/new` "new in import_queue"."""
    first, _, second = counter.partition("/")
    if first in ("failed", "skipped"):
        return f"{first} ({second})"
    return f"{second} in {first}" if second else first


async def describe(conn: AsyncConnection) -> str:
    """The plan and the last runs, for a person."""
    now = await database_now(conn)
    lines = []
    for job in await jobs(conn):
        try:
            plan = f"next {job.next_slot(now):%Y-%m-%d %H:%M %Z}" if job.active else "paused"
        except (CronSimError, StopIteration) as error:
            plan = f"never: {error or 'no such day'}"
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
