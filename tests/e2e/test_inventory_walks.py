"""Which lists a walk asks for, which way it takes, where it stops and where it goes on."""

import contextlib
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import URL

from tests.e2e.dealers import Dealer, Row, change, copied, dealers_web, requests_of, rows, well
from tests.program import SampleWeb, program

LEASE = 3  # seconds
DEALERS = {
    "current": ("json_ld", 10),
    "sold": ("json_ld", 10),
    "both": ("json_ld", 16),
    "with an interface": ("overfuel", 8),
    "with a sitemap": ("dealer_center", 8),
    "long": ("json_ld", 110),
}
MODES = ("current", "sold", "both")
LISTS = {
    "current": {"/inventory/"},
    "sold": {"/sold-cars/"},
    "both": {"/inventory/", "/sold-cars/"},
}


@pytest.fixture(scope="module")
def all_dealers(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SampleWeb, dict[str, Dealer]]]:
    """A web of dealers that no test changes."""
    with dealers_web(tmp_path_factory.mktemp("web"), DEALERS) as made:
        yield made


@pytest.fixture
def web(all_dealers: tuple[SampleWeb, dict[str, Dealer]]) -> Iterator[SampleWeb]:
    """The web, its log empty; the test may spoil it."""
    web, _ = all_dealers
    web.ask("/log?clear=1")
    yield web
    web.ask("/behave")


@pytest.fixture(scope="module")
def dealers(all_dealers: tuple[SampleWeb, dict[str, Dealer]]) -> dict[str, Dealer]:
    """Its dealers by their names."""
    return all_dealers[1]


@pytest.fixture(scope="module")
def walked(
    server: URL, template: str, all_dealers: tuple[SampleWeb, dict[str, Dealer]]
) -> Iterator[tuple[str, dict[str, set[str]]]]:
    """The name of a database in which one inventory of each run mode was walked, as the rows say,
    and the lists that this asked for by run mode."""
    web, dealers = all_dealers
    name = f"test_{uuid4().hex[:12]}"
    with copied(server, template, name) as database:
        night = program(database, web.gateway)
        websites = [dealers[mode].website for mode in MODES]
        well(night, "enqueue", "organization_inventory_sync_queue", *websites)
        for mode in MODES:
            change(
                database,
                """UPDATE organization_inventory_sync_queue SET run_mode = %s
                   WHERE start_url = %s""",
                mode,
                dealers[mode].website,
            )
        well(night, "crawl", "dealer_inventory", "-a", "batches=0")
        yield name, {mode: lists_asked(web, dealers[mode]) for mode in MODES}


@pytest.fixture
def after_a_walk(server: URL, walked: tuple[str, dict[str, set[str]]]) -> Iterator[str]:
    """A database of the test's own in which the inventories were walked."""
    with copied(server, walked[0], f"test_{uuid4().hex[:12]}") as database:
        yield database


def lists_asked(web: SampleWeb, dealer: Dealer) -> set[str]:
    """The lists that were asked for, whatever pages of them."""
    paths = (path.partition("?")[0] for path in requests_of(web, dealer.host))
    return {path for path in paths if path in LISTS["both"]}


def inventory(database: str, dealer: Dealer) -> dict[str, Row]:
    """The inventory's rows by URL."""
    found = rows(
        database,
        """SELECT d.* FROM dealer_inventory d JOIN businesses b ON b.id = organization_id
           WHERE website = %s""",
        dealer.website,
    )
    return {one["listing_url"]: one for one in found}


def shown(dealer: Dealer, mode: str) -> set[str]:
    """The URLs that the lists of a run mode show."""
    lists = {"current": ("in_current_list",), "sold": ("in_sold_list",)}
    wanted = lists.get(mode, ("in_current_list", "in_sold_list"))
    return {one["url"] for one in dealer.stock() if any(one[name] for name in wanted)}


def walk_of(database: str) -> Row:
    """The one row of the inventory queue."""
    (row,) = rows(database, "SELECT * FROM organization_inventory_sync_queue")
    return row


@pytest.mark.parametrize("mode", MODES)
def test_a_walk_takes_the_lists_that_its_row_names(
    walked: tuple[str, dict[str, set[str]]],
    after_a_walk: str,
    dealers: dict[str, Dealer],
    mode: str,
) -> None:
    found = inventory(after_a_walk, dealers[mode])
    assert walked[1][mode] == LISTS[mode]
    assert found.keys() == shown(dealers[mode], mode)
    assert found


@pytest.mark.parametrize("mode", ["current", "sold"])
def test_a_walk_of_one_list_by_hand_misses_nothing_of_the_other(
    after_a_walk: str, web: SampleWeb, dealers: dict[str, Dealer], mode: str
) -> None:
    dealer = dealers["both"]
    night = program(after_a_walk, web.gateway)
    words = ("-a", f"url={dealer.website}", "-a", f"run_mode={mode}")
    well(night, "crawl", "dealer_inventory", *words)
    assert lists_asked(web, dealer) == LISTS[mode]
    found = inventory(after_a_walk, dealer)
    assert found.keys() == shown(dealer, "both")
    assert {one["missed"] for one in found.values()} == {0}


def test_a_walk_that_max_results_cut_misses_nothing(
    after_a_walk: str, web: SampleWeb, dealers: dict[str, Dealer]
) -> None:
    dealer = dealers["both"]
    before = inventory(after_a_walk, dealer)
    night = program(after_a_walk, web.gateway)
    well(night, "crawl", "dealer_inventory", "-a", f"url={dealer.website}", "-a", "max_results=3")
    found = inventory(after_a_walk, dealer)
    seen = [one for url, one in found.items() if one["last_seen_at"] > before[url]["last_seen_at"]]
    assert Counter(one["status"] for one in seen) == {"for_sale": 3, "sold": 3}
    assert len(found) > len(seen)
    assert {one["missed"] for one in found.values()} == {0}


def test_an_interface_that_is_gone_gives_way_to_the_list_pages(
    database: str, web: SampleWeb, dealers: dict[str, Dealer]
) -> None:
    dealer = dealers["with an interface"]
    web.ask("/misbehave?host=api.overfuel.com&path=/api/*&kind=404&times=0")
    night = program(database, web.gateway)
    well(night, "crawl", "dealer_inventory", "-a", f"url={dealer.website}")
    assert walk_of(database)["status"] == "completed"
    assert inventory(database, dealer).keys() == shown(dealer, "both")
    assert "/api/1.0/dealers/" in "".join(requests_of(web, "api.overfuel.com"))
    assert requests_of(web, dealer.host)[-1] == "/used-cars-oldtown-oh"


def test_a_sitemap_that_robots_txt_closes_gives_way_to_the_list_pages(
    database: str, web: SampleWeb, dealers: dict[str, Dealer]
) -> None:
    dealer = dealers["with a sitemap"]
    dealer.misbehave("/robots.txt", "closed", to="/sitemap_index.xml")
    night = program(database, web.gateway)
    well(night, "crawl", "dealer_inventory", "-a", f"url={dealer.website}")
    assert walk_of(database)["status"] == "completed"
    assert inventory(database, dealer).keys() == shown(dealer, "both")
    assert requests_of(web, dealer.host) == ["/robots.txt", "/", "/inventory/"]


def test_a_walk_that_was_killed_goes_on_at_the_page_that_it_had_come_to(
    database: str, web: SampleWeb, dealers: dict[str, Dealer]
) -> None:
    dealer = dealers["long"]
    assert dealer.list_requests() >= 4
    dealer.misbehave("/inventory/?page=3", "stall", times=1, seconds=20)
    night = program(database, web.gateway, LEASE_SECONDS=str(LEASE))
    worker = night.start("scrapy", "crawl", "dealer_inventory", "-a", f"url={dealer.website}")
    deadline = time.monotonic() + 20
    while "/inventory/?page=3" not in requests_of(web, dealer.host):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.communicate()
    row = walk_of(database)
    assert row["status"] == "processing"
    assert row["cursor"]["pages"][0]["url"].endswith("/inventory/?page=3")
    before = inventory(database, dealer)
    assert 0 < len(before) < len(shown(dealer, "both"))

    time.sleep(LEASE)
    well(night, "crawl", "dealer_inventory", "-a", "batches=0")
    assert walk_of(database)["status"] == "completed"
    found = inventory(database, dealer)
    assert found.keys() == shown(dealer, "both")
    assert {one["missed"] for one in found.values()} == {0}
    asked = [path for path in requests_of(web, dealer.host) if path != "/robots.txt"]
    assert [path for path, times in Counter(asked).items() if times > 1] == ["/inventory/?page=3"]
    assert len(asked) == dealer.list_requests() + 2
    assert all(re.match(r"/(?:inventory/|sold-cars/)?(?:\?page=\d)?$", path) for path in asked)
