"""`scrapy requeue QUEUE`: failed rows, once more."""

from __future__ import annotations

import argparse
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.database_command import DatabaseCommand
from crawler.terminal import counted
from db import queue
from db.models import FAILURE_REASONS


class Command(DatabaseCommand):
    """Makes failed and skipped rows pending again, by reason, host and age."""

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "QUEUE [--reason R] [--host H] [--older-than HOURS]"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Make failed and skipped rows of a queue pending again"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        parser.add_argument(
            "--reason", help=f"only rows that failed so: {', '.join(FAILURE_REASONS)}"
        )
        parser.add_argument("--host", help="only rows of this host")
        parser.add_argument(
            "--older-than", type=float, metavar="HOURS", help="only rows that ended so long ago"
        )

    async def work(self, conn: AsyncConnection, args: list[str], opts: argparse.Namespace) -> int:
        """See DatabaseCommand."""
        if len(args) != 1:
            raise ValueError("name one queue")
        if opts.reason is not None and opts.reason not in FAILURE_REASONS:
            known = ", ".join(FAILURE_REASONS)
            raise ValueError(f"no reason {opts.reason!r}; the reasons are {known}")
        rows = await queue.requeue(
            conn,
            queue.queue_named(args[0]),
            reason=opts.reason,
            host=opts.host,
            older_than=None if opts.older_than is None else timedelta(hours=opts.older_than),
        )
        print(f"{args[0]}: {counted(rows, 'row')} pending again")
        return 0
