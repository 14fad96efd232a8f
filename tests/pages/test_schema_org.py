"""Sites that are read by their schema.org markup."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from crawler.pages.platforms.schema_org.link_shapes import names_a_car, vehicle_urls

PLATFORM = platform_named("schema_org")
SITE = "https://hollow-road.example"
URL = f"{SITE}/cars/7"


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
    home = _script({"@type": "ItemList", "itemListElement": [entry]})
    assert PLATFORM.roads(home, f"{SITE}/", "both")[0] == (ListPage(f"{SITE}/", "for_sale"),)


def test_an_empty_list_is_empty_and_none_is_unreadable() -> None:
    empty = _script({"@type": "ItemList", "itemListElement": []})
    assert PLATFORM.read_list(empty, ListPage(URL, "sold")).items == ()
    with pytest.raises(Unreadable):
        PLATFORM.read_list("<h1>Cars</h1>", ListPage(URL, "sold"))


def test_a_list_whose_entries_lost_their_links_is_unreadable() -> None:
    changed = {
        "@type": "ItemList",
        "itemListElement": [{"@type": "Car", "name": "1958 Lotus Elite"}],
    }
    with pytest.raises(Unreadable):
        PLATFORM.read_list(_script(changed), ListPage(URL, "for_sale"))


@pytest.mark.parametrize(
    "href", ["/stock?page=3", "/stock?page=2", "/stock", "https://a.example/4"]
)
def test_a_next_link_that_leads_back_or_away_is_not_followed(href: str) -> None:
    html = (
        _script({"@type": "ItemList", "itemListElement": []}) + f'<link rel="next" href="{href}">'
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
    listing = _listing({"@type": "Car", "name": "1958 Lotus Elite", "offers": offer})
    assert (listing.asking_price, listing.currency) == (asked, "USD" if asked else None)


def test_a_price_without_currency_is_in_that_of_the_sites_market() -> None:
    offer = {"@type": "Offer", "price": "5000"}
    html = _script({"@type": "Car", "name": "1958 Lotus Elite", "offers": offer})
    shown = "<h1>1958 Lotus Elite</h1><b>VIN:</b> 1019 <p><b>Price:</b> $5,000</p>"
    for site, currency in (("hollow-road.ca", "CAD"), ("hollow-road.example", "USD")):
        for text in (html, shown):
            listing = PLATFORM.read_vehicle(text, f"https://{site}/cars/7").items[0]
            assert isinstance(listing, Listing)
            assert (listing.asking_price, listing.currency) == (Decimal(5000), currency)
    entry = {"@type": "Car", "name": "1958 Lotus Elite", "url": "/cars/7", "offers": offer}
    page = PLATFORM.read_list(_script(entry), ListPage("https://hollow-road.ca/cars", "for_sale"))
    assert isinstance(page.items[0], InventoryEntry)
    assert (page.items[0].asking_price, page.items[0].currency) == (Decimal(5000), "CAD")


def test_a_price_beside_another_one_is_missing() -> None:
    car = {"@type": "Car", "name": "1958 Lotus Elite"}
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
    page = PLATFORM.read_vehicle(html + _script({"@type": "Car", "name": "1958 Lotus Elite"}), URL)
    assert isinstance(page.items[0], Listing)


# Addresses


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/inventory/1967-ford-mustang-gt", True),
        ("/cars/aston-martin/db6/1968", True),
        ("/stock/porsche_911_1973.html", True),
        ("/vehicle/12345", False),
        ("/inventory/ford-mustang", False),
        ("/history/since-1967", False),
        ("/blog/1967-ford-mustang-restored", False),
        ("/news/2024/05/1967-ford-mustang", False),
        ("/1867-ford-carriage", False),
        ("/2099-ford-mustang", False),
        ("/inventory?year=1967&make=ford", False),
        ("/wp-content/uploads/1967-ford-mustang.jpg", False),
        ("/inventory/19671-ford", False),
        ("/2019-lotus-evora-review", False),
        ("/first-drive-2019-lotus-evora", False),
        ("/products/1958-lotus-elite-wheels", False),
        ("/products/1958-1963-lotus-elite-bonnet", False),
        ("/1958-lotus-elite-4-speed-manual", True),
    ],
)
def test_an_address_names_a_car_by_whole_words_of_year_and_make(path: str, known: bool) -> None:
    assert names_a_car(f"{SITE}{path}") is known


def test_addresses_share_the_shape_of_most_of_their_folder() -> None:
    cars = [f"{SITE}/cars/196{n}-lotus-elan" for n in range(3)]
    kin, page = f"{SITE}/cars/works-special", f"{SITE}/about-us"
    assert vehicle_urls([page, *cars, kin, kin]) == [*cars, kin]
    shelves = [f"{SITE}/cars/{name}" for name in ("coupe", "sedan", "red", "blue")]
    assert vehicle_urls([*cars, *shelves]) == cars
    # A site's own pages stand in no folder, whatever else does.
    bare = [f"{SITE}/196{n}-lotus-elan" for n in range(9)]
    assert vehicle_urls([page, *bare]) == bare


def test_links_name_cars_only_on_a_page_asked_for_without_a_status() -> None:
    html = '<a href="/1958-lotus-elite">A</a><a href="/1958-lotus-elite">B</a><a href="/x">C</a>'
    with pytest.raises(Unreadable):
        PLATFORM.read_list(html, ListPage(f"{SITE}/cars", "for_sale"))
    (entry,) = PLATFORM.read_list(html, ListPage(f"{SITE}/cars")).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.url, entry.title, entry.status) == (f"{SITE}/1958-lotus-elite", None, None)
    with pytest.raises(Unreadable):
        PLATFORM.read_list('<a href="/about">A</a>', ListPage(f"{SITE}/cars"))


@pytest.mark.parametrize("path", ["/sitemap.xml", "/inventory-sitemap.xml"])
def test_a_sitemap_in_which_nothing_looks_like_a_vehicle_is_unreadable(path: str) -> None:
    text = _sitemap("/", "/about", "/blog/1958-lotus-elite")
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, ListPage(f"{SITE}{path}"))


def test_a_part_of_pages_without_a_vehicle_is_empty() -> None:
    assert PLATFORM.read_list(_sitemap("/about"), ListPage(f"{SITE}/p-sitemap.xml")).items == ()
    assert PLATFORM.read_list(_sitemap(), ListPage(f"{SITE}/car-sitemap.xml")).items == ()


@pytest.mark.parametrize(
    ("parts", "followed"),
    [
        (("post", "product", "product_cat", "page"), ["product"]),
        (("vehicle-make", "vehicle", "inventory2"), ["vehicle", "inventory2"]),
        (("post", "page", "things", "author"), ["things"]),
    ],
)
def test_of_a_sitemaps_index_the_parts_of_vehicles_are_followed(
    parts: tuple[str, ...], followed: list[str]
) -> None:
    names = "".join(f"<sitemap><loc>{SITE}/{p}-sitemap.xml</loc></sitemap>" for p in parts)
    page = PLATFORM.read_list(
        f"<sitemapindex>{names}</sitemapindex>", ListPage(f"{SITE}/sitemap_index.xml")
    )
    assert [p.url for p in page.further] == [f"{SITE}/{name}-sitemap.xml" for name in followed]


# Pages without markup


@pytest.mark.parametrize(
    "proof",
    [
        "<b>VIN:</b> 1GCEK14L9EJ123456", "<b>Chassis:</b> 1019", "<b>Mileage:</b> 12,000 miles",
        "<b>Stock #:</b> A7 <p><b>Color:</b> Red</p><p><b>Engine:</b> 1.2L</p>",
        "<b>Price:</b> $9,000 <p><b>Interior:</b> Tan</p><p><b>Transmission:</b> Manual</p>",
    ],
)  # fmt: skip
def test_a_page_without_markup_is_a_car_where_it_states_a_cars_field(proof: str) -> None:
    page = PLATFORM.read_vehicle(f"<h1>1958 Lotus Elite</h1><p>{proof}</p><img src='/a.jpg'>", URL)
    assert [type(item) for item in page.items] == [Listing, Vehicle]


@pytest.mark.parametrize(
    "html",
    [
        "<h1>1958 Lotus Elite</h1><p>Mileage is low, VIN on request</p>",
        "<h1>1958 Lotus Elite</h1><p><b>Price:</b> Call</p>",
        # A part in its colour, and a model that was tested.
        "<h1>1958 Lotus Elite Bonnet</h1><b>Price:</b> $900 <p><b>Color:</b> Red</p>",
        "<h1>1958 Lotus Elite Bonnet</h1><b>Price:</b> $900 <p><b>Stock #:</b> A7</p>",
        "<h1>2019 Lotus Evora</h1><b>Price:</b> $96,000 <p><b>Engine:</b> 3.5L</p>"
        "<p><b>Transmission:</b> Manual</p>",
        "<h1>2019 Lotus Evora</h1><p><b>Mileage:</b> 18/24 mpg</p>",
        # A lot of an auction.
        "<h1>1958 Lotus Elite</h1><b>Chassis:</b> 1019 <p><b>Estimate:</b> $90,000</p>",
        # A list of cars of one kind, each with its own fields.
        "<h1>1958 Lotus Elite</h1><p><b>Stock #:</b> A7</p><p><b>Stock #:</b> A8</p>",
        "<h1>1958 Lotus Elite</h1><p><b>VIN:</b> 1GCEK14L9EJ123456</p>"
        "<p><b>VIN:</b> 1GCEK14L9EJ654321</p>",
        "<h1>Our inventory</h1><p><b>VIN:</b> 1019</p>",
    ],
)
def test_a_page_without_markup_and_without_proof_is_unreadable(html: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle(html, URL)


@pytest.mark.parametrize(
    "title",
    [
        "2019 Lotus Evora Review", "First Drive: 2019 Lotus Evora", "2019 Lotus Evora vs Saab 96",
        "Why the 1958 Lotus Elite matters", "Wanted: 1958 Lotus Elite", "WTB: 1958 Lotus Elite",
        "FS: 1958 Lotus Elite", "2019 Lotus Evora Specs",
    ],
)  # fmt: skip
def test_a_page_about_a_car_is_none_whatever_it_states(title: str) -> None:
    html = f"<h1>{title}</h1><b>VIN:</b> 1019 <p><b>Mileage:</b> 12,000 miles</p>"
    with pytest.raises(NotAVehicle) as skipped:
        PLATFORM.read_vehicle(html, URL)
    assert skipped.value.rule == "article"


@pytest.mark.parametrize("kind", ["BlogPosting", "Review", "DiscussionForumPosting"])
def test_a_page_whose_markup_calls_it_an_article_is_no_car(kind: str) -> None:
    html = "<h1>1958 Lotus Elite</h1><b>VIN:</b> 1019" + _script({"@type": kind, "headline": "A"})
    with pytest.raises(NotAVehicle) as skipped:
        PLATFORM.read_vehicle(html, URL)
    assert skipped.value.rule == "article"


@pytest.mark.parametrize(
    "said",
    [
        {"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4}},
        {"review": {"@type": "Review", "name": "A"}},
        {"offers": {"@type": "AggregateOffer", "lowPrice": 9000, "priceCurrency": "USD"}},
    ],
)
def test_a_node_of_a_model_is_no_car_until_it_states_a_number(said: dict[str, Any]) -> None:
    model = {"@type": "Car", "name": "2019 Lotus Evora"} | said
    with pytest.raises(NotAVehicle) as skipped:
        _listing(model)
    assert skipped.value.rule == "model"
    assert _listing(model | {"vehicleIdentificationNumber": "1019"}).title == "2019 Lotus Evora"


@pytest.mark.parametrize(
    ("path", "title", "more"),
    [
        ("/sold/1958-lotus-elite", "1958 Lotus Elite", ""),
        ("/cars/7", "SOLD - 1958 Lotus Elite", ""),
        ("/cars/7", "1958 Lotus Elite", "<p><b>Status:</b> Sold</p>"),
        ("/cars/7", "1958 Lotus Elite", "<p><b>Price:</b> SOLD</p>"),
    ],
)
def test_a_page_without_markup_is_sold_by_title_address_or_a_labelled_word(
    path: str, title: str, more: str
) -> None:
    html = f"<h1>{title}</h1><b>VIN:</b> 1019{more}<p>We have sold 100 cars.</p>"
    listing = PLATFORM.read_vehicle(html, SITE + path).items[0]
    assert isinstance(listing, Listing)
    assert listing.status == "sold"


def test_the_address_says_sold_where_the_offer_says_nothing() -> None:
    car = {"@type": "Car", "name": "1958 Lotus Elite"}
    offer = {"@type": "Offer", "availability": "InStock"}
    for said, status in ((car, "sold"), (car | {"offers": offer}, "for_sale")):
        listing = PLATFORM.read_vehicle(_script(said), f"{SITE}/sold-cars/elite").items[0]
        assert isinstance(listing, Listing)
        assert listing.status == status


@pytest.mark.parametrize(
    "names",
    [
        ("Tee shirt", "Mug", "1958 Lotus Elite Poster"),
        ("Why we love the Elite", "About us", "Contact"),
        ("1958-1963 Lotus Elite", "1961 Saab 96 Review", "2019 Lotus Evora Wheels"),
    ],
)
def test_a_list_that_names_no_car_is_unreadable(names: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(_list_of(*names), ListPage(f"{SITE}/shop", "for_sale"))


def test_of_a_list_of_other_things_the_cars_alone_are_taken_and_of_cars_all() -> None:
    page = ListPage(f"{SITE}/shop", "for_sale")
    mixed = PLATFORM.read_list(_list_of("Mug", "Cap", "1958 Lotus Elite", "Tee"), page)
    assert [i.title for i in mixed.items if isinstance(i, InventoryEntry)] == ["1958 Lotus Elite"]
    cars = PLATFORM.read_list(_list_of("Lotus Elite", "1961 Saab 96", "1958 Lotus Elite"), page)
    assert len(cars.items) == 3


def test_the_photos_of_a_page_without_markup_are_those_that_bear_its_title() -> None:
    html = (
        "<h1>1958 Lotus Elite</h1><b>Chassis:</b> 1019<img src='/logo.png' alt='Old Oak'>"
        "<img src='/7.jpg?w=9' alt='1958 Lotus Elite, left'><img src='/8.jpg' alt='1961 Saab 96'>"
    )
    images = [i for i in PLATFORM.read_vehicle(html, URL).items if isinstance(i, VehicleImage)]
    assert [image.url for image in images] == [f"{SITE}/7.jpg"]


def _list_of(*names: str) -> str:
    items = [
        {"@type": "ListItem", "item": {"@type": "Product", "name": name, "url": f"/p/{n}"}}
        for n, name in enumerate(names)
    ]
    return _script({"@type": "ItemList", "itemListElement": items})


def _sitemap(*paths: str) -> str:
    places = "".join(f"<url><loc>{SITE}{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'


def _script(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def _listing(node: dict[str, Any]) -> Listing:
    listing = PLATFORM.read_vehicle(_script(node), URL).items[0]
    assert isinstance(listing, Listing)
    return listing
