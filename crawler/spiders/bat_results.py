"""Walks Bring a Trailer's results, and queues the lots that are not known."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.items import ReadPage
from crawler.middlewares import failure_of_status
from crawler.outcomes import Outcome, ResultsRead
from crawler.pages import bring_a_trailer
from crawler.pages.errors import Unreadable
from crawler.results_walk import Answer, ResultsWalk
from crawler.spider_arguments import ArgumentError
from crawler.worker_spider import WorkerSpider

_TOO_FAST = b"slow down"


class BatResultsSpider(WorkerSpider):
    """Reads the front, down to what the last crawl saw, then goes on with the backlog where that
    one stopped. `pages` counts all pages of the crawl (0: no limit). `again_days` lets the front
    reach so many days further down: a lot may be sold days after its reserve was not met, and
    only its place in the results says so.

    The site shows about 10,000 results of one query. `category` (its number) or `state` make a
    query of its own, whose walk has a cursor of its own.
    """

    name = "bat_results"
    arguments: ClassVar[Mapping[str, Any]] = {
        "pages": 5,
        "again_days": 0,
        "category": "",
        "state": "",
    }
    least: ClassVar[Mapping[str, int]] = {"pages": 0, "again_days": 0}

    pages: int
    again_days: int
    category: str
    state: str

    @classmethod
    def checked(cls, given: Mapping[str, str]) -> dict[str, Any]:
        """See WorkerSpider."""
        values = super().checked(given)
        category, state = values["category"], values["state"]
        if category and not (category.isascii() and category.isdigit()):
            raise ArgumentError(f"category must be a category's number, not {category!r}")
        if state and state not in bring_a_trailer.RESULT_STATES:
            known = ", ".join(bring_a_trailer.RESULT_STATES)
            raise ArgumentError(f"state must be one of {known}, not {state!r}")
        return values

    @property
    def query(self) -> dict[str, str]:
        """What the walk is limited to; empty: it walks all results."""
        limits = {"category": self.category, "state": self.state}
        return {name: value for name, value in limits.items() if value}

    @property
    def cursor(self) -> str:
        """The name under which the walk of this query is kept."""
        limits = (f"{name}={value}" for name, value in self.query.items())
        return ":".join((self.name, *limits))

    async def requests(self) -> AsyncIterator[Any]:
        """The first page: what it counts tells where the backlog stands now."""
        walk = ResultsWalk.from_json(await self.worker.position(self.cursor))
        yield self.results_request(1, walk=walk, front=True, left=self.pages, proven=False)

    def results_request(self, page: int, **about: Any) -> Request:
        """A page of the query. `about` is what `outcomes` needs: the `walk` before the page,
        whether it is the crawl's `front`, the pages `left` with it, and whether the filter has
        `proven` in this crawl that it answers such queries."""
        url = bring_a_trailer.filter_url(page, **self.query)
        if about["front"] and not self.query:
            url = bring_a_trailer.RESULTS_URL
        request = self.page_request(url, page=page, **about)
        request.meta["handle_httpstatus_list"] = [400]  # how the filter ends a query
        return request

    def parse(self, response: Response, **about: Any) -> Iterable[Any]:
        """See WorkerSpider; the page on which the site ends the query is no failure."""
        if response.status != 400:
            yield from super().parse(response, **about)
        elif _TOO_FAST in response.body.lower():
            why = failure_of_status(response) | {"reason": "blocked"}
            yield from self.gave_nothing(response.url, about, why)
        elif about["page"] == 1:
            yield from self.gave_nothing(response.url, about, failure_of_status(response))
        else:
            yield self.refused("HTTP 400", asked_at=response.meta["asked_at"], **about)

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """The lots of one page; the next page is asked for when they are stored."""
        found = bring_a_trailer.read_results(html, url)
        page, walk, front = about["page"], about["walk"], about["front"]
        if (found.page_current, found.items_per_page) != (
            page,
            bring_a_trailer.RESULTS_PER_PAGE,
        ):
            raise Unreadable(
                f"asked for page {page} of {bring_a_trailer.RESULTS_PER_PAGE} results, it is page "
                f"{found.page_current} of {found.items_per_page}"
            )
        answer = Answer(
            page=page,
            items_total=found.items_total,
            pages_total=found.pages_total,
            empty=not found.page.items,
            newest=found.ends[0] if found.ends else None,
            oldest=found.ends[-1] if found.ends else None,
        )
        if answer.refuses:
            yield self.refused("an empty page", **about)
            return
        if front:
            walk = walk.after_front(answer, timedelta(days=self.again_days))
        else:
            walk = walk.after_page(answer)
        following = walk.next_page(found.items_total)
        proven = about["proven"] or not front or bool(self.query)
        yield ResultsRead(
            page=found.page,
            asked_at=about["asked_at"],
            cursor=self.cursor,
            position=walk.as_json(),
            then=self.after(page, following, walk=walk, left=about["left"], proven=proven),
        )

    def after(self, page: int, following: int | None, **about: Any) -> Request | None:
        """The request that follows a page, if the crawl may go on."""
        if following is None:
            self.logger.info("page %d: nothing is left to read of this query", page)
            return None
        if about["left"] == 1:
            self.logger.info("page %d: the next crawl goes on with page %d", page, following)
            return None
        about["left"] = max(0, about["left"] - 1)
        return self.results_request(following, front=False, **about)

    def refused(self, how: str, **about: Any) -> ResultsRead:
        """A page that the site counts, but does not show: the end of the query, if the filter
        answers at all. Where that is not known yet, its first page is asked for, then this again.
        """
        page, walk = about["page"], about["walk"]
        then = None
        if about["proven"]:
            walk = walk.after_refusal(page)
            self.logger.warning(
                "from page %d on the site shows no more of this query (%s): older results are"
                " reached by a narrower one, with -a category=… or -a state=…",
                page,
                how,
            )
        else:
            then = self.after(page, 1, walk=walk, left=about["left"], proven=False)
        return ResultsRead(
            page=ReadPage(page="bat_results", items=()),
            asked_at=about["asked_at"],
            cursor=self.cursor,
            position=walk.as_json(),
            then=then,
        )
