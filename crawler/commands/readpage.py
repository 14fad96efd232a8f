"""`scrapy readpage FILE --url URL`: what the readers make of a saved page."""

from __future__ import annotations

import argparse
import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand

from crawler.database_command import refuse, say
from crawler.pages import read_page
from crawler.pages.errors import PageError
from crawler.terminal import end_with_the_pipe


def as_json(value: Any) -> Any:
    """Values of items that JSON has no words for: money as text, times and dates in ISO 8601,
    what a value consists of (the photos of a comment) as objects."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"no JSON for {type(value).__name__}")


class Command(ScrapyCommand):
    """Prints a saved page's items as JSON; no database, no network."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "FILE --url URL"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Print what a saved page says, as JSON"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        parser.add_argument("--url", help="the URL that the page was saved from")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """See scrapy.commands.ScrapyCommand."""
        end_with_the_pipe()
        if len(args) != 1 or not opts.url:
            refuse("name one FILE and its --url")
        try:
            html = Path(args[0]).read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            refuse(f"{args[0]}: {error.strerror}")
        try:
            page = read_page(html, opts.url)
        except (PageError, ValueError) as error:
            reason = error.reason if isinstance(error, PageError) else "unreadable"
            say(f"{reason}: {error}")
            self.exitcode = 1
            return
        items = [
            {"type": type(item).__name__}
            | {field.name: getattr(item, field.name) for field in fields(item)}
            for item in page.items
        ]
        print(json.dumps({"page": page.page, "items": items}, default=as_json, indent=2))
