"""Dealers' cars on Motorious."""

from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.saved import saved_page

PLATFORM = platform_named("motorious")
SITE = "https://buy.motorious.com"
LIST = ListPage(f"{SITE}/inventory/dealer/Barley+Wharf", "for_sale")
LINK = f'<a href="{LIST.url}">Inventory</a>'
CDN = "https://cdn.dealeraccelerate.com"
END_UNKNOWN = "nothing tells where the list ends"
CAR = f"{SITE}/vehicles/7/1952-jaguar-xk120"


def feed(*cards: str) -> str:
    return f"<div class='styles-module__feed___1wJ5f'>{''.join(cards)}</div>"


def card(number: int, inside: str = "", name: str = "XK120") -> str:
    title = f"<span class='m-module__vehicleName___a b'><span title='{name}'>x</span></span>"
    return (
        f"<a class='m-module__vehicle___q9' href='/vehicles/{number}/a'>{title}"
        f"<span class='m-module__vehicleDate___z'>1952 Jaguar</span>{inside}</a>"
    )


def read(html: str) -> ReadPage:
    return PLATFORM.read_list(html, LIST)


def entry_of(inside: str) -> InventoryEntry:
    (entry,) = read(feed(card(1, inside))).items
    assert isinstance(entry, InventoryEntry)
    return entry


def test_a_list_without_a_pager_is_never_taken_for_whole() -> None:
    assert [one.why for one in read(feed(card(1))).unread] == [END_UNKNOWN]
    assert not read(feed(card(1)) + '<a rel="next" href="?page=2">Next</a>').unread


def test_the_marketplaces_own_page_is_recognised_though_the_vendors_photos_stand_on_it() -> None:
    own = f'<link rel="canonical" href="{LIST.url}"><img src="{CDN}/a/1/2/3/1x1/b">'
    assert recognise(own) is PLATFORM


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (LINK, "motorious"),
        (f'{LINK}<a href="/inventory">Cars</a>', "schema_org"),
        (f'{LINK}<a href="/inventory">Cars</a><img src="{CDN}/a.png">', "dealer_accelerate"),
        (f'{LINK}<img src="{CDN}/a.png">', "dealer_accelerate"),
        (f'<a href="{SITE}/">Market</a>', None),
        ("<p>Find us on Motorious, buy.motorious.com/inventory/dealer/Us</p>", None),
    ],
)
def test_a_dealers_site_is_the_marketplaces_where_it_has_no_list_of_its_own(
    html: str, name: str | None
) -> None:
    found = recognise(html)
    assert (found.name if found else None) == name


def test_the_road_is_the_dealers_list_there() -> None:
    assert PLATFORM.roads(LINK * 2, "https://barley-wharf.example/", "both") == [(LIST,)]
    assert PLATFORM.roads("", LIST.url, "current") == [(LIST,)]
    assert PLATFORM.roads(LINK, LIST.url, "sold") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


def test_a_page_without_a_feed_is_unreadable_and_an_empty_feed_is_empty() -> None:
    with pytest.raises(Unreadable):
        read(card(1))
    assert read(feed()).items == ()


@pytest.mark.parametrize(
    ("inside", "price"),
    [
        ("<span class='m-module__vehiclePrice___x'>$64,000</span>", Decimal(64000)),
        ("<span class='m-module__noPrice___x'>Inquire for Price</span>", None),
        ("<span class='m-module__payment___x'>$640</span>", None),
    ],
)
def test_a_cards_price_is_an_amount_or_missing(inside: str, price: Decimal | None) -> None:
    assert entry_of(inside).asking_price == price


@pytest.mark.parametrize(
    ("inside", "status"),
    [
        ("<div class='m-module__vehicleStatus___x'><b>Sold</b></div>", "sold"),
        ("<div class='m-module__vehicleStatus___x'></div>", "for_sale"),
        ("<!-- <div class='m-module__vehicleStatus___x'>Sold</div> -->", "for_sale"),
        ("<p>Sold new in Ohio</p>", "for_sale"),
    ],
)
def test_a_card_is_sold_by_its_status_alone(inside: str, status: str) -> None:
    assert entry_of(inside).status == status


def test_a_card_without_a_model_costs_itself_and_not_the_list() -> None:
    sound = [card(n) for n in range(9)]
    page = read(feed(*sound, card(99, name="")))
    assert [len(page.items), [one.why for one in page.unread][1:]] == [9, [END_UNKNOWN]]
    with pytest.raises(Unreadable, match="2 of 11"):
        read(feed(*sound, card(98, name=""), card(99, name="")))


def test_the_photos_are_those_of_the_first_car() -> None:
    html = (
        f"<h1>1952 Jaguar XK120</h1><img src='/assets/badge.png'>"
        f"<img src='{CDN}/m/1/7/70/198x149/a'><img src='{CDN}/m/1/7/70/790x1024/a'>"
        f"<img src='{CDN}/m/1/8/80/790x1024/b'>"
    )
    listing, _, *images = PLATFORM.read_vehicle(html, CAR).items
    assert isinstance(listing, Listing)
    assert listing.status == "for_sale"
    assert [i.url for i in images if isinstance(i, VehicleImage)] == [f"{CDN}/m/1/7/70/790x1024/a"]


def test_a_page_without_a_heading_is_unreadable_and_a_motorcycle_is_no_car() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<p>Gone</p>", CAR)
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>2023 Ducati Hypermotard 950SP</h1>", CAR)


def test_a_saved_list_gives_each_car_once() -> None:
    html = saved_page("dealers/motorious-dealer-*.html")
    assert recognise(html) is PLATFORM
    page = read(html)
    assert [
        (e.url.removeprefix(f"{SITE}/vehicles/"), e.title, e.status, e.asking_price)
        for e in page.items
        if isinstance(e, InventoryEntry)
    ] == [
        (f"{path}", title, "for_sale", None)
        for path, title in (
            ("430256/2008-porsche-carrera-4s-cabriolet", "2008 Porsche Carrera 4S Cabriolet"),
            ("429964/2023-ducati-hypermotard-950sp", "2023 Ducati Hypermotard 950SP"),
            (
                "429958/1974-jaguar-type-series-iii-roadster",
                "1974 Jaguar -Type Series III Roadster",
            ),
            ("429757/1962-porsche-356b-t6-outlaw", "1962 Porsche 356B T6 Outlaw"),
            ("429571/1961-chevrolet-corvette-283", "1961 Chevrolet Corvette 283"),
            ("429572/2005-jeep-rubicon", "2005 Jeep Rubicon"),
        )
    ]
    assert (page.further, [one.why for one in page.unread]) == ((), [END_UNKNOWN])


def test_a_broken_link_does_not_keep_a_page_from_being_recognised() -> None:
    assert recognise(f'{LINK}<a href="http://[">Broken</a>') is PLATFORM


def test_a_filler_is_no_price() -> None:
    assert entry_of("<p class='m-module__price___a'>$1</p>").asking_price is None
