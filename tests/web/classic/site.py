"""Classic.com: a directory of sellers in both of its layouts, a profile for each, and its cars."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from tests.web.classic.layout import page
from tests.web.classic.listed_car import FIRST_SERIAL, HOST, ListedCar, invent
from tests.web.classic.profile import CARS_A_PAGE, profile_page
from tests.web.classic.seller import Facts, dealer, other
from tests.web.classic.vehicle_page import vehicle_page
from tests.web.dealers.stock import DealerFacts
from tests.web.pages import Page, moved, not_found, robots

SELLERS_A_PAGE = 20
_GRID_PAGE = 2
_COUNTS = (1, 3, 0, 5, 2, 1, 0, 4)  # cars of the sellers without a site, in turns
_FILTERS = {"all": None, "dealers": "dealer", "auction_houses": "auction_house"}
_WORDS = {"dealer": "Dealer", "auction_house": "Auction House", "other": "Marketplace"}


class ClassicSite:
    """`sellers` sellers, the first of them `dealers` with their sites; about a quarter are auction
    houses. Page 2 of the directory is a grid of cards, its other pages are tables. Each seller's
    profile lists its cars, of which each has a page.

    listed: by profile URL, the cars that a dealer has here, which may stand on its own site and on
    Bring a Trailer, too; beside them it has one of Classic.com's own. Sellers without a site have
    only such: the first one the `largest` number, most of them for sale; of the others some have
    none. members: by profile URL, a dealer's name on Bring a Trailer. hydrated: whether the first
    seller without a site has pages of cars whose specs a script fills in.
    """

    hosts: tuple[str, ...] = (HOST, "classic.com")

    def __init__(
        self,
        seed: int,
        *,
        sellers: int = 60,
        dealers: Sequence[DealerFacts],
        crawl_delay: float = 1.0,
        listed: Mapping[str, Sequence[ListedCar]] | None = None,
        members: Mapping[str, str] | None = None,
        largest: int = 30,
        hydrated: bool = False,
    ) -> None:
        rng = random.Random(f"classic {seed}")
        self._crawl_delay = crawl_delay
        bat = members or {}
        self._sellers: list[Facts] = [
            dealer(rng, facts, i, bat.get(facts.profile_url)) for i, facts in enumerate(dealers)
        ]
        alone = [other(rng, i) for i in range(sellers - len(dealers))]
        self._sellers += alone
        self._by_path = {_path(seller): seller for seller in self._sellers}
        self._hydrated = _path(alone[0]) if alone and hydrated else None
        self._cars = _cars(rng, self._sellers, len(dealers), listed or {}, largest)
        self._car_by_path = {
            one.path: (path, one) for path, cars in self._cars.items() for one in cars
        }

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """The directory, a profile, a car's page, robots.txt; 404 for anything else, also past the
        last page."""
        if host != HOST:
            tail = "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
            return moved(f"https://{HOST}{path}{tail}")
        if path == "/robots.txt":
            delay = f"Crawl-delay: {self._crawl_delay:g}"
            return robots("User-agent: *", "Disallow: /admin/", "Allow: /", delay)
        if path == "/data":
            return self._directory(host, query)
        if path + "/" in self._by_path or path + "/" in self._car_by_path:
            return moved(f"https://{HOST}{path}/")
        html = self._profile(path, query) if path in self._by_path else self._vehicle(path)
        return Page(body=html.encode()) if html is not None else not_found(host, path)

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of classic_sellers, of businesses (with the platform of their sites), and of their
        cars here: listings, vehicles, vehicle_images, dealer_inventory."""
        rows: dict[str, list[dict[str, Any]]] = {
            "classic_sellers": [
                {
                    "profile_url": seller.business.profile_url,
                    "name": seller.business.business_name,
                    "business_type": _listed_type(seller, place),
                }
                for place, seller in enumerate(self._sellers)
            ],
            "businesses": [
                asdict(seller.business) | {"platform": seller.platform} for seller in self._sellers
            ],
            "listings": [],
            "vehicles": [],
            "vehicle_images": [],
            "dealer_inventory": [],
        }
        for path, one in self._car_by_path.values():
            business = self._by_path[path].business.profile_url
            rows["dealer_inventory"].append(
                {"business": business, "listing_url": one.url, "status": one.status}
            )
            rows["listings"].append(
                asdict(one.listing()) | {"vehicle": one.url, "business": business}
            )
            rows["vehicles"].append({"key": one.url} | asdict(one.vehicle()))
            rows["vehicle_images"] += [
                {"listing_url": one.url} | asdict(image) for image in one.images()
            ]
        return rows

    def _profile(self, path: str, query: dict[str, str]) -> str | None:
        return profile_page(
            self._by_path[path], self._cars[path], self._others(path, len(path)), query
        )

    def _vehicle(self, path: str) -> str | None:
        if path not in self._car_by_path:
            return None
        profile, one = self._car_by_path[path]
        return vehicle_page(
            one,
            self._by_path[profile],
            self._others(profile, sum(map(ord, one.key))),
            hydrated=profile == self._hydrated,
        )

    def _others(self, path: str, start: int) -> list[ListedCar]:
        """Three cars of other sellers."""
        found = [one for profile, one in self._car_by_path.values() if profile != path]
        start %= max(1, len(found))
        return (found * 2)[start : start + 3]

    def _directory(self, host: str, query: dict[str, str]) -> Page:
        filter, text = query.get("filter", "all"), query.get("page", "1")
        if filter not in _FILTERS or not text.isdecimal():
            return not_found(host, "/data")
        wanted = _FILTERS[filter]
        listed = [s for s in self._sellers if wanted in (None, s.business.business_type)]
        number, last = int(text), max(1, -(-len(listed) // SELLERS_A_PAGE))
        if not 1 <= number <= last:
            return not_found(host, "/data")
        shown = listed[(number - 1) * SELLERS_A_PAGE : number * SELLERS_A_PAGE]
        body = _grid(shown) if number == _GRID_PAGE else _table(shown)
        next_link = (
            f'<a href="/data?filter={filter}&amp;page={number + 1}">chevron_right</a>'
            if number < last
            else ""
        )
        return Page(
            body=page(
                "Directory", f"<h1>Directory</h1>{body}<p><b>{number} / {last}</b>{next_link}</p>"
            ).encode()
        )


def _cars(
    rng: random.Random,
    sellers: Sequence[Facts],
    dealers: int,
    listed: Mapping[str, Sequence[ListedCar]],
    largest: int,
) -> dict[str, list[ListedCar]]:
    """The cars of each seller, by the path of its profile."""
    serial = FIRST_SERIAL
    cars: dict[str, list[ListedCar]] = {}
    for i, seller in enumerate(sellers):
        given = listed.get(seller.business.profile_url or "", ())
        count = len(given[:1]) if i < dealers else _COUNTS[(i - dealers) % len(_COUNTS)]
        offered = 0
        if i == dealers:
            count, offered = largest, min(largest, CARS_A_PAGE + 2)
        cars[_path(seller)] = [
            *given,
            *(invent(rng, serial + n, "for_sale" if n < offered else None) for n in range(count)),
        ]
        serial += count
    return cars


def _listed_type(seller: Facts, place: int) -> str | None:
    """The type that the directory tells: a card's badge tells only what is known."""
    kind = seller.business.business_type
    in_grid = place // SELLERS_A_PAGE + 1 == _GRID_PAGE
    return None if in_grid and kind == "other" else kind


def _path(seller: Facts) -> str:
    return (seller.business.profile_url or "").removeprefix(f"https://{HOST}")


def _table(sellers: list[Facts]) -> str:
    rows = "".join(
        f'<tr><td><a href="{_path(s)}"><img src="/static/flag.png" alt="flag"></a>'
        f'<a href="{_path(s)}">{escape(s.business.business_name)}</a></td>'
        f"<td>{_WORDS.get(s.business.business_type or '', '-')}</td><td>{s.listings}</td></tr>"
        for s in sellers
    )
    return f"<table><tr><th>Name</th><th>Type</th><th>Listings</th></tr>{rows}</table>"


def _grid(sellers: list[Facts]) -> str:
    cards = "".join(
        f'<a href="{_path(s)}"><img src="/static/card.png" alt="{name}"><h3>{name}</h3>'
        f"<span>{_WORDS.get(s.business.business_type or '', '')}</span></a>"
        for s in sellers
        for name in [escape(s.business.business_name)]
    )
    return f'<div class="grid">{cards}</div>'
