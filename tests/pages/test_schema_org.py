"""Sites that are read by their schema.org markup."""

from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, Vehicle
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import recognise
from tests.pages.schema_org import PLATFORM, SITE, URL, listing_of, script_of


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
        ('<a href="/1958-lotus-elite">A</a><a href="/1961-saab-96">B</a>', True),
        ('<a href="/1958-lotus-elite">Our old car</a><a href="/meat">Meat</a>', False),
        ('<a href="/blog/1958-lotus-elite">A</a><a href="/news/1961-saab-96">B</a>', False),
    ],
)
def test_it_is_recognised_by_vehicle_markup_an_inventory_link_or_links_that_name_cars(
    html: str, known: bool
) -> None:
    assert (recognise(html) is PLATFORM) is known


def test_the_lists_come_from_whole_words_of_the_navigation() -> None:
    home = (
        '<a href="/collection">Story</a><nav><a href="/showroom">Visit</a>'
        '<a href="/blog/cars-we-love">B</a><a href="/stock/inventory/">All</a>'
        '<a href="/sold-cars">Gone</a></nav>'
    )
    lists = (f"{SITE}/stock/inventory/", f"{SITE}/sold-cars")
    current, sold = ListPage(lists[0], "for_sale"), ListPage(lists[1], "sold")
    assert PLATFORM.roads(home, URL, "both") == [
        (current, sold),
        (ListPage(f"{SITE}/sitemap.xml"),),
        (ListPage(f"{SITE}/sitemap_index.xml"),),
        (ListPage(lists[0]), ListPage(lists[1])),
    ]
    assert PLATFORM.roads(home, URL, "sold")[0] == (sold,)


def test_sold_cars_are_not_looked_for_where_the_site_has_no_list_of_them() -> None:
    assert PLATFORM.roads('<nav><a href="/inventory">Cars</a></nav>', URL, "sold") == []


def test_a_home_page_that_is_the_list_is_the_list() -> None:
    entry = {"@type": "Car", "name": "1958 Lotus Elite", "url": "/cars/1"}
    home = script_of({"@type": "ItemList", "itemListElement": [entry]})
    assert PLATFORM.roads(home, f"{SITE}/", "both")[0] == (ListPage(f"{SITE}/", "for_sale"),)


def test_an_empty_list_is_empty_and_none_is_unreadable() -> None:
    empty = script_of({"@type": "ItemList", "itemListElement": []})
    assert PLATFORM.read_list(empty, ListPage(URL, "sold")).items == ()
    with pytest.raises(Unreadable):
        PLATFORM.read_list("<h1>Cars</h1>", ListPage(URL, "sold"))


def test_a_list_whose_entries_lost_their_links_is_unreadable() -> None:
    changed = {
        "@type": "ItemList",
        "itemListElement": [{"@type": "Car", "name": "1958 Lotus Elite"}],
    }
    with pytest.raises(Unreadable):
        PLATFORM.read_list(script_of(changed), ListPage(URL, "for_sale"))


@pytest.mark.parametrize(
    "href", ["/stock?page=3", "/stock?page=2", "/stock", "https://a.example/4"]
)
def test_a_next_link_that_leads_back_or_away_is_not_followed(href: str) -> None:
    html = (
        script_of({"@type": "ItemList", "itemListElement": []}) + f'<link rel="next" href="{href}">'
    )
    page = ListPage("https://glass.example/stock?page=3", "sold")
    assert PLATFORM.read_list(html, page).further == ()


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
    listing = listing_of({"@type": "Car", "name": "1958 Lotus Elite", "offers": offer})
    assert (listing.asking_price, listing.currency) == (asked, "USD" if asked else None)


def test_a_price_without_currency_is_in_that_of_the_sites_market() -> None:
    offer = {"@type": "Offer", "price": "5000"}
    html = script_of({"@type": "Car", "name": "1958 Lotus Elite", "offers": offer})
    shown = "<h1>1958 Lotus Elite</h1><b>VIN:</b> 1019 <p><b>Price:</b> $5,000</p>"
    for site, currency in (("hollow-road.ca", "CAD"), ("hollow-road.example", "USD")):
        for text in (html, shown):
            listing = PLATFORM.read_vehicle(text, f"https://{site}/cars/7").items[0]
            assert isinstance(listing, Listing)
            assert (listing.asking_price, listing.currency) == (Decimal(5000), currency)
    entry = {"@type": "Car", "name": "1958 Lotus Elite", "url": "/cars/7", "offers": offer}
    page = PLATFORM.read_list(script_of(entry), ListPage("https://hollow-road.ca/cars", "for_sale"))
    assert isinstance(page.items[0], InventoryEntry)
    assert (page.items[0].asking_price, page.items[0].currency) == (Decimal(5000), "CAD")


def test_a_price_beside_another_one_is_missing() -> None:
    car = {"@type": "Car", "name": "1958 Lotus Elite"}
    two = [{"@type": "Offer", "price": p, "priceCurrency": "USD"} for p in (5000, 6000)]
    assert listing_of(car | {"offers": two}).asking_price is None


def test_a_price_that_holds_fees_is_missing() -> None:
    offer = {"@type": "Offer", "price": 5000, "priceCurrency": "USD"}
    html = script_of({"@type": "Car", "name": "1958 Lotus Elite", "offers": offer})
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
    assert listing_of(car).status == status


def test_of_several_vehicles_the_one_with_the_pages_url_is_read() -> None:
    others = [
        {"@type": "Car", "name": f"196{i} Ford Mustang", "url": f"/cars/{i}"} for i in (5, 7, 9)
    ]
    assert listing_of({"@graph": others}).title == "1967 Ford Mustang"


def test_several_vehicles_of_which_none_is_the_pages_own_are_unreadable() -> None:
    others = [{"@type": "Car", "name": f"196{i} Ford Mustang", "url": f"/cars/{i}"} for i in (5, 9)]
    with pytest.raises(Unreadable):
        listing_of({"@graph": others})
    with pytest.raises(Unreadable):
        listing_of(others[0])


def test_a_dealers_own_name_as_brand_is_no_make() -> None:
    car = {"@type": "Car", "name": "1958 Lotus Elite", "brand": "Hollow Road Motors"}
    page = PLATFORM.read_vehicle(script_of(car), URL)
    (vehicle,) = [item for item in page.items if isinstance(item, Vehicle)]
    assert (vehicle.make, vehicle.model) == ("Lotus", "Elite")


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<h1>About us</h1>", "no_vehicle_words"),
        ('{"@type":"Product","name":"1967 Porsche 911 wheels"}', "product_without_vehicle"),
        ('{"@type":"Vehicle","name":"Vintage Porcelain Gasoline Sign"}', "automobilia"),
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
    page = PLATFORM.read_vehicle(
        html + script_of({"@type": "Car", "name": "1958 Lotus Elite"}), URL
    )
    assert isinstance(page.items[0], Listing)
