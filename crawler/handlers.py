"""How requests leave: to public addresses only, or all to one gateway that stands for the web."""

from __future__ import annotations

import contextlib
import ipaddress
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError


class AddressRefused(Exception):
    """A host that is not on the public internet: this machine, its neighbours, or no address."""


def is_public(address: str) -> bool:
    """Whether anybody on the internet could reach this address."""
    parsed = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(parsed, "ipv4_mapped", None) or parsed
    return inner.is_global and not inner.is_multicast


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver; a name that leads to a private address is refused at every connection,
    those after a redirect included."""

    # Twisted makes every failure of a resolver into "not found": what was refused, by name.
    refused: ClassVar[dict[str, str]] = {}

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, guarded: bool):
        super().__init__(reactor, cache_size, timeout)
        self.guarded = guarded

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        """Settings: DNSCACHE_ENABLED, DNSCACHE_SIZE, DNS_TIMEOUT, WEB_GATEWAY."""
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings["DNSCACHE_ENABLED"] else 0
        return cls(
            reactor,
            cache_size,
            settings.getfloat("DNS_TIMEOUT"),
            guarded=not settings.get("WEB_GATEWAY"),
        )

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        """See twisted.internet.interfaces.IResolverSimple."""
        found = super().getHostByName(name, timeout)
        if self.guarded:
            found.addCallback(self._judge, name)
        return found

    def _judge(self, address: str, name: str) -> str:
        if is_public(address):
            self.refused.pop(name, None)
            return address
        self.refused[name] = address
        raise DNSLookupError(f"{name} has the address {address}")


class WebDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler. With WEB_GATEWAY set, every request goes to that origin with its own
    URL's host in `Host` and its scheme in `X-Forwarded-Proto`; responses keep the real URL."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.gateway = urlsplit(crawler.settings.get("WEB_GATEWAY") or "")

    async def download_request(self, request: Request) -> Response:
        """See scrapy.core.downloader.handlers.base.BaseDownloadHandler."""
        url = urlsplit(request.url)
        if not self.gateway.netloc:
            return await self._download_public(request, url.hostname or "")
        sent = request.replace(
            url=urlunsplit((self.gateway.scheme, self.gateway.netloc, url.path, url.query, ""))
        )
        sent.headers["Host"] = url.netloc
        sent.headers["X-Forwarded-Proto"] = url.scheme
        response = await super().download_request(sent)
        return response.replace(url=request.url)

    async def _download_public(self, request: Request, host: str) -> Response:
        # An address written as a number is never asked of the resolver.
        with contextlib.suppress(ValueError):
            if not is_public(host):
                raise AddressRefused(f"{host} is not a public address")
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            address = PublicResolver.refused.get(host)
            if address is None:
                raise
            raise AddressRefused(f"{host} has the address {address}, not a public one") from error
