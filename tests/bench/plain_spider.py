"""Plain Scrapy with an empty callback: `python -m tests.bench.plain_spider GATEWAY < URLS`.

It runs outside the project's settings, with Scrapy's own, and prints its stats as JSON.
"""

import json
import sys
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class PlainSpider(scrapy.Spider):
    """Fetches pages from the gateway, each in the name of its host, and does nothing with them."""

    name = "plain"
    gateway: str

    async def start(self) -> AsyncIterator[Any]:
        """A request for each URL on standard input."""
        for line in sys.stdin:
            url = urlsplit(line.strip())
            yield scrapy.Request(
                f"{self.gateway}{url.path}", headers={"Host": url.netloc}, dont_filter=True
            )

    def parse(self, response: Response) -> None:
        """Nothing."""


def main() -> None:
    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            # As many at once as the project's spiders have.
            "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "COOKIES_ENABLED": False,
        }
    )
    crawler = process.create_crawler(PlainSpider)
    process.crawl(crawler, gateway=sys.argv[1])
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    print(json.dumps(stats, default=str))


if __name__ == "__main__":
    main()
