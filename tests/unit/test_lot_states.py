"""A lot's life, line by line of the table in docs/lots.md."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.lot_states import (
    AFTER_THE_END,
    PAGE_BELIEVED,
    KnownLot,
    Look,
    after_board,
    after_page,
    after_results,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OVER = ("sold", "reserve_not_met", "withdrawn", "ended")


def live(ends_at: datetime | None = NOON + 3 * DAY, read_at: datetime = NOON) -> KnownLot:
    return KnownLot("live", ends_at, read_at)


def test_a_live_lot_is_looked_at_ten_minutes_after_its_end_and_never_before() -> None:
    end = NOON + 3 * DAY
    assert after_page("live", end, asked_at=NOON) == end + timedelta(minutes=10)


def test_a_page_that_is_live_past_its_end_is_looked_at_ten_minutes_later() -> None:
    assert after_page("live", NOON - HOUR, asked_at=NOON) == NOON + AFTER_THE_END
    assert after_page("live", None, asked_at=NOON) == NOON + AFTER_THE_END


def test_a_live_lot_is_read_once_a_day_where_that_is_set() -> None:
    end = NOON + timedelta(hours=50)
    looks = [NOON]
    while looks[-1] < end:
        following = after_page("live", end, asked_at=looks[-1], reread=DAY)
        assert following is not None
        looks.append(following)
    assert looks == [NOON, NOON + DAY, NOON + 2 * DAY, end + AFTER_THE_END]


@pytest.mark.parametrize("status", OVER)
def test_a_page_of_after_the_end_that_says_how_it_ended_is_final(status: str) -> None:
    assert after_page(status, NOON - HOUR, asked_at=NOON) is None
    assert after_page(status, None, asked_at=NOON) is None


@pytest.mark.parametrize("status", OVER)
def test_a_result_that_was_asked_for_before_the_end_is_not_final(status: str) -> None:
    assert after_page(status, NOON + HOUR, asked_at=NOON) == NOON + HOUR + AFTER_THE_END


def test_the_board_moves_the_look_with_the_end() -> None:
    later = NOON + 3 * DAY + timedelta(minutes=2)
    look = after_board(live(), later, asked_at=NOON + HOUR)
    assert look == Look(later + AFTER_THE_END, exactly=True)


def test_the_board_leaves_the_daily_reading_where_it_is() -> None:
    end = NOON + 3 * DAY
    look = after_board(live(), end, asked_at=NOON + HOUR, reread=DAY)
    assert look == Look(NOON + DAY, exactly=True)


def test_a_lot_that_left_the_board_after_its_end_is_looked_at_ten_minutes_after_it() -> None:
    end = NOON + HOUR
    look = after_board(live(end), None, asked_at=end + timedelta(minutes=3))
    assert look == Look(end + AFTER_THE_END, exactly=False)


def test_a_lot_that_left_the_board_before_its_end_is_looked_at_ten_minutes_later() -> None:
    look = after_board(live(), None, asked_at=NOON + HOUR)
    assert look == Look(NOON + HOUR + AFTER_THE_END, exactly=False)


def test_a_page_that_is_live_past_its_end_is_believed_for_ten_minutes_by_every_list() -> None:
    end = NOON - HOUR
    known, asked_at = live(end, read_at=NOON), NOON + timedelta(minutes=5)
    planned = Look(NOON + AFTER_THE_END, exactly=False)
    assert after_board(known, None, asked_at=asked_at) == planned
    assert after_results(known, "sold", end, asked_at=asked_at) == planned


def test_a_page_that_is_live_though_the_board_does_not_list_it_is_not_read_all_the_time() -> None:
    known = live(NOON + DAY, read_at=NOON)
    soon = after_board(known, None, asked_at=NOON + timedelta(minutes=5))
    assert soon == Look(NOON + PAGE_BELIEVED, exactly=False)
    late = after_board(known, None, asked_at=NOON + 5 * HOUR)
    assert late == Look(NOON + 5 * HOUR + AFTER_THE_END, exactly=False)


def test_a_lot_on_the_board_past_its_end_waits_as_planned() -> None:
    assert after_board(live(NOON + HOUR), NOON + HOUR, asked_at=NOON + 2 * HOUR) is None


def test_a_page_read_after_the_list_was_asked_for_counts_more_than_the_list() -> None:
    known = KnownLot("live", NOON + DAY, NOON)
    assert after_board(known, None, asked_at=NOON - HOUR) is None
    assert after_board(KnownLot("sold", NOON, NOON), NOON + DAY, asked_at=NOON - HOUR) is None
    assert after_results(known, "sold", NOON, asked_at=NOON - HOUR) is None


def test_a_lot_that_is_over_and_on_the_board_again_is_looked_at_but_not_all_the_time() -> None:
    known = KnownLot("withdrawn", None, NOON)
    soon = after_board(known, NOON + DAY, asked_at=NOON + timedelta(minutes=5))
    assert soon == Look(NOON + PAGE_BELIEVED, exactly=False)
    late = after_board(known, NOON + DAY, asked_at=NOON + 5 * HOUR)
    assert late == Look(NOON + 5 * HOUR, exactly=False)


@pytest.mark.parametrize("status", OVER)
def test_a_lot_that_is_over_and_off_the_board_is_left_alone(status: str) -> None:
    known = KnownLot(status, NOON - HOUR, NOON)
    assert after_board(known, None, asked_at=NOON + HOUR) is None
    assert after_board(known, NOON - HOUR, asked_at=NOON + HOUR) is None


def test_a_lot_sold_days_after_its_reserve_was_not_met_is_looked_at() -> None:
    known = KnownLot("reserve_not_met", NOON, NOON + HOUR)
    look = after_results(known, "sold", NOON, asked_at=NOON + 2 * DAY)
    assert look == Look(NOON + 2 * DAY, exactly=False)


def test_a_live_lot_among_the_results_is_looked_at() -> None:
    look = after_results(live(NOON + HOUR), "sold", NOON + HOUR, asked_at=NOON + 2 * HOUR)
    assert look == Look(NOON + HOUR + AFTER_THE_END, exactly=False)


def test_a_result_that_is_known_moves_nothing() -> None:
    known = KnownLot("sold", NOON, NOON + HOUR)
    assert after_results(known, "sold", NOON, asked_at=NOON + DAY) is None


@pytest.mark.parametrize("status", OVER)
def test_a_list_that_states_no_result_contradicts_none(status: str) -> None:
    known = KnownLot(status, NOON, NOON + HOUR)
    assert after_results(known, "ended", NOON, asked_at=NOON + DAY) is None
    assert after_results(live(NOON), "ended", NOON, asked_at=NOON + HOUR) is not None
