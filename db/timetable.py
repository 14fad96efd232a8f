"""The schedule: its jobs, and when they are due.

Jobs have pg_cron's own shape (schema `cron`, or `overnight_cron` where the extension owns that
name), so that the statements which operators know from there work here.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

logger = logging.getLogger(__name__)


# What a job may run besides spiders: commands of the project that end by themselves.
COMMANDS = ("prune",)


class CommandError(ValueError):
    """A job's command that is no line of spiders and commands."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned minute of a job, and the time between its slots around there."""

    at: datetime
    every: timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """A line of the schedule. schedule: a cron expression in the database's time zone. command:
    spiders with arguments, `listings batch_size=40; bat_live`; or, in the same way, one of
    COMMANDS with its options, `prune keep=180d`."""

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

    def steps(self) -> list[list[str]]:
        """The command as arguments of `scrapy`, one list a spider (`crawl listings -a …`) or
        command (`prune --keep …`). Raises CommandError."""
        steps = []
        for part in filter(None, (part.split() for part in self.command.split(";"))):
            name, *arguments = part
            wrong = [argument for argument in arguments if "=" not in argument]
            if wrong or not name.isidentifier():
                raise CommandError(f"{self.name}: {' '.join(part)!r} is no spider with arguments")
            if name in COMMANDS:
                steps.append([name, *(f"--{argument}" for argument in arguments)])
            else:
                steps.append(["crawl", name, *(word for a in arguments for word in ("-a", a))])
        return steps

    @property
    def works_off_queues(self) -> bool:
        """Whether spiders are among what it runs, as far as its command can be read."""
        try:
            return any(step[0] == "crawl" for step in self.steps())
        except CommandError:
            return False


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


async def planned_jobs(conn: AsyncConnection) -> list[tuple[Job, Slot]]:
    """Active jobs with their newest slots. A wrong expression is logged and passed over."""
    now = await database_now(conn)
    found = []
    for job in await jobs(conn):
        try:
            if job.active:
                found.append((job, job.newest_slot(now)))
        except (CronSimError, StopIteration) as error:
            logger.error("%s: schedule %r: %s", job.name, job.schedule, error)
    return found


async def due_jobs(conn: AsyncConnection) -> list[tuple[Job, Slot]]:
    """Active jobs whose newest slot is no older than their interval: a missed slot runs late, but
    never out of its time of day."""
    now = await database_now(conn)
    return [(job, slot) for job, slot in await planned_jobs(conn) if now - slot.at < slot.every]
