"""Turns listing pages of all sites into vehicles with their images."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crawler.items import ReadPage
from crawler.outcomes import ListingRead
from crawler.pages import canonical_listing_url, read_listing
from crawler.queue_spider import QueueSpider


class ListingsSpider(QueueSpider):
    """One claimed row: one listing page, one vehicle."""

    name = "listings"
    queue = "import_queue"
    arguments: ClassVar[Mapping[str, Any]] = {**QueueSpider.arguments, "batch_size": 40}
    outcome = ListingRead
    canonical = staticmethod(canonical_listing_url)

    def read(self, html: str, url: str, claim: Any) -> ReadPage:
        """See QueueSpider."""
        return read_listing(html, url, platform=claim.carried.get("platform"))
