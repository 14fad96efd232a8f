"""A lot's page as Bring a Trailer might write it otherwise, or cut: read the same, less, or not."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crawler.items import BatLot
from crawler.pages.bring_a_trailer import read_lot
from crawler.pages.errors import PageError
from tests.pages.bat_lot import URL, changed, fixture, lot_of
from tests.pages.bat_lot_forms import PAGES, lines_of, money, page, with_lines

_PIECE = re.compile(
    r"<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL | re.IGNORECASE
)

_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')

_VOID = ("img", "br", "input", "meta", "link", "hr")

# Where a page states its result, and whose it is.
_REGIONS = ('class="listing-intro', 'id="listing-bid-container"', 'class="history', "essentials")


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
