"""The cards of a dealer's list as entries."""

from decimal import Decimal

import pytest
from parsel import Selector

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry
from crawler.pages.errors import Unreadable
from crawler.pages.listing_cards import Card, read_cards, refuse_silent_list
from crawler.pages.vehicle_text import Price

SITE = "https://elmfield.example"
LIST = ListPage(f"{SITE}/cars", "for_sale")


def read(cards: list[Card], page: ListPage = LIST, *, marks_sold: bool = False) -> ReadPage:
    def vehicle(url: str) -> str | None:
        return url if "/car/" in url else None

    return read_cards("x_list", cards, page, listing_url=vehicle, marks_sold=marks_sold)


def entries(page: ReadPage) -> list[InventoryEntry]:
    return [item for item in page.items if isinstance(item, InventoryEntry)]


def card(number: int, title: str | None = "1967 MG MGB", *, sold: bool = False) -> Card:
    return Card(href=f"/car/{number}", title=title, sold=sold)


def test_a_card_says_what_its_entry_says() -> None:
    one = Card(
        href="/car/1",
        title=" 1989  Porsche 928 ",
        price=Price(Decimal(41900), "USD"),
        stock_number="7",
        vin="WP08MN912KF129728",
        mileage="48,112",
        mileage_unit="SMI",
    )
    assert read([one]).items == (
        InventoryEntry(
            url=f"{SITE}/car/1",
            title="1989 Porsche 928",
            status="for_sale",
            asking_price=Decimal(41900),
            currency="USD",
            stock_number="7",
            vin="WP08MN912KF129728",
            vin_text="WP08MN912KF129728",
            mileage=48112,
            mileage_unit="mi",
        ),
    )


def test_copies_of_a_card_are_one_entry_and_an_odd_copy_hides_none() -> None:
    page = read([card(1, None), card(1), card(1), card(2)])
    assert [one.url for one in entries(page)] == [f"{SITE}/car/1", f"{SITE}/car/2"]
    assert page.unread == ()


@pytest.mark.parametrize(
    ("status", "marks_sold", "statuses"),
    [
        ("for_sale", True, ["for_sale", "sold"]),
        ("sold", True, ["sold", "sold"]),
        (None, True, ["for_sale", "sold"]),
        (None, False, [None, "sold"]),
    ],
)
def test_a_mark_goes_before_the_lists_status(
    status: str | None, marks_sold: bool, statuses: list[str | None]
) -> None:
    page = read([card(1), card(2, sold=True)], ListPage(LIST.url, status), marks_sold=marks_sold)
    assert [one.status for one in entries(page)] == statuses


def test_an_odd_card_among_many_is_left_out_and_told() -> None:
    odd = [card(98, None), Card(href=None, title="1967 MG MGB")]
    page = read([*map(card, range(18)), *odd])
    assert len(entries(page)) == 18
    assert page.unread == (
        UnreadEntry(why=f"the card of {SITE}/car/98 has no title"),
        UnreadEntry(why="a card (1967 MG MGB) links no vehicle: None"),
    )


@pytest.mark.parametrize("href", [None, "#", "/about", "https://other.example/car/1", "tel:1"])
def test_a_list_of_cards_that_link_no_vehicle_is_unreadable(href: str | None) -> None:
    with pytest.raises(Unreadable):
        read([Card(href=href, title="1967 MG MGB"), card(2)])


@pytest.mark.parametrize(
    "text",
    ["0 matches out of 0 vehicles.", "No vehicles found", "Sorry, no results.", "No matching cars"],
)
def test_a_list_may_say_that_it_is_empty(text: str) -> None:
    refuse_silent_list(Selector(text=f"<p>{text}</p>"), 0)


@pytest.mark.parametrize(
    "html",
    ["<p>10 vehicles</p>", "<p>Inventory</p>", "<script>'No cars'</script>", "<p/>"],
)
def test_a_list_that_says_nothing_is_not_empty(html: str) -> None:
    refuse_silent_list(Selector(text=html), 1)
    with pytest.raises(Unreadable):
        refuse_silent_list(Selector(text=html), 0)
