"""The whole sample of Classic.com, walked as a crawl walks it, gives its truth and nothing else."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.items import Business, InventoryEntry, Listing, Seller, Vehicle, VehicleImage
from crawler.pages import canonical_listing_url, read_listing, read_page
from crawler.pages.classic_com import directory_url, inventory_start, read_directory, read_inventory
from crawler.pages.errors import Unreadable
from tests.web.cars import make_car
from tests.web.classic.listed_car import ListedCar
from tests.web.classic.site import ClassicSite
from tests.web.dealers.site import DealerSites

Row = dict[str, Any]
BAT = "https://bringatrailer.com/listing/some-car-of-theirs/"


@dataclass
class Walk:
    """What the readers gave, as the truth's rows."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    entries: list[InventoryEntry] = field(default_factory=list)
    list_pages: list[str] = field(default_factory=list)

    def add(self, table: str, row: Row) -> None:
        self.rows.setdefault(table, []).append(row)


@pytest.fixture(scope="module")
def dealers() -> DealerSites:
    return DealerSites(5, dealers=6, cars=(3, 4))


@pytest.fixture(scope="module")
def site(dealers: DealerSites) -> ClassicSite:
    rng = Random(5)
    first, second = dealers.facts[:2]
    stock = [
        ListedCar(
            car=make_car(rng, 600_000 + i),
            status="sold" if i == 0 else "for_sale",
            price=Decimal(45_000 + i),
            source_url=BAT if i == 0 else f"{first.website}cars/{i}/",
        )
        for i in range(30)
    ]
    return ClassicSite(
        5,
        sellers=30,
        dealers=dealers.facts,
        largest=80,
        listed={first.profile_url: stock},
        members={first.profile_url: "first-cars", second.profile_url: "second-cars"},
    )


@pytest.fixture(scope="module")
def walk(site: ClassicSite, dealers: DealerSites) -> Walk:
    walked = Walk()
    platforms = {facts.website: facts.platform for facts in dealers.facts}
    for seller in _sellers(site):
        walked.add("classic_sellers", asdict(seller))
        html = _get(site, seller.profile_url)
        business = read_page(html, seller.profile_url).items[0]
        assert isinstance(business, Business)
        known = platforms.get(business.website or "")
        walked.add("businesses", asdict(business) | {"platform": known})
        for entry in _entries(site, seller.profile_url, "both", walked):
            _add_car(site, seller.profile_url, entry, walked)
    return walked


@pytest.mark.parametrize(
    "table",
    [
        "businesses",
        "classic_sellers",
        "dealer_inventory",
        "listings",
        "vehicle_images",
        "vehicles",
    ],
)
def test_a_walk_gives_the_truth(site: ClassicSite, walk: Walk, table: str) -> None:
    truth = site.truth()[table]
    assert truth
    assert sorted(walk.rows[table], key=repr) == sorted(truth, key=repr)


def test_no_list_page_is_read_twice_and_every_car_once(walk: Walk) -> None:
    assert len(walk.list_pages) == len(set(walk.list_pages))
    assert len({entry.url for entry in walk.entries}) == len(walk.entries)


def test_a_card_says_of_its_car_what_the_cars_page_says(walk: Walk) -> None:
    listings = {row["url"]: row for row in walk.rows["listings"]}
    vehicles = {row["key"]: row for row in walk.rows["vehicles"]}
    for entry in walk.entries:
        assert entry.title == listings[entry.url]["title"]
        assert (entry.mileage, entry.mileage_unit) == (
            vehicles[entry.url]["mileage"],
            vehicles[entry.url]["mileage_unit"],
        )
        assert entry.asking_price in (None, listings[entry.url]["asking_price"])
    asked = [entry for entry in walk.entries if entry.asking_price]
    assert {entry.status for entry in asked} == {"for_sale"}
    assert {entry.currency for entry in asked} == {"USD", "GBP", "EUR"}


def test_both_lists_of_the_largest_seller_have_several_pages(walk: Walk) -> None:
    later = {urlsplit(url).query for url in walk.list_pages}
    assert {"status=forsale&page=2", "status=sold&page=2"} <= later


def test_the_sample_holds_what_the_readers_must_not_fall_for(site: ClassicSite) -> None:
    truth = site.truth()
    listings = truth["listings"]
    assert {row["status"] for row in listings} == {"for_sale", "sold", "reserve_not_met", "ended"}
    assert {row["currency"] for row in listings} == {None, "USD", "GBP", "EUR"}
    assert any(row["status"] == "sold" and row["sale_price"] is None for row in listings)
    assert any(row["vin_text"] is None for row in truth["vehicles"])
    assert any(row["chassis_number"] for row in truth["vehicles"])
    assert any(row["engine"] is None for row in truth["vehicles"])
    assert any(row["specialities"] for row in truth["businesses"])
    sellers = {row["profile_url"] for row in truth["businesses"]}
    assert sellers > {row["business"] for row in truth["dealer_inventory"]}
    photographed = {row["listing_url"] for row in truth["vehicle_images"]}
    assert photographed < {row["url"] for row in listings}


def test_one_run_mode_walks_one_list(site: ClassicSite, dealers: DealerSites) -> None:
    profile = dealers.facts[0].profile_url
    current = [e.status for e in _entries(site, profile, "current", Walk())]
    sold = [e.status for e in _entries(site, profile, "sold", Walk())]
    assert set(current) == {"for_sale"}
    assert "for_sale" not in sold
    assert len(current) >= 29
    assert sold


def test_a_page_that_a_script_fills_asks_for_a_browser(dealers: DealerSites) -> None:
    site = ClassicSite(5, sellers=8, dealers=dealers.facts, hydrated=True)
    alone = site.truth()["businesses"][len(dealers.facts)]["profile_url"]
    unfilled = {}
    for row in site.truth()["listings"]:
        try:
            read_listing(_get(site, row["url"]), row["url"])
        except Unreadable as error:
            unfilled[row["url"]] = str(error)
    assert unfilled.keys() == {
        row["url"] for row in site.truth()["listings"] if row["business"] == alone
    }
    assert all("browser" in why for why in unfilled.values())


def test_one_seed_gives_one_site(dealers: DealerSites) -> None:
    one, same, other = (ClassicSite(seed, dealers=dealers.facts).truth() for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_a_cars_page_redirects_to_its_slash(site: ClassicSite) -> None:
    url = site.truth()["listings"][0]["url"]
    page = site.answer("www.classic.com", urlsplit(url).path.rstrip("/"), {})
    assert (page.status, dict(page.headers)["Location"]) == (301, url)


def _sellers(site: ClassicSite) -> Iterator[Seller]:
    url: str | None = directory_url("all", 1)
    while url:
        page = read_directory(_get(site, url), url)
        yield from (item for item in page.items if isinstance(item, Seller))
        url = page.next_url


def _entries(
    site: ClassicSite, profile: str, run_mode: str, walked: Walk
) -> Iterator[InventoryEntry]:
    """Each car once: the profile itself is a list where it leads to none of one kind."""
    pages = inventory_start(_get(site, profile), profile, run_mode)
    found: dict[str, InventoryEntry] = {}
    while pages:
        page = pages.pop(0)
        walked.list_pages.append(page.url)
        read = read_inventory(_get(site, page.url), page)
        entries = [item for item in read.items if isinstance(item, InventoryEntry)]
        assert len({entry.url for entry in entries}) == len(read.items)
        for entry in entries:
            assert found.setdefault(entry.url, entry) == entry
        pages += read.further
    walked.entries += found.values()
    yield from found.values()


def _add_car(site: ClassicSite, profile: str, entry: InventoryEntry, walked: Walk) -> None:
    url = entry.url
    assert canonical_listing_url(url.rstrip("/") + "?utm_source=x") == url
    for item in read_listing(_get(site, url), url).items:
        if isinstance(item, Listing):
            # Of a car whose card tells no status, its page does.
            status = entry.status or item.status
            row = {"business": profile, "listing_url": url, "status": status}
            walked.add("dealer_inventory", row)
            walked.add("listings", asdict(item) | {"vehicle": url, "business": profile})
        elif isinstance(item, Vehicle):
            walked.add("vehicles", {"key": url} | asdict(item))
        elif isinstance(item, VehicleImage):
            walked.add("vehicle_images", {"listing_url": url} | asdict(item))


def _get(site: ClassicSite, url: str) -> str:
    parts = urlsplit(url)
    page = site.answer(parts.hostname or "", parts.path, dict(parse_qsl(parts.query)))
    assert page.status == 200, url
    return page.body.decode()
