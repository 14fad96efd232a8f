"""Sites on dealr.cloud."""

import json
from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise

PLATFORM = platform_named("dealr_cloud")
SITE = "https://meadow-gate.example"
BLOCK = "blocks%2Finventory%2Fsrp%2Finventory-list.twig"
FUNCTION = f"{SITE}/functions/getInventorySubset?page={{}}&blockKey={BLOCK}"
CAR = f"{SITE}/inventory/1984-audi-quattro/31001"


def card(number: int = 1, inside: str = "", title: str = "1984 Audi Quattro") -> str:
    return (
        "<div class='dealr-inventory-list__vehicle'>"
        f"<a href='inventory/a/{number}'><h2>{title}</h2></a>{inside}</div>"
    )


def answer(cards: str, count: int | None) -> str:
    make = [] if count is None else [{"val": "Audi", "count": count}]
    return json.dumps({"filters": {"make": make}, "list": cards})


def read(text: str, number: int = 1) -> ReadPage:
    return PLATFORM.read_list(text, ListPage(FUNCTION.format(number), "for_sale"))


def entry_of(inside: str) -> InventoryEntry:
    (entry,) = read(answer(card(1, inside), 1)).items
    assert isinstance(entry, InventoryEntry)
    return entry


@pytest.mark.parametrize(
    "html", ['<img src="https://cdn.dealrcloud.com/a.png">', '<body dealr-dealer-id="4">']
)
def test_it_is_recognised_by_the_vendors_marks(html: str) -> None:
    assert recognise(html) is PLATFORM


def test_it_is_not_recognised_by_the_vendors_name() -> None:
    assert recognise("<p>We left dealr.cloud, dealrcloud.com and Dealr.</p>") is None


def test_the_function_is_asked_before_the_page() -> None:
    function, page = ListPage(FUNCTION.format(1), "for_sale"), ListPage(f"{SITE}/inventory")
    assert PLATFORM.roads("", f"{SITE}/", "both") == [
        (function,),
        (ListPage(page.url, "for_sale"),),
    ]
    assert PLATFORM.roads("", f"{SITE}/", "sold") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


@pytest.mark.parametrize(
    ("inside", "vin"),
    [
        ("<b vehicle-inquiry='WAUDC0858EA012345|1984|Audi'></b>", "WAUDC0858EA012345"),
        ("<b data-cg-vin='WAUDC0858EA012345'></b>", "WAUDC0858EA012345"),
        ("<b data-vin='WAUDC0858EA012345'></b><b data-cg-vin=''></b>", "WAUDC0858EA012345"),
        ("<b data-vin='{{vin}}'></b>", None),
        ("<b data-vin='WAUDC0858EA012345'></b><b data-cg-vin='WAUDC0858EA054321'></b>", None),
        ("", None),
    ],
)
def test_a_cards_vin_stands_in_one_of_three_attributes(inside: str, vin: str | None) -> None:
    assert entry_of(inside).vin == vin


def test_a_badges_price_is_never_the_cars() -> None:
    badge = "<b data-cg-price='58000'></b>"
    assert entry_of(badge).asking_price is None
    price = "<a class='dealr-inventory-price'>$61,500</a>"
    assert entry_of(badge + price).asking_price == Decimal(61500)


def test_a_link_is_relative_to_the_sites_root() -> None:
    assert entry_of("").url == f"{SITE}/inventory/a/1"


def test_the_counts_of_a_filter_tell_whether_more_follows() -> None:
    full = "".join(card(n) for n in range(50))
    assert [p.url for p in read(answer(full, 51)).further] == [FUNCTION.format(2)]
    assert read(answer(full, 50)).further == ()
    assert read(answer(card(), 51), 2).further == ()


@pytest.mark.parametrize(
    "text", ["<h1>500</h1>", "{}", '{"list": ""}', answer("There is no content in this block", 4)]
)
def test_an_answer_without_cards_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_an_empty_lot_is_empty() -> None:
    assert read(answer("There is no content in this block", None)).items == ()


def test_a_page_of_the_list_without_cards_is_unreadable_unless_it_counts_none() -> None:
    page = ListPage(f"{SITE}/inventory", "for_sale")
    for html in ("<h1>Inventory</h1>", "<h4>7 Vehicles</h4>"):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(html, page)
    assert PLATFORM.read_list("<h4>0 Vehicles</h4>", page).items == ()


def test_a_card_without_a_title_costs_itself_and_not_the_list() -> None:
    sound = "".join(card(n) for n in range(9))
    page = read(answer(sound + card(99, title=""), 10))
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        read(answer(sound + card(98, title="") + card(99, title=" "), 11))


def test_a_theme_of_the_sites_own_is_read_by_titles_and_links() -> None:
    one = (
        "<div><a href='inventory/{0}/{0}'><img></a>"
        "<div><h2>196{0} Audi 60</h2><i>{1}</i></div></div>"
    )
    prices = ("<b class='price-container'>$9,000</b>", "<b class='price-container'>Call</b>")
    html = "<h4>2 Vehicles</h4><div>" + one.format(7, prices[0]) + one.format(8, prices[1])
    page = PLATFORM.read_list(f"{html}</div>", ListPage(f"{SITE}/inventory", "for_sale"))
    assert [
        (e.url, e.title, e.asking_price) for e in page.items if isinstance(e, InventoryEntry)
    ] == [
        (f"{SITE}/inventory/7/7", "1967 Audi 60", Decimal(9000)),
        (f"{SITE}/inventory/8/8", "1968 Audi 60", None),
    ]


def test_similar_cars_give_neither_price_nor_vin_nor_photos() -> None:
    rail = (
        "<section><h2>Similar vehicles</h2><div class='dealr-inventory-price'>$1</div>"
        "<b data-vin='WAUDC0858EA054321'></b><img src='https://cdn.dealrimages.com/b.jpg'></section>"
    )
    html = f"<h1>1984 Audi Quattro</h1><img src='https://cdn.dealrimages.com/a.jpg?w=9'>{rail}"
    listing, vehicle, *images = PLATFORM.read_vehicle(html, CAR).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    assert (listing.asking_price, vehicle.vin) == (None, None)
    assert [i.url for i in images if isinstance(i, VehicleImage)] == [
        "https://cdn.dealrimages.com/a.jpg"
    ]


def test_a_page_without_a_heading_is_unreadable_and_a_sign_is_no_vehicle() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<p>Gone</p>", CAR)
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>Vintage Porcelain Sign</h1>", CAR)


def test_a_themes_own_pages_are_followed_until_their_cars_add_up_to_the_lot() -> None:
    cards = "".join(card(n) for n in range(24))
    page = ListPage(f"{SITE}/inventory?page=3", "for_sale")
    (following,) = PLATFORM.read_list(f"<p>100 Vehicles</p>{cards}", page).further
    assert following.url == f"{SITE}/inventory?page=4"
    assert PLATFORM.read_list(f"<p>72 Vehicles</p>{cards}", page).further == ()


def test_a_canadian_dealer_asks_canadian_dollars() -> None:
    text = answer(card(1, "<a class='dealr-inventory-price'>$61,500</a>"), 1)
    url = FUNCTION.format(1).replace(".example", ".ca")
    (entry,) = PLATFORM.read_list(text, ListPage(url, "for_sale")).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.asking_price, entry.currency) == (Decimal(61500), "CAD")


def test_cards_with_half_a_sign_are_read() -> None:
    text = answer(card(1, "<p>\ud83d</p>"), 1)
    assert len(read(text).items) == 1
