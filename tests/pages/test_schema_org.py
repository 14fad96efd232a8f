"""Sites that are read by their schema.org markup."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import Listing, ReadPage, Vehicle
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded
from tests.pages.saved import saved_page, site_of

FOLDER = "schema_org"
PLATFORM = platform_named(FOLDER)
URL = "https://hollow-road.example/cars/7"


@pytest.mark.parametrize("name", recorded.names(FOLDER))
def test_a_page_gives_its_record(name: str) -> None:
    def read(html: str, record: dict[str, str]) -> ReadPage:
        if "status" in record:
            return PLATFORM.read_list(html, record["url"], record["status"])
        return PLATFORM.read_vehicle(html, record["url"])

    recorded.check(FOLDER, name, read)


@pytest.mark.parametrize(
    ("html", "known"),
    [
        ('<div itemscope itemtype="https://schema.org/Car"><b itemprop="name">A</b></div>', True),
        ('<nav><a href="/our/cars-for-sale/">Cars</a></nav>', True),
        ('<nav><a href="https://market.example/inventory">Market</a></nav>', False),
        ('<nav><a href="/sell-your-car">Sell</a><a href="/inventory-finance">Pay</a></nav>', False),
        (
            '<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">A</b></div>',
            False,
        ),
        ("<h1>A butcher</h1>", False),
    ],
)
def test_it_is_recognised_by_vehicle_markup_or_an_inventory_link(html: str, known: bool) -> None:
    assert (recognise(html) is PLATFORM) is known


def test_the_lists_come_from_whole_words_of_the_navigation() -> None:
    home = (
        '<a href="/collection">Story</a><nav><a href="/showroom">Visit</a>'
        '<a href="/blog/cars-we-love">B</a><a href="/stock/inventory/">All</a>'
        '<a href="/sold-cars">Gone</a></nav>'
    )
    starts = PLATFORM.inventory_urls(home, URL, "both")
    assert [(s.url, s.status) for s in starts] == [
        ("https://hollow-road.example/stock/inventory/", "for_sale"),
        ("https://hollow-road.example/sold-cars", "sold"),
    ]


def test_a_home_page_that_is_the_list_is_the_list() -> None:
    entry = {"@type": "Car", "name": "1958 Lotus Elite", "url": "/cars/1"}
    home = _script({"@type": "ItemList", "itemListElement": [entry]})
    (start,) = PLATFORM.inventory_urls(home, "https://hollow-road.example/", "both")
    assert (start.url, start.status) == ("https://hollow-road.example/", "for_sale")


def test_an_empty_list_is_empty_and_none_is_unreadable() -> None:
    empty = _script({"@type": "ItemList", "itemListElement": []})
    assert PLATFORM.read_list(empty, URL, "sold").items == ()
    with pytest.raises(Unreadable):
        PLATFORM.read_list("<h1>Cars</h1>", URL, "sold")


def test_a_list_whose_entries_lost_their_links_is_unreadable() -> None:
    changed = {
        "@type": "ItemList",
        "itemListElement": [{"@type": "Car", "name": "1958 Lotus Elite"}],
    }
    with pytest.raises(Unreadable):
        PLATFORM.read_list(_script(changed), URL, "for_sale")


@pytest.mark.parametrize(
    "href", ["/stock?page=3", "/stock?page=2", "/stock", "https://a.example/4"]
)
def test_a_next_link_that_leads_back_or_away_is_not_followed(href: str) -> None:
    html = (
        _script({"@type": "ItemList", "itemListElement": []}) + f'<link rel="next" href="{href}">'
    )
    assert PLATFORM.read_list(html, "https://glass.example/stock?page=3", "sold").next_url is None


@pytest.mark.parametrize(
    ("price", "asked"),
    [
        (22500, Decimal(22500)),
        ("22,500.00", Decimal("22500.00")),
        ("$22,500", Decimal(22500)),
        ("22.500", None),  # 22.5 or 22500: nobody knows
        ("0", None),
        ("Call", None),
        ("1970 Porsche", None),
    ],
)
def test_a_price_is_an_amount_or_missing(price: object, asked: Decimal | None) -> None:
    offer = {"@type": "Offer", "price": price, "priceCurrency": "USD"}
    listing = _listing({"@type": "Car", "name": "1958 Lotus Elite", "offers": offer})
    assert (listing.asking_price, listing.currency) == (asked, "USD" if asked else None)


def test_a_price_without_currency_or_beside_another_one_is_missing() -> None:
    car = {"@type": "Car", "name": "1958 Lotus Elite"}
    assert _listing(car | {"offers": {"@type": "Offer", "price": "5000"}}).asking_price is None
    two = [{"@type": "Offer", "price": p, "priceCurrency": "USD"} for p in (5000, 6000)]
    assert _listing(car | {"offers": two}).asking_price is None


def test_a_price_that_holds_fees_is_missing() -> None:
    offer = {"@type": "Offer", "price": 5000, "priceCurrency": "USD"}
    html = _script({"@type": "Car", "name": "1958 Lotus Elite", "offers": offer})
    page = PLATFORM.read_vehicle(html + '<img src="https://images.cdn-ds.com/a.jpg">', URL)
    (listing,) = [item for item in page.items if isinstance(item, Listing)]
    assert listing.asking_price is None


@pytest.mark.parametrize(
    ("availability", "status"),
    [
        ("https://schema.org/SoldOut", "sold"),
        ("http://schema.org/InStock", "for_sale"),
        ("OutOfStock", "withdrawn"),
        (None, "for_sale"),
    ],
)
def test_sold_is_what_the_offer_says(availability: str | None, status: str) -> None:
    offer = {"@type": "Offer", "availability": availability}
    car = {"@type": "Car", "name": "1958 Lotus Elite", "description": "SOLD", "offers": offer}
    assert _listing(car).status == status


def test_of_several_vehicles_the_one_with_the_pages_url_is_read() -> None:
    others = [
        {"@type": "Car", "name": f"196{i} Ford Mustang", "url": f"/cars/{i}"} for i in (5, 7, 9)
    ]
    assert _listing({"@graph": others}).title == "1967 Ford Mustang"


def test_several_vehicles_of_which_none_is_the_pages_own_are_unreadable() -> None:
    others = [{"@type": "Car", "name": f"196{i} Ford Mustang", "url": f"/cars/{i}"} for i in (5, 9)]
    with pytest.raises(Unreadable):
        _listing({"@graph": others})
    with pytest.raises(Unreadable):
        _listing(others[0])


def test_a_dealers_own_name_as_brand_is_no_make() -> None:
    car = {"@type": "Car", "name": "1958 Lotus Elite", "brand": "Hollow Road Motors"}
    page = PLATFORM.read_vehicle(_script(car), URL)
    (vehicle,) = [item for item in page.items if isinstance(item, Vehicle)]
    assert (vehicle.make, vehicle.model) == ("Lotus", "Elite")


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<h1>About us</h1>", "no_vehicle_words"),
        ('{"@type":"Product","name":"1967 Porsche 911 wheels"}', "product_without_vehicle"),
        ('{"@type":"Vehicle","name":"Vintage Porcelain Gasoline Sign"}', "automobilia_title"),
    ],
)
def test_what_is_no_vehicle_is_skipped_by_a_named_rule(html: str, rule: str) -> None:
    page = f'<script type="application/ld+json">{html}</script>' if html.startswith("{") else html
    with pytest.raises(NotAVehicle) as skipped:
        PLATFORM.read_vehicle(page, URL)
    assert skipped.value.rule == rule


@pytest.mark.parametrize(
    "html",
    [
        "<h1>1958 Lotus Elite</h1>",  # a vehicle's words, but its markup is gone
        "<p>VIN 1019</p>",
        '<script type="application/ld+json">{"@type":"Car","model":"Elite"}</script>',
        '<div itemscope itemtype="http://schema.org/Car"><a itemprop="url" href="http://[">a</a></div>',
    ],
)
def test_a_vehicle_whose_markup_is_missing_or_broken_is_unreadable(html: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle(html, URL)


@pytest.mark.parametrize("text", ["\x00", "\ud800", "[" * 5000, '{"a":' * 3000, "1e999"])
def test_hostile_scripts_do_not_hide_the_car(text: str) -> None:
    html = f'<script type="application/ld+json">{text}</script>'
    page = PLATFORM.read_vehicle(html + _script({"@type": "Car", "name": "1958 Lotus Elite"}), URL)
    assert isinstance(page.items[0], Listing)


def test_a_saved_list_of_another_vendor_is_read_by_its_markup() -> None:
    html = saved_page("dealers/overfuel-srp-*.html")
    page = PLATFORM.read_list(html, f"{site_of(html)}/inventory", "for_sale")
    assert [i.asking_price for i in page.items if isinstance(i, Listing)] == [69995, 14950]
    assert (page.next_url or "").endswith("/page/2")


def _script(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def _listing(node: dict[str, Any]) -> Listing:
    listing = PLATFORM.read_vehicle(_script(node), URL).items[0]
    assert isinstance(listing, Listing)
    return listing
