"""What a page's scripts ask for, as a request of the crawl, and its answer, as the page gets it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Request as PlaywrightRequest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response

from crawler.handlers import AddressRefused
from crawler.middlewares import ASKING

# Of a script's request: what the crawl sets itself, and what would tell one page of another.
_OWN_HEADERS = frozenset(
    {"user-agent", "accept-encoding", "cookie", "referer", "host", "content-length", "connection"}
)
# Of an answer: what described its transfer, what would make the page ours, and what would lead the
# browser away from it.
_DROPPED_HEADERS = frozenset(
    {
        "content-encoding",
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
        "set-cookie",
        "refresh",
        "content-disposition",
    }
)
# A request that ends so leaves the page without that answer, and nothing else is wrong.
NO_ANSWER = (
    IgnoreRequest,
    AddressRefused,
    NotSupported,
    UnsupportedURLSchemeError,
    DownloadTimeoutError,
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    ResponseDataLossError,
    DownloadFailedError,
    DownloadCancelledError,
)


@dataclass(eq=False)
class Asking:
    """A request of an open page, on its way.

    waits: its turn has not come; nothing was sent.
    """

    site: str
    waits: bool = True


async def crawl_request(request: PlaywrightRequest, asking: Asking, seconds: float) -> Request:
    """A script's request as the crawl's own: same method, body and headers but for those that
    the crawl sets itself. seconds: those for the download, when its turn has come."""
    headers = {
        name: value
        for name, value in (await request.all_headers()).items()
        if name not in _OWN_HEADERS and not name.startswith(("sec-", ":"))
    }
    return Request(
        request.url,
        method=request.method,
        headers=headers,
        body=request.post_data_buffer or b"",
        meta={ASKING: asking, "download_timeout": seconds},
    )


def given_headers(response: Response) -> dict[str, str]:
    """The headers that the browser gets of a response that is no longer compressed."""
    return {
        name.decode("latin-1"): ", ".join(value.decode("latin-1") for value in values)
        for name, values in response.headers.items()
        if name.decode("latin-1").lower() not in _DROPPED_HEADERS
    }
