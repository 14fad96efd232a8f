"""The database's clock, told from statements that returned it."""

import math

import pytest

from crawler.database_clock import DatabaseClock

BEHIND = 1_000_000.0  # the database's clock shows so much more than the monotonic one


def test_a_time_is_known_to_half_of_the_statements_duration() -> None:
    clock = DatabaseClock()
    clock.read(BEHIND + 10.02, before=10.0, after=10.05)
    assert clock.monotonic_of(BEHIND + 11) == pytest.approx(11, abs=0.025)
    assert clock.round_trip == pytest.approx(0.05)


def test_nothing_is_known_before_the_first_statement() -> None:
    assert math.isnan(DatabaseClock().monotonic_of(BEHIND))
    assert DatabaseClock().round_trip == 0


def test_a_statement_whose_answer_had_to_wait_changes_nothing() -> None:
    clock = DatabaseClock()
    clock.read(BEHIND + 10.001, before=10.0, after=10.002)
    clock.read(BEHIND + 10.501, before=10.5, after=10.9)
    assert clock.monotonic_of(BEHIND + 11) == pytest.approx(11, abs=0.001)
    assert clock.round_trip < 0.003


def test_a_quicker_statement_tells_the_time_better() -> None:
    clock = DatabaseClock()
    clock.read(BEHIND + 10.0, before=10.0, after=10.4)
    clock.read(BEHIND + 10.501, before=10.5, after=10.502)
    assert clock.monotonic_of(BEHIND + 11) == pytest.approx(11, abs=0.001)


def test_clocks_that_drift_apart_are_followed() -> None:
    clock = DatabaseClock()
    clock.read(BEHIND + 10.001, before=10.0, after=10.002)
    clock.read(BEHIND + 70.02 + 0.005, before=70.018, after=70.022)
    assert clock.monotonic_of(BEHIND + 80) == pytest.approx(79.995, abs=0.003)


def test_a_clock_that_was_set_is_followed_at_once() -> None:
    clock = DatabaseClock()
    clock.read(BEHIND + 10.001, before=10.0, after=10.002)
    clock.read(BEHIND + 3600 + 11.02, before=11.0, after=11.04)
    assert clock.monotonic_of(BEHIND + 3600 + 12) == pytest.approx(12, abs=0.02)
