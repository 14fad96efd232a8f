"""The sample web's dealers: a seed gives one world, which holds what readers must not fall for."""

import pytest

from tests.web.dealers.site import DealerSites
from tests.web.dealers.themes import themes


@pytest.fixture(scope="module")
def sites() -> DealerSites:
    return DealerSites(11, cars=(10, 130))


def test_the_sample_holds_what_the_readers_must_not_fall_for(sites: DealerSites) -> None:
    listings = sites.truth()["listings"]
    sold = [row for row in listings if row["status"] == "sold"]
    assert any(row["asking_price"] for row in sold)
    assert any(row["asking_price"] is None for row in listings)
    assert sites.truth()["skipped"]


def test_every_design_has_a_dealer_and_the_sizes_are_those_asked_for(sites: DealerSites) -> None:
    assert {facts.theme for facts in sites.facts} == set(themes())
    assert all(len(sites.stock(facts.host)) <= 135 for facts in sites.facts)  # with five signs
    assert max(len(sites.stock(facts.host)) for facts in sites.facts) > 60


def test_one_seed_gives_one_world() -> None:
    one, same, other = (DealerSites(seed, dealers=4, cars=(3, 5)).truth() for seed in (1, 1, 2))
    assert one == same
    assert one != other
