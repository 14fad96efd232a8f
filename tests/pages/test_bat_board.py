import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from crawler.items import Listing
from crawler.pages.bring_a_trailer import BOARD_URL, canonical_lot_url, read_board
from crawler.pages.errors import Challenge, Unreadable
from tests.pages.saved import saved_page

FIXTURES = Path(__file__).with_name("fixtures")


def board() -> str:
    return (FIXTURES / "bat-board.html").read_text(encoding="utf-8")


def test_the_board_gives_its_expected_record() -> None:
    page = read_board(board(), BOARD_URL)
    expected = json.loads((FIXTURES / "bat-board.json").read_text(encoding="utf-8"))
    assert page.page == expected["page"]
    assert [{"type": "Listing", **asdict(item)} for item in page.items] == expected["items"]


def test_a_running_bid_is_no_price() -> None:
    for item in read_board(board(), BOARD_URL).items:
        assert isinstance(item, Listing)
        assert (item.status, item.asking_price, item.sale_price, item.currency) == (
            *("live", None, None, None),
        )


def test_an_empty_board_gives_nothing() -> None:
    html = re.sub(r'"items": \[.*\], "locations"', '"items": [], "locations"', board())
    assert read_board(html, BOARD_URL).items == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("auctionsCurrentInitialData", "auctionsOtherData"),
        ('"items"', '"lots"'),
        ('"url"', '"href"'),
        ('"title"', '"name"'),
        ("bringatrailer.com", "example.com"),
        ("\n/* ]]> */", ""),
    ],
)
def test_a_changed_board_is_unreadable(old: str, new: str) -> None:
    html = board()
    assert old in html
    cut = html[: html.index('"locations"')] if old.startswith("\n") else html.replace(old, new)
    with pytest.raises(Unreadable):
        read_board(cut, BOARD_URL)


def test_a_bot_wall_is_no_board() -> None:
    with pytest.raises(Challenge):
        read_board("<html><head><title>Just a moment...</title></head></html>", BOARD_URL)


def test_the_saved_board_gives_all_965_lots_each_once() -> None:
    html = saved_page("bringatrailer/auctions.html")
    listings = [i for i in read_board(html, BOARD_URL).items if isinstance(i, Listing)]
    stated = set(re.findall(r'"url":"(https:\\/\\/bringatrailer\.com\\/listing\\/[^"]+)"', html))
    assert len(listings) == len({i.url for i in listings}) == 965
    assert {i.url for i in listings} == {canonical_lot_url(u.replace("\\", "")) for u in stated}
    assert not [i.title for i in listings if "&" in i.title and ";" in i.title]
