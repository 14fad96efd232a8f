"""Completes Bring a Trailer lots: comments, bids, features, dates, result."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crawler.items import ReadPage
from crawler.outcomes import ListingRead
from crawler.pages import bring_a_trailer
from crawler.queue_spider import QueueSpider


class BatCommentsSpider(QueueSpider):
    """One claimed row: one lot, complete; a lot that still runs comes round again."""

    name = "bat_comments"
    queue = "bat_extraction_queue"
    arguments: ClassVar[Mapping[str, Any]] = {**QueueSpider.arguments, "batch_size": 10}
    outcome = ListingRead
    canonical = staticmethod(bring_a_trailer.canonical_lot_url)

    def read(self, html: str, url: str, claim: Any) -> ReadPage:
        """See QueueSpider."""
        return bring_a_trailer.read_lot(html, url)
