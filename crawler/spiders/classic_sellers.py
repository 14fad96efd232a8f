"""Finds sellers in Classic.com's directory."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, ClassVar

from crawler.items import ReadPage
from crawler.outcomes import Outcome, SellersRead
from crawler.pages import classic_com
from crawler.spider_arguments import ArgumentError
from crawler.worker_spider import WorkerSpider


class ClassicSellersSpider(WorkerSpider):
    """Goes on where the last crawl of the directory stopped, and begins anew after its end."""

    name = "classic_sellers"
    arguments: ClassVar[Mapping[str, Any]] = {"filter": "all", "pages": 5}

    filter: str
    pages: int

    @classmethod
    def checked(cls, given: Mapping[str, str]) -> dict[str, Any]:
        """See WorkerSpider."""
        values = super().checked(given)
        if values["filter"] not in classic_com.DIRECTORY_FILTERS:
            known = ", ".join(classic_com.DIRECTORY_FILTERS)
            raise ArgumentError(f"filter must be one of {known}, not {values['filter']!r}")
        return values

    @property
    def cursor(self) -> str:
        """The name under which the place in the directory is kept."""
        return f"classic_sellers:{self.filter}"

    async def requests(self) -> AsyncIterator[Any]:
        """The page after the last one that was stored."""
        position = await self.worker.position(self.cursor) or {}
        page = int(position.get("next_page", 1))
        yield self.page_request(
            classic_com.directory_url(self.filter, page), page=page, left=self.pages
        )

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """The sellers of one page; the next page is asked for when they are stored."""
        found = classic_com.read_directory(html, url)
        left = about["left"] - 1
        # The site may have led to another page of the directory than the one asked for.
        following = classic_com.page_number(found.next_url) if found.next_url else 1
        then = None
        if found.next_url and left > 0:
            then = self.page_request(
                classic_com.directory_url(self.filter, following), page=following, left=left
            )
        yield SellersRead(
            page=found, cursor=self.cursor, position={"next_page": following}, then=then
        )

    def gave_nothing(
        self, url: str, about: Mapping[str, Any], why: Mapping[str, Any]
    ) -> Iterable[Any]:
        """A directory that shrank ends before the place that was kept: the next crawl begins anew.
        So it does where a later page cannot be read, or no crawl would get past it."""
        if about["page"] > 1 and why["reason"] in ("gone", "unreadable"):
            nothing = ReadPage(page="classic_directory", items=())
            yield SellersRead(page=nothing, cursor=self.cursor, position={"next_page": 1})
            if why["reason"] == "gone":
                self.logger.info("%s: %s: the directory ends before it", url, why["message"])
                return
        yield from super().gave_nothing(url, about, why)
