"""`scrapy crawl`, with an exit status that can be trusted."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.spiderloader import get_spider_loader

from crawler.database_command import database_is_ready, refuse, say
from crawler.durations import duration
from crawler.extensions import ended_well
from crawler.spider_arguments import ArgumentError
from crawler.worker_spider import WorkerSpider


class Command(ScrapyCrawl):
    """Scrapy's own command; it exits 0 only if the crawl finished and every claimed row reached
    an end, 2 for an argument that cannot be meant."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """See scrapy.commands.ScrapyCommand. Wrong words are refused, and a database that does
        not answer is said, before anything starts."""
        super().process_options(args, opts)
        if len(args) != 1:
            refuse("name one spider; `scrapy list` shows them")
        if self.settings is None:
            raise RuntimeError("Scrapy gives its commands their settings")
        try:
            spider = get_spider_loader(self.settings).load(args[0])
            if issubclass(spider, WorkerSpider):
                spider.checked(opts.spargs)
        except KeyError:
            refuse(f"no spider {args[0]!r}; `scrapy list` shows them")
        except ArgumentError as error:
            refuse(str(error))
        try:
            duration(self.settings["BAT_LIVE_REREAD"])
        except ValueError as error:
            refuse(f"BAT_LIVE_REREAD is {error}")
        if not database_is_ready():
            sys.exit(1)
        if not self.settings["CONTACT"] and not self.settings["WEB_GATEWAY"]:
            say("warning: CONTACT is not set: the sites cannot tell whom to write to")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """See scrapy.commands.ScrapyCommand."""
        process = self.crawler_process
        if process is None:
            raise RuntimeError("Scrapy gives this command a crawler process")
        crawler = self._create_crawler(args[0])
        process.crawl(crawler, **opts.spargs)
        process.start()
        if process.bootstrap_failed or not ended_well(crawler.stats.get_stats()):
            self.exitcode = 1
