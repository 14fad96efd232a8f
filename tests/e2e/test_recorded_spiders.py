"""Each spider against its recorded exchanges: the real command and a real database, no web."""

import base64
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import make_url

from db.queue import host_of
from tests.e2e.truth import plain
from tests.recording import cassette, crawl, start_rows
from tests.recording.flow import CASSETTES, recorded_crawls
from tests.recording.handler import ReplayHandler
from tests.recording.sample import sample_world
from tests.recording.scratch import transaction
from tests.web.world import World

Rows = list[dict[str, Any]]
Replay = Callable[..., Awaitable[crawl.Ended]]
Query = Callable[..., Rows]
Sample = Callable[[], World]


@pytest.fixture
def gateway() -> Iterator[str]:
    """An origin that hears every attempt to connect; that there was none is checked at the end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.fixture
def replay(database: str, gateway: str) -> Replay:
    """Replays a spider's cassette (its recorded one, or another) from its recorded start rows."""

    async def replayed(spider: str, path: Path | None = None) -> crawl.Ended:
        recorded = recorded_crawls()[1][spider]
        async with transaction(make_url(database)) as conn:
            await start_rows.enqueue(conn, spider, recorded.rows)
        environment = {
            **os.environ,
            "DATABASE_URL": database,
            "WEB_GATEWAY": gateway,
            "HOST_DELAY": "0.01",
            "CONTACT": "test@example.org",
        }
        path = path or CASSETTES / f"{spider}.json"
        command = crawl.command(spider, recorded.arguments, ReplayHandler, path)
        return await crawl.run(command, environment)

    return replayed


@pytest.fixture
def query(database: str) -> Iterator[Query]:
    """Rows of the test's database, as dictionaries."""
    with psycopg.connect(database, autocommit=True, row_factory=dict_row) as connection:
        yield lambda statement, *values: connection.execute(statement, values).fetchall()


@pytest.fixture
def sample() -> Sample:
    """Gives the world that was recorded, which knows the truth about its pages; where nobody knows
    it, the test is over when it asks."""

    def told() -> World:
        web, _ = recorded_crawls()
        if web != "sample":
            pytest.skip(f"replayed well, but nobody knows the truth about the {web}")
        return sample_world()

    return told


def started_with(spider: str, column: str = "url") -> set[str]:
    """What the start rows say in this column, where they say anything."""
    rows = recorded_crawls()[1][spider].rows
    return {value for row in rows if (value := row.get(column)) is not None}


def by(key: str, rows: Rows, columns: Any) -> dict[Any, dict[str, Any]]:
    """`rows` by their `key`, each with these columns only, in the form that is compared."""
    found = {row[key]: {name: plain(row[name]) for name in columns} for row in rows}
    assert len(found) == len(rows), f"a {key} stands twice"
    return found


def known_from(asked: set[str], world: World) -> Rows:
    """The truth's vehicles as they are known where these pages alone were read: what a page that
    was not read adds to a car of several pages is not."""
    facts = world.truth()
    alone = {row["key"]: row for site in world.sites for row in site.truth()["vehicles"]}
    of_one_page = set()
    for same in facts["same_vehicle"]:
        read = asked & {*same["urls"]}
        assert len(read) in (0, 1, len(same["urls"])), "which of its words win is another test's"
        of_one_page |= read if len(read) == 1 else set()
    return [alone[row["key"]] if row["key"] in of_one_page else row for row in facts["vehicles"]]


def well(ended: crawl.Ended) -> None:
    assert ended.status == 0, "\n".join(ended.log[-30:])
    assert ended.errors == []


async def test_the_directory_gives_every_seller(
    replay: Replay, query: Query, sample: Sample
) -> None:
    well(await replay("classic_sellers"))
    facts = sample().truth()
    stored = query(
        "SELECT profile_url, seller_name AS name, business_type FROM classic_seller_queue"
    )
    columns = ("profile_url", "name", "business_type")
    assert len(stored) == 23
    assert by("profile_url", stored, columns) == by(
        "profile_url", facts["classic_sellers"], columns
    )


async def test_profiles_give_businesses_and_queue_the_inventories_of_all(
    replay: Replay, query: Query, sample: Sample
) -> None:
    well(await replay("classic_profiles"))
    # Not what sellers' own sites tell, besides.
    facts = sample().classic.truth()
    asked = started_with("classic_profiles")
    expected = [one for one in facts["businesses"] if one["profile_url"] in asked]
    columns = [name for name in expected[0] if name != "platform"]
    stored = query("SELECT * FROM businesses")
    assert len(stored) == 23
    assert by("profile_url", stored, columns) == by("profile_url", expected, columns)
    queued = query("SELECT start_url, status FROM organization_inventory_sync_queue")
    assert {row["start_url"]: row["status"] for row in queued} == {
        one["website"] or one["profile_url"]: "pending" for one in expected
    }
    assert len([one for one in expected if one["website"]]) == 5
    left = query("SELECT * FROM classic_seller_queue WHERE status <> 'completed'")
    assert left == []


async def test_inventories_are_walked_to_their_ends_on_both_sites(
    replay: Replay, query: Query, sample: Sample
) -> None:
    well(await replay("dealer_inventory"))
    world = sample()
    facts = world.truth()
    profiles = started_with("dealer_inventory", "profile_url")
    assert len(profiles) == 8
    designs = [world.dealers.design(one.host) for one in world.dealers.facts]
    silent = {one.dealer.host for one in designs if not one.lists_status}
    # Lots that no list of the seller's shows are known once they are read.
    shown = [
        one
        for one in facts["dealer_inventory"]
        if one["business"] in profiles and "//bringatrailer.com/" not in one["listing_url"]
    ]
    for one in shown:
        # The rest is told by the page itself.
        if one["status"] not in ("for_sale", "sold") or host_of(one["listing_url"]) in silent:
            one["status"] = None
    stored = query("SELECT listing_url, status FROM dealer_inventory")
    assert len(stored) == 186
    columns = ("listing_url", "status")
    assert by("listing_url", stored, columns) == by("listing_url", shown, columns)
    hosts = {host_of(one["listing_url"]) for one in stored}
    assert len(hosts) == 6
    assert "www.classic.com" in hosts

    queued = query("SELECT listing_url FROM import_queue WHERE status = 'pending'")
    assert {row["listing_url"] for row in queued} == {row["listing_url"] for row in stored}
    told = ("platform", "bat_username")
    businesses = query("SELECT * FROM businesses WHERE website IS NOT NULL")
    known = [one for one in facts["businesses"] if one["website"]]
    assert by("website", businesses, told) == by("website", known, told)
    assert [one for one in known if one["bat_username"]]
    rows = query("SELECT status, attempts FROM organization_inventory_sync_queue")
    assert [(row["status"], row["attempts"]) for row in rows] == [("completed", 1)] * 8


async def test_listings_become_vehicles_and_signs_do_not(
    replay: Replay, query: Query, sample: Sample
) -> None:
    well(await replay("listings"))
    world = sample()
    facts = world.truth()
    asked = started_with("listings")
    expected = [one for one in facts["listings"] if one["url"] in asked]
    columns = (
        "url",
        "source",
        "title",
        "status",
        "asking_price",
        "sale_price",
        "currency",
        "stock_number",
    )
    stored = query("SELECT * FROM listings")
    assert len(stored) == 22
    assert by("url", stored, columns) == by("url", expected, columns)

    vehicles = query(
        "SELECT l.url AS key, v.* FROM listings l JOIN vehicles v ON v.id = l.vehicle_id"
    )
    cars = [one for one in known_from(asked, world) if one["key"] in asked]
    assert by("key", vehicles, cars[0]) == by("key", cars, cars[0])

    images = query(
        "SELECT l.url AS listing_url, i.url, i.position FROM vehicle_images i"
        " JOIN listings l ON l.id = i.listing_id"
    )
    photos = [one for one in facts["vehicle_images"] if one["listing_url"] in asked]
    placed = ("listing_url", "url", "position")
    assert by("url", images, placed) == by("url", photos, placed)

    skipped = query("SELECT listing_url, reason FROM import_queue WHERE status = 'skipped'")
    signs = {one["url"] for one in facts["skipped"] if one["url"] in asked}
    assert len(signs) == 4
    assert {(row["listing_url"], row["reason"]) for row in skipped} == {
        (url, "not_a_vehicle") for url in signs
    }


async def test_the_board_seeds_all_live_lots_and_each_is_read(
    replay: Replay, query: Query, sample: Sample
) -> None:
    well(await replay("bat_live"))
    facts = sample().truth()
    expected = [one for one in facts["bat_lots"] if one["status"] == "live"]
    stored = query("SELECT * FROM bat_lots")
    assert len(stored) == 4
    lists = ("features", "makes", "models", "eras", "origins", "categories")
    columns = [name for name in expected[0] if name not in lists]
    assert by("url", stored, columns) == by("url", expected, columns)
    imported = query("SELECT listing_url FROM import_queue WHERE status = 'complete'")
    assert {row["listing_url"] for row in imported} == {one["url"] for one in expected}
    waiting = query("SELECT bat_url FROM bat_extraction_queue WHERE status = 'pending'")
    assert {row["bat_url"] for row in waiting} == {one["url"] for one in expected}


async def test_the_results_queue_all_lots_that_ended(
    replay: Replay, query: Query, sample: Sample
) -> None:
    well(await replay("bat_results"))
    over = [
        one for one in sample().truth()["bat_lots"] if one["status"] in ("sold", "reserve_not_met")
    ]
    newest_first = sorted(over, key=lambda one: one["ends_at"], reverse=True)
    queued = query("SELECT listing_url, status FROM import_queue ORDER BY run_at")
    assert [row["listing_url"] for row in queued] == [one["url"] for one in newest_first]
    assert {row["status"] for row in queued} == {"pending"}
    (kept,) = query("SELECT name, position FROM cursors")
    assert (kept["name"], kept["position"]["unread"]) == ("bat_results", [])


async def test_lots_are_complete_to_the_last_comment(
    replay: Replay, query: Query, sample: Sample
) -> None:
    well(await replay("bat_comments"))
    facts = sample().truth()
    asked = started_with("bat_comments")
    lots = [one for one in facts["bat_lots"] if one["url"] in asked]
    stored = query("SELECT * FROM bat_lots")
    columns = (
        "url",
        "bat_id",
        "title",
        "status",
        "high_bid",
        "sale_price",
        "ends_at",
        "comment_count",
    )
    assert len(stored) == 5
    assert by("url", stored, columns) == by("url", lots, columns)
    for table in ("bat_comments", "bat_bids"):
        expected = [one for one in facts[table] if one["lot_url"] in asked]
        rows = query(
            f"SELECT l.url AS lot_url, t.* FROM {table} t JOIN bat_lots l ON l.id = t.lot_id"
        )
        assert by("id", rows, expected[0]) == by("id", expected, expected[0])
    queued = query("SELECT bat_url, status FROM bat_extraction_queue")
    assert {row["bat_url"]: row["status"] for row in queued} == {
        one["url"]: "pending" if one["status"] == "live" else "complete" for one in lots
    }


@pytest.mark.parametrize(
    ("spider", "ending"),
    [
        ("listings", "robots.txt"),
        ("listings", ""),
        ("dealer_inventory", ""),
        ("bat_live", "/auctions/"),
    ],
)
async def test_a_request_that_was_not_recorded_ends_the_crawl_with_its_url(
    replay: Replay, query: Query, tmp_path: Path, spider: str, ending: str
) -> None:
    recorded = cassette.read(CASSETTES / f"{spider}.json")
    urls = [one["request"]["uri"] for one in recorded]
    # The last page, where no ending is given.
    missing = [
        url for url in urls if (url.endswith(ending) if ending else "robots.txt" not in url)
    ][-1]
    path = tmp_path / f"{spider}.json"
    cassette.write(path, [one for one in recorded if one["request"]["uri"] != missing])
    ended = await replay(spider, path)
    assert ended.status == 1
    assert len(ended.errors) == 1, "\n".join(ended.log)
    assert f"GET {missing} is not in {path}" in ended.errors[0]
    for table in ("import_queue", "organization_inventory_sync_queue"):
        held = query(f"SELECT * FROM {table} WHERE status IN ('processing', 'failed')")
        assert held == []


async def test_a_post_of_another_body_than_the_recorded_one_ends_the_crawl(
    replay: Replay, query: Query, tmp_path: Path
) -> None:
    recorded = cassette.read(CASSETTES / "dealer_inventory.json")
    if not (posts := [one for one in recorded if one["request"]["method"] == "POST"]):
        pytest.skip("nothing was POSTed when this was recorded")
    asked = posts[-1]["request"]
    body = cassette.posted_in(posts[-1])
    asked["body"]["base64_string"] = base64.b64encode(body + b" ").decode()
    path = tmp_path / "dealer_inventory.json"
    cassette.write(path, recorded)
    ended = await replay("dealer_inventory", path)
    assert ended.status == 1
    assert len(ended.errors) == 1, "\n".join(ended.log)
    assert f"POST {asked['uri']} of {body.decode()} is not in {path}" in ended.errors[0]
    held = query("SELECT * FROM organization_inventory_sync_queue WHERE status = 'processing'")
    assert held == []


async def test_a_missing_cassette_ends_the_crawl_with_its_name(
    replay: Replay, tmp_path: Path
) -> None:
    ended = await replay("bat_live", tmp_path / "none.json")
    assert ended.status == 1
    assert len(ended.errors) == 1, "\n".join(ended.log)
    assert f"there is no cassette {tmp_path / 'none.json'}" in ended.errors[0]
