"""An end for a page that would be read for ever."""

from __future__ import annotations

import asyncio
import faulthandler
import signal

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

_LOOK = 5.0  # seconds


class ReadingLimit:
    """Ends the process when it has computed for READING_CPU_SECONDS without coming back to its
    event loop: a page's markup can keep a parser busy for hours (one tag of a million attributes),
    while no lease is renewed and nothing else is done. The kernel does it, for a parser lets no
    other thread of Python run; where it was busy is written to standard error. The row's other
    attempts end likewise, the last as `poison`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._looking: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReadingLimit:
        """Settings: READING_CPU_SECONDS; 0: no limit."""
        limit = cls(crawler.settings.getfloat("READING_CPU_SECONDS"))
        if not limit.seconds:
            raise NotConfigured
        crawler.signals.connect(limit.spider_opened, signals.spider_opened)
        crawler.signals.connect(limit.spider_closed, signals.spider_closed)
        return limit

    def spider_opened(self) -> None:
        """Start counting, which begins anew whenever the event loop runs."""
        faulthandler.register(signal.SIGVTALRM, file=2, chain=True)
        self._looking = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        while True:
            # Time of computing, not of waiting: a machine that sleeps or is slow ends nothing.
            signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)
            await asyncio.sleep(min(_LOOK, self.seconds / 4))

    def spider_closed(self) -> None:
        """Nothing is read any more."""
        if self._looking is not None:
            self._looking.cancel()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        faulthandler.unregister(signal.SIGVTALRM)
