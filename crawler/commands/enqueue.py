"""`scrapy enqueue QUEUE URL…`: rows by hand."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.database_command import DatabaseCommand
from crawler.pages import bring_a_trailer, canonical_listing_url, classic_com
from crawler.pages.text import canonical_url
from db import queue, upserts
from db.queue import (
    BAT_EXTRACTION_QUEUE,
    CLASSIC_SELLER_QUEUE,
    IMPORT_QUEUE,
    INVENTORY_QUEUE,
    NewRow,
)

_CANONICAL = {
    CLASSIC_SELLER_QUEUE: classic_com.canonical_profile_url,
    IMPORT_QUEUE: canonical_listing_url,
    BAT_EXTRACTION_QUEUE: bring_a_trailer.canonical_lot_url,
    INVENTORY_QUEUE: canonical_url,
}


class Command(DatabaseCommand):
    """Puts URLs into a queue; `-` reads them from standard input, one a line."""

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "QUEUE URL [URL …]"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Put URLs into a queue (`-`: from standard input, one a line)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        parser.add_argument(
            "--again", action="store_true", help="read known URLs again, even if they are done"
        )

    async def work(self, conn: AsyncConnection, args: list[str], opts: argparse.Namespace) -> int:
        """See DatabaseCommand."""
        if len(args) < 2:
            raise ValueError("name a queue and at least one URL")
        rows_of = queue.queue_named(args[0])
        urls = [u.strip() for u in (sys.stdin if args[1:] == ["-"] else args[1:]) if u.strip()]
        canonical = [_CANONICAL[rows_of](url) for url in urls]
        if rows_of is INVENTORY_QUEUE:
            rows = [
                NewRow(
                    await upserts.business_of_website(conn, url),
                    url,
                    carried={"start_url": url, "run_mode": "both"},
                )
                for url in canonical
            ]
        else:
            rows = [NewRow(url, url) for url in canonical]
        done = await queue.enqueue(conn, rows_of, rows, again=opts.again)
        known = done.given - done.new - done.reopened
        print(f"{args[0]}: {done.new} new, {done.reopened} again, {known} known already")
        return 0
