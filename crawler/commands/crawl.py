"""`scrapy crawl`, with an exit status that can be trusted."""

from __future__ import annotations

import argparse
from typing import Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.database_command import NO_DATABASE, say
from crawler.extensions import ended_well
from crawler.queue_spider import ArgumentError, WorkerSpider
from db.engine import database_url, one_line
from db.migrate import migrate


class Command(ScrapyCrawl):
    """Scrapy's own command; it exits 0 only if the crawl finished and every claimed row reached
    an end, 2 for an argument that cannot be meant."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """See scrapy.commands.ScrapyCommand."""
        if len(args) != 1:
            raise UsageError("name one spider; `scrapy list` shows them", print_help=False)
        process = self.crawler_process
        if process is None:
            raise RuntimeError("Scrapy gives this command a crawler process")
        try:
            spider: type[Any] = process.spider_loader.load(args[0])
            if issubclass(spider, WorkerSpider):
                spider.checked(opts.spargs)
        except KeyError:
            raise UsageError(
                f"no spider {args[0]!r}; `scrapy list` shows them", print_help=False
            ) from None
        except ArgumentError as error:
            raise UsageError(str(error), print_help=False) from error
        try:
            database_url()
            migrate()
        except NO_DATABASE as error:
            say(f"the database does not answer: {one_line(error)}")
            self.exitcode = 1
            return
        if self.settings and not self.settings["CONTACT"] and not self.settings["WEB_GATEWAY"]:
            say("warning: CONTACT is not set: the sites cannot tell whom to write to")
        crawler = self._create_crawler(spider)
        process.crawl(crawler, **opts.spargs)
        process.start()
        if process.bootstrap_failed or not ended_well(crawler.stats.get_stats()):
            self.exitcode = 1
