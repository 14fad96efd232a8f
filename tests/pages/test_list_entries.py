"""Lists with odd entries: what one costs, and what many do."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import BatLot, ListPage, ReadPage
from crawler.pages.bring_a_trailer import BOARD_URL, filter_url, read_board, read_results
from crawler.pages.classic_com import directory_url, read_directory
from crawler.pages.errors import Unreadable
from crawler.pages.platforms import platform_named

CAR_PAGE = "https://oldoak.example/inventory/12/falk-comet"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def entry(number: int, **said: Any) -> dict[str, Any]:
    words = {
        "id": number,
        "title": f"1965 Falk Comet {number}",
        "url": f"https://bringatrailer.com/listing/1965-falk-comet-{number}/",
        "currency": "USD",
        "current_bid": 1000 + number,
        "timestamp_end": 1773518400,
        "active": True,
        "noreserve": False,
        "sold_text": "Bid to USD $1,000 <span> on 3/14/2026 </span>",
    }
    return words | said


def board(*odd: dict[str, Any], sound: int = 35) -> ReadPage:
    """A board of `sound` entries and the `odd` ones."""
    items = [*(entry(n) for n in range(1, sound + 1)), *odd]
    return read_board(
        f"<script>var auctionsCurrentInitialData = {json.dumps({'items': items})};</script>",
        BOARD_URL,
    )


ODD: list[dict[str, Any]] = [
    {"title": None},
    {"title": "No Reserve: "},
    {"currency": None},
    {"current_bid": "12,500"},
    {"current_bid": None},
    {"timestamp_end": "1773518400"},
    {"timestamp_end": None},
    {"noreserve": None},
    {"url": "/listing/1965-falk-comet-99/"},
    {"url": "https://oldoak.example/listing/1965-falk-comet-99/"},
    {"id": "99"},
    {"id": 2**63},
]


@pytest.mark.parametrize("said", ODD)
def test_one_odd_entry_costs_itself_and_not_the_board(said: dict[str, Any]) -> None:
    page = board(entry(99, **said))
    assert len(page.items) == 2 * 35
    (unread,) = page.unread
    assert unread.why
    assert unread.bat_id == (None if said.get("id") == "99" else said.get("id", 99))


def test_a_board_of_which_a_tenth_is_odd_is_unreadable() -> None:
    assert len(board(*(entry(90 + n, title=None) for n in range(3))).unread) == 3
    with pytest.raises(Unreadable, match=r"4 of 39 entries cannot be read.*title"):
        board(*(entry(90 + n, title=None) for n in range(4)))


@pytest.mark.parametrize("said", [{"id": 98}, {"url": entry(1)["url"]}])
def test_lots_that_share_an_address_or_an_id_are_both_left_out(said: dict[str, Any]) -> None:
    page = board(entry(98), entry(99, **said))
    lots = {item.bat_id for item in page.items if isinstance(item, BatLot)}
    assert 99 not in lots
    assert len(page.unread) == 2
    assert all("two lots" in one.why for one in page.unread)


@pytest.mark.parametrize(
    "said",
    [
        {"year": None},
        {"url": "https://bringatrailer.com/de/listing/1965-falk-comet-99/?utm_source=x"},
        {"url": "https://www.bringatrailer.com/listing/1965-falk-comet-99"},
        {"current_bid": False},
    ],
)
def test_an_entry_that_can_be_understood_is_read(said: dict[str, Any]) -> None:
    page = board(entry(99, **said))
    found = page.items[-1]
    assert isinstance(found, BatLot)
    assert found.url == "https://bringatrailer.com/listing/1965-falk-comet-99/"
    assert found.current_bid == (None if "current_bid" in said else Decimal(1099))
    assert page.unread == ()


@pytest.mark.parametrize(
    "said",
    [
        {"sold_text": "Sold for a lot of money"},
        {"sold_text": None},
        {"sold_text": "Sold for EUR €9,000", "currency": "USD"},
        {"currency": ""},
    ],
)
def test_an_odd_result_does_not_hold_up_the_walk(said: dict[str, Any]) -> None:
    ended = [entry(n, active=False) for n in range(1, 36)]
    answer = {
        "items": [*ended, entry(99, active=False, **said)],
        "items_total": 72,
        "pages_total": 2,
        "page_current": 1,
        "items_per_page": 36,
    }
    found = read_results(json.dumps(answer), filter_url(1)).page
    assert len(found.items) == 2 * 35
    assert [one.bat_id for one in found.unread] == [99]
    assert found.next_url == filter_url(2)


@pytest.mark.parametrize(("sound", "is_read"), [(9, True), (8, False)])
def test_a_seller_without_a_name_costs_itself_and_not_the_directory(
    sound: int, is_read: bool
) -> None:
    names = ["", *(f"Old Oak {n}" for n in range(sound))]
    rows = (f"<tr><td><a href='/s/oak-{n}/'>{name}</a></td></tr>" for n, name in enumerate(names))
    html = f"<table>{''.join(rows)}</table>"
    if not is_read:
        with pytest.raises(Unreadable, match="1 of 9 entries"):
            read_directory(html, directory_url("all", 1))
        return
    page = read_directory(html, directory_url("all", 1))
    assert len(page.items) == 9
    assert [one.why for one in page.unread] == [
        "the seller https://www.classic.com/s/oak-0/ has no name"
    ]


@pytest.mark.parametrize(("sound", "is_read"), [(9, True), (8, False)])
def test_a_tile_without_a_title_costs_itself_and_not_the_list(sound: int, is_read: bool) -> None:
    titles = ["", *(f"title='196{n} Falk Comet'" for n in range(sound))]
    tiles = (
        f"<article class='vehicle-grid__item'><a class='vehicle-grid__link' {title}"
        f" href='/vehicles/elm/{n}/falk-comet'></a></article>"
        for n, title in enumerate(titles)
    )
    html = f"<div class='vehicle-grid'>{''.join(tiles)}</div>"
    platform = platform_named("dealer_accelerate")
    asked = ListPage("https://oldoak.example/vehicles", "for_sale")
    if not is_read:
        with pytest.raises(Unreadable, match="1 of 9 entries"):
            platform.read_list(html, asked)
        return
    page = platform.read_list(html, asked)
    assert len(page.items) == 9
    assert "/vehicles/elm/0/falk-comet has no title" in page.unread[0].why
