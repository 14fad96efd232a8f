"""The sample web's time: standing still, running, set."""

import pytest

from tests.web.bat.life import DAY
from tests.web.bat.lot import Lot
from tests.web.bat.visit import BAT, NOW, page, path_of, site_of, small_world
from tests.web.world import World


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture(scope="module")
def lots() -> list[Lot]:
    return site_of(small_world()).all_lots


def test_time_stands_still_unless_it_is_told_to_run(world: World) -> None:
    assert world.clock() == world.clock() == NOW
    running = small_world(speed=1e6)
    assert running.clock() < running.clock()


def test_no_page_of_a_time_that_has_passed_is_served(world: World, lots: list[Lot]) -> None:
    lot = next(lot for lot in lots if lot.life.phase == "live")
    before = page(world, path_of(lot), now=NOW).body
    assert page(world, path_of(lot), now=lot.life.closed_at).body != before
    assert page(world, path_of(lot), now=NOW).body == before


@pytest.mark.parametrize("days", [0, 3, 12])
def test_two_worlds_of_one_seed_are_equal_at_any_time(world: World, days: int) -> None:
    other = small_world()
    for one in (world, other):
        one.clock.set(NOW + days * DAY, 0)
    truth = world.truth()
    assert truth == other.truth()
    for row in truth["bat_lots"][::7]:
        path = row["url"].removeprefix(f"https://{BAT}")
        assert page(world, path).body == page(other, path).body
