"""`scrapy report`: what a night brought."""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.database_command import DatabaseCommand
from crawler.terminal import as_json, clock, console, counted, listed, table
from db import hosts, reports, timetable

NIGHT = 12.0  # hours: the schedule's hours, from 20:00 to 8:00


def since_when(given: str, now: datetime) -> datetime:
    """What `--since` means: hours back from now, or an ISO time (without a zone: in the zone of
    `now`). Raises ValueError for anything else, and for what is still to come."""
    try:
        hours = float(given)
    except ValueError:
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            message = f"--since {given!r} is neither a number of hours nor an ISO time"
            raise ValueError(message) from None
        since = moment.replace(tzinfo=now.tzinfo) if moment.tzinfo is None else moment
    else:
        try:
            since = now - timedelta(hours=hours if math.isfinite(hours) else -1)
        except OverflowError:
            raise ValueError(f"--since {given!r} is before all times") from None
    if since >= now:
        raise ValueError(f"--since {given!r} is not in the past")
    return since


def sentence(report: dict[str, Any]) -> str:
    """The night in one line."""
    new = report["new"]
    skipped = sum(q["by_status"]["skipped"] for q in report["queues"].values())
    failed = sum(q["by_status"]["failed"] for q in report["queues"].values())
    stuck = sum(q["stuck"] for q in report["queues"].values())
    return (
        f"{counted(new['vehicles'], 'new vehicle')}, "
        f"{counted(new['businesses'], 'new business', 'new businesses')}, "
        f"{counted(new['lots'], 'lot')} ({report['new_live_lots']:,} live); "
        f"{counted(skipped, 'row')} skipped, {failed:,} failed; "
        + (f"{counted(stuck, 'row')} stuck." if stuck else "nothing stuck.")
    )


class Command(DatabaseCommand):
    """Shows what came in, how rows ended, and which hosts and crawls failed."""

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "[--since HOURS|TIME] [--json]"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Show what a night brought"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        parser.add_argument(
            "--since",
            default=f"{NIGHT:g}",
            metavar="HOURS|TIME",
            help=f"hours back from now, or an ISO time (default: {NIGHT:g} hours)",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    async def work(self, conn: AsyncConnection, args: list[str], opts: argparse.Namespace) -> int:
        """See DatabaseCommand."""
        if args:
            raise ValueError(f"unknown argument {args[0]!r}")
        await reports.see_one_moment(conn)
        now = await timetable.database_now(conn)
        since = since_when(opts.since, now)
        rows = await reports.new_and_changed(conn, since)
        report: dict[str, Any] = {
            "since": since,
            "until": now,
            "new": {kind: both.new for kind, both in rows.items()},
            "changed": {kind: both.changed for kind, both in rows.items()},
            "new_live_lots": await reports.new_live_lots(conn, since),
            "queues": {
                ends.queue: {k: v for k, v in asdict(ends).items() if k != "queue"}
                for ends in await reports.queue_ends(conn, since)
            },
            "failing_hosts": await reports.failing_hosts(conn, since),
            "hosts_blocked": await hosts.blocked_hosts(conn),
            "crawls": await reports.crawls(conn, since),
            "coverage": await reports.coverage(conn, since),
        }
        report = {"summary": sentence(report), **report}
        if opts.json:
            print(json.dumps(report, default=as_json, indent=2))
        else:
            _show(report)
        return 0


def _show(report: dict[str, Any]) -> None:
    out = console()
    out.print(report["summary"], soft_wrap=True)
    out.print(f"From {report['since']:%Y-%m-%d %H:%M} to {report['until']:%Y-%m-%d %H:%M %Z}.")
    new, changed = report["new"], report["changed"]
    rows = [[kind, f"{new[kind]:,}", f"{changed[kind]:,}"] for kind in new]
    _print(out, table("Stored", ["", "new", "changed"], rows))
    made = new["vehicles"]
    if made:
        shares = [
            [field.replace("_", " "), f"{have / made:.0%}", f"{have:,} of {made:,}"]
            for field, have in report["coverage"].items()
        ]
        _print(out, table("New vehicles that have", ["field", "share", "vehicles"], shares))
    rows = [
        [
            name,
            "\n".join(
                listed(ends[kind]) for kind in ("by_status", "reasons", "rules") if ends[kind]
            ),
        ]
        for name, ends in report["queues"].items()
    ]
    _print(out, table("Ended rows", ["queue", "rows"], rows))
    if report["failing_hosts"]:
        rows = [
            [h["host"], f"{h['rows']:,}", listed(h["reasons"])] for h in report["failing_hosts"]
        ]
        _print(out, table("Hosts with most failures", ["host", "rows", "reasons"], rows))
    if report["hosts_blocked"]:
        rows = [[h["host"], h["reason"] or "-"] for h in report["hosts_blocked"]]
        _print(out, table("Blocked hosts", ["host", "why"], rows))
    if report["crawls"]:
        _print(out, table("Crawls", ["spider", "crawls", "rows"], _by_spider(report["crawls"])))
        bad = [crawl for crawl in report["crawls"] if crawl["exit_code"] != 0]
        if bad:
            heading = f"Crawls without a good end ({len(bad):,}, the newest 10)"
            rows = [[clock(c["started_at"]), c["spider"], _end(c)] for c in bad[-10:]]
            _print(out, table(heading, ["began", "spider", "end"], rows))


def _print(out: Any, shown: Any) -> None:
    out.print()
    out.print(shown)


def _end(crawl: dict[str, Any]) -> str:
    if crawl["exit_code"] is None:
        return f"none yet: it runs, or it was killed ({crawl['worker']})"
    return f"exit status {crawl['exit_code']}: {crawl['finish_reason']}"


def _by_spider(crawls: list[dict[str, Any]]) -> list[list[str]]:
    """Crawls and their queue counts, summed up by spider."""
    ran: Counter[str] = Counter()
    rows: dict[str, Counter[str]] = {}
    for crawl in crawls:
        ran[crawl["spider"]] += 1
        sums = rows.setdefault(crawl["spider"], Counter())
        for key, number in crawl["counts"].items():
            prefix, _, word = key.partition("/")
            if prefix == "queue" and (word.startswith("failed/") or "/" not in word):
                sums[word.replace("failed/", "failed: ")] += number
            elif prefix == "queue" and word.endswith(("/new", "/reopened", "/planned")):
                sums[" in ".join(reversed(word.split("/")))] += number
    return [
        [spider, f"{n:,}", listed(dict(sorted(rows[spider].items())), "nothing due")]
        for spider, n in ran.items()
    ]
