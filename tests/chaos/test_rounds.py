"""Three nights during which things go wrong, and after each exactly the truth.

`make chaos ROUNDS=100 SEED=1` runs as many others as one has time for.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.faults import FAULTS
from tests.chaos.plan import draw
from tests.chaos.round import run_round
from tests.chaos.surroundings import surroundings
from tests.cluster import Cluster
from tests.program import SampleWeb

# Single crawls, two `scheduler.py --once`, and two schedulers that stay.
SEEDS = (3, 219, 134)


@pytest.fixture(scope="module")
def around(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Cluster, SampleWeb, Path | None]]:
    """What the rounds share."""
    with surroundings(tmp_path_factory.mktemp("around")) as made:
        yield made


def test_the_rounds_meet_most_faults_between_them() -> None:
    planned = {name for seed in SEEDS for name in draw(seed).names}
    assert len(planned & {kind.name for kind in FAULTS}) >= 15
    assert {draw(seed).style for seed in SEEDS} == {"crawls", "once", "served"}


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_night_of_faults_one_more_brings_exactly_the_truth(
    around: tuple[Cluster, SampleWeb, Path | None], tmp_path: Path, seed: int
) -> None:
    server, web, room = around
    result = run_round(seed, server, web, tmp_path / "outputs", room=room)
    assert result.problems == [], f"{result.line()}; see {tmp_path / 'outputs'}"
    assert sum(result.met.values()) >= 3, "hardly anything went wrong: the round proves nothing"
