"""The live board and the results of a sample Bring a Trailer as time goes on."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.web.bat.life import DAY
from tests.web.bat.lot import Lot
from tests.web.bat.visit import NOW, RESULTS, board, page, results, seen, site_of, small_world
from tests.web.world import World


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture(scope="module")
def lots() -> list[Lot]:
    return site_of(small_world()).all_lots


def test_the_board_lacks_what_has_ended_and_the_results_begin_with_it(
    world: World, lots: list[Lot]
) -> None:
    lot = next(lot for lot in lots if lot.life.phase == "live" and lot.life.result != "withdrawn")
    world.clock.set(lot.life.closed_at - 1, 0)
    assert lot.url in board(world)
    assert lot.url not in [item["url"] for item in results(world)["items"]]
    world.clock.set(lot.life.closed_at, 0)
    assert lot.url not in board(world)
    assert results(world)["items"][0]["url"] == lot.url
    assert results(world)["items"][0]["timestamp_end"] == lot.life.last_end
    ends = [item["timestamp_end"] for item in results(world)["items"]]
    assert ends == sorted(ends, reverse=True)


def test_a_deal_after_the_auction_makes_a_sale_of_an_unmet_reserve(
    world: World, lots: list[Lot]
) -> None:
    lot = with_deal(lots)
    assert lot.life.deal_at is not None
    assert lot.life.deal_price is not None
    before, after = seen(lot, lot.life.deal_at - 1), seen(lot, lot.life.deal_at)
    assert (before.status, before.sale_price, before.buyer) == ("reserve_not_met", None, None)
    assert (after.status, after.sale_price) == ("sold", lot.life.deal_price)
    assert after.high_bid == before.high_bid
    assert (after.high_bid or 0) < lot.life.deal_price
    world.clock.set(lot.life.deal_at - 1, 0)
    assert item(world, lot, "unsold")["sold_text"].startswith(f"Bid to {lot.currency} ")
    world.clock.set(lot.life.deal_at, 0)
    listed = item(world, lot, "sold")
    assert f"{lot.life.deal_price:,}" in listed["sold_text"]
    assert listed["current_bid"] == after.high_bid
    row = next(row for row in world.truth()["bat_lots"] if row["url"] == lot.url)
    assert (row["reserve"], row["sale_price"]) == ("not_met", lot.life.deal_price)


def with_deal(lots: Iterable[Lot]) -> Lot:
    """One whose deal is yet to come."""
    return next(lot for lot in lots if lot.life.phase == "ended" and (lot.life.deal_at or 0) > NOW)


def item(world: World, lot: Lot, state: str) -> dict[str, Any]:
    pages = (results(world, f"state={state}&per_page=60&page={page}") for page in (1, 2))
    found = [item for page in pages for item in page["items"] if item["url"] == lot.url]
    assert len(found) == 1
    return dict(found[0])


def test_results_are_filtered_by_state_and_category(world: World, lots: list[Lot]) -> None:
    sold, unsold = results(world, "state=sold"), results(world, "state=unsold")
    assert sold["items_total"] + unsold["items_total"] == results(world)["items_total"]
    assert 0 < unsold["items_total"] < sold["items_total"]
    assert all(item["sold_text"].startswith("Sold for ") for item in sold["items"])
    parts = results(world, "category=7")["items"]
    expected = {
        shown.url
        for lot in lots
        if (shown := lot.at(NOW))
        and shown.status in ("sold", "reserve_not_met")
        and "Parts and Automobilia" in shown.categories
    }
    assert {item["url"] for item in parts} == expected != set()


@pytest.mark.parametrize(
    "query", ["per_page=61", "per_page=96", "page=0", "page=x", "state=open", "sort=zz"]
)
def test_a_question_that_the_results_do_not_know_is_refused(world: World, query: str) -> None:
    assert page(world, RESULTS, query).status == 400


def test_no_query_reaches_beyond_the_limit_of_records() -> None:
    world = small_world(result_limit=20)
    assert len(results(world, "page=2&per_page=10")["items"]) == 10
    assert page(world, RESULTS, "page=3&per_page=10").status == 400
    assert results(world, "page=2&per_page=10")["items_total"] > 20


@pytest.mark.parametrize("days", [0, 2, 9])
def test_the_truth_of_a_time_is_what_the_lists_of_that_time_say(world: World, days: int) -> None:
    world.clock.set(NOW + days * DAY, 0)
    rows = {row["url"]: row for row in world.truth()["bat_lots"]}
    live = {url for url, row in rows.items() if row["status"] == "live"}
    listed = board(world)
    assert listed.keys() == live
    for url, found in listed.items():
        assert found["current_bid"] == (rows[url]["current_bid"] or False)
        assert found["timestamp_end"] == rows[url]["ends_at"].timestamp()
    over = {url for url, row in rows.items() if row["status"] in ("sold", "reserve_not_met")}
    assert results(world)["items_total"] == len(over)
