"""A limit on the head of an answer: neither Scrapy nor Twisted has one."""

from __future__ import annotations

from typing import Any, ClassVar

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadCancelledError
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import Request as TwistedRequest
from twisted.web.iweb import IResponse

# A line counts as at least this many bytes: so much memory goes with each header.
_LEAST = 64


class HeadTooLarge(DownloadCancelledError):
    """An answer's status line and headers go on for longer than DOWNLOAD_MAXHEAD, or one line of
    them for longer than Twisted takes."""


class _CountingParser(_LenientHTTPClientParser):
    """Counts all lines before the body: those of 1xx answers, which may come for ever, too."""

    largest: int
    counted = 0

    def lineReceived(self, line: bytes) -> None:
        self.counted += max(len(line), _LEAST)
        if self.counted > self.largest:
            raise HeadTooLarge(f"the headers have more than {self.largest} bytes")
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        raise HeadTooLarge(f"one header has more than {self.MAX_LENGTH} bytes")


class _LimitedProtocol(_LenientHTTP11ClientProtocol):
    largest: int

    def request(self, request: TwistedRequest) -> Deferred[IResponse]:
        answered = super().request(request)
        # As Scrapy's own request() does: the parser's class cannot be chosen.
        parser: Any = self._parser
        parser.__class__ = _CountingParser
        parser.largest = self.largest
        return answered

    def _giveUp(self, reason: Failure) -> None:
        super()._giveUp(reason)  # type: ignore[no-untyped-call]
        # Over TLS the other end would have to agree to the end, and could go on sending.
        transport: Any = self.transport
        transport.abortConnection()


class LimitedFactory(_LenientHTTP11ClientFactory):
    """Makes connections that read at most `largest` bytes of an answer's head."""

    largest: ClassVar[int]

    def buildProtocol(self, addr: IAddress | None) -> _LimitedProtocol:
        """See twisted.internet.interfaces.IProtocolFactory."""
        made = _LimitedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
        made.largest = self.largest
        return made


def limited_factory(largest: int) -> type[LimitedFactory]:
    """The class of connections for a pool that makes them itself. largest: bytes."""
    return type("LimitedFactory", (LimitedFactory,), {"largest": largest})
