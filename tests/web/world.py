"""All sites together, each chosen by the host that a request names."""

import time
from collections import OrderedDict
from typing import Any

from tests.web.bat.site import BringATrailer
from tests.web.classic.site import ClassicSite
from tests.web.dealers.site import DealerSites
from tests.web.pages import Page, Site, not_found

CACHE_BYTES = 512 * 1024 * 1024


class World:
    """The sample web: everything in it follows from the seed, `now` and the sizes."""

    def __init__(
        self,
        seed: int = 7,
        *,
        now: float | None = None,
        crawl_delay: float = 1.0,
        sellers: int = 60,
        dealers: int = 12,
        dealer_cars: tuple[int, int] = (10, 200),
        live: int = 120,
        ended: int = 80,
        photos: tuple[int, int] = (20, 400),
        comments: tuple[int, int] = (5, 600),
    ) -> None:
        """`now`: unix seconds that all times are counted from, the clock's if not given.

        `sellers` of the directory, `dealers` among them with `dealer_cars` each; `live` and
        `ended` auctions with `photos` and `comments` each. Ranges hold both their ends.
        """
        self.seed = seed
        self.now = time.time() if now is None else now
        dealer_sites = DealerSites(seed, dealers=dealers, cars=dealer_cars, crawl_delay=crawl_delay)
        self.sites: list[Site] = [
            BringATrailer(
                seed,
                now=self.now,
                crawl_delay=crawl_delay,
                live=live,
                ended=ended,
                photos=photos,
                comments=comments,
            ),
            ClassicSite(seed, sellers=sellers, dealers=dealer_sites.facts, crawl_delay=crawl_delay),
            dealer_sites,
        ]
        self._by_host = {host: site for site in self.sites for host in site.hosts}
        self._cache: OrderedDict[tuple[str, str, str], Page] = OrderedDict()
        self._cached_bytes = 0

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """The page of `host` (without a port) at `path`; 404 for hosts that nobody plays."""
        host = host.lower()
        site = self._by_host.get(host)
        if site is None:
            return not_found(host, path)
        key = (host, path, repr(sorted(query.items())))
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        page = site.answer(host, path, query)
        self._keep(key, page)
        return page

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """What all pages state, as rows by table name."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for site in self.sites:
            for table, found in site.truth().items():
                rows.setdefault(table, []).extend(found)
        return rows

    def _keep(self, key: tuple[str, str, str], page: Page) -> None:
        self._cache[key] = page
        self._cached_bytes += len(page.body)
        while self._cached_bytes > CACHE_BYTES:
            _, dropped = self._cache.popitem(last=False)
            self._cached_bytes -= len(dropped.body)
