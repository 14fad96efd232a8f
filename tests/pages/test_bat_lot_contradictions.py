"""A lot's page that contradicts itself, or is none: no result that nobody stated."""

import itertools
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crawler.lot_states import AFTER_THE_END, after_page
from crawler.pages.bring_a_trailer import read_lot
from crawler.pages.errors import Unreadable
from tests.pages.bat_lot import URL, changed, fixture, lot_of
from tests.pages.bat_lot_forms import PAGES, money, page, with_lines, without_line
from tests.pages.saved import saved_page


def test_a_winning_bid_beside_words_of_no_sale_is_unreadable() -> None:
    html = changed(without_line(fixture("sold")), "Sold by <strong>M", "Listed by <strong>M")
    html = changed(html, "Sold for <strong>", "Bid to <strong>")
    with pytest.raises(Unreadable, match="winning bid"):
        lot_of(html)


def test_a_winning_bid_that_did_not_meet_the_reserve_is_unreadable() -> None:
    html = changed(fixture("hostile-comments"), ">High Bid<", ">Winning Bid<")
    assert "(Reserve Not Met)" in html
    with pytest.raises(Unreadable, match="winning bid"):
        lot_of(html)


def announced(text: str, after: timedelta, place: int) -> str:
    """The sold lot with one more result line."""

    def change(lines: list[dict[str, Any]]) -> None:
        (line,) = (line for line in lines if line["type"] == "bat-bid-reserve")
        moment = line["timestamp"] + int(after.total_seconds())
        lines.insert(place, line | {"id": 79_999, "content": text, "timestamp": moment})

    return with_lines(fixture("sold"), change)


@pytest.mark.parametrize("place", [0, 99])
def test_the_last_result_line_is_told_by_its_time_and_not_by_its_place(place: int) -> None:
    later = announced("Sold on 3/15/26 for USD $13,000.00 to Other", timedelta(days=1), place)
    assert (lot_of(later).sale_price, lot_of(later).buyer_username) == (Decimal(13000), "Other")
    earlier = announced("Sold on 3/1/26 for USD $13,000.00 to Other", -timedelta(days=9), place)
    assert lot_of(earlier).sale_price == Decimal(14250)


def test_a_remark_behind_the_buyer_is_no_name() -> None:
    html = changed(
        fixture("sold"), "$14,250.00 to Quillfeather", "$14,250.00 to Quillfeather (no fee)"
    )
    lot = lot_of(html)
    assert (lot.buyer_username, lot.sale_price) == ("Quillfeather", Decimal(14250))


def test_a_cancelled_bid_above_all_others_changes_no_amount() -> None:
    html = fixture("hostile-comments")

    def change(lines: list[dict[str, Any]]) -> None:
        bid = next(line for line in lines if line["type"] == "bat-bid")
        lines.append(bid | {"id": 79_998, "type": "bat-bid-canceled", "bidAmount": 99_000})

    assert money(lot_of(with_lines(html, change))) == money(lot_of(html))


def test_a_table_of_a_live_lot_below_words_of_a_sale_gives_no_price() -> None:
    lot = lot_of(changed(fixture("dealer-live"), "Current Bid:", "Sold for"))
    assert (lot.status, lot.sale_price, lot.current_bid) == ("live", None, Decimal(41500))


def test_a_bid_table_that_states_two_winning_bids_is_unreadable() -> None:
    row = '<tr class="listing-stats-stat"><td class="listing-stats-label">Winning Bid</td>'
    other = f'{row}<td class="listing-stats-value">USD $1</td></tr>'
    with pytest.raises(Unreadable, match="two rows 'Winning Bid'"):
        lot_of(changed(fixture("sold"), row, other + row))


def test_a_page_with_two_status_lines_is_unreadable() -> None:
    line = '<div class="listing-available-info">'
    html = changed(fixture("sold"), line, f"{line}Sold for USD $1</div>{line}")
    with pytest.raises(Unreadable, match="stands 2 times"):
        lot_of(html)


def test_a_page_that_states_neither_an_end_nor_a_result_is_unreadable() -> None:
    html = re.sub(
        r'\sdata-(?:until|timestamp|ends|auction-ends)="[^"]*"', "", fixture("live-no-bids")
    )
    with pytest.raises(Unreadable, match="neither"):
        lot_of(html)


def test_a_live_lots_reserve_that_is_not_met_yet_is_no_result() -> None:
    html = changed(
        fixture("dealer-live"),
        "USD $41,500</strong></span>",
        "USD $41,500</strong> (Reserve Not Met)</span>",
    )
    lot = lot_of(html)
    assert (lot.status, lot.current_bid, lot.high_bid) == ("live", Decimal(41500), None)


@pytest.mark.parametrize("name", PAGES)
def test_a_translated_page_is_unreadable(name: str) -> None:
    html = page(name)
    with pytest.raises(Unreadable, match="translation"):
        lot_of(re.sub(r'<html lang="en[^"]*"', '<html lang="de-DE"', html))
    assert lot_of(re.sub(r'<html lang="en[^"]*"', "<html", html)) == lot_of(html)


@pytest.mark.parametrize("file", ["auctions.html", "auctions-results.html"])
def test_a_page_of_another_section_is_no_lot(file: str) -> None:
    with pytest.raises(Unreadable):
        read_lot(saved_page(f"bringatrailer/{file}"), URL)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html lang='en-US'><body class='error404'><h1>Page not found</h1></body></html>",
        "<html><body><h1 class='post-title'>Member</h1><a href='/listing/a/'>Sold</a></body>",
        '{"items": []}',
    ],
)
def test_an_answer_that_is_no_lots_page_is_unreadable(html: str) -> None:
    with pytest.raises(Unreadable):
        read_lot(html, URL)


def test_a_place_that_is_missing_is_not_the_lots_number() -> None:
    html = fixture("old-layout")
    place = lot_of(html).location
    assert place
    lot = lot_of(re.sub(rf"<a [^>]*>{re.escape(place)}</a>", "", html))
    assert (lot.location, lot.lot_number) == (None, lot_of(html).lot_number)


def test_a_lot_that_is_over_without_a_result_is_looked_at_again_for_an_hour() -> None:
    end = datetime(2026, 5, 4, 12, tzinfo=UTC)
    looks = [end + timedelta(minutes=1)]
    while len(looks) < 20 and (look := after_page("ended", end, asked_at=looks[-1])):
        looks.append(look)
    assert [later - sooner for sooner, later in itertools.pairwise(looks)] == 6 * [AFTER_THE_END]
    assert looks[-1] >= end + timedelta(hours=1)
