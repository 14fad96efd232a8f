from datetime import date
from decimal import Decimal

import pytest

from crawler.items import BatHistoryEntry
from crawler.pages.bring_a_trailer import read_lot
from tests.pages.bat_lot import URL, changed, fixture, lot_of, of

OWN = (
    "<em>Sold by <strong>Larkspur</strong> to <strong>Sorrel</strong> for "
    "<strong>USD $9,750.00</strong></em><br />February 20, 2026"
)


def first_entry(message: str) -> BatHistoryEntry:
    html = changed(fixture("relisted"), OWN, message)
    return of(read_lot(html, URL), BatHistoryEntry)[0]


@pytest.mark.parametrize(
    ("message", "status", "people", "amount"),
    [
        (
            "<em>Sold by <b>A</b> to <b>B</b> for <b>EUR €5,000.00</b>",
            *("sold", ("A", "B"), ("EUR", Decimal("5000.00"))),
        ),
        ("<em>Sold by A_1 to B-2 for $5,000", "sold", ("A_1", "B-2"), ("USD", Decimal(5000))),
        ("<em>Sold for <strong>$5,000</strong>", "sold", (None, None), ("USD", Decimal(5000))),
        (
            "<em>Listed by <strong>A</strong>, bid to <strong>CAD $70,000</strong>",
            *("reserve_not_met", ("A", None), ("CAD", Decimal(70000))),
        ),
        ("<em>Listed by A, bid to $7", "reserve_not_met", ("A", None), ("USD", Decimal(7))),
        ("<em>Listed by <strong>A</strong>", None, ("A", None), (None, None)),
        ("<em>Listed by A", None, ("A", None), (None, None)),
        ("<em>Listed by <strong>A</strong>, withdrawn", "withdrawn", ("A", None), (None, None)),
        # Names that look like BaT's own words.
        (
            "<em>Listed by <strong>sold for $9</strong>, bid to <strong>USD $8</strong>",
            *("reserve_not_met", ("sold for $9", None), ("USD", Decimal(8))),
        ),
        ("<em>Listed by <strong>withdrawn</strong>", None, ("withdrawn", None), (None, None)),
        ("<em>Coming soon, $5,000", None, (None, None), (None, None)),
    ],
)
def test_an_entry_is_read_by_its_words(
    message: str,
    status: str | None,
    people: tuple[str | None, str | None],
    amount: tuple[str | None, Decimal | None],
) -> None:
    entry = first_entry(f"{message}</em>")
    assert entry.status == status
    assert (entry.seller_username, entry.buyer_username) == people
    assert (entry.currency, entry.amount) == amount


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("<br />April 24, 2026", date(2026, 4, 24)),
        ("<br> september 3, 2015 ", date(2015, 9, 3)),
        ('<span class="date-localize" data-timestamp="1732320000">x</span>', date(2024, 11, 23)),
        ("<br />February 30, 2026", None),
        ("<br />in spring", None),
        ("", None),
    ],
)
def test_an_entry_ended_on_the_day_that_it_states(stated: str, day: date | None) -> None:
    assert first_entry(f"<em>Sold for $5</em>{stated}").ended_on == day


def test_an_article_is_no_auction() -> None:
    html = changed(
        fixture("relisted"),
        "https://bringatrailer.com/listing/1987-saab-900-turbo-611/",
        "https://bringatrailer.com/2011/08/05/a-saab/",
    )
    entries = of(read_lot(html, URL), BatHistoryEntry)
    assert [entry.position for entry in entries] == [1, 2, 3]
    assert all("/listing/" in entry.url for entry in entries)


def test_an_auction_that_is_listed_twice_is_one_entry() -> None:
    html = changed(fixture("relisted"), "1987-saab-900-turbo-611", "1987-saab-900-turbo-340")
    urls = [entry.url for entry in of(read_lot(html, URL), BatHistoryEntry)]
    assert len(urls) == len(set(urls)) == 3


def test_the_page_knows_its_own_entry_by_its_mark_or_its_address() -> None:
    html = changed(fixture("relisted"), '"type": "bat-bid-reserve"', '"type": "comment"')
    html = changed(html, "$9,750.00</strong></em>", "$9,800.00</strong></em>")
    assert lot_of(changed(html, "item current", "item")).sale_price == Decimal("9800.00")
    address = '/listing/1987-saab-900-turbo-903/" class="item current"'
    html = changed(
        html, f'href="https://bringatrailer.com{address}', 'href="#" class="item current"'
    )
    assert lot_of(html).sale_price == Decimal("9800.00")
