"""Scrapy's download handler, within our limits."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, ResponseDataLossError
from scrapy.http import Response
from twisted.internet.error import ConnectError
from twisted.web.client import ResponseFailed
from w3lib.url import safe_url_string

from crawler.handlers.addresses import AddressRefused, refuse_private
from crawler.handlers.answer_head import HeadTooLarge, limited_factory
from crawler.handlers.leaving import leaving, telling

# Of one body, one around the other; curl unpacks as many. Each may take the full size's time.
_MOST_CODINGS = 5


class WebDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler. With WEB_GATEWAY set, every request goes to that origin with its own
    URL's host in `Host` and its scheme in `X-Forwarded-Proto`; responses keep the real URL.
    Other settings: DOWNLOAD_MAXHEAD, KEPT_CONNECTION_SECONDS."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self.gateway = urlsplit(settings.get("WEB_GATEWAY") or "")
        self._pool._factory = limited_factory(settings.getint("DOWNLOAD_MAXHEAD"))
        pool: Any = self._pool
        pool.getConnection = telling(pool.getConnection)
        self._pool.cachedConnectionTimeout = settings.getint("KEPT_CONNECTION_SECONDS")

    async def download_request(self, request: Request) -> Response:
        """See scrapy.core.downloader.handlers.base.BaseDownloadHandler. Raises AddressRefused and
        Scrapy's exceptions of downloads, each with a message of one line."""
        url = urlsplit(request.url)
        if not self.gateway.netloc:
            return await self._download_public(request, url.hostname or "")
        sent = request.replace(
            url=urlunsplit((self.gateway.scheme, self.gateway.netloc, url.path, url.query, ""))
        )
        sent.headers["Host"] = url.netloc
        sent.headers["X-Forwarded-Proto"] = url.scheme
        response = await self._download(sent)
        if "download_latency" in sent.meta:
            request.meta["download_latency"] = sent.meta["download_latency"]
        return response.replace(url=request.url)

    async def _download_public(self, request: Request, host: str) -> Response:
        # An IPv6 address never gets as far as to a connection, which would refuse it.
        if _is_address(host.rstrip(".")):
            refuse_private(host.rstrip("."))
        try:
            return await self._download(request)
        except (AddressRefused, ValueError) as error:  # Twisted's word for no host's name
            raise AddressRefused(f"{host}: {error}") from error

    async def _download(self, request: Request) -> Response:
        leaving(request)
        try:
            response = await super().download_request(request)
        except HeadTooLarge:
            raise
        except DownloadCancelledError as error:
            # Twisted's own word for it is empty.
            raise DownloadCancelledError(str(error) or "larger than DOWNLOAD_MAXSIZE") from error
        except DownloadFailedError as error:
            raise _first_cause(error) from error
        except ConnectError as error:  # of which Scrapy knows some kinds only
            raise DownloadFailedError(f"not connected: {error}") from error
        except ResponseDataLossError as error:
            raise ResponseDataLossError("the answer was cut off") from error
        _refuse_no_target(response)
        codings = b",".join(response.headers.getlist("Content-Encoding")).count(b",") + 1
        if codings > _MOST_CODINGS:
            raise DownloadCancelledError(f"the body is packed {codings} times")
        return response


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _refuse_no_target(response: Response) -> None:
    """Raises AddressRefused for a redirect to what is no URL, over which Scrapy would stumble."""
    location = response.headers.get("Location")
    if location is None or not 300 <= response.status < 400:
        return
    try:
        Request(urljoin(response.url, safe_url_string(location)))
    except ValueError as error:
        raise AddressRefused(f"HTTP {response.status} leads to no address: {error}") from error


def _first_cause(error: DownloadFailedError) -> Exception:
    """What an exchange failed of, which Twisted wraps into lists of lists."""
    cause: Any = error.__cause__
    while isinstance(cause, ResponseFailed) and cause.reasons:
        cause = cause.reasons[0].value
    if isinstance(cause, HeadTooLarge):
        return cause
    return DownloadFailedError(f"the answer broke off: {type(cause).__name__}: {cause}")
