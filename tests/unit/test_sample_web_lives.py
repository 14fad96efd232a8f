"""A sample lot from its first page to its last comment."""

import pytest

from tests.web.bat.bids import EXTENSION
from tests.web.bat.life import DAY, HOUR
from tests.web.bat.lot import Lot
from tests.web.bat.thread import Entry, make_thread
from tests.web.bat.visit import NOW, board, page, path_of, results, seen, site_of, small_world
from tests.web.world import World

WEEKS = range(NOW, NOW + 16 * DAY, 7 * HOUR + 13)


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture(scope="module")
def lots() -> list[Lot]:
    return site_of(small_world()).all_lots


def test_a_bid_in_the_last_two_minutes_moves_the_end_to_two_minutes_after_it(
    lots: list[Lot],
) -> None:
    moved = 0
    for lot in lots:
        end = lot.life.planned_end
        for bid in lot.life.bids:
            assert bid.placed < end
            if bid.placed > end - EXTENSION:
                assert bid.end == bid.placed + EXTENSION
                assert seen(lot, bid.placed - 1).ends == end
                assert seen(lot, bid.placed).ends == bid.end
                assert seen(lot, bid.placed).bids[-1].placed == bid.placed
                moved += 1
            else:
                assert bid.end == end
            end = bid.end
    assert moved > len(lots)


def test_ids_stay_and_lines_only_come_or_are_removed(lots: list[Lot]) -> None:
    for lot in lots:
        ids: dict[int, tuple[str, int, str]] = {}
        gone: set[int] = set()
        for now in WEEKS:
            shown = lot.at(now)
            thread = make_thread(shown) if shown else []
            here = {entry.id: said(entry) for entry in thread}
            assert all(ids[known] == here[known] for known in ids.keys() & here.keys())
            assert not gone & here.keys()
            gone |= ids.keys() - here.keys()
            ids |= here
        assert len(gone) <= len(lot.life.removed)


def said(entry: Entry) -> tuple[str, int, str]:
    return (entry.author.name, entry.posted, entry.content)


def test_a_cancelled_bid_stood_before_it_was_cancelled(lots: list[Lot]) -> None:
    found = 0
    for lot in lots:
        for bid in lot.life.bids:
            if bid.cancelled_at is None:
                continue
            before = kinds(seen(lot, bid.cancelled_at - 1)) if bid.cancelled_at > bid.placed else {}
            after = kinds(seen(lot, bid.cancelled_at))
            assert {after[name] for name in before} <= {"bat-bid", "bat-bid-canceled"}
            assert list(after.values()).count("bat-bid-canceled") >= 1
            found += before != after
    assert found


def kinds(lot: Lot) -> dict[int, str]:
    return {entry.id: entry.type for entry in make_thread(lot) if entry.bid}


def test_the_counts_on_a_lot_are_those_of_its_thread_at_any_time(lots: list[Lot]) -> None:
    for lot in lots:
        for now in WEEKS[::5]:
            if (shown := lot.at(now)) is None:
                continue
            types = [entry.type for entry in make_thread(shown)]
            assert types.count("comment") == shown.comment_count
            assert types.count("bat-bid") == shown.bid_count
            assert ("bat-bid-reserve" in types) == (shown.status in ("sold", "reserve_not_met"))


def test_some_comments_are_written_after_the_end_and_some_are_removed(lots: list[Lot]) -> None:
    assert any(lot.life.comments[-1] > lot.life.closed_at for lot in lots)
    lot = next(lot for lot in lots if lot.life.removed)
    moment = min(lot.life.removed.values())
    before, after = make_thread(seen(lot, moment - 1)), make_thread(seen(lot, moment))
    assert [entry.type for entry in after].count("comment") == seen(lot, moment).comment_count
    written = sum(at == moment for at in lot.life.comments)
    assert len({e.id for e in before} - {e.id for e in after}) == 1 - written


def test_views_and_watchers_only_grow(lots: list[Lot]) -> None:
    for lot in lots:
        shown = [there for now in WEEKS if (there := lot.at(now))]
        assert [there.views for there in shown] == sorted(there.views for there in shown)
        assert [there.watchers for there in shown] == sorted(there.watchers for there in shown)
        assert lot.life.phase == "ended" or shown[0].views < shown[-1].views


def test_lots_go_on_opening_for_eight_days(lots: list[Lot]) -> None:
    opened = sorted(lot.life.opens for lot in lots if lot.life.phase == "opening")
    assert NOW < opened[0] < NOW + 2 * DAY
    assert NOW + 6 * DAY < opened[-1] <= NOW + 8 * DAY


def test_before_it_opens_a_lot_has_no_page_and_no_place_on_the_board(
    world: World, lots: list[Lot]
) -> None:
    lot = min((lot for lot in lots if lot.life.phase == "opening"), key=lambda lot: lot.life.opens)
    assert page(world, path_of(lot), now=lot.life.opens - 1).status == 404
    assert page(world, path_of(lot).rstrip("/")).status == 404
    assert lot.url not in board(world)
    assert page(world, path_of(lot), now=lot.life.opens).status == 200
    assert board(world)[lot.url]["current_bid"] is False


def test_a_withdrawn_lot_runs_until_it_is_withdrawn_and_is_then_in_no_list(
    world: World, lots: list[Lot]
) -> None:
    lot = next(lot for lot in lots if lot.life.result == "withdrawn" and lot.life.phase != "ended")
    assert lot.life.withdrawn_at is not None
    assert lot.life.opens < lot.life.withdrawn_at < lot.life.planned_end
    assert seen(lot, lot.life.withdrawn_at - 1).status == "live"
    assert seen(lot, lot.life.withdrawn_at).status == "withdrawn"
    world.clock.set(lot.life.withdrawn_at, 0)
    assert lot.url not in board(world)
    assert lot.url not in [item["url"] for item in results(world)["items"]]
    assert b"Withdrawn on " in page(world, path_of(lot)).body
