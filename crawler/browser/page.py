"""One page open in the browser, which has no network: all that its scripts ask for is asked by the
crawl itself, within the rules of every request."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route
from playwright.async_api import Request as PlaywrightRequest
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from crawler.browser.asking import NO_ANSWER, Asking, crawl_request, given_headers
from crawler.browser.scripts import KeptScripts
from crawler.browser.sites import site_of
from crawler.middlewares import (
    HostBlocked,
    WorkerStopping,
    failure_of_error,
    failure_of_status,
)
from crawler.worker import Worker
from db.queue import host_of

logger = logging.getLogger(__name__)

_QUIET = 0.5  # seconds without a request after which a page has all it wants
_PATIENCE = 10.0  # seconds given to a page's scripts; waiting for the host's slots is not counted
_LONGEST = 300.0  # seconds that a page may take with all its waiting; a third of a lease
_LOOK = 0.05
_MOST_REQUESTS = 50  # of one page; each costs the host's other pages a slot
# What may fill a page's fields. Images, fonts, media and stylesheets do not; frames have pages of
# their own.
_KINDS = frozenset({"script", "xhr", "fetch"})
_METHODS = frozenset({"GET", "POST"})


class AskedToSlowDown(Exception):
    """The page's own host answered one of its scripts by 429, by 503 with Retry-After, or by a
    bot wall."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"{response.url} answered {response.status}")
        self.response = response


class OpenPage:
    """A page whose document is `document`, a response that the crawl has; `attend` must be called
    before the browser is sent to its URL."""

    def __init__(
        self, page: Page, document: Response, crawler: Crawler, scripts: KeptScripts
    ) -> None:
        self.page = page
        self.document = document
        self.crawler = crawler
        self.stats = crawler.stats
        self.scripts = scripts
        self.worker = Worker.of(crawler)
        self.site = site_of(document.url)
        self._given = False
        self._loaded = False
        self._asked = 0
        self._on_their_way: set[Asking] = set()
        self._answers: set[asyncio.Task[None]] = set()
        self._trouble: BaseException | None = None
        self._closing = False

    async def attend(self) -> None:
        """Take over all requests of the page."""
        self.page.once("close", self._count_closed)
        self.page.on("load", self._has_loaded)
        self.page.on("popup", self._close_popup)
        self.page.once("crash", self._has_crashed)
        await self.page.route("**", self._route)

    async def settle(self) -> None:
        """Wait until the page is loaded and has asked for nothing for half a second, or its
        scripts had ten seconds, their waiting for the host's slots not counted.

        Raises HostBlocked and WorkerStopping as the host gate does; AskedToSlowDown;
        DownloadTimeoutError when the host's pace makes it longer than five minutes.
        """
        awake = quiet = 0.0
        began = before = time.monotonic()
        while quiet < _QUIET and awake < _PATIENCE:
            await asyncio.sleep(_LOOK)
            if self._trouble is not None:
                raise self._trouble
            if self.worker.stopping.is_set():
                raise WorkerStopping("the worker is ending")
            now = time.monotonic()
            passed, before = now - before, now
            if now - began > _LONGEST:
                raise DownloadTimeoutError(
                    f"the scripts asked for more than the host's pace allows in {_LONGEST:.0f} s"
                )
            if any(asking.waits for asking in self._on_their_way):
                quiet = 0.0
                continue
            awake += passed
            quiet = quiet + passed if self._loaded and not self._answers else 0.0

    async def close(self) -> None:
        """Close the page; what it still asks for is not asked any more."""
        self._closing = True
        for answer in list(self._answers):
            answer.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        with suppress(PlaywrightError):
            await self.page.close()

    def _count_closed(self, page: Page) -> None:
        # scrapy-playwright counts only the pages that it closes itself.
        self.stats.inc_value("playwright/page_count/closed")
        if not self._closing:
            self._trouble = PlaywrightError("the page was closed, or the browser ended")

    def _has_loaded(self, page: Page) -> None:
        self._loaded = True

    def _has_crashed(self, page: Page) -> None:
        self._trouble = PlaywrightError("the page crashed")

    async def _close_popup(self, popup: Page) -> None:
        with suppress(PlaywrightError):
            await popup.close()

    async def _route(self, route: Route) -> None:
        answer = asyncio.ensure_future(self._answer(route))
        self._answers.add(answer)
        answer.add_done_callback(self._answered)

    def _answered(self, answer: asyncio.Task[None]) -> None:
        self._answers.discard(answer)
        if not answer.cancelled() and answer.exception() is not None:
            self._trouble = answer.exception()

    async def _answer(self, route: Route) -> None:
        response: Response | None = None
        try:
            response = await self._response(route.request)
        finally:
            with suppress(PlaywrightError):  # the page was closed meanwhile
                if response is None:
                    # Unlike other refusals, this one leaves the page where it is.
                    await route.abort("aborted")
                else:
                    await route.fulfill(
                        status=response.status, headers=given_headers(response), body=response.body
                    )

    async def _response(self, request: PlaywrightRequest) -> Response | None:
        """What the page is given; None where it is refused."""
        if request.is_navigation_request() and not self._given:
            self._given = True
            return self.document
        refusal = self._refusal(request)
        if refusal:
            self.stats.inc_value(f"browser/refused/{refusal}")
            return None
        is_script = request.resource_type == "script" and request.method == "GET"
        kept = self.scripts.get(request.url) if is_script else None
        if kept is not None:
            return kept
        response = await self._ask(request)
        if is_script and response is not None:
            self.scripts.keep(request.url, response)
        return response

    def _refusal(self, request: PlaywrightRequest) -> str | None:
        if request.is_navigation_request():
            return "navigation"
        if request.resource_type not in _KINDS or request.method not in _METHODS:
            return "kind"
        if site_of(request.url) != self.site:
            return "foreign"
        if self._asked >= _MOST_REQUESTS:
            return "too_many"
        return None

    async def _ask(self, request: PlaywrightRequest) -> Response | None:
        """The answer to a script's request, by way of all downloader middlewares."""
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("a page is open without a crawl")
        self._asked += 1
        self.stats.inc_value("browser/requests")
        asking = Asking(self.site)
        asked = await crawl_request(request, asking, seconds=_PATIENCE)
        self._on_their_way.add(asking)
        try:
            response = await engine.download_async(asked)
        except (HostBlocked, WorkerStopping):
            raise
        except NO_ANSWER as error:
            why = failure_of_error(error)
            self.stats.inc_value(f"browser/refused/{why['reason']}")
            logger.debug("%s of %s: %s", request.url, self.document.url, why["message"])
            return None
        finally:
            self._on_their_way.discard(asking)
        if self._slows_down(response):
            raise AskedToSlowDown(response)
        return response

    def _slows_down(self, response: Response) -> bool:
        return (
            host_of(response.url) == host_of(self.document.url)
            # A mere 403 may be of a thing that only members may ask for.
            and (response.status in (429, 503) or b"cf-mitigated" in response.headers)
            and failure_of_status(response)["reason"] == "blocked"
        )
