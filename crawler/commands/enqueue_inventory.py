"""`scrapy enqueue_inventory`: the organisations whose inventories are missing, into the queue."""

from __future__ import annotations

import argparse
from collections import Counter

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.database_command import DatabaseCommand
from crawler.terminal import counted, printable
from db.inventory_gaps import Gap, enqueue_gaps, inventory_gaps
from db.models import BUSINESS_TYPES, RUN_MODES

LARGEST_LIMIT = 5000


def _whole_number(least: int, most: int | None = None) -> type[int]:
    """An argparse type: a whole number within bounds."""

    def number(given: str) -> int:
        try:
            value = int(given)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{given!r} is no whole number") from None
        if value < least:
            raise argparse.ArgumentTypeError(f"{value} is less than {least}")
        if most is not None and value > most:
            raise argparse.ArgumentTypeError(f"{value} is more than {most}")
        return value

    return number  # type: ignore[return-value]


class Command(DatabaseCommand):
    """Queues an inventory sync for each organisation of which few listings are known."""

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "[options]"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Queue the inventories of organisations with few or no listings"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        flag = argparse.BooleanOptionalAction
        parser.add_argument(
            "--run-mode",
            choices=RUN_MODES,
            default="both",
            help="which lists to walk (default: both)",
        )
        parser.add_argument(
            "--limit",
            type=_whole_number(1, LARGEST_LIMIT),
            default=1000,
            metavar="N",
            help=f"queue at most so many (default: 1000, at most {LARGEST_LIMIT})",
        )
        parser.add_argument(
            "--min-inventory-threshold",
            type=_whole_number(0),
            default=5,
            metavar="N",
            help="only organisations with fewer listings than this (default: 5)",
        )
        parser.add_argument(
            "--only-with-website",
            action=flag,
            default=True,
            help="only organisations with a website; else also those with a Classic.com page",
        )
        parser.add_argument(
            "--business-type", choices=BUSINESS_TYPES, help="only organisations of this type"
        )
        parser.add_argument(
            "--requeue-failed",
            action=flag,
            default=True,
            help="queue again those whose last sync failed",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be queued, and queue nothing"
        )
        parser.add_argument(
            "--list", action="store_true", help="show what was queued, as a dry run does"
        )

    async def work(self, conn: AsyncConnection, args: list[str], opts: argparse.Namespace) -> int:
        """See DatabaseCommand."""
        if args:
            raise ValueError(f"unknown argument {args[0]!r}")
        gaps = await inventory_gaps(
            conn,
            below=opts.min_inventory_threshold,
            only_with_website=opts.only_with_website,
            business_type=opts.business_type,
        )
        # What cannot be queued takes no place of the limit: each run gets further down the list.
        as_what = {
            gap.organization_id: gap.queued_as(opts.run_mode, requeue_failed=opts.requeue_failed)
            for gap in gaps
        }
        wanted = [gap for gap in gaps if as_what[gap.organization_id]]
        chosen = wanted[: opts.limit]
        if opts.dry_run:
            become = Counter(what for gap in chosen if (what := as_what[gap.organization_id]))
        else:
            filled = await enqueue_gaps(
                conn, chosen, opts.run_mode, requeue_failed=opts.requeue_failed
            )
            become = Counter(
                new=len(filled.new), requeued=len(filled.requeued), widened=len(filled.widened)
            )
            queued = filled.new | filled.requeued | filled.widened
            chosen = [gap for gap in chosen if gap.organization_id in queued]
        left = [gap for gap in gaps if not as_what[gap.organization_id]]
        self._say(len(gaps), become, left, len(wanted) - len(wanted[: opts.limit]), opts)
        if opts.dry_run or opts.list:
            for gap in chosen:
                name, at = printable(gap.business_name), printable(gap.website or "-")
                listings = counted(gap.inventory, "listing")
                print(f"  {gap.organization_id}  {name}  {at}  {listings}")
        return 0

    def _say(
        self,
        below: int,
        become: Counter[str],
        left: list[Gap],
        beyond: int,
        opts: argparse.Namespace,
    ) -> None:
        """How many were found, what became of them, and why the others were left alone."""
        status = Counter(gap.queue_status for gap in left)
        nowhere = sum(
            gap.start_url is None and gap.queue_status in (None, "failed") for gap in left
        )
        threshold = counted(opts.min_inventory_threshold, "listing")
        would = "would be " if opts.dry_run else ""
        lines = [
            f"{counted(below, 'organisation')} with fewer than {threshold}",
            f"{become['new']:,} {would}queued new",
            f"{become['requeued']:,} failed {would}queued again",
            f"{become['widened']:,} {would}queued for the other list, too",
            f"{status['pending'] + status['processing']:,} already queued",
            f"{status['completed']:,} completed, left to their own time",
            f"{status['skipped']:,} skipped, left alone",
            f"{nowhere:,} with nowhere to start",
        ]
        if not opts.requeue_failed:
            lines.append(f"{status['failed']:,} failed, left alone")
        if beyond:
            lines.append(f"{beyond:,} more beyond the limit of {opts.limit:,}")
        print(*lines, sep="\n")
