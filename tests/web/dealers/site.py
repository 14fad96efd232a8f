"""The sites of invented dealers, on several platforms, with the truth about each of their pages."""

import random
from dataclasses import asdict
from typing import Any

from crawler.items import Listing
from tests.web.dealers.accelerate_grid import AccelerateGrid
from tests.web.dealers.accelerate_microdata import AccelerateMicrodata
from tests.web.dealers.design import Design
from tests.web.dealers.json_ld import JsonLd
from tests.web.dealers.microdata import Microdata
from tests.web.dealers.stock import FIRST_SERIAL, DealerFacts, Stock, make_stock
from tests.web.pages import Page, not_found, robots

_WORDS = (
    "copperline", "bluegate", "tenpenny", "oldmill", "harrowfield", "sundial", "brasskey",
    "redthorn", "millrace", "ninetrees", "saltbox", "whitepost", "greyfen", "lampwick",
    "eastbarn", "roundtable", "kestrel", "marlow", "fernhill", "stonebow",
)  # fmt: skip
# A third, a sixth, a quarter and a quarter of all dealers.
_THEMES = (
    "grid", "json_ld", "microdata", "grid", "accelerate_microdata", "json_ld",
    "grid", "microdata", "json_ld", "grid", "accelerate_microdata", "microdata",
)  # fmt: skip
_DESIGNS: dict[str, type[Design]] = {
    "grid": AccelerateGrid,
    "accelerate_microdata": AccelerateMicrodata,
    "json_ld": JsonLd,
    "microdata": Microdata,
}
_ID_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz123456789"


class DealerSites:
    """`dealers` sites, each under its own host. One dealer has the smallest and one the largest
    number of `cars`; the others lie between. Each lists five signs, too, which are no cars."""

    def __init__(
        self,
        seed: int,
        *,
        dealers: int = 12,
        cars: tuple[int, int] = (10, 200),
        crawl_delay: float = 1.0,
    ) -> None:
        if cars[0] < 3:
            raise ValueError("a dealer has at least three cars, one of each kind of list entry")
        rng = random.Random(f"dealers {seed}")
        self._crawl_delay = crawl_delay
        self._designs: dict[str, Design] = {}
        self._stock: dict[str, list[Stock]] = {}
        facts = []
        first = FIRST_SERIAL
        for i in range(dealers):
            dealer = _dealer(rng, i)
            design = _DESIGNS[dealer.theme](dealer)
            low, high = cars
            count = (low, high)[i] if i < 2 else rng.randint(low, min(high, max(low, 60)))
            stock = make_stock(rng, count, first, title_only=design.title_only)
            first += len(stock)
            facts.append(dealer)
            self._designs[dealer.host] = design
            self._stock[dealer.host] = stock
        self.facts: tuple[DealerFacts, ...] = tuple(facts)
        self.hosts: tuple[str, ...] = tuple(self._designs)

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """The page of `host` at `path`; 404 for an unknown host or path, or a page of a list past
        its end."""
        design = self._designs.get(host)
        if design is None:
            return not_found(host, path)
        if path == "/robots.txt":
            return robots(*design.robots, f"Crawl-delay: {self._crawl_delay:g}")
        html = design.page(self._stock[host], path, query)
        return Page(body=html.encode()) if html is not None else not_found(host, path)

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
            for stock in self._stock[dealer.host]:
                url = design.url(stock)
                status = "sold" if stock.sold else "for_sale"
                rows["dealer_inventory"].append(
                    {"business": dealer.profile_url, "listing_url": url, "status": status}
                )
                if stock.car is None:
                    rows["skipped"].append({"url": url, "reason": "not_a_vehicle"})
                    continue
                listing = Listing(
                    url=url,
                    source="dealer",
                    title=stock.title,
                    status=status,
                    asking_price=stock.price,
                    currency="USD" if stock.price else None,
                    stock_number=design.stated_stock_number(stock),
                )
                rows["listings"].append(
                    asdict(listing) | {"vehicle": url, "business": dealer.profile_url}
                )
                rows["vehicles"].append({"key": url} | asdict(design.vehicle(stock, stock.car)))
                rows["vehicle_images"] += [
                    {"listing_url": url} | asdict(image) for image in design.images(stock)
                ]
        return rows


def _dealer(rng: random.Random, i: int) -> DealerFacts:
    word = _WORDS[i % len(_WORDS)]
    suffix = "" if i < len(_WORDS) else str(i // len(_WORDS) + 1)
    theme = _THEMES[i % len(_THEMES)]
    key = "".join(rng.choice(_ID_LETTERS) for _ in range(7))
    host = f"www.{word}{suffix}-motors.example"
    return DealerFacts(
        host=host,
        website=f"https://{host}/",
        name=f"{word.capitalize()}{suffix} Motors",
        platform="dealer_accelerate" if theme in ("grid", "accelerate_microdata") else "schema_org",
        theme=theme,
        profile_url=f"https://www.classic.com/s/{word}{suffix}-motors-{key}/",
    )
