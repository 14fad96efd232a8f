"""Seeds all live lots of Bring a Trailer, and imports some of them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, ClassVar

from scrapy import signals

from crawler.outcomes import BoardRead, ListingRead, Outcome
from crawler.pages import bring_a_trailer
from crawler.queue_spider import QueueSpider


class BatLiveSpider(QueueSpider):
    """A chain of `chain_depth` links. Every `seed_every`-th link reads the live board (once a
    crawl: it is one page for all lots, and links follow each other in seconds); each link imports
    `bat_import_batch` of BaT's rows."""

    name = "bat_live"
    queue = "import_queue"
    arguments: ClassVar[Mapping[str, Any]] = {
        "chain_depth": 6,
        "seed_every": 1,
        "bat_import_batch": 1,
    }
    least: ClassVar[Mapping[str, int]] = {"bat_import_batch": 0}
    outcome = ListingRead

    chain_depth: int
    seed_every: int
    bat_import_batch: int

    async def requests(self) -> AsyncIterator[Any]:
        """Seed, import, and so on."""
        seeded = False
        for link in range(self.chain_depth):
            if link % self.seed_every == 0 and not seeded:
                seeded = True
                yield self.page_request(bring_a_trailer.BOARD_URL)
                await self.crawler.signals.wait_for(signals.item_scraped)
            if self.bat_import_batch:
                claims = await self.next_claims(self.bat_import_batch, host=bring_a_trailer.HOST)
                for claim in claims:
                    yield self.request(claim)

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """The board, or one lot."""
        if "claim" in about:
            page = bring_a_trailer.read_lot(html, url)
            yield ListingRead(claim=about["claim"], page=page, asked_at=about["asked_at"])
        else:
            page = bring_a_trailer.read_board(html, url)
            yield BoardRead(page=page, asked_at=about["asked_at"])
