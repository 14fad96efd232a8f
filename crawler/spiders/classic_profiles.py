"""Makes a business of each seller found on Classic.com."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crawler.items import ReadPage
from crawler.outcomes import BusinessRead
from crawler.pages import classic_com
from crawler.queue_spider import QueueSpider


class ClassicProfilesSpider(QueueSpider):
    """One claimed row: one profile, one business, its inventory sync queued."""

    name = "classic_profiles"
    queue = "classic_seller_queue"
    arguments: ClassVar[Mapping[str, Any]] = {**QueueSpider.arguments, "batch_size": 20}
    outcome = BusinessRead
    canonical = staticmethod(classic_com.canonical_profile_url)

    def read(self, html: str, url: str, claim: Any) -> ReadPage:
        """See QueueSpider."""
        return classic_com.read_profile(html, url)
