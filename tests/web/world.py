"""All sites together, each chosen by the host that a request names, and their time."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from tests.web.bat import vehicles
from tests.web.bat.lot import Lot
from tests.web.bat.site import BringATrailer
from tests.web.cars import Car
from tests.web.classic.listed_car import ListedCar
from tests.web.classic.site import ClassicSite
from tests.web.clock import Clock
from tests.web.dealers.site import DealerSites
from tests.web.dealers.stock import DealerFacts
from tests.web.pages import Page, Site, not_found

_SHARED_MODELS = (
    "911", "Corvette", "Camaro", "Mustang", "Bronco", "Viper", "M3", "NSX", "RX-7", "Supra",
    "Beetle", "Esprit", "XJS", "Testarossa", "Impreza", "Thunderbird", "Firebird",
)  # fmt: skip
SOURCES = ("bringatrailer", "dealer", "classic_com")  # the better one first
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
        dealers: int | None = None,
        dealer_cars: tuple[int, int] = (10, 60),
        dealer_sizes: Sequence[int] = (0, 1, 24, 25, 26),
        designs: Sequence[str] = (),
        live: int = 120,
        ended: int = 80,
        opening: int = 60,
        photos: tuple[int, int] = (20, 400),
        comments: tuple[int, int] = (5, 600),
        result_limit: int = 10_000,
    ) -> None:
        """`now`: unix seconds that all times are counted from, this machine's if not given;
        `speed`: how fast time runs from there.

        `sellers` of the directory, `dealers` among them (one for each design if not said) with
        `dealer_cars` each, and one with as many cars as each of `dealer_sizes`, their sites of the
        `designs` in turn (of all, if none is named); at `now`, `live` and `ended` auctions with
        `photos` and `comments` each, and `opening` ones that are published later. Ranges hold both
        their ends. `result_limit`: the records that a query of the results gives at most.
        """
        self.seed = seed
        self.now = time.time() if now is None else now
        self.clock = Clock(self.now, speed)
        bat = BringATrailer(
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
        )
        shared = _shared(bat)
        self.dealers = DealerSites(
            seed,
            dealers=dealers,
            cars=dealer_cars,
            sizes=dealer_sizes,
            designs=designs,
            shared=[lot.car for lot in shared if lot.car],
            members=[lot.seller.url.rstrip("/").rpartition("/")[2] for lot in shared[:1]],
            crawl_delay=crawl_delay,
        )
        self.classic = ClassicSite(
            seed,
            sellers=sellers,
            dealers=self.dealers.facts,
            crawl_delay=crawl_delay,
            listed=_listed(self.dealers, {lot.car: lot.url for lot in shared if lot.car}),
        )
        self.sites: list[Site] = [bat, self.classic, self.dealers]
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

    def change_dealer(self, host: str, do: str, *, number: int = 0, theme: str = "") -> None:
        """Change a dealer's site (see DealerSites): sell, remove, unlist, relist, redesign.
        Raises KeyError for an unknown host, theme or change."""
        changes: dict[str, Callable[[], None]] = {
            "sell": lambda: self.dealers.sell(host, number),
            "remove": lambda: self.dealers.remove(host, number),
            "unlist": lambda: self.dealers.remove(host, number, page_stays=True),
            "relist": lambda: self.dealers.relist(host, number),
            "redesign": lambda: self.dealers.redesign(host, theme),
        }
        changes[do]()
        self._cache.clear()
        self._cached_bytes = 0

    def dealer_stock(self, host: str) -> dict[str, Any]:
        """What a dealer's site shows at present: the `stock`, a row for each thing, and the
        `list_requests` that the best way to all of it takes. Raises KeyError for an unknown host.
        """
        design, stock = self.dealers.design(host), self.dealers.stock(host)
        rows = [
            {
                "number": one.number,
                "url": design.url(one),
                "vin": one.car.vin if one.car else None,
                "price": one.price,
                "sold": one.sold,
                "in_current_list": one.in_current_list,
                "in_sold_list": one.in_sold_list,
            }
            for one in stock
        ]
        return {"list_requests": design.list_requests(stock), "stock": rows}

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """What all pages state at present, as rows by table name. A car that stands on several
        sites is one vehicle: each of its fields is what the better site says."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for site in self.sites:
            for table, found in site.truth().items():
                rows.setdefault(table, []).extend(found)
        for facts in self.dealers.facts:
            if facts.bat_member:
                _adopt(rows, facts)
        known = {row["url"]: row for row in rows["listings"]}

        def rank(row: dict[str, Any]) -> tuple[int, float]:
            listing = known[row["key"]]
            published = listing.get("published_at")
            return SOURCES.index(listing["source"]), -published.timestamp() if published else 0.0

        same_vehicles = vehicles.shared(rows["vehicles"])
        for same in same_vehicles:
            vehicles.merge(sorted(same, key=rank))
        rows["same_vehicle"] = [{"urls": sorted(row["key"] for row in s)} for s in same_vehicles]
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


def _shared(bat: BringATrailer) -> list[Lot]:
    """Lots whose cars stand on dealers' sites, too: sold ones that state a VIN, and whose titles
    end where the model does."""
    lots = [lot for lot in bat.lots if lot.status == "sold" and lot.car and lot.car.vin]
    stated = {row["key"] for row in bat.truth()["vehicles"] if row["vin"]}
    return [
        lot for lot in lots if lot.url in stated and lot.car and lot.car.model in _SHARED_MODELS
    ][:4]


def _adopt(rows: dict[str, list[dict[str, Any]]], facts: DealerFacts) -> None:
    """The dealer's home page links its member page: that member's lots are the dealer's."""
    (business,) = (b for b in rows["businesses"] if b["profile_url"] == facts.profile_url)
    business["bat_username"] = facts.bat_member
    rows["dealer_inventory"] += [
        {"business": facts.profile_url, "listing_url": lot["url"], "status": lot["status"]}
        for lot in rows["bat_lots"]
        if lot["seller_url"] == f"https://bringatrailer.com/member/{facts.bat_member}/"
    ]


def _listed(dealers: DealerSites, auctioned: dict[Car, str]) -> dict[str, list[ListedCar]]:
    """Cars of the dealers' own that stand on Classic.com, too: those that were auctioned, with
    their lots as sources, and of each dealer the first three others that have a VIN."""
    listed = {}
    for facts in dealers.facts:
        design = dealers.design(facts.host)
        stock = [one for one in dealers.stock(facts.host) if one.car and one.car.vin]
        stock.sort(key=lambda one: one.car not in auctioned)
        listed[facts.profile_url] = [
            ListedCar(
                car=one.car,
                status="sold" if one.sold else "for_sale",
                # Nobody tells Classic.com what a dealer's car was sold for.
                price=None if one.sold else one.price,
                source_url=auctioned.get(one.car, design.url(one)),
                location="Greenhollow, Ohio, USA",
            )
            for one in stock[:3]
            if one.car and not one.filler_vin
        ]
    return listed
