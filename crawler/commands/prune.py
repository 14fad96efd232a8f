"""`scrapy prune`: queue rows that ended long ago, and old runs, deleted."""

from __future__ import annotations

import argparse
import os
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.children import JOB_RUN
from crawler.database_command import DatabaseCommand
from crawler.durations import duration
from crawler.terminal import counted
from db import queue, retention, runs
from db.engine import create_engine

FOR_EVER = ("", "0")


class Command(DatabaseCommand):
    """Deletes what ended longer ago than it is kept, and counts the queues anew."""

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "[--keep 180d] [--dry-run]"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Delete queue rows that ended long ago, and old runs"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        parser.add_argument(
            "--keep",
            metavar="SPAN",
            help="how long rows are kept after their end, as 180d (default: the setting"
            " RETENTION; 0: for ever)",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say how many rows go")

    def keep(self, opts: argparse.Namespace) -> timedelta | None:
        """How long ended rows are kept; None: for ever. Raises ValueError."""
        if self.settings is None:
            raise RuntimeError("Scrapy gives its commands their settings")
        given = self.settings["RETENTION"] if opts.keep is None else opts.keep
        return None if given.strip() in FOR_EVER else duration(given)

    async def _transaction(self, args: list[str], opts: argparse.Namespace) -> int:
        """Many short transactions, so that no worker waits; a dry run is one that writes none."""
        if args:
            raise ValueError(f"unknown argument {args[0]!r}")
        if opts.dry_run:
            return await super()._transaction(args, opts)
        engine = create_engine(pool_size=1)
        try:
            pruned = await self._prune(engine, self.keep(opts))
            await self._recount(engine)
            job_run = os.environ.get(JOB_RUN)
            if job_run:
                said = {f"rows of {table} pruned": rows for table, rows in pruned.items() if rows}
                async with engine.begin() as conn:
                    await runs.note(conn, int(job_run), "prune", said or {"rows pruned": 0})
        finally:
            await engine.dispose()
        return 0

    async def work(self, conn: AsyncConnection, args: list[str], opts: argparse.Namespace) -> int:
        """See DatabaseCommand. What would go."""
        keep = self.keep(opts)
        if keep is None:
            print("everything is kept for ever")
            return 0
        before = await _oldest_kept(conn, keep)
        for old in await retention.old_rows(conn, before):
            print(f"{old.table}: {counted(old.rows, 'row')} would be deleted")
        return 0

    async def _prune(self, engine: AsyncEngine, keep: timedelta | None) -> dict[str, int]:
        if keep is None:
            print("everything is kept for ever")
            return {}
        async with engine.begin() as conn:
            before = await _oldest_kept(conn, keep)
        pruned = {}
        async for gone in retention.prune(engine, before):
            print(f"{gone.table}: {counted(gone.rows, 'row')} deleted", flush=True)
            pruned[gone.table] = gone.rows
        return pruned

    async def _recount(self, engine: AsyncEngine) -> None:
        async with engine.begin() as conn:
            for wrong in await queue.recount(conn):
                what = f"{wrong.status} ({wrong.reason})" if wrong.reason else wrong.status
                print(f"{wrong.queue}: the count of {what} was off by {-wrong.rows}")
            await queue.fold(conn)


async def _oldest_kept(conn: AsyncConnection, keep: timedelta) -> datetime:
    before = await retention.oldest_kept(conn, keep)
    print(f"What ended before {before:%Y-%m-%d %H:%M %Z}:")
    return before
