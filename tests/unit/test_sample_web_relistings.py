"""Cars that a sample Bring a Trailer lists more than once."""

from itertools import pairwise

import pytest

from tests.web.bat.life import DAY
from tests.web.bat.lot import Lot
from tests.web.bat.visit import NOW, page, path_of, seen, site_of, small_world
from tests.web.world import World


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture(scope="module")
def lots() -> list[Lot]:
    return site_of(small_world()).all_lots


def test_a_relisted_car_is_in_the_history_of_both_lots(world: World, lots: list[Lot]) -> None:
    earlier, later = next(
        (lot.family[0], lot) for lot in lots if lot.life.phase == "opening" and len(lot.family) == 2
    )
    assert earlier.car is not None
    assert later.car is not None
    assert (earlier.car.vin, earlier.car.chassis_number) == (
        later.car.vin,
        later.car.chassis_number,
    )
    assert earlier.car.mileage < later.car.mileage
    assert earlier.title != later.title
    assert earlier.bat_id != later.bat_id
    assert earlier.life.closed_at < later.life.opens
    world.clock.set(later.life.opens - 1, 0)
    assert later.slug not in page(world, path_of(earlier)).body.decode()
    world.clock.set(later.life.opens, 0)
    for lot, other in ((earlier, later), (later, earlier)):
        text = page(world, path_of(lot)).body.decode()
        block = text.partition('class="history"')[2]
        assert block.index(later.url) < block.index(earlier.url)
        assert [one.own for one in seen(lot, later.life.opens).appearances] == [
            lot is later,
            lot is earlier,
        ]
        assert other.url in block


def test_cars_with_and_without_a_vin_are_relisted_in_other_words_and_one_a_third_time(
    lots: list[Lot],
) -> None:
    again = [lot for lot in lots if len(lot.family) > 1 and lot.car]
    assert all(one.title != other.title for lot in again for one, other in pairwise(lot.family))
    assert any(lot.car and lot.car.vin for lot in again)
    assert any(lot.car and lot.car.chassis_number for lot in again)
    assert any(len(lot.family) == 3 for lot in again)
    at_first = [lot for lot in again if lot.life.phase == "live" and lot.family[0] is not lot]
    assert any(lot.family[0].life.phase == "ended" for lot in at_first)


def test_listings_of_one_vehicle_say_the_same_of_it(world: World, lots: list[Lot]) -> None:
    later = next(lot for lot in lots if len(lot.family) == 3)
    world.clock.set(NOW + 12 * DAY, 0)
    truth = world.truth()
    same = next(row["urls"] for row in truth["same_vehicle"] if later.url in row["urls"])
    assert same == sorted(lot.url for lot in later.family)
    rows = [row for row in truth["vehicles"] if row["key"] in same]
    assert len(rows) == 3
    assert all({**row, "key": ""} == {**rows[0], "key": ""} for row in rows)
    newest = max(later.family, key=lambda lot: lot.life.opens)
    assert rows[0]["description"] in {
        row["description"] for row in truth["bat_lots"] if row["url"] == newest.url
    }
