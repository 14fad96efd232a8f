"""Hands the pages of some hosts to the browser, within the crawl."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import HtmlResponse, Response
from scrapy.settings import BaseSettings
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.browser.asking import Asking
from crawler.browser.page import AskedToSlowDown, OpenPage
from crawler.browser.scripts import KeptScripts
from crawler.browser.sites import site_of
from crawler.middlewares import ASKING, WorkerStopping
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import PageError
from crawler.pages.text import storable
from crawler.response_text import text_of
from crawler.worker import Worker

logger = logging.getLogger(__name__)

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PAGES = 4  # open at once; a host's pace lets few be useful
_OPENING = 20.0  # seconds in which the browser must show a page that it is handed
_READING = 10.0  # seconds in which it must give it back
# The browser reaches nothing by itself: no name is found, and everything else goes to a proxy that
# is not there.
_NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
)


class BrowserFailed(DownloadFailedError):
    """The browser broke off while it showed the page. It may do better next time."""


class NoBrowser(WorkerStopping):
    """There is no browser that can be started. The worker ends, and its rows are released."""


def launch_options(settings: BaseSettings) -> dict[str, Any]:
    """Playwright's options of a Chromium without a network.

    Settings: BROWSER_EXECUTABLE, a path; if empty, the first of chromium, chromium-browser and
    google-chrome on PATH, else the one that Playwright itself has installed. BROWSER_SANDBOX;
    if empty, on for everybody but root, under whom Chromium refuses to start with it.
    """
    sandbox = settings.get("BROWSER_SANDBOX")
    options: dict[str, Any] = {
        "args": list(_NO_NETWORK),
        "chromium_sandbox": settings.getbool("BROWSER_SANDBOX") if sandbox else os.geteuid() != 0,
        # The pages' scripts run there: the database's password is none of its business.
        "env": {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
    }
    executable = settings.get("BROWSER_EXECUTABLE") or next(
        filter(None, map(shutil.which, _NAMES)), None
    )
    if executable:
        options["executable_path"] = executable
    return options


class BrowserMiddleware:
    """Lets Chromium run the scripts of the HTML pages that the hosts in BROWSER_HOSTS answer.

    The document is downloaded as every other: robots.txt, the host's pace, the check of its
    address, the limits of time and size, redirects, WEB_GATEWAY, and what any status means, are
    those of all requests. Only an HTML page with status 200 that is no challenge is then handed
    to the browser. What its scripts ask for comes back here as a request of the crawl, under the
    same rules; the browser itself has no network.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.hosts = frozenset(_without_www(name) for name in settings.getlist("BROWSER_HOSTS"))
        self.largest = settings.getint("DOWNLOAD_MAXSIZE")
        self.worker = Worker.of(crawler)
        self.scripts = KeptScripts()
        self.context = {
            "user_agent": settings["USER_AGENT"],
            # What a service worker asks for would not come by us.
            "service_workers": "block",
            "accept_downloads": False,
        }
        self.handler = ScrapyPlaywrightDownloadHandler(crawler)
        self.handler.config.launch_options = launch_options(settings)
        self.handler.config.max_pages_per_context = _PAGES
        self._pages = asyncio.Semaphore(_PAGES)
        self._ending: asyncio.Future[None] | None = None
        crawler.signals.connect(self.request_reached_downloader, signals.request_reached_downloader)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BrowserMiddleware:
        """Settings: BROWSER_HOSTS, BROWSER_EXECUTABLE, BROWSER_SANDBOX, USER_AGENT,
        DOWNLOAD_MAXSIZE."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """A page's scripts may ask their own site only, after a redirect, too. Raises
        IgnoreRequest."""
        asking: Asking | None = request.meta.get(ASKING)
        if asking is None:
            return
        asking.waits = True
        if site_of(request.url) != asking.site:
            raise IgnoreRequest(f"{request.url} is not of the page's site")

    def request_reached_downloader(self, request: Request) -> None:
        """Its turn has come."""
        asking: Asking | None = request.meta.get(ASKING)
        if asking is not None:
            asking.waits = False

    async def process_response(self, request: Request, response: Response) -> Response:
        """The page with its scripts' work done. Raises BrowserFailed, NoBrowser, and what may
        come between a request and its host."""
        if not self._is_for_the_browser(request, response):
            return response
        try:
            async with self._pages:
                if self.worker.stopping.is_set():
                    raise WorkerStopping("the worker is ending")
                await self._launch()
                html = await self._shown(response)
        except AskedToSlowDown as refusal:
            # The page cannot be had now: the host's refusal is its answer.
            return refusal.response.replace(url=response.url, request=request)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"{response.url}: the browser hangs") from error
        except PlaywrightError as error:
            raise BrowserFailed(f"{response.url}: {_first_line(error)}") from error
        body = storable(html).encode()
        if len(body) > self.largest:
            raise DownloadCancelledError(f"{response.url}: {len(body)} bytes in the browser")
        return response.replace(body=body, encoding="utf-8", flags=[*response.flags, "browser"])

    def _is_for_the_browser(self, request: Request, response: Response) -> bool:
        if (
            ASKING in request.meta
            or request.meta.get("dont_obey_robotstxt")  # robots.txt itself, whatever its type
            or request.method != "GET"
            or response.status != 200
            or not isinstance(response, HtmlResponse)
            or _without_www(urlsplit(response.url).hostname or "") not in self.hosts
        ):
            return False
        try:
            refuse_challenge(text_of(response))
        except PageError:
            return False  # a challenge's scripts would try to pass for a person
        return True

    async def _launch(self) -> None:
        try:
            await self.handler._maybe_launch_browser()
        except (PlaywrightError, RuntimeError, AttributeError) as error:
            if self._ending is None:
                logger.error("BROWSER_HOSTS needs a browser: %s", _first_line(error))
                engine = self.crawler.engine
                if engine is None:
                    raise
                self._ending = asyncio.ensure_future(engine.close_spider_async(reason="no_browser"))
            raise NoBrowser("no browser") from error

    async def _shown(self, document: Response) -> str:
        opened: list[OpenPage] = []

        async def attend(page: Page, request: Request) -> None:
            opened.append(OpenPage(page, document, self.crawler, self.scripts))
            await opened[-1].attend()

        shown = Request(
            document.url,
            meta={
                "playwright": True,
                "playwright_include_page": True,  # it is closed here, in any case
                "playwright_page_init_callback": attend,
                "playwright_page_goto_kwargs": {"wait_until": "commit"},
                "playwright_context_kwargs": self.context,
            },
        )
        try:
            async with asyncio.timeout(_OPENING):
                await self.handler.download_request(shown)
            page = opened[-1]
            await page.settle()
            async with asyncio.timeout(_READING):
                return str(await page.page.content())
        finally:
            for page in opened:
                await page.close()

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        """No page is left: the browser can go."""
        await self.handler.close()


def _without_www(host: str) -> str:
    return host.lower().removeprefix("www.")


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__
