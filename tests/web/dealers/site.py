"""The sites of invented dealers, on all platforms, with the truth about each of their pages."""

import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from tests.web.cars import Car
from tests.web.dealers.design import Design
from tests.web.dealers.stock import FIRST_SERIAL, DealerFacts, Stock, make_stock
from tests.web.dealers.themes import themes
from tests.web.pages import Page, not_found, robots

_WORDS = (
    "copperline", "bluegate", "tenpenny", "oldmill", "harrowfield", "sundial", "brasskey",
    "redthorn", "millrace", "ninetrees", "saltbox", "whitepost", "greyfen", "lampwick",
    "eastbarn", "roundtable", "kestrel", "marlow", "fernhill", "stonebow",
)  # fmt: skip
_FIRST = ("accelerate_grid", "json_ld", "microdata")  # a small web has these
_ID_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz123456789"


class DealerSites:
    """Sites, each under its own host: `dealers` of them with `cars` from and to so many (one
    dealer has the fewest, one the most) and five signs, which are no cars, then one of each of the
    `sizes`, with just so many cars. Their designs take turns; by default there are as many dealers
    as designs."""

    def __init__(
        self,
        seed: int,
        *,
        dealers: int | None = None,
        cars: tuple[int, int] = (10, 200),
        sizes: Sequence[int] = (),
        designs: Sequence[str] = (),
        shared: Sequence[Car] = (),
        members: Sequence[str] = (),
        crawl_delay: float = 1.0,
    ) -> None:
        """`designs`: modules of `tests.web.dealers.themes`, all if none is named. `shared`: cars
        that other sites have, too; the first dealers have one each. `members`: the first dealers'
        pages on Bring a Trailer."""
        if cars[0] < 3:
            raise ValueError("a dealer has at least three cars, one of each kind of list entry")
        rng = random.Random(f"dealers {seed}")
        self._crawl_delay = crawl_delay
        self._themes = themes()
        names = [*designs] or sorted(self._themes, key=lambda n: (n not in _FIRST, n))
        self._designs: dict[str, Design] = {}
        self._stock: dict[str, list[Stock]] = {}
        facts = []
        first = FIRST_SERIAL
        count = len(names) if dealers is None else dealers
        for i in range(count + len(sizes)):
            dealer = _dealer(rng, i, names[i % len(names)], self._themes)
            if i < len(members):
                dealer = replace(dealer, bat_member=members[i])
            if i < count:
                low, high = cars
                number = (low, high)[i] if i < 2 else rng.randint(low, min(high, max(low, 60)))
                signs = 5
            else:
                number, signs = sizes[i - count], 0
            facts.append(dealer)
            design = self._themes[dealer.theme](dealer)
            stock = make_stock(rng, number, first, title_only=design.title_only, signs=signs)
            first += len(stock)
            if i < len(shared) and stock:
                stock[0] = replace(stock[0], car=shared[i], title=shared[i].title)
            self._designs[dealer.host] = design
            self._stock[dealer.host] = stock
        self.facts: tuple[DealerFacts, ...] = tuple(facts)
        # Vendors' own hosts, which answer for all their dealers.
        self._shared = {host for one in self._designs.values() for host in one.shared_hosts}
        self.hosts: tuple[str, ...] = (*self._designs, *sorted(self._shared))

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """What `host` has at `path`; 404 for an unknown host or path, or a page of a list past
        its end."""
        design = self._designs.get(host)
        if design is None:
            return self._answer_shared(host, path, query)
        if path == "/robots.txt":
            return robots(*design.robots, f"Crawl-delay: {self._crawl_delay:g}")
        return design.answer(self.stock(host), path, query) or not_found(host, path)

    def _answer_shared(self, host: str, path: str, query: dict[str, str]) -> Page:
        designs = self._designs.items() if host in self._shared else ()
        answers = (
            one.answer_shared(host, self.stock(site), path, query)
            for site, one in designs
            if host in one.shared_hosts
        )
        return next((page for page in answers if page), None) or not_found(host, path)

    def design(self, host: str) -> Design:
        """The design of a site."""
        return self._designs[host]

    def stock(self, host: str) -> list[Stock]:
        """What a site lists, in the order of its lists."""
        return self._designs[host].suited(self._stock[host])

    def sell(self, host: str, number: int) -> None:
        """The car with this number is sold: it stands among the sold ones, where there are any."""
        self._stock[host] = [
            replace(one, sold=True, in_current_list=False, in_sold_list=True)
            if one.number == number
            else one
            for one in self._stock[host]
        ]

    def remove(self, host: str, number: int, *, page_stays: bool = False) -> None:
        """The car with this number is on no list any more, and, unless its `page_stays`, its page
        is gone."""
        self._stock[host] = [
            replace(one, in_current_list=False, in_sold_list=False) if one.number == number else one
            for one in self._stock[host]
            if page_stays or one.number != number
        ]

    def relist(self, host: str, number: int) -> None:
        """The car with this number, whose page stayed, is for sale again."""
        self._stock[host] = [
            replace(one, sold=False, in_current_list=True, in_sold_list=False)
            if one.number == number
            else one
            for one in self._stock[host]
        ]

    def redesign(self, host: str, theme: str) -> None:
        """The site is on another platform from now on, with the same stock."""
        old = self._designs[host].dealer
        dealer = replace(old, theme=theme, platform=self._themes[theme].platform)
        self._designs[host] = self._themes[theme](dealer)
        self.facts = tuple(dealer if facts is old else facts for facts in self.facts)

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of listings, vehicles, vehicle_images, dealer_inventory and skipped.

        dealer_inventory has all that the lists show, the signs, too; the others only cars.
        """
        rows: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in ("listings", "vehicles", "vehicle_images", "dealer_inventory", "skipped")
        }
        for dealer in self.facts:
            design = self._designs[dealer.host]
            for stock in self.stock(dealer.host):
                url = design.url(stock)
                status: str | None = "sold" if stock.sold else "for_sale"
                if stock.car is None and not design.lists_status:
                    status = None  # its list does not tell, nor a page that is no vehicle's
                rows["dealer_inventory"].append(
                    {"business": dealer.profile_url, "listing_url": url, "status": status}
                )
                if stock.car is None:
                    rows["skipped"].append({"url": url, "reason": "not_a_vehicle"})
                    continue
                listing = design.listing(stock)
                rows["listings"].append(
                    asdict(listing) | {"vehicle": url, "business": dealer.profile_url}
                )
                rows["vehicles"].append({"key": url} | asdict(design.vehicle(stock, stock.car)))
                rows["vehicle_images"] += [
                    {"listing_url": url} | asdict(image) for image in design.images(stock)
                ]
        return rows


def _dealer(
    rng: random.Random, i: int, theme: str, designs: dict[str, type[Design]]
) -> DealerFacts:
    word = _WORDS[i % len(_WORDS)]
    suffix = "" if i < len(_WORDS) else str(i // len(_WORDS) + 1)
    key = "".join(rng.choice(_ID_LETTERS) for _ in range(7))
    host = f"www.{word}{suffix}-motors.example"
    return DealerFacts(
        host=host,
        website=f"https://{host}/",
        name=f"{word.capitalize()}{suffix} Motors",
        platform=designs[theme].platform,
        theme=theme,
        profile_url=f"https://www.classic.com/s/{word}{suffix}-motors-{key}/",
    )
