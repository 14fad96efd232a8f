"""An inventory of 2,000 cars: through list pages, and through a feed that names records."""

from collections.abc import Iterator

import pytest

from tests.e2e.dealers import Dealer, dealers_web, requests_of, rows, well
from tests.program import SampleWeb, program

CARS = 2_000
DESIGNS = ("accelerate_grid", "shopify")


@pytest.fixture(scope="module")
def large(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SampleWeb, dict[str, Dealer]]]:
    with dealers_web(tmp_path_factory.mktemp("web"), {d: (d, CARS) for d in DESIGNS}) as made:
        yield made


@pytest.mark.parametrize("design", DESIGNS)
def test_two_thousand_cars_are_each_found_once_with_as_few_requests_as_there_are_pages(
    large: tuple[SampleWeb, dict[str, Dealer]], design: str, database: str
) -> None:
    web, dealers = large
    dealer = dealers[design]
    web.ask("/log?clear=1")
    night = program(database, web.gateway)
    well(night, "crawl", "dealer_inventory", "-a", f"url={dealer.website}", "-a", "max_results=0")
    found = rows(database, "SELECT listing_url, status FROM dealer_inventory")
    truth = {
        row["listing_url"]: row["status"]
        for row in web.truth["dealer_inventory"]
        if dealer.host in str(row["listing_url"])
    }
    assert len(truth) == CARS
    assert {row["listing_url"]: row["status"] for row in found} == truth
    queued = rows(database, "SELECT count(*) AS n FROM import_queue WHERE status = 'pending'")
    assert queued == [{"n": CARS}]
    asked = requests_of(web, dealer.host)
    assert len(asked) == len(set(asked)) <= dealer.list_requests() + 2
