import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import BatLot, Listing
from crawler.pages import read_page
from crawler.pages.bring_a_trailer import RESULTS_URL, ResultsPage, filter_url, read_results
from crawler.pages.errors import Challenge, Unreadable
from tests.pages.recorded import FIXTURES, as_record

FOLDER = FIXTURES / "bat-results"
PAGES = {"results": "results.html", "filter": "filter-answer.json"}


def text(name: str) -> str:
    return (FOLDER / PAGES[name]).read_text(encoding="utf-8")


def record(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def changed(name: str, old: str, new: str) -> str:
    page = text(name)
    assert old in page
    return page.replace(old, new)


def lot(page: str, bat_id: int) -> BatLot:
    """The lot with this id on a page of results."""
    items = read_results(page, RESULTS_URL).page.items
    (found,) = [item for item in items if isinstance(item, BatLot) and item.bat_id == bat_id]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_results_give_their_expected_record(name: str) -> None:
    expected = record(name)
    found = read_results(text(name), expected["url"])
    assert as_record(found.page) == expected["gives"]
    assert found == ResultsPage(page=found.page, **expected["totals"])


@pytest.mark.parametrize("name", PAGES)
def test_results_saved_to_a_file_are_read_by_their_address(name: str) -> None:
    url = record(name)["url"]
    assert read_page(text(name), url) == read_results(text(name), url).page


def test_the_price_of_a_sale_is_that_of_its_result_and_not_the_bid_beside_it() -> None:
    sold = lot(text("results"), 23)
    assert (sold.high_bid, sold.sale_price) == (Decimal(40500), Decimal(43000))


def test_a_lot_that_was_not_sold_has_no_price() -> None:
    unsold = lot(text("results"), 22)
    assert (unsold.status, unsold.high_bid, unsold.sale_price) == (
        *("reserve_not_met", Decimal(21000), None),
    )
    for item in read_results(text("results"), RESULTS_URL).page.items:
        if isinstance(item, Listing) and item.status != "sold":
            assert (item.sale_price, item.currency) == (None, None)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("", "ended"),
        ("No result yet", "ended"),
        ("Should have sold for USD $9,000", "ended"),
        ("Withdrawn <span> on 3\\/12\\/2026 <\\/span>", "withdrawn"),
        ("Bid to USD $9,000 <span> on 3\\/12\\/26 <\\/span>", "reserve_not_met"),
        ("<b>Sold&nbsp;for<\\/b> USD $9,000", "sold"),
    ],
)
def test_the_result_is_what_its_text_begins_with(words: str, status: str) -> None:
    page = changed("results", "Bid to EUR \\u20ac21,000 <span> on 3\\/14\\/2026 <\\/span>", words)
    if status == "sold":
        page = page.replace('"EUR"', '"USD"')
    found = lot(page, 22)
    assert found.status == status
    assert found.sale_price == (Decimal(9000) if status == "sold" else None)


def test_a_lot_that_was_withdrawn_has_no_end_of_bidding() -> None:
    assert lot(text("results"), 24).ends_at is None
    assert len(read_results(text("results"), RESULTS_URL).ends) == 4


def test_the_noughts_of_a_list_are_no_counts() -> None:
    found = lot(text("results"), 21)
    assert (found.comment_count, found.view_count, found.watcher_count) == (None, None, None)


def test_a_lot_that_still_runs_is_no_result() -> None:
    ids = [
        item.bat_id
        for item in read_results(text("results"), RESULTS_URL).page.items
        if isinstance(item, BatLot)
    ]
    assert ids == [21, 22, 23, 24, 25]


def test_the_next_page_is_the_filters_and_of_the_same_query() -> None:
    assert read_results(text("results"), RESULTS_URL).page.next_url == filter_url(2)
    asked = filter_url(1, category="7", state="sold")
    first = changed("filter", '"page_current": "3"', '"page_current": 1')
    assert read_results(first, asked).page.next_url == filter_url(2, category="7", state="sold")
    assert read_results(text("filter"), asked).page.next_url is None


def test_a_page_beyond_the_last_is_empty_and_the_first_never() -> None:
    empty = json.dumps(json.loads(text("filter")) | {"items": []})
    assert read_results(empty, filter_url(3)).page.items == ()
    with pytest.raises(Unreadable, match="no results at all"):
        read_results(empty.replace('"page_current": "3"', '"page_current": 1'), filter_url(1))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("results", "auctionsCompletedInitialData", "auctionsCurrentInitialData"),
        ("results", '"sold_text"', '"result"'),
        ("results", '"Sold for USD $43,000', '"Sold for a lot of money'),
        ("results", '"Sold for USD $43,000', '"Sold for EUR €43,000'),
        ("results", '"items_total": 79', '"items_total": null'),
        ("results", '"items_total": 79', '"items_total": -1'),
        ("results", '"page_current": 1', '"page_current": 0'),
        ("results", '"timestamp_end": 1773518000', '"timestamp_end": false'),
        ("results", '"currency": "GBP"', '"currency": ""'),
        ("filter", '"items_per_page": "36"', '"items_per_page": "many"'),
        ("filter", '"pages_total"', '"pages"'),
        ("filter", '"items"', '"lots"'),
    ],
)
def test_changed_results_are_unreadable(name: str, old: str, new: str) -> None:
    with pytest.raises(Unreadable):
        read_results(changed(name, old, new), RESULTS_URL)


@pytest.mark.parametrize("name", PAGES)
def test_cut_results_are_unreadable(name: str) -> None:
    page = text(name)
    with pytest.raises(Unreadable):
        read_results(page[: len(page) // 2], RESULTS_URL)


def test_a_bot_wall_shows_no_results() -> None:
    with pytest.raises(Challenge):
        read_results("<html><head><title>Just a moment...</title></head></html>", filter_url(2))
