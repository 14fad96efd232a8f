"""`scrapy status`: what waits, what runs, what is wrong."""

from __future__ import annotations

import argparse
import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.database_command import DatabaseCommand
from crawler.terminal import as_json, clock, console, lasting, listed, printable, table
from db import health, hosts, queue, runs, timetable


class Command(DatabaseCommand):
    """Shows queues, blocked hosts, jobs and their runs; exit status 1 when something is wrong."""

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "[--json]"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Show queues, hosts and jobs; exit 1 when something is wrong"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    async def work(self, conn: AsyncConnection, args: list[str], opts: argparse.Namespace) -> int:
        """See DatabaseCommand."""
        if args:
            raise ValueError(f"unknown argument {args[0]!r}")
        counts = [await queue.count(conn, queue_) for queue_ in queue.QUEUES]
        now = await timetable.database_now(conn)
        state: dict[str, Any] = {
            "queues": {
                c.queue: {
                    "by_status": c.by_status,
                    "due": c.due,
                    "due_at_least": c.due_at_least,
                    "oldest_due_seconds": c.oldest_due_seconds,
                    "stuck": c.stuck,
                    "reasons": c.reasons,
                }
                for c in counts
            },
            "hosts_blocked": await hosts.blocked_hosts(conn),
            "runs": await runs.last_runs(conn),
            "jobs": [
                {
                    "name": job.name,
                    "schedule": job.schedule,
                    "active": job.active,
                    "next": health.next_slot(job, now),
                }
                for job in await timetable.jobs(conn)
            ],
            "problems": await health.problems(conn, counts),
        }
        await queue.fold(conn)
        if opts.json:
            print(json.dumps(state, default=as_json, indent=2))
        else:
            _show(state)
        return 1 if state["problems"] else 0


def _show(state: dict[str, Any]) -> None:
    out = console()
    rows = []
    for name, counts in state["queues"].items():
        lines = [listed(counts["by_status"], "empty")]
        if counts["due"]:
            least = "at least " if counts["due_at_least"] else ""
            first = lasting(counts["oldest_due_seconds"])
            lines.append(f"{least}{counts['due']:,} due, first {first} ago")
        if counts["reasons"]:
            lines.append(listed(counts["reasons"]))
        if counts["stuck"]:
            lines.append(f"{counts['stuck']:,} stuck")
        rows.append([name, "\n".join(lines)])
    out.print(table("Queues", ["queue", "rows"], rows))
    blocked = [
        [host["host"], lasting(host["seconds"]), host["reason"] or "-"]
        for host in state["hosts_blocked"]
    ]
    if blocked:
        out.print()
        out.print(table("Blocked hosts", ["host", "for", "why"], blocked))
    jobs = [
        [job["name"], job["schedule"], clock(job["next"]) if job["active"] else "paused"]
        for job in state["jobs"]
    ]
    if jobs:
        out.print()
        out.print(table("Jobs", ["job", "schedule", "next"], jobs))
    last = [
        [
            clock(run["start_time"]),
            run["status"] or "-",
            f"{run['job']}\n{run['return_message'] or ''}".strip(),
        ]
        for run in state["runs"]
    ]
    if last:
        out.print()
        out.print(table("Last runs", ["began", "status", "job"], last))
    out.print()
    for problem in state["problems"]:
        out.print(f"WRONG: {printable(problem)}", style="bold red", soft_wrap=True)
    if not state["problems"]:
        out.print("Nothing is wrong.")
