"""Sites on Motors for WordPress."""

from decimal import Decimal

import pytest

from crawler.items import ListPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.listed import entries_of, listing_of, photos_of, vehicle_of

PLATFORM = platform_named("wp_motors")
SITE = "https://dray-street.example"
LIST = ListPage(f"{SITE}/listings/")
MAP = ListPage(f"{SITE}/wp-sitemap.xml")
CAR = f"{SITE}/listings/1962-daf-600/"
PLUGIN = "/wp-content/plugins/motors-car-dealership-classified-listings/assets/a.css"
MARK = f'<link href="{PLUGIN}">'


def card(number: int, inner: str = "", classes: str = "listing_is_active") -> str:
    return (
        f'<div class="listing-list-loop stm-isotope-listing-item {classes}">{inner}'
        f'<div class="title heading-font"><a class="rmv_txt_drctn" href="/listings/daf-{number}/">'
        f"1962 DAF {number}</a></div></div>"
    )


def cards(*shown: str) -> str:
    return f'{MARK}<div id="listings-result">{"".join(shown)}</div>'


def car(inner: str) -> str:
    return (
        f'{MARK}<div class="stm-single-car-page"><h1 class="title">1962 DAF 600</h1>{inner}</div>'
    )


@pytest.mark.parametrize(
    "html",
    [
        MARK,
        '<script src="/wp-content/themes/motors/assets/js/app.js"></script>',
        '<script src="/wp-content/themes/motors-child/app.js"></script>',
        '<div class="stm-isotope-listing-item"></div>',
    ],
)
def test_it_is_recognised_by_its_files_and_classes(html: str) -> None:
    assert recognise(html) is PLATFORM


@pytest.mark.parametrize("html", ["<h1>Motors</h1>", "<a href='/themes/motorsport/'>x</a>"])
def test_it_is_not_recognised_by_its_name(html: str) -> None:
    assert recognise(html) is None


def test_the_sitemap_goes_before_the_lists() -> None:
    home = f'{MARK}<nav><a href="/listings/">Cars</a><a href="/listings/?make=daf">DAF</a></nav>'
    for mode in ("current", "sold", "both"):
        assert PLATFORM.roads(home, SITE, mode) == [(MAP,), (LIST,)]
    assert PLATFORM.roads(MARK, SITE, "both") == [(MAP,)]


def test_a_sitemap_without_listings_is_unreadable() -> None:
    index = f"<sitemapindex><sitemap><loc>{SITE}/wp-sitemap-posts-page-1.xml</loc></sitemap>"
    with pytest.raises(Unreadable, match="listings"):
        PLATFORM.read_list(f"{index}</sitemapindex>", MAP)


@pytest.mark.parametrize(
    ("inner", "classes", "status"),
    [
        ("", "listing_is_sold", "sold"),
        ("", "car-as-sold", "sold"),
        ('<div class="special-label">Sold</div>', "", "sold"),
        ('<div class="special-label">Sold by us twice</div>', "", "for_sale"),
        ('<!-- <div class="special-label">Sold</div> -->', "", "for_sale"),
        ("<style>.car-as-sold{}</style>", "", "for_sale"),
    ],
)
def test_a_sold_card_is_told_by_its_class_or_badge(inner: str, classes: str, status: str) -> None:
    page = PLATFORM.read_list(cards(card(1, inner, classes)), LIST)
    assert [entry.status for entry in entries_of(page)] == [status]


@pytest.mark.parametrize(
    ("inner", "price"),
    [
        ('<div class="price"><div class="normal-price"><span class="heading-font">$9,800</span>'
         "</div></div>", Decimal(9800)),
        ('<div class="price discounted-price"><div class="regular-price">$9,800</div>'
         '<div class="sale-price"><span class="heading-font">$9,000</span></div></div>',
         Decimal(9000)),
        ('<div class="price"><div class="normal-price"><a class="archive_request_price" href="#">'
         '<span class="heading-font">Call</span></a></div></div><b>$99 down</b>', None),
        ('<div class="price"><div class="normal-price"><span class="heading-font">$499 / mo</span>'
         "</div></div>", None),
    ],
)  # fmt: skip
def test_the_price_is_the_one_that_is_asked_now(inner: str, price: Decimal | None) -> None:
    (entry,) = entries_of(PLATFORM.read_list(cards(card(1, inner)), LIST))
    assert entry.asking_price == price


def test_each_car_is_listed_once_and_a_card_without_a_title_is_told() -> None:
    odd = '<div class="stm-isotope-listing-item"><a href="/listings/x/"></a></div>'
    page = PLATFORM.read_list(cards(*(card(n) for n in (*range(10), 0)), odd), LIST)
    assert (len(page.items), len(page.unread)) == (10, 1)
    with pytest.raises(Unreadable, match="1 of 2"):
        PLATFORM.read_list(cards(card(1), odd), LIST)


def test_a_list_is_empty_only_where_it_says_so() -> None:
    assert PLATFORM.read_list(cards("<h3>Sorry, no results</h3>"), LIST).items == ()
    for html in (cards(), f"{MARK}<h1>About us</h1><p>No results</p>"):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(html, LIST)


def test_a_cars_page_is_sold_by_its_own_badge_and_not_by_its_rails() -> None:
    rail = '<div class="related-cars"><div class="special-label">Sold</div></div>'
    assert listing_of(PLATFORM.read_vehicle(car(rail), CAR)).status == "for_sale"
    own = '<div class="special-label">SOLD</div>'
    assert listing_of(PLATFORM.read_vehicle(car(own), CAR)).status == "sold"
    place = '<div class="stm-listing-single-price-title"><div class="price">Sold</div></div>'
    assert listing_of(PLATFORM.read_vehicle(car(place), CAR)).status == "sold"


def test_of_a_reduced_price_the_page_asks_the_lower_one() -> None:
    prices = (
        '<div class="single-regular-sale-price"><div class="regular-price-with-sale">'
        '<strong>$9,800</strong></div><div class="h4">$9,000</div></div><b>$120 a month</b>'
    )
    assert listing_of(PLATFORM.read_vehicle(car(prices), CAR)).asking_price == Decimal(9000)


def test_a_dollar_is_that_of_the_sites_market() -> None:
    price = '<div class="single-regular-price"><span class="h3">$9,800</span></div>'
    page = PLATFORM.read_vehicle(car(price), "https://dray-street.ca/listings/1962-daf-600/")
    assert listing_of(page).currency == "CAD"


def test_the_gallery_gives_whole_photos_and_no_placeholder() -> None:
    shown = (
        '<img src="/wp-content/uploads/logo.png"><div class="stm-single-image">'
        '<a class="stm_fancybox" href="/wp-content/uploads/a.jpg?x=1">'
        '<img src="/wp-content/uploads/a-798x466.jpg"></a></div>'
    )
    page = PLATFORM.read_vehicle(car(shown), CAR)
    assert photos_of(page) == [f"{SITE}/wp-content/uploads/a.jpg"]
    none = (
        '<div class="stm-single-image"><img src="/wp-content/themes/motors/plchldr798.png"></div>'
    )
    assert photos_of(PLATFORM.read_vehicle(car(none), CAR)) == []


def test_the_table_states_fields() -> None:
    table = (
        "<table><tr><td>Vin</td><td>204881</td></tr><tr><td>Mileage</td><td>31 000 km</td></tr>"
        "<tr><td>Drive</td><td>N/A</td></tr></table>"
        '<div class="stock-num"><span>stock# </span>D-7</div>'
    )
    page = PLATFORM.read_vehicle(car(table), CAR)
    vehicle = vehicle_of(page)
    assert (vehicle.chassis_number, vehicle.mileage, vehicle.mileage_unit) == (
        "204881",
        31000,
        "km",
    )
    assert (vehicle.drivetrain, listing_of(page).stock_number) == (None, "D-7")


def test_a_motorcycle_is_no_vehicle_and_a_page_without_a_heading_is_unreadable() -> None:
    table = "<table><tr><td>Body</td><td>Motorcycle</td></tr></table>"
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle(car(table), CAR)
    with pytest.raises(Unreadable, match="heading"):
        PLATFORM.read_vehicle(MARK, CAR)
