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
from scrapy.http import Response
from scrapy.utils.gz import gzip_magic_number

from crawler.database_command import refuse, say
from crawler.items import ReadPage
from crawler.pages.errors import NotAVehicle, PageError, Unreadable
from crawler.pages.platforms import PLATFORMS
from crawler.pages.reading import HomePage, read_home, read_page
from crawler.response_text import text_of
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


def saved_text(body: bytes, url: str) -> str:
    """The text of a saved file, which is UTF-8, or packed as its site sent it (sitemap.xml.gz).
    Raises PageError for a packed file that is broken."""
    packed = Response(url, body=body)
    if gzip_magic_number(packed):
        return text_of(packed)
    # A byte order mark is no part of the text; JSON bears none.
    return body.decode("utf-8-sig", errors="replace")


def read(
    text: str, url: str, platform: str | None = None, *, as_list: bool = False
) -> ReadPage | HomePage:
    """What a saved file says (see crawler.pages.reading.read_page); a dealer's home page, which
    holds neither a car nor a list, tells where the lists are. Raises as read_page does."""
    try:
        return read_page(text, url, platform, as_list=as_list)
    except (NotAVehicle, Unreadable):
        home = None if platform or as_list else read_home(text, url)
        if home is None:
            raise
        return home


def printed(page: ReadPage | HomePage) -> dict[str, Any]:
    """A page as the command prints it: its class and its items. Besides, where there are any, the
    URLs of the list's `further` pages, and why entries were left `unread`; of a home page the
    `roads` to its lists, as URLs."""
    if isinstance(page, HomePage):
        roads = [[one.url for one in road] for road in page.roads]
        return {"page": page.page, "items": [], "roads": roads}
    items = [
        {"type": type(item).__name__}
        | {field.name: getattr(item, field.name) for field in fields(item)}
        for item in page.items
    ]
    found: dict[str, Any] = {"page": page.page, "items": items}
    if page.further:
        found["further"] = [one.url for one in page.further]
    if page.unread:
        found["unread"] = [one.why for one in page.unread]
    return found


class Command(ScrapyCommand):
    """Prints a saved page's items as JSON; no database, no network."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "FILE --url URL [--platform NAME] [--list]"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Print what a saved page, feed, sitemap or record says, as JSON"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        parser.add_argument("--url", help="the URL that the page was saved from")
        parser.add_argument(
            "--platform",
            metavar="NAME",
            help="the dealer's platform, which a feed, a sitemap or a record does not tell",
        )
        parser.add_argument("--list", action="store_true", help="read it as a dealer's list")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """See scrapy.commands.ScrapyCommand."""
        end_with_the_pipe()
        if len(args) != 1 or not opts.url:
            refuse("name one FILE and its --url")
        if opts.platform is not None and opts.platform not in PLATFORMS:
            refuse(f"no platform {opts.platform!r}; the platforms are {', '.join(PLATFORMS)}")
        try:
            body = Path(args[0]).read_bytes()
        except OSError as error:
            refuse(f"{args[0]}: {error.strerror}")
        try:
            page = read(saved_text(body, opts.url), opts.url, opts.platform, as_list=opts.list)
        except (PageError, ValueError) as error:
            reason = error.reason if isinstance(error, PageError) else "unreadable"
            say(f"{reason}: {error}")
            self.exitcode = 1
            return
        print(json.dumps(printed(page), default=as_json, indent=2))
