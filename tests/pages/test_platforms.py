"""What every platform's adapter keeps, whichever it is: each has pages written for the tests with
their records, its platform's robots.txt, and a sample site that is walked and read to the last
car."""

from collections import Counter
from dataclasses import asdict
from functools import cache

import pytest
from protego import Protego

from crawler.items import Listing, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle
from crawler.pages.platforms import PLATFORMS, Platform, recognise
from tests.pages import recorded
from tests.pages.sample_walk import AGENT, Walked, ask, walk
from tests.web.dealers.site import DealerSites
from tests.web.dealers.themes import themes

SIZES = (0, 1, 24, 25, 26, 2000)
PAGES = [(name, page) for name in PLATFORMS for page in recorded.pages(name)]
# Only pages of HTML bear marks; a feed or a sitemap does not.
MARKED = [
    (name, page)
    for name, page in PAGES
    if recorded.html(name, page).lstrip().lower().startswith(("<!doctype html", "<html"))
]
THEMES = sorted(themes())
# Other sites keep their sold cars among those for sale, or none.
WITH_AN_ARCHIVE = sorted(
    n for n, design in themes().items() if design.marks_sold and design.has_sold_list
)


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_platform_has_a_home_page_a_list_a_vehicle_and_its_robots_beside_their_records(
    name: str,
) -> None:
    kinds = {recorded.record(name, page)["reads"] for page in recorded.names(name)}
    assert kinds == {"home", "list", "vehicle"}
    assert (recorded.FIXTURES / name / "robots.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(("name", "page"), PAGES)
def test_a_page_gives_its_record(name: str, page: str) -> None:
    known = recorded.record(name, page)
    assert recorded.given(PLATFORMS[name], recorded.html(name, page), known) == known["gives"]


@pytest.mark.parametrize(("name", "page"), MARKED)
def test_a_page_is_recognised_as_of_its_own_platform_alone(name: str, page: str) -> None:
    assert recognise(recorded.html(name, page)) is PLATFORMS[name]


@pytest.mark.parametrize(("name", "page"), PAGES)
def test_no_page_leads_where_the_platforms_robots_do_not_allow(name: str, page: str) -> None:
    text = (recorded.FIXTURES / name / "robots.txt").read_text(encoding="utf-8")
    rules, known = Protego.parse(text), recorded.record(name, page)
    if known["reads"] == "home":
        urls = [url for road in known["gives"] for url, *_ in road]
    else:
        items = known["gives"]["items"]
        urls = [item[key] for item in items for key in ("url", "page_url") if key in item]
        urls = [] if known["reads"] == "vehicle" else urls
        urls += [url for url, *_ in known["gives"].get("further", [])]
    assert [url for url in (known["url"], *urls) if not rules.can_fetch(url, AGENT)] == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("cars", SIZES)
def test_every_car_of_a_site_is_found_once_with_as_few_requests_as_there_are_pages(
    theme: str, cars: int
) -> None:
    sites, found = _walked(theme, cars)
    (facts,) = sites.facts
    assert found.platform.name == facts.platform
    assert found.whole is sites.design(facts.host).tells_the_end
    truth = {row["listing_url"]: row["status"] for row in sites.truth()["dealer_inventory"]}
    listed: dict[str, str] = {}
    for entry in found.entries:
        status = entry.status or truth.get(entry.url, "")
        # A sold car may stand in both lists, each time as sold.
        assert listed.setdefault(entry.url, status) == status
    assert listed == truth
    if found.entries:
        tells = sites.design(facts.host).lists_status
        assert {entry.status is not None for entry in found.entries} == {tells}
    assert len(found.asked) == len(set(found.asked))
    # robots.txt and the home page are the two that a walk may cost beside its lists.
    assert len(found.asked) <= sites.design(facts.host).list_requests(sites.stock(facts.host))


@pytest.mark.parametrize("theme", THEMES)
def test_every_entry_of_a_page_is_listed_once(theme: str) -> None:
    _, found = _walked(theme, 26)
    times = Counter(entry.url for entry in found.entries if entry.status != "sold")
    assert {url: n for url, n in times.items() if n > 1} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("table", ["listings", "vehicles", "vehicle_images", "skipped"])
def test_every_field_of_every_car_is_as_the_page_states_it(theme: str, table: str) -> None:
    sites, rows = _read(theme)
    truth = sites.truth()[table]
    assert truth or table == "skipped"
    assert sorted(rows.get(table, []), key=repr) == sorted(truth, key=repr)


@pytest.mark.parametrize("theme", WITH_AN_ARCHIVE)
def test_the_sold_run_mode_takes_no_car_that_a_list_says_is_for_sale(theme: str) -> None:
    sites = DealerSites(31, dealers=1, cars=(40, 40), designs=(theme,))
    found = walk(sites, sites.facts[0].website, run_mode="sold")
    assert {entry.status for entry in found.entries} <= {"sold", None}
    assert found.entries


@pytest.mark.parametrize("theme", THEMES)
def test_the_current_run_mode_takes_the_cars_for_sale(theme: str) -> None:
    sites = DealerSites(31, dealers=1, cars=(40, 40), designs=(theme,))
    taken = {e.url for e in walk(sites, sites.facts[0].website, run_mode="current").entries}
    truth = sites.truth()["dealer_inventory"]
    offered = {row["listing_url"] for row in truth if row["status"] == "for_sale"}
    assert offered
    assert offered <= taken


@pytest.mark.parametrize("theme", THEMES)
def test_at_most_so_many_results_of_each_status_are_taken(theme: str) -> None:
    sites = DealerSites(32, dealers=1, cars=(60, 60), designs=(theme,))
    found = walk(sites, sites.facts[0].website, max_results=5)
    assert set(Counter(entry.status for entry in found.entries).values()) == {5}
    assert not found.whole


@cache
def _walked(theme: str, cars: int) -> tuple[DealerSites, Walked]:
    sites = DealerSites(29, dealers=0, sizes=(cars,), designs=(theme,))
    return sites, walk(sites, sites.facts[0].website)


@cache
def _read(theme: str) -> tuple[DealerSites, dict[str, list[dict[str, object]]]]:
    """Every vehicle page of a dealer with signs among its cars, as the truth's rows."""
    sites = DealerSites(30, dealers=1, cars=(60, 60), designs=(theme,))
    (facts,) = sites.facts
    found = walk(sites, facts.website)
    rows: dict[str, list[dict[str, object]]] = {}
    pages = {entry.url: entry.page_url or entry.url for entry in found.entries}
    for url, page_url in pages.items():
        for table, row in _vehicle(sites, found.platform, url, page_url, facts.profile_url):
            rows.setdefault(table, []).append(row)
    return sites, rows


def _vehicle(
    sites: DealerSites, platform: Platform, url: str, page_url: str, business: str
) -> list[tuple[str, dict[str, object]]]:
    answer = ask(sites, page_url)
    assert answer.status == 200, page_url
    try:
        items = platform.read_vehicle(answer.body.decode(), url).items
    except NotAVehicle as skipped:
        return [("skipped", {"url": url, "reason": skipped.reason})]
    rows: list[tuple[str, dict[str, object]]] = []
    for item in items:
        if isinstance(item, Listing):
            rows.append(("listings", asdict(item) | {"vehicle": url, "business": business}))
        elif isinstance(item, Vehicle):
            rows.append(("vehicles", {"key": url} | asdict(item)))
        elif isinstance(item, VehicleImage):
            rows.append(("vehicle_images", {"listing_url": url} | asdict(item)))
    return rows
