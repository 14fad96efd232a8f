"""What all our spiders share: declared arguments, the worker, and pages that may fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from sqlalchemy.exc import SQLAlchemyError
from twisted.python.failure import Failure

from crawler.middlewares import WorkerStopping, failure_of_error
from crawler.outcomes import Failed, Outcome, Refused
from crawler.pages.errors import PageError
from crawler.response_text import text_of
from crawler.spider_arguments import ArgumentError, whole_number
from crawler.worker import Worker
from db.engine import one_line
from db.queue import Claim

# What Scrapyd adds to a spider's arguments: the job's id, and the egg's version if one was named.
_SCRAPYD = frozenset({"_job", "_version"})


class WorkerSpider(Spider):
    """What all our spiders share: declared arguments, the worker, and pages that may fail.

    `arguments` declares every argument that `-a` may give, with its default; those whose default
    is a number must be whole numbers, at least as large as `least` says (default 1).
    """

    arguments: ClassVar[Mapping[str, Any]] = {}
    least: ClassVar[Mapping[str, int]] = {}

    @classmethod
    def checked(cls, given: Mapping[str, str]) -> dict[str, Any]:
        """The arguments with their defaults filled in. Raises ArgumentError."""
        given = {name: value for name, value in given.items() if name not in _SCRAPYD}
        unknown = sorted(set(given) - set(cls.arguments))
        if unknown:
            known = ", ".join(cls.arguments)
            raise ArgumentError(f"{cls.name} knows no argument {unknown[0]!r}; it knows {known}")
        values = dict(cls.arguments)
        for name, value in given.items():
            if isinstance(cls.arguments[name], int):
                values[name] = whole_number(name, value, cls.least.get(name, 1))
            else:
                values[name] = value
        return values

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **self.checked(kwargs))

    @property
    def worker(self) -> Worker:
        """The crawl's worker."""
        return Worker.of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """The spider's requests. Without its database a worker can only end."""
        try:
            async for request in self.requests():
                yield request
        except SQLAlchemyError as error:
            self.logger.error("the database does not answer: %s", one_line(error))
            # Else each request that still waits for its slot would ask the database in vain, too.
            self.worker.stopping.set()
            raise CloseSpider("database_error") from error

    def requests(self) -> AsyncIterator[Any]:
        """What the spider asks for, as Scrapy's `start` does."""
        raise NotImplementedError

    def page_request(self, url: str, *, json_body: str | None = None, **about: Any) -> Request:
        """A request whose response `parse` gets, and whose failure becomes an outcome. `about` is
        handed on to `parse`; a `claim` among it is the row that the page belongs to. json_body:
        what is POSTed; None: the page is got."""
        posted: dict[str, Any] = {}
        if json_body is not None:
            headers = {"Content-Type": "application/json"}
            posted = {"method": "POST", "body": json_body, "headers": headers}
        return Request(
            url,
            **posted,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs=about,
            dont_filter=True,  # the queue decides what is asked again
        )

    def parse(self, response: Response, **about: Any) -> Iterable[Any]:
        """The page as an outcome. Whatever goes wrong in reading ends the row with a reason."""
        claim: Claim | None = about.get("claim")
        if claim is not None and not self.worker.holds(claim):
            return
        try:
            asked_at = response.meta["asked_at"]  # the host gate's
            yield from self.outcomes(text_of(response), response.url, asked_at=asked_at, **about)
        except PageError as error:
            why = {"reason": error.reason, "message": str(error)}
            why |= error.about
            why["asked_at"] = response.meta["asked_at"]
            yield from self.gave_nothing(response.url, about, why)
        except Exception as error:
            self.logger.exception("the reader of %s failed", response.url)
            message = f"the reader failed: {type(error).__name__}: {error}"
            why = {"reason": "unreadable", "message": message}
            yield from self.gave_nothing(response.url, about, why)

    def failed(self, failure: Failure) -> Iterable[Any]:
        """No page came: an outcome all the same."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, WorkerStopping):
            return  # its row was released
        if isinstance(failure.value, SQLAlchemyError):
            claim = request.cb_kwargs.get("claim")
            self.worker.gave_up(claim, failure.value)
            if claim is None:
                raise CloseSpider("database_error")
            return
        why = failure_of_error(failure.value or RuntimeError(str(failure)))
        if isinstance(failure.value, HttpError):
            why["asked_at"] = failure.value.response.meta["asked_at"]
        yield from self.gave_nothing(request.url, request.cb_kwargs, why)

    def gave_nothing(
        self, url: str, about: Mapping[str, Any], why: Mapping[str, Any]
    ) -> Iterable[Any]:
        """A failed page's outcome; a page that no row waits for ends the crawl instead."""
        claim = about.get("claim")
        if claim is None:
            self.logger.error("%s: %s: %s", url, why["reason"], why["message"])
            if why["reason"] == "blocked" and why.get("blocks", True):
                yield Refused(url=url, message=why["message"], wait=why.get("wait"))
            raise CloseSpider("page_failed")
        if self.worker.holds(claim):
            yield Failed(claim=claim, **why)

    def outcomes(self, html: str, url: str, **about: Any) -> Iterable[Outcome]:
        """What a page says, as outcomes. `about` holds what the request was given, and `asked_at`,
        when its turn came by the database's clock. Raises PageError for a page that gives nothing.
        """
        raise NotImplementedError
