"""Rounds of several processes become one cell of the backlog's table."""

import pytest

from tests.bench.backlog_cell import Cell, as_markdown, cell
from tests.bench.contenders import Share


def share(rows: int, elapsed: float, claim: float = 0.002) -> Share:
    return Share(rows, [claim], [0.001], elapsed)


def test_the_rates_of_processes_add_up_and_rounds_give_their_median() -> None:
    rounds = [
        [share(400, 4.0), share(200, 2.0)],
        [share(800, 4.0), share(800, 4.0)],
        [share(40, 4.0), share(40, 4.0)],
    ]
    found = cell("ours", 10_000, 2, rounds)
    assert found.rows_a_second == pytest.approx(200)
    assert found.rows_a_claim == pytest.approx(2280 / 6)


def test_times_are_medians_in_milliseconds_over_all_claims_of_all_rounds() -> None:
    rounds = [[share(40, 1.0, 0.002), share(40, 1.0, 0.004)], [share(40, 1.0, 0.009)]]
    found = cell("ours", 10_000, 2, rounds)
    assert found.claim == pytest.approx(4.0)
    assert found.complete == pytest.approx(1.0)
    assert found.claim_p95 >= 9.0


def test_a_single_claim_is_its_own_percentile() -> None:
    assert cell("ours", 10, 1, [[share(10, 0.5, 0.003)]]).claim_p95 == pytest.approx(3.0)


def test_the_table_has_a_line_for_each_cell() -> None:
    found = Cell(
        contender="ours",
        waiting=1_000_000,
        processes=4,
        rows_a_second=12_345.6,
        rows_a_claim=40,
        claim=2.34,
        claim_p95=5.67,
        complete=1.0,
    )
    assert "| 1,000,000 | 4 | ours | 12,346 | 40 | 2.3 | 5.7 | 1.0 |" in as_markdown([found])
