"""Visits to a sample Bring a Trailer: its pages at any time, and what their JSON holds."""

import json
from typing import Any

from tests.web.bat.lot import Lot
from tests.web.bat.site import BringATrailer
from tests.web.pages import Page
from tests.web.world import World

NOW = 1_790_000_000
BAT = "bringatrailer.com"
BOARD, RESULTS = "/auctions/", "/wp-json/bringatrailer/1.0/data/listings-filter"
SIZES: dict[str, Any] = {
    "sellers": 3,
    "dealers": 1,
    "dealer_cars": (3, 3),
    "dealer_sizes": (),
    "live": 30,
    "ended": 40,
    "opening": 20,
    "photos": (1, 3),
    "comments": (5, 40),
}


def small_world(**sizes: Any) -> World:
    """A world at NOW, its clock standing still, of the same SIZES but for `sizes`."""
    return World(7, now=NOW, **{**SIZES, **sizes})


def site_of(world: World) -> BringATrailer:
    """Its Bring a Trailer."""
    return next(site for site in world.sites if isinstance(site, BringATrailer))


def seen(lot: Lot, now: int) -> Lot:
    """The lot at `now`, unix seconds, when it is published."""
    shown = lot.at(now)
    assert shown is not None
    return shown


def page(world: World, path: str, query: str = "", now: float | None = None) -> Page:
    """The page at `path`; `now` sets the clock before."""
    if now is not None:
        world.clock.set(now, 0)
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    return world.answer(BAT, path, asked)


def path_of(lot: Lot) -> str:
    """The path of the lot's page."""
    return f"/listing/{lot.slug}/"


def board(world: World) -> dict[str, dict[str, Any]]:
    """The items of the live board by URL."""
    text = page(world, BOARD).body.decode()
    begin = text.rindex("auctionsCurrentInitialData = ") + len("auctionsCurrentInitialData = ")
    items = json.JSONDecoder().raw_decode(text[begin:])[0]["items"]
    return {item["url"]: item for item in items}


def results(world: World, query: str = "per_page=60") -> dict[str, Any]:
    """What the listings filter answers to `query`."""
    answer = page(world, RESULTS, query)
    assert answer.status == 200
    data: dict[str, Any] = json.loads(answer.body)
    return data
