"""The laws that a round is judged by: each can be broken, and a row's right life breaks none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.journal import Change
from tests.chaos.laws import breaches

NOW = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CLAIM = Change(
    seq=1,
    queue="import_queue",
    id=1,
    at=NOW,
    was_status="pending",
    was_attempts=0,
    was_token=None,
    was_by=None,
    was_due=NOW,
    status="processing",
    attempts=1,
    token="a",
    by="w1",
    due=NOW + SECOND,
    reason=None,
)
HELD = replace(
    CLAIM, was_status="processing", was_attempts=1, was_token="a", was_by="w1", was_due=NOW
)
TAKEN_OVER = replace(HELD, attempts=2, token="b", by="w2")
ENDED = replace(HELD, status="complete", token=None, by=None, due=None)
RELEASED = replace(ENDED, status="pending", attempts=0, due=NOW)
BACKED_OFF = replace(RELEASED, attempts=1, reason="timeout")
POISON = replace(ENDED, was_attempts=5, attempts=5, status="failed", reason="poison")


@pytest.mark.parametrize("change", [CLAIM, TAKEN_OVER, ENDED, RELEASED, BACKED_OFF, POISON])
def test_a_rows_right_life_breaks_no_law(change: Change) -> None:
    assert list(breaches(change)) == []


@pytest.mark.parametrize(
    "change",
    [
        replace(CLAIM, attempts=2),
        replace(CLAIM, was_attempts=5, attempts=6),
        replace(TAKEN_OVER, attempts=1),
        replace(TAKEN_OVER, was_due=NOW + SECOND),
        replace(POISON, was_due=NOW + SECOND),
        replace(HELD, attempts=2),
        replace(HELD, token=None),
        replace(ENDED, token="a"),
        replace(RELEASED, was_attempts=2, attempts=2),
        replace(ENDED, was_status="failed", was_token=None, attempts=1),
    ],
    ids=[
        "counted twice",
        "too many attempts",
        "not counted",
        "lease stolen",
        "poison before its time",
        "counted without a claim",
        "nobody's",
        "still somebody's",
        "given back with its attempt",
        "ended twice",
    ],
)
def test_each_law_can_be_broken(change: Change) -> None:
    assert len(list(breaches(change))) == 1
