"""Which addresses may be connected to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase

# What `is_global` of some Python or other takes for public (IANA's special-purpose registries).
_NOT_PUBLIC = (
    ip_network("192.0.0.0/24"),  # protocol assignments
    ip_network("192.88.99.0/24"),  # the relays of 6to4
    ip_network("3fff::/20"),  # documentation
)
_GLOBAL_UNICAST = ip_network("2000::/3")
# RFC 6052: the last 32 bits are an IPv4 address. 64:ff9b:1::/48 is for private use (RFC 8215).
_NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """A host that is not on the public internet: this machine, its neighbours, or no address."""


def is_public(address: str) -> bool:
    """Whether anybody on the internet could reach this address. One that carries an IPv4 address
    is as public as that one. Raises ValueError for a text that is no address."""
    parsed = ip_address(address.split("%")[0])
    if isinstance(parsed, IPv6Address):
        inner = _carried(parsed)
        if inner is not None:
            return is_public(str(inner))
        if parsed not in _GLOBAL_UNICAST:
            return False
    return (
        parsed.is_global
        and not parsed.is_multicast
        and not any(parsed in network for network in _NOT_PUBLIC)
    )


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, on a reactor that connects to public addresses only.

    What is judged is the address that a connection is about to be made to: no name can change its
    answer after the check, and no way of writing an address gets by it.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, guarded: bool):
        super().__init__(reactor, cache_size, timeout)
        self.guarded = guarded

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        """Settings: DNSCACHE_ENABLED, DNSCACHE_SIZE, DNS_TIMEOUT, WEB_GATEWAY."""
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(
            reactor,
            cache_size,
            settings.getfloat("DNS_TIMEOUT"),
            guarded=not settings.get("WEB_GATEWAY"),
        )

    def install_on_reactor(self) -> None:
        """See scrapy.resolver.CachingThreadedResolver."""
        super().install_on_reactor()
        if not self.guarded:
            return
        reactor: Any = self.reactor
        connect = reactor.connectTCP

        def connect_public(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
            refuse_private(host)
            return connect(host, port, *args, **kwargs)

        reactor.connectTCP = connect_public


def refuse_private(address: str) -> None:
    """Raises AddressRefused for an address that is not public, and for what is none."""
    try:
        public = is_public(address)
    except ValueError as error:
        raise AddressRefused(f"{address} is no address") from error
    if not public:
        raise AddressRefused(f"{address} is not a public address")
