"""An organisation's own site, its profile on Classic.com and its lots on Bring a Trailer."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL

from tests.e2e.dealers import Dealer, Row, copied, dealers_of, rows, well
from tests.e2e.truth import differences
from tests.program import Program, SampleWeb, program

CLASSIC = "www.classic.com"
SOURCES = ("bringatrailer", "dealer", "classic_com")  # the better one first


@pytest.fixture(scope="module")
def known_sellers(server: URL, template: str, small_web: SampleWeb) -> Iterator[str]:
    """The name of a database in which all sellers' profiles are read, and nothing else."""
    name = f"test_{uuid4().hex[:12]}"
    with copied(server, template, name) as database:
        night = program(database, small_web.gateway)
        well(night, "crawl", "classic_sellers")
        well(night, "crawl", "classic_profiles", "-a", "batches=0")
        yield name


@pytest.fixture
def database(server: URL, known_sellers: str) -> Iterator[str]:
    """A database of the test's own in which all sellers are known."""
    with copied(server, known_sellers, f"test_{uuid4().hex[:12]}") as made:
        yield made


@pytest.fixture(scope="module")
def walked(server: URL, known_sellers: str, small_web: SampleWeb) -> Iterator[dict[str, Row]]:
    """The row of each organisation by its profile, with its business, after a walk on which the
    first dealer's home page was of no platform, and the second one's gone."""
    first, second, *_ = dealers_of(small_web)
    with copied(server, known_sellers, f"test_{uuid4().hex[:12]}") as database:
        first.misbehave("/", "wrong")
        second.misbehave("/", "404")
        well(program(database, small_web.gateway), "crawl", "dealer_inventory", "-a", "batches=0")
        small_web.ask("/behave")
        found = rows(
            database,
            """SELECT q.*, b.profile_url, b.website, b.platform, array(
                   SELECT listing_url FROM dealer_inventory d WHERE d.organization_id = b.id
                   ORDER BY listing_url COLLATE "C") AS urls
               FROM organization_inventory_sync_queue q JOIN businesses b ON b.id = organization_id
            """,
        )
        yield {str(one["profile_url"]): one for one in found}


def listed(web: SampleWeb, profile: str, source: str) -> list[str]:
    """The URLs that an organisation's lists show, on the hosts of one source."""
    hosts = {"bringatrailer": "bringatrailer.com", "classic_com": CLASSIC}

    def is_there(url: str) -> bool:
        host = url.split("/")[2]
        return host == hosts.get(source) or (source == "dealer" and host not in hosts.values())

    entries = web.truth["dealer_inventory"]
    urls = (str(one["listing_url"]) for one in entries if one["business"] == profile)
    return sorted(url for url in urls if is_there(url))


def test_a_site_that_nobody_can_read_keeps_no_profile_from_being_walked(
    walked: dict[str, Row], web: SampleWeb
) -> None:
    profile = dealers_of(web)[0].profile_url
    row = walked[profile]
    assert (row["status"], row["reason"], row["platform"]) == ("failed", "unreadable", "unknown")
    assert "no platform's marks" in row["message"]
    assert row["urls"] == listed(web, profile, "classic_com") != []


def test_a_home_page_that_is_gone_keeps_no_profile_from_being_walked(
    walked: dict[str, Row], web: SampleWeb
) -> None:
    profile = dealers_of(web)[1].profile_url
    row = walked[profile]
    assert (row["status"], row["reason"], row["http_status"]) == ("failed", "gone", 404)
    assert row["urls"] == listed(web, profile, "classic_com") != []


def test_a_readable_site_and_its_profile_are_both_walked(
    walked: dict[str, Row], web: SampleWeb
) -> None:
    profile = dealers_of(web)[2].profile_url
    row = walked[profile]
    on_site, on_profile = (listed(web, profile, source) for source in ("dealer", "classic_com"))
    assert row["status"] == "completed"
    assert row["urls"] == sorted([*on_site, *on_profile])
    assert on_site
    assert on_profile


def test_a_seller_without_a_website_is_walked_on_its_profile_alone(
    walked: dict[str, Row], web: SampleWeb
) -> None:
    alone = {profile: row for profile, row in walked.items() if row["website"] is None}
    assert len(alone) == sum(one["website"] is None for one in web.truth["businesses"])
    for profile, row in alone.items():
        assert (row["status"], row["host"]) == ("completed", CLASSIC)
        assert row["urls"] == listed(web, profile, "classic_com")
    assert any(row["urls"] for row in alone.values())


def test_a_profile_that_is_refused_fails_no_walk_of_a_readable_site(
    database: str, night: Program, web: SampleWeb
) -> None:
    web.ask(f"/misbehave?host={CLASSIC}&path=/s/*&kind=challenge&times=0")
    well(night, "crawl", "dealer_inventory", "-a", "batches=0")
    for dealer in dealers_of(web):
        found = rows(
            database,
            """SELECT q.status, q.reason, d.listing_url FROM businesses b
               JOIN organization_inventory_sync_queue q ON q.organization_id = b.id
               JOIN dealer_inventory d ON d.organization_id = b.id WHERE website = %s""",
            dealer.website,
        )
        assert {(one["status"], one["reason"]) for one in found} == {("completed", None)}
        urls = sorted(one["listing_url"] for one in found)
        assert urls == listed(web, dealer.profile_url, "dealer")
    blocked = rows(database, "SELECT host FROM hosts WHERE blocked_until > now()")
    assert [one["host"] for one in blocked] == [CLASSIC]
    waiting = rows(
        database,
        "SELECT * FROM organization_inventory_sync_queue WHERE start_url LIKE %s",
        f"https://{CLASSIC}/%",
    )
    assert {(one["status"], one["attempts"]) for one in waiting} == {("pending", 0)}


@dataclass(frozen=True)
class Shared:
    """A database in which one dealer's cars were read on all three sites; output: of the crawl that
    read its listings."""

    database: str
    web: SampleWeb
    dealer: Dealer
    urls: dict[str, str]  # of the shared car's listings, by source
    output: str


@pytest.fixture(scope="module", params=["the lot first", "the home page first"])
def shared(
    request: pytest.FixtureRequest, server: URL, known_sellers: str, small_web: SampleWeb
) -> Iterator[Shared]:
    """The dealer whose home page links its member page sold one of its cars there."""
    dealer = dealers_of(small_web)[0]
    same = next(
        sorted(str(url) for url in one["urls"])  # type: ignore[attr-defined]
        for one in small_web.truth["same_vehicle"]
        if len(one["urls"]) == 3  # type: ignore[arg-type]
        and any(dealer.host in url for url in one["urls"])  # type: ignore[attr-defined]
    )
    urls = dict(zip(("bringatrailer", "classic_com", "dealer"), same, strict=True))
    with copied(server, known_sellers, f"test_{uuid4().hex[:12]}") as database:
        night = program(database, small_web.gateway)
        if request.param == "the lot first":
            well(night, "crawl", "listings", "-a", f"url={urls['bringatrailer']}")
        well(night, "crawl", "dealer_inventory", "-a", f"url={dealer.website}")
        output = well(night, "crawl", "listings", "-a", "batches=0")
        yield Shared(database, small_web, dealer, urls, output)


def test_a_car_on_three_sites_is_one_vehicle_with_three_listings(shared: Shared) -> None:
    found = rows(
        shared.database,
        """SELECT url, source, vehicle_id, organization_id FROM listings WHERE vehicle_id = (
               SELECT vehicle_id FROM listings WHERE url = %s)""",
        shared.urls["dealer"],
    )
    assert {one["source"]: one["url"] for one in found} == shared.urls
    assert len(found) == 3
    assert len({one["organization_id"] for one in found}) == 1
    (had,) = rows(
        shared.database,
        "SELECT count(*) AS times FROM organization_vehicles WHERE vehicle_id = %s",
        found[0]["vehicle_id"],
    )
    assert had["times"] == 1


def test_each_field_of_a_car_comes_from_the_better_site_in_any_order(shared: Shared) -> None:
    profile = shared.dealer.profile_url
    urls = {
        url for source in ("dealer", "classic_com") for url in listed(shared.web, profile, source)
    } | {shared.urls["bringatrailer"]}
    keys = {"vehicles": "key", "listings": "url"}
    truth: dict[str, list[dict[str, Any]]] = {
        table: [one for one in shared.web.truth[table] if one[key] in urls]
        for table, key in keys.items()
    }
    assert list(islice(differences(shared.database, truth), 1)) == []


def test_a_vehicle_names_the_listing_that_said_each_of_its_fields(shared: Shared) -> None:
    found = rows(
        shared.database,
        "SELECT id, source, stated, vehicle_id FROM listings WHERE url = ANY(%s)",
        list(shared.urls.values()),
    )
    listings = {one["id"]: one for one in found}
    (vehicle,) = rows(
        shared.database, "SELECT * FROM vehicles WHERE id = %s", found[0]["vehicle_id"]
    )
    best_first = sorted(found, key=lambda one: SOURCES.index(one["source"]))
    for name, listing_id in vehicle["said_by"].items():
        assert listings[listing_id]["stated"][name] == vehicle[name]
        stating = [one["id"] for one in best_first if name in one["stated"]]
        assert listing_id == stating[0], name
    said = {listings[one]["source"] for one in vehicle["said_by"].values()}
    assert len(said) > 1, "one site said all: the test proves nothing"
    fields = {name for one in found for name in one["stated"]}
    assert vehicle["said_by"].keys() == fields


def test_a_lot_is_the_dealers_whose_home_page_links_its_seller(shared: Shared) -> None:
    (entry,) = rows(
        shared.database,
        """SELECT d.source, d.status, b.website, b.bat_username, l.organization_id = b.id AS own
           FROM dealer_inventory d JOIN businesses b ON b.id = d.organization_id
           JOIN listings l ON l.url = d.listing_url WHERE listing_url = %s""",
        shared.urls["bringatrailer"],
    )
    (lot,) = (
        one for one in shared.web.truth["bat_lots"] if one["url"] == shared.urls["bringatrailer"]
    )
    assert (entry["source"], entry["status"]) == ("bringatrailer", "sold")
    assert (entry["website"], entry["own"]) == (shared.dealer.website, True)
    assert f"/member/{entry['bat_username']}/" in str(lot["seller_url"])


def test_what_is_no_car_is_skipped_by_a_rule_that_is_counted(shared: Shared) -> None:
    found = rows(
        shared.database,
        """SELECT status, reason, message FROM import_queue i WHERE NOT EXISTS (
               SELECT FROM listings l WHERE l.url = i.listing_url)""",
    )
    signs = [
        str(one["url"])
        for one in shared.web.truth["skipped"]
        if shared.dealer.host in str(one["url"])
    ]
    assert len(found) == len(signs) > 0
    assert {(one["status"], one["reason"]) for one in found} == {("skipped", "not_a_vehicle")}
    rules = Counter(str(one["message"]).partition(": ")[0] for one in found)
    assert rules["automobilia"] > 0
    assert rules == skipped(shared.output)
    (vehicles,) = rows(
        shared.database,
        "SELECT count(*) AS signs FROM vehicles WHERE year IS NULL AND make IS NULL",
    )
    assert vehicles["signs"] == 0


def skipped(output: str) -> Counter[str]:
    """How many pages were skipped by which rule, as the crawl's own stats say."""
    counted = re.findall(r"'queue/skipped/(\w+)': (\d+)", output)
    return Counter({rule: int(number) for rule, number in counted})
