"""A whole world of dealers' sites, walked as a crawl walks it, gives its truth and nothing else."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.items import Listing, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle
from crawler.pages.platforms import recognise
from tests.web.dealers.site import DealerSites
from tests.web.dealers.stock import CARS_A_PAGE, DealerFacts

Row = dict[str, Any]


@dataclass
class Walk:
    """What the readers gave, as the truth's rows."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    list_pages: list[str] = field(default_factory=list)

    def add(self, table: str, row: Row) -> None:
        self.rows.setdefault(table, []).append(row)


@pytest.fixture(scope="module")
def sites() -> DealerSites:
    return DealerSites(11, dealers=12, cars=(10, 130))


@pytest.fixture(scope="module")
def walk(sites: DealerSites) -> Walk:
    walked = Walk()
    for facts in sites.facts:
        _walk_dealer(sites, facts, walked)
    return walked


@pytest.mark.parametrize(
    "table", ["listings", "vehicles", "vehicle_images", "dealer_inventory", "skipped"]
)
def test_a_walk_gives_the_truth(sites: DealerSites, walk: Walk, table: str) -> None:
    truth = sites.truth()[table]
    assert truth
    assert sorted(walk.rows[table], key=repr) == sorted(truth, key=repr)


def test_no_list_page_is_read_twice(walk: Walk) -> None:
    assert len(walk.list_pages) == len(set(walk.list_pages))


def test_the_largest_dealer_has_several_pages_of_each_list(sites: DealerSites, walk: Walk) -> None:
    largest = [url for url in walk.list_pages if urlsplit(url).hostname == sites.facts[1].host]
    assert len(largest) > 130 // CARS_A_PAGE


def test_the_sample_holds_what_the_readers_must_not_fall_for(sites: DealerSites) -> None:
    listings = sites.truth()["listings"]
    sold = [row for row in listings if row["status"] == "sold"]
    assert any(row["asking_price"] for row in sold)
    assert any(row["asking_price"] is None for row in listings)
    themes = {facts.theme for facts in sites.facts}
    assert themes == {"grid", "accelerate_microdata", "json_ld", "microdata"}
    counts = [
        len([s for s in sites.truth()["dealer_inventory"] if f.host in s["listing_url"]])
        for f in sites.facts
    ]
    assert (min(counts), max(counts)) == (15, 135)  # five signs each


def test_one_seed_gives_one_world() -> None:
    one, same, other = (DealerSites(seed, dealers=4, cars=(3, 5)).truth() for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_what_robots_closes_is_not_needed(sites: DealerSites, walk: Walk) -> None:
    for facts in sites.facts:
        text = sites.answer(facts.host, "/robots.txt", {}).body.decode()
        if "Disallow: /*?" in text:
            queries = {
                urlsplit(u).query.partition("=")[0] for u in walk.list_pages if facts.host in u
            }
            assert queries <= {"", "page"}


def _walk_dealer(sites: DealerSites, facts: DealerFacts, walked: Walk) -> None:
    home = _get(sites, facts.website)
    platform = recognise(home)
    assert platform is not None
    assert platform.name == facts.platform
    found: dict[str, str] = {}
    for start in platform.inventory_urls(home, facts.website, "both"):
        url: str | None = start.url
        while url:
            walked.list_pages.append(url)
            page = platform.read_list(_get(sites, url), url, start.status)
            listed = [item for item in page.items if isinstance(item, Listing)]
            assert len({one.url for one in listed}) == len(listed) == len(page.items)
            for one in listed:
                assert found.setdefault(one.url, one.status) == one.status
            url = page.next_url
    for url, status in found.items():
        row = {"business": facts.profile_url, "listing_url": url, "status": status}
        walked.add("dealer_inventory", row)
        try:
            items = platform.read_vehicle(_get(sites, url), url).items
        except NotAVehicle as skipped:
            walked.add("skipped", {"url": url, "reason": skipped.reason})
            continue
        for table, row in _rows(items, url, facts):
            walked.add(table, row)


def _rows(items: tuple[object, ...], url: str, facts: DealerFacts) -> Iterator[tuple[str, Row]]:
    for item in items:
        if isinstance(item, Listing):
            yield "listings", asdict(item) | {"vehicle": url, "business": facts.profile_url}
        elif isinstance(item, Vehicle):
            yield "vehicles", {"key": url} | asdict(item)
        elif isinstance(item, VehicleImage):
            yield "vehicle_images", {"listing_url": url} | asdict(item)


def _get(sites: DealerSites, url: str) -> str:
    parts = urlsplit(url)
    page = sites.answer(parts.hostname or "", parts.path, dict(parse_qsl(parts.query)))
    assert page.status == 200, url
    return page.body.decode()
