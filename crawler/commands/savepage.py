"""`scrapy savepage URL FILE`: one page, fetched politely, as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.database_command import database_is_ready, refuse, say
from crawler.page_saver import PageSaver
from crawler.spider_arguments import ArgumentError
from crawler.terminal import printable


class Command(ScrapyCommand):
    """Saves a page's body for `readpage` and tests. Host gate, robots.txt and gateway apply as in
    every crawl. Exit status 1 with the reason when no page came."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012

    def syntax(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "URL FILE [--force]"

    def short_desc(self) -> str:
        """See scrapy.commands.ScrapyCommand."""
        return "Save one page, fetched by the rules of every crawl"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """See scrapy.commands.ScrapyCommand."""
        super().add_options(parser)
        parser.add_argument("--force", action="store_true", help="overwrite FILE")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """See scrapy.commands.ScrapyCommand."""
        if len(args) != 2:
            refuse("name one URL and one FILE")
        url, file = args[0], Path(args[1])
        try:
            PageSaver.checked({"url": url})
        except ArgumentError as error:
            refuse(str(error))
        if file.is_dir() or not file.parent.is_dir():
            refuse(f"{file} cannot be a file")
        if file.exists() and not opts.force:
            refuse(f"{file} exists; --force overwrites it")
        self.exitcode = self._save(url, file, force=opts.force) if database_is_ready() else 1

    def _save(self, url: str, file: Path, *, force: bool) -> int:
        process = self.crawler_process
        if process is None:
            raise RuntimeError("Scrapy gives this command a crawler process")
        crawler = process.create_crawler(PageSaver)
        process.crawl(crawler, url=url)
        process.start()
        spider = crawler.spider
        if not isinstance(spider, PageSaver):
            say("the crawl did not begin; -L INFO shows why")
            return 1
        if spider.body is None:
            say(printable(f"{url}: {spider.problem}"))
            return 1
        try:
            with file.open("wb" if force else "xb") as saved:
                saved.write(spider.body)
        except OSError as error:
            say(f"{file}: {error.strerror}")
            return 1
        print(printable(f"{file}: {len(spider.body)} bytes of {spider.final_url}"))
        return 0
