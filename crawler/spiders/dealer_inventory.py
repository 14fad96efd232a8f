"""Walks the inventories of organisations: on their own sites, then on Classic.com."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request

from crawler import inventory_walk
from crawler.inventory_walk import Problem, Source, Walk
from crawler.items import ListPage, ReadPage
from crawler.outcomes import Failed, InventoryRead, Outcome, Refused, SourceWalked
from crawler.pages import classic_com
from crawler.pages.bring_a_trailer import linked_member
from crawler.pages.errors import Unreadable
from crawler.pages.platform import RUN_MODES
from crawler.pages.platforms import PLATFORMS, platform_named, recognise
from crawler.pages.text import canonical_url
from crawler.queue_spider import QueueSpider
from crawler.redirects import is_foreign_to, refuse_other_list
from crawler.spider_arguments import ArgumentError

# Failures that another try tomorrow would not mend: the walk goes on with its other sources.
_FOR_GOOD = frozenset(("gone", "unreadable", "robots", "refused_address"))


class DealerInventorySpider(QueueSpider):
    """One claimed row: all lists of one organisation, page by page. The row's cursor is the walk
    (see crawler.inventory_walk)."""

    name = "dealer_inventory"
    queue = "organization_inventory_sync_queue"
    arguments: ClassVar[Mapping[str, Any]] = {
        **QueueSpider.arguments,
        "max_results": 250,
        "run_mode": "",
    }
    least: ClassVar[Mapping[str, int]] = {**QueueSpider.least, "max_results": 0}
    canonical = staticmethod(canonical_url)

    max_results: int  # of each of a source's lists; 0: all
    run_mode: str  # "": as each row says

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profiles: dict[int, str] = {}

    @classmethod
    def checked(cls, given: Mapping[str, str]) -> dict[str, Any]:
        """See QueueSpider."""
        values = super().checked(given)
        if values["run_mode"] and values["run_mode"] not in RUN_MODES:
            known = ", ".join(RUN_MODES)
            raise ArgumentError(f"run_mode must be one of {known}, not {values['run_mode']!r}")
        return values

    async def next_claims(self, rows: int, *, host: str | None = None) -> list[Any]:
        """See QueueSpider; with each organisation's page on Classic.com."""
        claims = await super().next_claims(rows, host=host)
        self.profiles |= await self.worker.classic_profiles(claims)
        return claims

    async def claim_url(self) -> Any:
        """See QueueSpider."""
        claim = await super().claim_url()
        self.profiles |= await self.worker.classic_profiles([claim])
        return claim

    async def row_of(self, url: str) -> Any:
        """The organisation whose website or Classic.com profile the URL is; one that is not known
        yet is made, and bears its host's name until its profile is read."""
        source, start = self.source_of(self.canonical(url))
        return await self.worker.organisation_row(start, is_profile=source == "classic_com")

    def source_of(self, url: str) -> tuple[Source, str]:
        """Whose lists begin at a start page, and the page's canonical URL."""
        try:
            return "classic_com", classic_com.canonical_profile_url(url)
        except ValueError:
            return "dealer", url

    def mode(self, claim: Any) -> str:
        """Which lists are asked for."""
        return self.run_mode or str(claim.carried["run_mode"])

    def request(self, claim: Any) -> Request:
        """The page where an earlier claim stopped, else the organisation's start page."""
        if claim.cursor:
            try:
                walk = Walk.of_cursor(claim.cursor)
                if walk.source == "dealer" and walk.pages and walk.platform not in PLATFORMS:
                    raise ValueError(f"no platform {walk.platform!r}")
                return self.walk_request(claim, walk, resumed=True)
            except ValueError as error:
                self.logger.info("%s: %s: the walk begins anew", claim.url, error)
        return self.walk_request(claim, self.whole_walk(claim))

    def whole_walk(self, claim: Any) -> Walk:
        """The walk over all of an organisation's sources from its beginning."""
        sources = [self.source_of(claim.url)]
        profile = self.profiles.pop(claim.key, None)
        if profile is not None and sources[0][0] != "classic_com":
            sources.append(("classic_com", profile))
        return inventory_walk.first(sources, self.mode(claim))

    def walk_request(self, claim: Any, walk: Walk, *, resumed: bool = False) -> Request:
        """The request of the next page of the walk. resumed: an earlier claim got there."""
        if walk.start is not None:
            return self.page_request(walk.start, claim=claim, walk=walk)
        page = walk.pages[0]
        return self.page_request(
            page.url, json_body=page.body, claim=claim, walk=walk, resumed=resumed
        )

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """The start page tells where the lists are; every other page is one of them."""
        claim, walk = about["claim"], about["walk"]
        if walk.start is not None:
            yield self.start_read(html, url, claim, walk, about["asked_at"])
        else:
            yield self.list_read(html, url, claim, walk)

    def start_read(
        self, html: str, url: str, claim: Any, walk: Walk, asked_at: datetime
    ) -> Outcome:
        """A home page tells the platform and its lists; a profile on Classic.com its own."""
        mode = walk.run_mode
        if walk.source == "classic_com":
            lists = tuple(classic_com.inventory_start(html, url, mode))
            walk = inventory_walk.started(walk, walk.source, [lists] if lists else [], asked_at)
            return self.stored(claim, walk, ReadPage(page="classic_profile_lists", items=()))
        if is_foreign_to(walk.start or "", url):
            raise _NoInventory(f"the site leads to {url} instead", "unknown")
        platform = recognise(html)
        if platform is None:
            raise _NoInventory("no platform's marks, or those of two, on the site", "unknown")
        roads = platform.roads(html, url, mode)
        # A site may well have no archive of sold cars; one without any cars is not understood.
        if not roads and mode != "sold":
            message = f"a {platform.name} site whose start page leads to no inventory"
            raise _NoInventory(message, platform.name)
        walk = inventory_walk.started(walk, platform.name, roads, asked_at)
        page = ReadPage(page=f"{platform.name}_home", items=())
        member = linked_member(html)
        return self.stored(claim, walk, page, platform=platform.name, bat_username=member)

    def list_read(self, text: str, url: str, claim: Any, walk: Walk) -> Outcome:
        """One list page: what of it is taken, and its pager to the end."""
        refuse_other_list(walk.pages[0], url)
        page = replace(walk.pages[0], url=url)
        found = self.read_inventory(walk, text, page)
        taken, after = inventory_walk.read(walk, found, url, max_results=self.max_results)
        if after.is_over and not after.whole:
            self.logger.info("%s: not all of its lists was taken", claim.url)
        return self.stored(claim, after, taken)

    def read_inventory(self, walk: Walk, text: str, page: ListPage) -> ReadPage:
        """The list page by its reader."""
        if walk.source == "classic_com":
            return classic_com.read_inventory(text, page)
        return platform_named(walk.platform or "").read_list(text, page)

    def stored(self, claim: Any, walk: Walk, page: ReadPage, **more: Any) -> InventoryRead:
        """A page's outcome, with the request that follows once it is stored."""
        ended: SourceWalked | None = None
        following: Walk | None = walk
        if walk.is_over:
            ended = SourceWalked(
                run_mode=walk.run_mode,
                began=_time(walk.began),
                whole=walk.whole,
                walked=inventory_walk.walked(walk),
                since=_time(walk.since),
            )
            following = inventory_walk.next_source(walk)
        return InventoryRead(
            claim=claim,
            page=page,
            source=walk.source,
            reader=walk.platform if walk.source == "dealer" else None,
            cursor=following.as_cursor() if following else None,
            then=self.walk_request(claim, following) if following else None,
            ended=ended,
            problem=None if following else walk.problem,
            **more,
        )

    def gave_nothing(
        self, url: str, about: Mapping[str, Any], why: Mapping[str, Any]
    ) -> Iterable[Any]:
        """A page gave nothing: the walk goes another way, or on to the next source, or the row
        fails and the page is asked for again another time."""
        claim, walk = about["claim"], about["walk"]
        if not self.worker.holds(claim):
            return
        reason, message = why["reason"], why["message"]
        page = ReadPage(page=f"{walk.platform or walk.source}_closed", items=())
        if about.get("resumed") and reason in _FOR_GOOD:
            # The site may have changed since: its start page tells where the lists are now.
            self.logger.info("%s: %s (%s): the walk begins anew", url, reason, message)
            yield self.stored(claim, self.whole_walk(claim), page)
            return
        other = inventory_walk.closed(walk, reason)
        if other is not None:
            self.logger.info("%s: %s (%s): another way is taken", url, reason, message)
            yield self.stored(claim, other, page)
            return
        is_own = walk.source == self.source_of(claim.url)[0]
        platform = why.get("platform")
        if is_own and not (walk.later and reason in _FOR_GOOD):
            yield Failed(claim=claim, **why)
            return
        self.logger.warning("%s: %s (%s): its other sources are read", url, reason, message)
        refused = None
        if reason == "blocked" and why.get("blocks", True):
            refused = Refused(url=url, message=message, wait=why.get("wait"))
        problem = walk.problem
        if is_own:
            problem = Problem(reason, message, why.get("http_status"))
        over = replace(walk, start=None, pages=(), others=(), whole=False, problem=problem)
        yield self.stored(claim, over, page, platform=platform, refused=refused)


class _NoInventory(Unreadable):
    """A start page from which no list is reached."""

    def __init__(self, message: str, platform: str) -> None:
        super().__init__(message)
        self.platform = platform

    @property
    def about(self) -> dict[str, str]:
        """What was found out about the platform all the same."""
        return {"platform": self.platform}


def _time(stated: str | None) -> datetime | None:
    return datetime.fromisoformat(stated) if stated else None
