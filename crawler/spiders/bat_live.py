"""Seeds all live lots of Bring a Trailer, and imports some of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import signals

from crawler.items import BatLot
from crawler.outcomes import BoardRead, ListingRead, Outcome
from crawler.pages import bring_a_trailer
from crawler.queue_spider import QueueSpider

if TYPE_CHECKING:
    from db.queue import Claim

_NEVER = datetime.max.replace(tzinfo=UTC)


class BatLiveSpider(QueueSpider):
    """A chain of `chain_depth` links. Every `seed_every`-th link reads the live board (once a
    crawl: it is one page for all lots, and links follow each other in seconds); each link imports
    `bat_import_batch` of BaT's rows: lots of the board first, those that end soonest, whatever
    backlog waits longer."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_board: list[str] = []  # the lots of the board, once it was read

    async def requests(self) -> AsyncIterator[Any]:
        """Seed, import, and so on."""
        seeded = False
        for link in range(self.chain_depth):
            if link % self.seed_every == 0 and not seeded:
                seeded = True
                yield self.page_request(bring_a_trailer.BOARD_URL)
                await self.crawler.signals.wait_for(signals.item_scraped)
            if self.bat_import_batch:
                for claim in await self.lots_to_import():
                    yield self.request(claim)

    async def lots_to_import(self) -> list[Claim]:
        """The next rows: lots of the board, and if none of them is due any lots."""
        claims = await self.worker.claim_due(self.rows, self.on_board, self.bat_import_batch)
        if claims:
            return claims
        return await self.next_claims(self.bat_import_batch, host=bring_a_trailer.HOST)

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """The board, or one lot."""
        if "claim" in about:
            page = bring_a_trailer.read_lot(html, url)
            yield ListingRead(claim=about["claim"], page=page, asked_at=about["asked_at"])
        else:
            page = bring_a_trailer.read_board(html, url)
            lots = [item for item in page.items if isinstance(item, BatLot)]
            lots.sort(key=lambda lot: lot.ends_at or _NEVER)
            self.on_board = [lot.url for lot in lots]
            yield BoardRead(page=page, asked_at=about["asked_at"])
