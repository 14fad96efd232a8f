"""Inventories over four nights: what is asked for again, what is gone, and what comes back."""

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import URL

from tests.e2e.dealers import Row, copied, dealers_web
from tests.e2e.inventory_nights import DEALERS, QUIET, History, by_status, four_nights


@pytest.fixture(scope="module")
def history(
    server: URL, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    """All four nights, at once for all tests."""
    with (
        copied(server, template, f"test_{uuid4().hex[:12]}") as database,
        dealers_web(tmp_path_factory.mktemp("web"), DEALERS) as (web, dealers),
    ):
        yield four_nights(database, web, dealers)


def is_newer(one: Row, other: Row) -> bool:
    """Whether a list has shown it since."""
    return bool(one["last_seen_at"] > other["last_seen_at"])


def path(url: str) -> str:
    """What the web's log says of a request for the URL."""
    return urlsplit(url).path


@pytest.mark.parametrize("name", DEALERS)
def test_a_first_walk_asks_for_the_lists_the_home_page_and_robots_txt_alone(
    history: History, name: str
) -> None:
    asked = history.nights[0].asked[name]
    cars = {path(url) for urls in history.had[name].values() for url in urls}
    others = [one for one in asked if one not in cars]
    assert others[:2] in (["/robots.txt", "/"], ["/", "/robots.txt"])
    assert len(others) <= history.list_requests[name] + 2
    assert sorted(one for one in asked if one in cars) == sorted(cars)
    first_car = min(n for n, one in enumerate(asked) if one in cars)
    assert asked[:first_car] == others, "the lists come before the cars"


@pytest.mark.parametrize("name", QUIET)
def test_an_unchanged_inventory_costs_no_vehicle_page_again(history: History, name: str) -> None:
    cars = {path(url) for urls in history.had[name].values() for url in urls}
    for night in history.nights[1:3]:
        assert "/" in night.asked[name]
        assert cars.isdisjoint(night.asked[name])


@pytest.mark.parametrize("name", QUIET)
def test_an_old_listing_is_read_again_while_it_is_for_sale(history: History, name: str) -> None:
    again = [url for urls in history.had[name].values() for url in urls]
    again = [url for url in again if path(url) in history.nights[3].asked[name]]
    assert sorted(again) == history.had[name]["for_sale"]
    assert history.had[name]["for_sale"]


@pytest.mark.parametrize("fate", ["sold", "sold in silence"])
def test_a_sold_car_keeps_its_last_asking_price_and_has_no_sale_price(
    history: History, fate: str
) -> None:
    url, price = history.cars[fate]["url"], Decimal(history.cars[fate]["price"])
    before, after = history.nights[0].listings[url], history.nights[1].listings[url]
    assert (before["status"], before["asking_price"]) == ("for_sale", price)
    assert (after["status"], after["asking_price"], after["currency"]) == ("sold", price, "USD")
    assert (before["sale_price"], after["sale_price"]) == (None, None)
    entry = history.nights[1].inventory[url]
    assert (entry["status"], entry["had_as"], entry["asking_price"]) == ("sold", "sold", price)


def test_a_car_that_leaves_the_lists_is_sold_if_its_page_says_so(history: History) -> None:
    url = history.cars["sold unseen"]["url"]
    assert path(url) in history.nights[1].asked["busy"]
    before, after = history.nights[0].listings[url], history.nights[3].listings[url]
    assert history.nights[1].listings[url]["status"] == after["status"] == "sold"
    assert after["asking_price"] == before["asking_price"] is not None
    assert after["sale_price"] is None
    entry = history.nights[3].inventory[url]
    assert (entry["status"], entry["had_as"]) == ("sold", "sold")


def test_a_car_whose_page_is_gone_is_removed(history: History) -> None:
    url = history.cars["deleted"]["url"]
    assert history.nights[1].asked["busy"].count(path(url)) == 1
    assert history.nights[1].listings[url]["status"] == "removed"
    entry = history.nights[2].inventory[url]
    assert (entry["status"], entry["had_as"]) == ("removed", "removed")
    assert path(url) not in history.nights[3].asked["busy"]


def test_a_car_that_no_list_shows_is_removed_when_it_is_missed_twice(history: History) -> None:
    url = history.cars["unlisted"]["url"]
    asked = [night.asked["busy"].count(path(url)) for night in history.nights]
    assert asked[:2] == [1, 1], "its own page may tell why"
    statuses = [night.listings[url]["status"] for night in history.nights]
    assert statuses == ["for_sale", "for_sale", "removed", "removed"]
    statuses = [night.inventory[url]["status"] for night in history.nights]
    assert statuses == ["for_sale", "for_sale", "removed", "removed"]
    had_as = [night.inventory[url]["had_as"] for night in history.nights]
    assert had_as == ["for_sale", "for_sale", "removed", "removed"]


def test_a_removed_car_that_is_listed_again_is_for_sale_again(history: History) -> None:
    url = history.cars["back"]["url"]
    third, fourth = history.nights[2:]
    assert third.listings[url]["status"] == third.inventory[url]["status"] == "removed"
    entry = fourth.inventory[url]
    assert fourth.listings[url]["status"] == "for_sale"
    assert (entry["status"], entry["had_as"], entry["missed"]) == ("for_sale", "for_sale", 0)
    assert entry["id"] == third.inventory[url]["id"]


def test_a_car_is_not_removed_for_being_missed_now_and_then(history: History) -> None:
    url = history.cars["missed now and then"]["url"]
    assert [night.inventory[url]["missed"] for night in history.nights] == [0, 1, 0, 1]
    assert {night.listings[url]["status"] for night in history.nights} == {"for_sale"}
    assert {night.inventory[url]["status"] for night in history.nights} == {"for_sale"}


def test_nothing_is_ever_deleted(history: History) -> None:
    for before, after in zip(history.nights, history.nights[1:], strict=False):
        assert before.listings.keys() <= after.listings.keys()
        assert before.inventory.keys() <= after.inventory.keys()
        assert before.vehicles.items() <= after.vehicles.items()


def test_an_inventory_that_is_suddenly_empty_removes_nothing(history: History) -> None:
    urls = history.had["emptied"]["for_sale"]
    assert urls
    for night in history.nights:
        assert {night.listings[url]["status"] for url in urls} == {"for_sale"}
        assert {night.inventory[url]["missed"] for url in urls} == {0}


@pytest.mark.parametrize("name", ["half gone", "half garbled"])
def test_a_walk_that_could_not_read_all_lists_misses_nothing(history: History, name: str) -> None:
    urls = [url for urls in history.had[name].values() for url in urls]
    first, *others = history.nights
    for before, night in zip(history.nights, others, strict=False):
        assert "/inventory/?page=2" in night.asked[name]
        seen = [url for url in urls if is_newer(night.inventory[url], before.inventory[url])]
        assert 0 < len(seen) < len(urls) - 1, "nothing was left out: the test proves nothing"
        assert {night.inventory[url]["missed"] for url in urls} == {0}
        assert {night.listings[url]["status"] for url in urls} == {"for_sale", "sold"}
    assert {first.inventory[url]["missed"] for url in urls} == {0}


def test_a_site_on_another_platform_is_read_as_that(history: History) -> None:
    website = history.dealers["redesigned"].website
    platforms = [night.platforms[website] for night in history.nights]
    assert platforms == ["dealer_accelerate", "schema_org", "schema_org", "schema_org"]
    new = by_status(history.dealers["redesigned"].stock())
    for status, urls in new.items():
        assert {history.nights[1].listings[url]["status"] for url in urls} == {status}


def test_the_old_pages_of_a_site_on_another_platform_end_as_removed(history: History) -> None:
    old = history.had["redesigned"]
    night = history.nights[2]
    assert {night.listings[url]["status"] for url in old["for_sale"]} == {"removed"}
    assert {night.inventory[url]["status"] for url in old["for_sale"]} == {"removed"}
    assert {night.listings[url]["status"] for url in old["sold"]} == {"sold"}


def test_the_cars_of_a_site_on_another_platform_stay_the_cars_they_are(history: History) -> None:
    first, _, third, _ = history.nights
    old = {url for urls in history.had["redesigned"].values() for url in urls}
    stock = [one for one in history.dealers["redesigned"].stock() if one["vin"]]
    assert stock
    for one in stock:
        vehicle = first.vehicles[one["vin"]]
        assert third.vehicles[one["vin"]] == vehicle
        assert third.listings[one["url"]]["vehicle_id"] == vehicle
        before = [url for url in old if third.listings[url]["vehicle_id"] == vehicle]
        assert len(before) == 1
        status = "sold" if one["sold"] else "for_sale"
        assert third.inventory[one["url"]]["had_as"] == status
