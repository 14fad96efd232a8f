"""Whether the page that came is the page that was asked for."""

import pytest

from crawler.items import ListPage
from crawler.pages.errors import Unreadable
from crawler.redirects import LedAway, listing_address, refuse_other_list

SITE = "https://www.larkhill-cars.example"
CLASSIC = "https://www.classic.com/veh"
BAT = "https://bringatrailer.com/listing"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/cars/larkhill-gt", "https://larkhill-cars.example/cars/larkhill-gt"),
        ("/cars/larkhill-gt", f"{SITE}/Cars/larkhill-gt/?utm_source=x"),
        ("/car.aspx?id=4", f"{SITE}/car.aspx?id=4&from=list"),
    ],
)
def test_a_listing_keeps_its_address_where_only_its_spelling_differs(
    asked: str, answered: str
) -> None:
    assert listing_address(f"{SITE}{asked}", answered) == f"{SITE}{asked}"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (f"{SITE}/vehicles/412/old-words", f"{SITE}/vehicles/412/new-words"),
        (f"{SITE}/vehicles/412/old-words", f"{SITE}/vehicles/412"),
        (f"{SITE}/inventory/1967-larkhill-gt", f"{SITE}/stock/1967-larkhill-gt/"),
        (f"{SITE}/cars/gt-90123", "https://larkhill.example/stock/90123-gt"),
        (f"{CLASSIC}/1967-larkhill-gt-kL5mN6o/", f"{CLASSIC}/1967-larkhill-gt-two-kL5mN6o/"),
        (f"{BAT}/1967-larkhill-gt/", f"{BAT}/1967-larkhill-gt-2/"),
    ],
)
def test_a_listing_that_moved_is_read_at_its_new_address(asked: str, answered: str) -> None:
    assert listing_address(asked, answered) == answered


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (f"{SITE}/inventory/1967-larkhill-gt", f"{SITE}/"),
        (f"{SITE}/inventory/1967-larkhill-gt", f"{SITE}/inventory"),
        (f"{SITE}/inventory/1967-larkhill-gt", f"{SITE}/inventory/1971-larkhill-gt"),
        (f"{SITE}/vehicles/412/larkhill-gt-3000", f"{SITE}/vehicles/413/larkhill-gtx-3000"),
        (f"{SITE}/cars/1955-larkhill-300sl", f"{SITE}/cars/1957-larkhill-300sl-roadster"),
        (f"{SITE}/car.aspx?id=4", f"{SITE}/car.aspx"),
        (f"{SITE}/car.aspx?id=4", f"{SITE}/car.aspx?id=5"),
        (f"{SITE}/cars/gt-90123", "https://www.hemmings.com/listing/90123"),
        (f"{CLASSIC}/1967-larkhill-gt-kL5mN6o/", f"{CLASSIC}/1967-larkhill-gt-aB3dE5f/"),
        (f"{CLASSIC}/1967-larkhill-gt-kL5mN6o/", "https://www.classic.com/search/"),
    ],
)
def test_a_listing_whose_site_leads_to_another_page_is_gone(asked: str, answered: str) -> None:
    with pytest.raises(LedAway) as error:
        listing_address(asked, answered)
    assert error.value.reason == "gone"


def test_a_lot_that_leads_to_the_board_is_not_gone_for_good() -> None:
    with pytest.raises(Unreadable):
        listing_address(f"{BAT}/1967-larkhill-gt/", "https://bringatrailer.com/auctions/")


@pytest.mark.parametrize(
    ("asked", "status", "answered"),
    [
        ("/inventory", "for_sale", f"{SITE}/inventory/"),
        ("/inventory", "for_sale", f"{SITE}/cars-for-sale"),
        ("/inventory", "for_sale", "https://larkhill-cars.example/inventory"),
        ("/inventory", "for_sale", "https://larkhill.example/inventory"),
        ("/inventory?page=7", "for_sale", f"{SITE}/inventory"),
        ("/", "for_sale", "https://larkhill.example/"),
        ("/vehicles/sold?page=7", "sold", f"{SITE}/vehicles/sold"),
        ("/vehicles/sold", "sold", f"{SITE}/sold-cars"),
        ("/api?type=2", "sold", f"{SITE}/api/?type=2"),
        ("/sitemap.xml", None, f"{SITE}/sitemap_index.xml"),
    ],
)
def test_a_list_may_move(asked: str, status: str | None, answered: str) -> None:
    refuse_other_list(ListPage(f"{SITE}{asked}", status), answered)


@pytest.mark.parametrize(
    ("asked", "status", "answered"),
    [
        ("/vehicles/sold", "sold", f"{SITE}/vehicles"),
        ("/vehicles?status=sold", "sold", f"{SITE}/vehicles"),
        ("/vehicles/sold", "sold", f"{SITE}/"),
        ("/api?type=2", "sold", f"{SITE}/api"),
        ("/inventory", "for_sale", f"{SITE}/"),
        ("/inventory", "for_sale", f"{SITE}/inventory/sold"),
        ("/inventory", None, "https://www.hemmings.com/dealers/larkhill"),
    ],
)
def test_a_list_that_leads_to_a_page_of_another_kind_is_gone(
    asked: str, status: str | None, answered: str
) -> None:
    with pytest.raises(LedAway):
        refuse_other_list(ListPage(f"{SITE}{asked}", status), answered)
