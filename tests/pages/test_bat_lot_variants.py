"""A lot's page as Bring a Trailer might write it otherwise, or cut: read the same, less, or not."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import BatLot
from crawler.lot_states import AFTER_THE_END, after_page
from crawler.pages.bring_a_trailer import read_lot
from crawler.pages.bring_a_trailer.money import first_amount
from crawler.pages.errors import PageError, Unreadable
from tests.pages.bat_lot import URL, changed, fixture, lot_of, names
from tests.pages.saved import saved_page

SAVED = ("listing-sold", "listing-live", "listing-reserve-not-met")
PAGES = (*names(), *SAVED)
_PIECE = re.compile(
    r"<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL | re.IGNORECASE
)
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_VOID = ("img", "br", "input", "meta", "link", "hr")
# Where a page states its result, and whose it is.
_REGIONS = ('class="listing-intro', 'id="listing-bid-container"', 'class="history', "essentials")


def page(name: str) -> str:
    if name in SAVED:
        return saved_page(f"bringatrailer/{name}.html")
    return fixture(name)


def lines_of(html: str) -> tuple[re.Match[str], dict[str, Any]]:
    found = re.search(r"^var BAT_VMS = (\{.*\});$", html, re.MULTILINE)
    assert found
    return found, json.loads(found[1])


def with_lines(html: str, change: Callable[[list[dict[str, Any]]], None]) -> str:
    """`html` after `change` was made to the lines of its thread."""
    found, vms = lines_of(html)
    change(vms["comments"])
    return html[: found.start(1)] + json.dumps(vms) + html[found.end(1) :]


def without_line(html: str) -> str:
    return html.replace('"type": "bat-bid-reserve"', '"type": "comment"')


def single_quotes(tag: str) -> str:
    return _ATTRIBUTE.sub(lambda one: one[0] if "'" in one[2] else f" {one[1]}='{one[2]}'", tag)


def reversed_attributes(tag: str) -> str:
    match = re.fullmatch(r'<([\w-]+)((?:\s+[\w:-]+(?:="[^"]*")?)+)\s*>', tag)
    if match is None:
        return tag
    stated = re.findall(r'[\w:-]+(?:="[^"]*")?', match[2])
    return f"<{match[1]} {' '.join(reversed(stated))}>"


def more_classes(tag: str) -> str:
    return re.sub(r'\sclass="([^"]*)"', r' class="one \1 two"', tag)


def loose_attributes(tag: str) -> str:
    return _ATTRIBUTE.sub(r'\n\t\1 = "\2"', tag)


def capital_names(tag: str) -> str:
    return re.sub(r"^<(\w+)", lambda name: name[0].upper(), tag)


def comments_around(text: str) -> str:
    return f"<!-- a -->{text}<!-- Sold for USD $1 -->"


def hard_blanks(text: str) -> str:
    return text.replace(" ", "&nbsp;\n ") if text.strip() else text


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("form", "of_tags"),
    [
        (single_quotes, True),
        (reversed_attributes, True),
        (more_classes, True),
        (loose_attributes, True),
        (capital_names, True),
        (comments_around, False),
        (hard_blanks, False),
    ],
)
def test_a_page_in_another_form_says_the_same(
    name: str, form: Callable[[str], str], of_tags: bool
) -> None:
    html = page(name)
    head, rest = html.split("<body", 1)
    body, thread = rest.rsplit('<script type="text/javascript" id="bat-theme-viewmodels', 1)

    def change(piece: re.Match[str]) -> str:
        text = piece[0]
        if text.lower().startswith(("<script", "<style", "<!", "</")):
            return text
        return form(text) if text.startswith("<") is of_tags else text

    body = _PIECE.sub(change, f"<body{body}")
    other = f'{head}{body}<script type="text/javascript" id="bat-theme-viewmodels{thread}'
    assert other != html
    assert read_lot(other, URL) == read_lot(html, URL)


def region(html: str, mark: str) -> tuple[int, int] | None:
    """Where the element that bears `mark` begins and ends."""
    if mark not in html:
        return None
    start = html.rfind("<", 0, html.index(mark))
    depth = 0
    for begins, ends, tag in tags(html, start):
        depth += tag
        if not depth:
            return begins if tag == 0 else start, ends
    return None


def tags(html: str, start: int) -> Iterator[tuple[int, int, int]]:
    """Where each tag from `start` on begins and ends, and what it adds to the depth."""
    for piece in _PIECE.finditer(html, start):
        name = re.match(r"</?([a-zA-Z]\w*)", piece[0])
        if name and not piece[0].lower().startswith(("<script", "<style")):
            alone = name[1].lower() in _VOID or piece[0].endswith("/>")
            yield piece.start(), piece.end(), 0 if alone else -1 if piece[0][1] == "/" else 1


def parts(html: str) -> Iterator[tuple[int, int]]:
    """Each tag, text, attribute, line and element of the regions that state the result."""
    for start, end in filter(None, (region(html, mark) for mark in _REGIONS)):
        for piece in _PIECE.finditer(html, start, end):
            if piece[0].strip():
                yield piece.span()
        for attribute in _ATTRIBUTE.finditer(html, start, end):
            yield attribute.span()
        for line in re.finditer(r"[^\n]*\S[^\n]*\n", html[start:end]):
            yield start + line.start(), start + line.end()
        opened: list[int] = []
        for begins, ends, tag in tags(html, start):
            if ends > end:
                break
            if tag > 0:
                opened.append(begins)
            elif tag < 0 and opened:
                yield opened.pop(), ends


def mutants(html: str, most: int) -> Iterator[str]:
    """At most about `most` pages like `html`, each without one part of it, or with one twice."""
    found = sorted({part for part in parts(html) if part[1] - part[0] < 20_000})
    each = -(-2 * len(found) // most) | 1  # odd, so that the sample is of both kinds
    for number, ((start, end), twice) in enumerate(itertools.product(found, (False, True))):
        if number % each == 0:
            yield html[: end if twice else start] + html[start if twice else end :]


def money(lot: BatLot) -> dict[str, object]:
    return {
        "sale_price": lot.sale_price,
        "currency": lot.currency,
        "high_bid": lot.high_bid,
        "current_bid": lot.current_bid,
        "buyer_username": lot.buyer_username,
        "buyer_id": lot.buyer_id,
    }


def assert_no_other_result(html: str, stated: BatLot) -> bool:
    """Whether `html` was read, and then as `stated` or less."""
    try:
        lot = lot_of(html)
    except PageError:
        return False
    others = {
        name: value
        for name, value in money(lot).items()
        if value is not None and value != money(stated)[name]
    }
    assert not others
    # An ended lot states no result: that is less, not another one. A live one never ended so.
    assert lot.status in (stated.status, "live" if stated.status == "live" else "ended")
    return True


@pytest.mark.parametrize("name", PAGES)
def test_no_part_that_is_missing_or_stands_twice_makes_another_result(name: str) -> None:
    html = page(name)
    stated = lot_of(html)
    read = [assert_no_other_result(mutant, stated) for mutant in mutants(html, 500)]
    assert len(read) > 100
    assert sum(read) > 50


@pytest.mark.parametrize("name", PAGES)
def test_no_line_of_the_thread_that_is_missing_makes_another_price(name: str) -> None:
    html = page(name)
    stated = lot_of(html)
    count = len(lines_of(html)[1]["comments"])
    for number in range(0, count, max(1, count // 20)):

        def change(lines: list[dict[str, Any]], at: int = number) -> None:
            del lines[at]

        assert_no_other_result(with_lines(html, change), stated)


RECORDS = {
    "line": ('"type": "bat-bid-reserve"', '"type": "comment"'),
    "history": ("Sold by <strong>", "<strong>"),
    "row": (">Winning Bid<", ">Other<"),
    "status line": ("Sold for <strong>", "<strong>"),
    "marks": ('class="listing-stats ended"', 'class="listing-stats"'),
    "mark": ('class="listing-closed"', 'class=""'),
}


@pytest.mark.parametrize("name", ["sold", "sold-gbp", "relisted"])
def test_records_that_are_missing_together_leave_the_price_or_none(name: str) -> None:
    html = fixture(name)
    stated = lot_of(html)
    for count in range(1, len(RECORDS) + 1):
        for missing in itertools.combinations(RECORDS.values(), count):
            other = html
            for old, new in missing:
                other = changed(other, old, new)
            assert_no_other_result(other, stated)


# "USD $14,250" as others write it: what is no amount of theirs may not become a part of one.
OTHER_NOTATIONS = [
    *("$14 250", "$14 250", "USD 14 250", "$14, 250", "CHF 14'250", "CHF 14’250"),
    *("$14k", "$14 k", "$1.2M", "$2 million", "$14.250", "€14.250,00", "$14,250.5"),
    *("USD 14.250 ($500)", "$14 250 + $500 fee", "R$ 14,250 ($2,800)", "Mex$ 14,250"),
    *("A $14,250", "C $14,250", "HK $14,250", "¥1,500,000", "kr 120,000", "14,250", "$0"),
]


@pytest.mark.parametrize("stated", OTHER_NOTATIONS)
def test_an_amount_in_another_notation_is_none(stated: str) -> None:
    assert first_amount(stated) is None
    assert first_amount(f"{stated} on 4/24/26") is None
    html = changed(fixture("sold"), "for USD $14,250.00", f"for {stated}")
    assert lot_of(html).sale_price == Decimal(14250)


@pytest.mark.parametrize(
    ("stated", "amount", "currency", "coded"),
    [
        ("USD $42,000.00", "42000.00", "USD", True),
        ("CAD $42,000", "42000", "CAD", True),
        ("$42,000 CAD", "42000", "CAD", True),
        ("forCAD $42,000", "42000", "CAD", True),
        ("CAD$42,000", "42000", "CAD", False),
        ("SEK 120,000", "120000", "SEK", True),
        ("$900", "900", "USD", False),
        ("CHF 5,250 on 4/24/26", "5250", "CHF", True),
        ("$12,000, 3 bids", "12000", "USD", False),
    ],
)
def test_an_amount_is_read_with_the_currency_beside_it(
    stated: str, amount: str, currency: str, coded: bool
) -> None:
    found = first_amount(stated)
    assert found is not None
    assert (found.amount, found.currency, found.coded) == (Decimal(amount), currency, coded)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sold", "for USD $14,250.00", "for GBP £14,250.00"),
        ("sold", "for USD $14,250.00", "for £14,250.00"),
        ("sold", "for USD $14,250.00", "for CAD$14,250.00"),
        ("sold", "USD <strong>$14,250", "CAD <strong>$14,250"),
        ("sold", "Sold for <strong>USD $", "Sold for <strong>EUR €"),
        ("sold-gbp", "for GBP \\u00a313,250.00", "for $13,250.00"),
        ("dealer-live", 'data-listing-currency="USD"', 'data-listing-currency="CAD"'),
    ],
)
def test_a_page_that_states_two_currencies_is_unreadable(name: str, old: str, new: str) -> None:
    with pytest.raises(Unreadable, match="several currencies"):
        lot_of(changed(fixture(name), old, new))


def test_a_price_of_the_history_has_no_other_currency() -> None:
    html = without_line(fixture("sold"))
    html = changed(html, "<strong>USD $14,250.00", "<strong>CAD $19,250.00")
    with pytest.raises(Unreadable, match="several currencies"):
        lot_of(html)


def test_dollars_without_a_code_are_those_that_another_record_names() -> None:
    html = changed(fixture("sold"), "for USD $14,250.00", "for $14,250.00")
    html = html.replace("USD <strong>$", "CAD <strong>$").replace("<strong>USD $", "<strong>CAD $")
    lot = lot_of(html)
    assert (lot.sale_price, lot.currency) == (Decimal(14250), "CAD")


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
