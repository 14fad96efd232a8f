"""Download handlers that record a crawl's exchanges to a cassette, and that replay one."""

from __future__ import annotations

import asyncio
import base64
import logging
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from textwrap import shorten
from typing import Any
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from w3lib.encoding import http_content_type_encoding

from crawler.handlers import WebDownloadHandler
from crawler.middlewares import WorkerStopping
from tests.recording import cassette

logger = logging.getLogger(__name__)

# Of the request only what the answer may depend on; the User-Agent bears an operator's address.
_KEPT_OF_REQUESTS = ("Accept", "Accept-Encoding", "Accept-Language", "Content-Type")
# The visitor's or the moment's own, and what described the connection and not the page.
_DROPPED_OF_RESPONSES = frozenset(
    {"set-cookie", "date", "server", "transfer-encoding", "connection", "keep-alive"}
)
_SHOWN = 300  # characters of a body that was not recorded
_recordings: WeakKeyDictionary[Crawler, list[dict[str, Any]]] = WeakKeyDictionary()


class NotRecorded(WorkerStopping):
    """A request that the cassette does not answer. The worker ends, and its rows are released."""


def exchange(request: Request, response: Response, recorded_at: str) -> dict[str, Any]:
    """One betamax interaction. The body stays as it came, compressed or not, in base64.

    recorded_at: UTC, as `2026-01-31T12:00:00`, without a zone: betamax's form.
    """
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return {
        "request": {
            "body": {"encoding": "utf-8", "base64_string": _base64(request.body)},
            "headers": {
                name: [value.decode("latin-1") for value in request.headers.getlist(name)]
                for name in _KEPT_OF_REQUESTS
                if name in request.headers
            },
            "method": request.method,
            "uri": request.url,
        },
        "response": {
            "body": {
                "encoding": http_content_type_encoding(content_type),
                "base64_string": _base64(response.body),
            },
            "headers": {
                name.decode("latin-1"): [value.decode("latin-1") for value in values]
                for name, values in response.headers.items()
                if name.decode("latin-1").lower() not in _DROPPED_OF_RESPONSES
            },
            "status": {"code": response.status, "message": _phrase(response.status)},
            "url": response.url,
        },
        "recorded_at": recorded_at,
    }


def answer(interaction: dict[str, Any], request: Request) -> Response:
    """The recorded response, as Scrapy's own handler would have made it."""
    recorded = interaction["response"]
    headers = Headers(recorded["headers"])
    body = cassette.body_of(interaction)
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(url=request.url, status=recorded["status"]["code"], headers=headers, body=body)


class RecordHandler(WebDownloadHandler):
    """The project's handler, which keeps every exchange and writes them all when the crawl ends.

    Settings: CASSETTE (the file to write), RECORDED_AT (the moment noted in it; the clock's if
    not given).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.path = Path(crawler.settings["CASSETTE"])
        self.recorded_at: str | None = crawler.settings.get("RECORDED_AT")
        # One handler a scheme, one cassette a crawl.
        self.exchanges = _recordings.setdefault(crawler, [])

    async def download_request(self, request: Request) -> Response:
        """See scrapy.core.downloader.handlers.base.BaseDownloadHandler."""
        response = await super().download_request(request)
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
        self.exchanges.append(exchange(request, response, self.recorded_at or now))
        return response

    async def close(self) -> None:
        """The crawl is over."""
        await super().close()
        if self.exchanges:
            cassette.write(self.path, self.exchanges)


class ReplayHandler(BaseDownloadHandler):
    """Answers from a cassette and opens no connection. A request that is not in it ends the crawl.

    Settings: CASSETTE (the file to read).
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.path = Path(crawler.settings["CASSETTE"])
        self._answers: cassette.Answers | None = None
        self._ending: asyncio.Future[None] | None = None

    async def download_request(self, request: Request) -> Response:
        """See scrapy.core.downloader.handlers.base.BaseDownloadHandler. Raises NotRecorded."""
        try:
            # Not before: Scrapy would go on without a handler that cannot be made.
            if self._answers is None:
                self._answers = cassette.Answers(cassette.read(self.path))
            found = self._answers.next(request.method, request.url, request.body)
            if found is None:
                raise NotRecorded(f"{_asked(request)} is not in {self.path}")
        except (cassette.NotACassette, NotRecorded) as error:
            if self._ending is None:
                logger.error("%s", error)
                engine = self.crawler.engine
                assert engine is not None  # it is what asked
                self._ending = asyncio.ensure_future(
                    engine.close_spider_async(reason="not_recorded")
                )
            raise NotRecorded(str(error)) from error
        return answer(found, request)


def _asked(request: Request) -> str:
    asked = f"{request.method} {request.url}"
    body = request.body.decode(errors="replace")
    return f"{asked} of {shorten(body, _SHOWN, placeholder='…')}" if body else asked


def _base64(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
