"""All sites together, each chosen by the host that a request names, and their time."""

import time
from collections import OrderedDict
from typing import Any

from tests.web.bat.site import BringATrailer
from tests.web.classic.site import ClassicSite
from tests.web.clock import Clock
from tests.web.dealers.site import DealerSites
from tests.web.pages import Page, Site, not_found

CACHE_BYTES = 512 * 1024 * 1024


class World:
    """The sample web: everything in it follows from the seed, `now`, the sizes, and its clock.

    Only Bring a Trailer's pages change with time.
    """

    def __init__(
        self,
        seed: int = 7,
        *,
        now: float | None = None,
        speed: float = 0.0,
        crawl_delay: float = 1.0,
        sellers: int = 60,
        dealers: int = 12,
        dealer_cars: tuple[int, int] = (10, 200),
        live: int = 120,
        ended: int = 80,
        opening: int = 60,
        photos: tuple[int, int] = (20, 400),
        comments: tuple[int, int] = (5, 600),
        result_limit: int = 10_000,
    ) -> None:
        """`now`: unix seconds that all times are counted from, this machine's if not given;
        `speed`: how fast time runs from there.

        `sellers` of the directory, `dealers` among them with `dealer_cars` each; at `now`, `live`
        and `ended` auctions with `photos` and `comments` each, and `opening` ones that are
        published later. Ranges hold both their ends. `result_limit`: the records that a query of
        the results gives at most.
        """
        self.seed = seed
        self.now = time.time() if now is None else now
        self.clock = Clock(self.now, speed)
        dealer_sites = DealerSites(seed, dealers=dealers, cars=dealer_cars, crawl_delay=crawl_delay)
        self.sites: list[Site] = [
            BringATrailer(
                seed,
                now=self.now,
                clock=self.clock,
                crawl_delay=crawl_delay,
                live=live,
                ended=ended,
                opening=opening,
                photos=photos,
                comments=comments,
                result_limit=result_limit,
            ),
            ClassicSite(seed, sellers=sellers, dealers=dealer_sites.facts, crawl_delay=crawl_delay),
            dealer_sites,
        ]
        self._by_host = {host: site for site in self.sites for host in site.hosts}
        self._cache: OrderedDict[tuple[str, str, str], Page] = OrderedDict()
        self._cached_at = int(self.now)
        self._cached_bytes = 0

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """The page of `host` (without a port) at `path`; 404 for hosts that nobody plays."""
        host = host.lower()
        site = self._by_host.get(host)
        if site is None:
            return not_found(host, path)
        self._forget()
        key = (host, path, repr(sorted(query.items())))
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        page = site.answer(host, path, query)
        self._keep(key, page)
        return page

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """What all pages state at present, as rows by table name."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for site in self.sites:
            for table, found in site.truth().items():
                rows.setdefault(table, []).extend(found)
        return rows

    def _forget(self) -> None:
        """Drop the pages of a second that has passed."""
        if self._cached_at != (second := int(self.clock())):
            self._cached_at = second
            self._cache.clear()
            self._cached_bytes = 0

    def _keep(self, key: tuple[str, str, str], page: Page) -> None:
        self._cache[key] = page
        self._cached_bytes += len(page.body)
        while self._cached_bytes > CACHE_BYTES:
            _, dropped = self._cache.popitem(last=False)
            self._cached_bytes -= len(dropped.body)
