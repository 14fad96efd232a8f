"""Turns listing pages of all sites into vehicles with their images."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from crawler.items import ReadPage
from crawler.outcomes import ListingRead, Outcome
from crawler.pages import canonical_listing_url, read_listing
from crawler.queue_spider import QueueSpider
from crawler.redirects import listing_address


class ListingsSpider(QueueSpider):
    """One claimed row: one listing page, one vehicle."""

    name = "listings"
    queue = "import_queue"
    arguments: ClassVar[Mapping[str, Any]] = {**QueueSpider.arguments, "batch_size": 40}
    outcome = ListingRead
    canonical = staticmethod(canonical_listing_url)

    def request(self, claim: Any) -> Any:
        """The listing's page, or the record that holds its data."""
        return self.page_request(claim.carried.get("page_url") or claim.url, claim=claim)

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """See QueueSpider. A record is read as the listing's own page; a page to which the site
        led instead of the listing's is not."""
        claim = about["claim"]
        at = claim.url if claim.carried.get("page_url") else listing_address(claim.url, url)
        return super().outcomes(html, at, **about)

    def read(self, html: str, url: str, claim: Any) -> ReadPage:
        """See QueueSpider."""
        return read_listing(html, url, platform=claim.carried.get("platform"))
