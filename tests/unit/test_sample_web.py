"""The sample web: the same for the same seed, true to its truth, and bad exactly as told."""

import json
import random
import re
from dataclasses import fields
from html import unescape
from typing import Any

import pytest

from crawler import items
from crawler.pages.text import storable
from tests.web.__main__ import SMALL
from tests.web.bat.lot import Lot
from tests.web.bat.site import BringATrailer
from tests.web.bat.truth import replaced
from tests.web.cars import check_digit, make_vin
from tests.web.world import World

NOW = 1_790_000_000.0
BAT = "bringatrailer.com"
RESULTS = ("bat-bid-reserve", "bat-rnm-accepted")


def small_world(seed: int = 7) -> World:
    return World(seed, now=NOW, **SMALL)


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


@pytest.fixture(scope="module")
def bat(world: World) -> BringATrailer:
    return next(site for site in world.sites if isinstance(site, BringATrailer))


@pytest.fixture(scope="module")
def truth(bat: BringATrailer) -> dict[str, list[dict[str, Any]]]:
    return bat.truth()


def page_of(world: World, lot: Lot) -> str:
    page = world.answer(BAT, f"/listing/{lot.slug}/", {})
    assert page.status == 200
    return page.body.decode()


def embedded(text: str, variable: str) -> Any:
    start_of = text.rindex(f"var {variable} = ") + len(f"var {variable} = ")
    return json.JSONDecoder().raw_decode(text[start_of:])[0]


def thread_of(text: str) -> dict[str, Any]:
    script = text.partition('id="bat-theme-viewmodels-js-extra"')[2].partition("</script>")[0]
    begin = script.index("var BAT_VMS = ") + len("var BAT_VMS = ")
    data: dict[str, Any] = json.JSONDecoder().raw_decode(script[begin:])[0]
    return data


def of(rows: list[dict[str, Any]], lot: Lot, key: str = "lot_url") -> list[dict[str, Any]]:
    return [row for row in rows if row[key] == lot.url]


def test_the_same_seed_makes_the_same_world(world: World) -> None:
    again = small_world()
    assert again.truth() == world.truth()
    for site in again.sites:
        if isinstance(site, BringATrailer):
            for lot in site.lots:
                assert page_of(again, lot) == page_of(world, lot)
    assert small_world(seed=8).truth() != world.truth()


def test_a_cached_page_is_the_page(world: World, bat: BringATrailer) -> None:
    path = f"/listing/{bat.lots[0].slug}/"
    assert world.answer(BAT, path, {}) == world.answer(BAT, path, {}) == bat.answer(BAT, path, {})


def test_the_truth_has_the_fields_of_the_items(truth: dict[str, list[dict[str, Any]]]) -> None:
    expected: tuple[tuple[str, type, set[str]], ...] = (
        ("listings", items.Listing, {"vehicle"}),
        ("vehicles", items.Vehicle, {"key"}),
        ("vehicle_images", items.VehicleImage, {"listing_url"}),
        ("bat_lots", items.BatLot, set()),
        ("bat_comments", items.BatComment, {"lot_url"}),
        ("bat_bids", items.BatBid, {"lot_url"}),
        ("bat_history", items.BatHistoryEntry, {"lot_url"}),
    )
    assert set(truth) == {*(table for table, _, _ in expected), "same_vehicle"}
    for table, item, more in expected:
        names = {field.name for field in fields(item)} | more
        assert all(set(row) == names for row in truth[table]), table


def test_every_thread_on_a_page_is_the_truths(
    world: World, bat: BringATrailer, truth: dict[str, list[dict[str, Any]]]
) -> None:
    for lot in bat.lots:
        text = page_of(world, lot)
        data = thread_of(text)
        comments = [entry for entry in data["comments"] if entry["type"] == "comment"]
        results = [entry for entry in data["comments"] if entry["type"] in RESULTS]
        bids = [e for e in data["comments"] if e["type"] in ("bat-bid", "bat-bid-canceled")]
        assert len(comments) + len(results) + len(bids) == len(data["comments"])
        assert {(c["id"], storable(c["content"])) for c in comments + results} == {
            (row["id"], row["text"]) for row in of(truth["bat_comments"], lot)
        }
        assert all(type(entry["bidAmount"]) is int for entry in data["comments"])
        assert [(b["id"], b["bidAmount"]) for b in bids] == [
            (row["id"], row["amount"]) for row in of(truth["bat_bids"], lot)
        ]
        row = of(truth["bat_lots"], lot, "url")[0]
        assert row["comment_count"] == len(comments)
        assert row["bid_count"] == sum(entry["type"] == "bat-bid" for entry in bids)
        assert f">{len(comments)} Comment" in text
        if row["ends_at"] and bids:
            assert {entry["end_timestamp"] for entry in bids} == {row["ends_at"].timestamp()}
        times = [entry["timestamp"] for entry in data["comments"]]
        assert times == sorted(times)
        assert max([0, *times]) <= NOW


def test_every_gallery_on_a_page_is_the_truths(
    world: World, bat: BringATrailer, truth: dict[str, list[dict[str, Any]]]
) -> None:
    for lot in bat.lots:
        attribute = re.findall(r'data-gallery-items="([^"]*)"', page_of(world, lot))
        assert len(attribute) == 1
        urls = [
            item["large"]["url"].partition("?")[0] for item in json.loads(unescape(attribute[0]))
        ]
        rows = of(truth["vehicle_images"], lot, "listing_url")
        assert urls == [row["url"] for row in rows]
        assert [row["position"] for row in rows] == list(range(1, len(urls) + 1))
        assert len(set(urls)) == len(urls)


def test_the_board_holds_all_live_lots_and_says_which_have_no_bid(
    world: World, truth: dict[str, list[dict[str, Any]]]
) -> None:
    board = world.answer(BAT, "/auctions/", {}).body.decode()
    found = {item["url"]: item for item in embedded(board, "auctionsCurrentInitialData")["items"]}
    live = {row["url"]: row for row in truth["bat_lots"] if row["status"] == "live"}
    assert set(found) == set(live)
    for url, row in live.items():
        assert unescape(found[url]["title"]) == row["title"]
        assert found[url]["current_bid"] == (row["current_bid"] or False)
    assert any(item["current_bid"] is False for item in found.values())


def test_the_results_come_36_a_page() -> None:
    bat = BringATrailer(7, now=NOW, live=0, ended=50, opening=0, photos=(1, 2), comments=(0, 1))
    page = bat.answer(BAT, "/auctions/results/", {}).body.decode()
    data = embedded(page, "auctionsCompletedInitialData")
    assert (len(data["items"]), data["items_total"], data["pages_total"]) == (36, 48, 2)


def test_the_traps_are_there(bat: BringATrailer, truth: dict[str, list[dict[str, Any]]]) -> None:
    statuses = [row["status"] for row in truth["bat_lots"]]
    assert {"live", "sold", "reserve_not_met", "withdrawn"} == set(statuses)
    assert statuses.count("withdrawn") == 2
    texts = [row["text"] for row in truth["bat_comments"]]
    assert max(map(len, texts)) == 100_000
    assert any(len(text) <= 2 for text in texts)
    assert any("\ufffd" in text for text in texts)
    assert any("var BAT_VMS" in text for text in texts)
    assert any("</script>" in text for text in texts)
    assert any(row["author_deleted"] for row in truth["bat_comments"])
    assert any(row["parent_id"] for row in truth["bat_comments"])
    assert any(row["cancelled"] for row in truth["bat_bids"])
    assert any(row["vin_text"] == "Withheld" and row["vin"] is None for row in truth["vehicles"])
    assert any(row["vehicle"] is None for row in truth["listings"])
    assert any(lot.bids and max(bid.end for bid in lot.bids) > lot.bids[0].end for lot in bat.lots)
    led = [lot for lot in bat.lots if lot.bids and lot.bids[-1].cancelled]
    assert all((lot.high_bid or 0) < lot.bids[-1].amount for lot in led)
    assert any(row["status"] == "sold" and row["reserve"] == "not_met" for row in truth["bat_lots"])
    assert led


def test_no_comment_can_end_the_script_that_holds_it(world: World, bat: BringATrailer) -> None:
    for lot in bat.lots:
        script = page_of(world, lot).partition('id="bat-theme-viewmodels-js-extra"')[2]
        assert thread_of(page_of(world, lot))["postAuthor"] == str(lot.seller.id)
        assert script.partition("</script>")[0].rstrip().endswith("/* ]]> */")


def test_a_page_weighs_what_real_ones_do() -> None:
    bat = BringATrailer(7, now=NOW, live=12, ended=0)
    weights = [len(bat.answer(BAT, f"/listing/{lot.slug}/", {}).body) for lot in bat.lots]
    assert min(weights) > 200_000
    assert 300_000 < sorted(weights)[6] < 800_000


def test_an_unstorable_character_is_replaced_and_a_pair_joined() -> None:
    assert replaced("a\0b\ud83dc") == "a\ufffdb\ufffdc"
    assert replaced("\ud83d\ude0f") == "😏"


def test_a_vin_carries_the_right_check_digit() -> None:
    assert check_digit("1M8GDM9A0KP042788") == "X"
    vin = make_vin(random.Random(1), "WP0", 1995, 12)
    assert len(vin) == 17
    assert vin[8] == check_digit(vin)
    assert vin.endswith("000012")


def test_each_number_belongs_to_one_car() -> None:
    bat = BringATrailer(7, now=NOW, live=300, ended=300, photos=(1, 1), comments=(0, 0))
    first = [lot for lot in bat.all_lots if lot.family[0].url == lot.url]
    numbers = [lot.car.vin or lot.car.chassis_number for lot in first if lot.car]
    assert len(set(numbers)) == len(numbers)
    assert len(first) < len(bat.all_lots)
    assert all(
        lot.car.vin is None if lot.car.year < 1981 else lot.car.chassis_number is None
        for lot in bat.lots
        if lot.car
    )


@pytest.mark.parametrize("path", ["/nothing/", "/listing/nothing/", "/auctions/nothing/"])
def test_a_path_that_does_not_exist_is_not_found(world: World, path: str) -> None:
    assert world.answer(BAT, path, {}).status == 404
    assert world.answer("nobody.example", path, {}).status == 404


def test_addresses_lead_to_the_canonical_one(world: World, bat: BringATrailer) -> None:
    slug = bat.lots[0].slug
    bare = world.answer(BAT, f"/listing/{slug}", {})
    assert (bare.status, dict(bare.headers)["Location"]) == (301, bat.lots[0].url)
    other = world.answer(f"www.{BAT}", f"/listing/{slug}/", {"a": "1"})
    assert (other.status, dict(other.headers)["Location"]) == (301, f"{bat.lots[0].url}?a=1")
