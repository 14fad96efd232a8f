import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from crawler.items import BatLot, Listing
from crawler.pages import read_page
from crawler.pages.bring_a_trailer import BOARD_URL, canonical_lot_url, read_board
from crawler.pages.errors import Challenge, Unreadable
from tests.pages.recorded import as_record
from tests.pages.saved import saved_page

FIXTURES = Path(__file__).with_name("fixtures")


def board() -> str:
    return (FIXTURES / "bat-board.html").read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    """The board with every `old` made `new`."""
    html = board()
    assert old in html
    return html.replace(old, new)


def lots(html: str) -> dict[int, BatLot]:
    """The board's lots by their ids."""
    found = (item for item in read_board(html, BOARD_URL).items if isinstance(item, BatLot))
    return {lot.bat_id: lot for lot in found}


def test_the_board_gives_its_expected_record() -> None:
    record = json.loads((FIXTURES / "bat-board.json").read_text(encoding="utf-8"))
    assert as_record(read_board(board(), record["url"])) == record["gives"]


def test_every_entry_is_a_listing_and_its_lot() -> None:
    items = read_board(board(), BOARD_URL).items
    listings, live = items[::2], items[1::2]
    assert len(listings) == len(live) == 4
    for listing, lot in zip(listings, live, strict=True):
        assert isinstance(listing, Listing)
        assert isinstance(lot, BatLot)
        assert (listing.url, listing.title, listing.status) == (lot.url, lot.title, lot.status)


def test_a_running_bid_is_no_price() -> None:
    for item in read_board(board(), BOARD_URL).items:
        if isinstance(item, Listing):
            assert (item.asking_price, item.sale_price, item.currency) == (None, None, None)
        if isinstance(item, BatLot):
            assert (item.status, item.high_bid, item.sale_price) == ("live", None, None)


def test_a_lot_without_bids_has_no_bid_rather_than_a_bid_of_nil() -> None:
    bids = {bat_id: lot.current_bid for bat_id, lot in lots(board()).items()}
    assert bids == {1: Decimal(12000), 2: None, 3: Decimal(1100), 4: None}


def test_a_lot_that_is_not_active_any_more_is_not_live() -> None:
    assert 5 not in lots(board())
    assert 5 in lots(changed('"active": false', '"active": true'))


def test_an_empty_board_is_unreadable() -> None:
    html = re.sub(r'"items": \[.*\], "locations"', '"items": [], "locations"', board())
    with pytest.raises(Unreadable, match="no lot"):
        read_board(html, BOARD_URL)


def test_a_board_without_a_live_lot_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="no lot"):
        read_board(changed('"active": true', '"active": false'), BOARD_URL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("auctionsCurrentInitialData", "auctionsOtherData"),
        ('"items"', '"lots"'),
        ('"url"', '"href"'),
        ('"title"', '"name"'),
        ('"id"', '"post"'),
        ('"currency"', '"money"'),
        ('"timestamp_end"', '"until"'),
        ('"current_bid"', '"bid"'),
        ('"active"', '"open"'),
        ('"noreserve"', '"no_reserve"'),
        ('"id": 3', '"id": "3"'),
        ('"id": 3', '"id": 0'),
        ('"currency": "CAD"', '"currency": null'),
        ('"currency": "CAD"', '"currency": "C$"'),
        ('"current_bid": 1100', '"current_bid": "1100"'),
        ('"current_bid": 1100', '"current_bid": true'),
        ('"current_bid": 1100', '"current_bid": -1'),
        ('"timestamp_end": 1773518460', '"timestamp_end": null'),
        ('"timestamp_end": 1773518460', '"timestamp_end": 0'),
        ('"timestamp_end": 1773518460', '"timestamp_end": 1773518460000'),
        ('"No Reserve: 1994 Mazda MX-5 Miata 5-Speed"', '"No Reserve: "'),
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


@pytest.mark.parametrize(
    ("old", "new"),
    [('"id": 3', '"id": 2'), ("porsche-alloy-wheels-900", "1986-toyota-pickup-900")],
)
def test_two_lots_of_one_id_or_one_address_are_unreadable(old: str, new: str) -> None:
    with pytest.raises(Unreadable, match="two lots"):
        read_board(changed(old, new), BOARD_URL)


def test_a_bot_wall_is_no_board() -> None:
    with pytest.raises(Challenge):
        read_board("<html><head><title>Just a moment...</title></head></html>", BOARD_URL)


def test_a_title_may_hold_what_ends_a_script() -> None:
    html = changed("1971 Alfa Romeo GT Junior", "1971 Alfa Romeo }; \\u0000\\ud83d Junior")
    assert lots(html)[4].title == "1971 Alfa Romeo }; �� Junior"


def test_a_board_saved_to_a_file_is_read_by_its_address() -> None:
    assert read_page(board(), BOARD_URL) == read_board(board(), BOARD_URL)


def test_the_saved_board_gives_all_965_lots_each_once() -> None:
    html = saved_page("bringatrailer/auctions.html")
    found = lots(html)
    stated = set(re.findall(r'"url":"(https:\\/\\/bringatrailer\.com\\/listing\\/[^"]+)"', html))
    assert len(found) == 965
    assert {lot.url for lot in found.values()} == {
        canonical_lot_url(url.replace("\\", "")) for url in stated
    }
    assert not [lot.title for lot in found.values() if "&" in lot.title and ";" in lot.title]
