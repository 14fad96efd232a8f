"""Walks the inventories of dealers' own sites."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawler.items import ReadPage
from crawler.outcomes import Failed, InventoryRead, Outcome
from crawler.pages.platforms import platform_named, recognise
from crawler.pages.text import canonical_url
from crawler.queue_spider import QueueSpider


class DealerInventorySpider(QueueSpider):
    """One claimed row: all inventory pages of one organisation.

    The cursor is the walk's whole state: the platform, the lists still to do (`lists`: page URL
    and status), the pages seen, and how many entries the list at hand has given.
    """

    name = "dealer_inventory"
    queue = "organization_inventory_sync_queue"
    arguments: ClassVar[Mapping[str, Any]] = {**QueueSpider.arguments, "max_results": 250}
    canonical = staticmethod(canonical_url)

    max_results: int

    async def row_of(self, url: str) -> Any:
        """The organisation whose website the URL is; one that is not known yet is made, and bears
        its host's name until its profile is read."""
        return await self.worker.organisation_row(self.canonical(url))

    def request(self, claim: Any) -> Any:
        """The page where an earlier claim stopped, else the organisation's start page."""
        return self.walk(claim, claim.cursor) or self.page_request(claim.url, claim=claim)

    def walk(self, claim: Any, cursor: Mapping[str, Any] | None) -> Any:
        """The request of the next page of the walk; None when it has not begun or is over."""
        if not cursor or not cursor["lists"]:
            return None
        return self.page_request(cursor["lists"][0][0], claim=claim, cursor=cursor)

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """The start page tells the platform and its lists; every other page lists listings."""
        claim = about["claim"]
        if "cursor" in about:
            yield self.list_read(html, url, claim, about["cursor"])
            return
        platform = recognise(html)
        if platform is None:
            message = "no platform's marks, or those of two, on the organisation's site"
            yield Failed(claim=claim, reason="unreadable", message=message, platform="unknown")
            return
        lists = platform.inventory_urls(html, url, claim.carried["run_mode"])
        # A site may well have no archive of sold cars; one without any cars is not understood.
        if not lists and claim.carried["run_mode"] != "sold":
            message = f"a {platform.name} site whose start page leads to no inventory"
            yield Failed(claim=claim, reason="unreadable", message=message, platform=platform.name)
            return
        cursor = {
            "platform": platform.name,
            "lists": [[start.url, start.status] for start in lists],
            "seen": [],
            "given": 0,
        }
        page = ReadPage(page=f"{platform.name}_home", items=())
        yield self.stored_then_on(claim, page, cursor)

    def list_read(self, html: str, url: str, claim: Any, cursor: Mapping[str, Any]) -> Outcome:
        """One list page: at most `max_results` entries of each list, and its pager to the end."""
        (asked, status), *later = cursor["lists"]
        platform = platform_named(cursor["platform"])
        read = platform.read_list(html, url, status)
        room = self.max_results - cursor["given"]
        page = ReadPage(page=read.page, items=read.items[:room], unread=read.unread)
        seen = [*cursor["seen"], asked]
        following = read.next_url
        # A pager that leaves the site or comes back to a page is at its end.
        goes_on = (
            following is not None
            and len(read.items) < room
            and following not in seen
            and urlsplit(following).netloc == urlsplit(url).netloc
        )
        return self.stored_then_on(
            claim,
            page,
            {
                "platform": platform.name,
                "lists": [[following, status], *later] if goes_on else later,
                "seen": seen,
                "given": cursor["given"] + len(page.items) if goes_on else 0,
            },
        )

    def stored_then_on(self, claim: Any, page: ReadPage, cursor: dict[str, Any]) -> Outcome:
        """The page's outcome, with the request that follows once it is stored."""
        return InventoryRead(
            claim=claim,
            page=page,
            platform=cursor["platform"],
            cursor=cursor if cursor["lists"] else None,
            then=self.walk(claim, cursor),
        )
