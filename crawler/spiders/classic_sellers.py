"""Finds sellers in Classic.com's directory."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, ClassVar

from crawler.outcomes import Outcome, SellersRead
from crawler.pages import classic_com
from crawler.queue_spider import ArgumentError, WorkerSpider


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
        page, left = about["page"], about["left"] - 1
        following = page + 1 if found.next_url else 1
        then = None
        if found.next_url and left > 0:
            then = self.page_request(
                classic_com.directory_url(self.filter, following), page=following, left=left
            )
        yield SellersRead(
            page=found, cursor=self.cursor, position={"next_page": following}, then=then
        )
