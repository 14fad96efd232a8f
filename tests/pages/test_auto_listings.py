"""Sites on Auto Listings."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import ListPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.listed import entries_of, listing_of, photos_of, vehicle_of

PLATFORM = platform_named("auto_listings")
SITE = "https://quayside-cars.example"
LIST = ListPage(f"{SITE}/listings/")
CAR = f"{SITE}/listing/1962-daf-600/"
MARK = '<link href="/wp-content/plugins/auto-listings/assets/a.css">'
API = PLATFORM.roads(MARK, SITE, "both")[0][0]


def post(number: int, **said: Any) -> dict[str, Any]:
    link = f"{SITE}/listing/daf-{number}/"
    return {"id": number, "link": link, "title": {"rendered": f"1962 DAF {number}"}} | said


def card(number: int, inner: str = "") -> str:
    return (
        f'<li class="auto-listing col-2">{inner}<h3 class="title">'
        f'<a href="/listing/daf-{number}/">1962 DAF {number}</a></h3></li>'
    )


def cards(*shown: str) -> str:
    return f'{MARK}<ul class="auto-listings-items">{"".join(shown)}</ul>'


def car(inner: str) -> str:
    return f'{MARK}<h1 class="title">1962 DAF 600</h1>{inner}'


def test_it_is_recognised_by_the_plugins_files_and_classes_and_not_by_its_name() -> None:
    assert recognise(MARK) is PLATFORM
    assert recognise('<nav class="auto-listings-pagination"></nav>') is PLATFORM
    assert recognise('<p class="at-a-glance">Auto Listings</p>') is None


def test_the_posts_go_before_the_sitemap_and_the_list_is_last() -> None:
    home = f'{MARK}<nav><a href="/listings/">Cars</a></nav>'
    roads = PLATFORM.roads(home, SITE, "current")
    assert roads == [(API,), (ListPage(f"{SITE}/wp-sitemap.xml"),), (LIST,)]
    assert API.url.startswith(f"{SITE}/wp-json/wp/v2/auto-listing?per_page=100&offset=0&")


def test_a_full_answer_leads_to_the_next_offset() -> None:
    page = PLATFORM.read_list(json.dumps([post(n) for n in range(100)]), API)
    (following,) = page.further
    assert following.url == API.url.replace("offset=0", "offset=100")
    assert {entry.status for entry in entries_of(page)} == {None}
    assert PLATFORM.read_list("[]", following).further == ()


@pytest.mark.parametrize("text", ["{}", '{"code":"rest_no_route"}', "<html></html>", ""])
def test_an_answer_that_is_no_list_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, API)


def test_an_odd_post_costs_itself_and_not_the_list() -> None:
    sound = [post(n) for n in range(9)]
    page = PLATFORM.read_list(json.dumps([*sound, post(9, title={})]), API)
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        PLATFORM.read_list(json.dumps([*sound, *[post(9, link=None)] * 2]), API)


@pytest.mark.parametrize(
    ("inner", "status"),
    [
        ('<span class="status Sold">Sold</span>', "sold"),
        ('<span class="status Reserved">Reserved</span>', "for_sale"),
        ('<!-- <span class="status Sold">Sold</span> -->', "for_sale"),
        ("<b>Sold</b>", "for_sale"),
    ],
)
def test_what_is_sold_is_told_by_the_status_alone(inner: str, status: str) -> None:
    (entry,) = entries_of(PLATFORM.read_list(cards(card(1, inner)), LIST))
    assert entry.status == status
    assert listing_of(PLATFORM.read_vehicle(car(inner), CAR)).status == status


def test_a_card_states_price_and_mileage_and_each_car_stands_once() -> None:
    glance = '<div class="at-a-glance"><ul><li class="odomoter">31,000 km</li></ul></div>'
    shown = card(1, f'{glance}<span class="price">$9,800</span>')
    (entry,) = entries_of(PLATFORM.read_list(cards(shown, shown), LIST))
    assert (entry.asking_price, entry.mileage, entry.mileage_unit) == (Decimal(9800), 31000, "km")


def test_the_pager_goes_on_by_its_arrow() -> None:
    arrow = '<nav class="auto-listings-pagination"><a class="next" href="?paged=2">&gt;</a></nav>'
    (following,) = PLATFORM.read_list(cards(card(1)) + arrow, LIST).further
    assert following.url == f"{SITE}/listings/?paged=2"
    assert PLATFORM.read_list(cards(card(1)), following).further == ()


def test_a_list_is_empty_only_where_it_says_so() -> None:
    empty = f'{MARK}<div class="auto-listings"><p>No listings were found</p></div>'
    assert PLATFORM.read_list(empty, LIST).items == ()
    for html in (cards(), f"{MARK}<p>No listings were found</p>"):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(html, LIST)


def test_the_details_state_fields_and_a_bare_mileage_has_its_labels_unit() -> None:
    table = (
        "<table><tr><th>Miles</th><td>31,000</td></tr><tr><th>Drive Type</th><td>RWD</td></tr>"
        "<tr><th>Color</th><td>Red</td></tr></table>"
    )
    vehicle = vehicle_of(PLATFORM.read_vehicle(car(table), CAR))
    assert (vehicle.mileage, vehicle.mileage_unit) == (31000, "mi")
    assert (vehicle.drivetrain, vehicle.exterior_color) == ("RWD", "Red")


def test_a_page_gives_its_own_whole_photos_and_price() -> None:
    html = car(
        '<div class="images"><ul id="image-gallery"><li data-src="/wp-content/uploads/a.jpg">'
        '<img src="/wp-content/uploads/a-300x200.jpg"></li></ul></div><span class="price">$9,800'
        '</span><div class="related"><span class="price">$1,000</span></div>'
    )
    page = PLATFORM.read_vehicle(html, CAR)
    assert listing_of(page).asking_price == Decimal(9800)
    assert photos_of(page) == [f"{SITE}/wp-content/uploads/a.jpg"]


def test_a_boat_is_no_vehicle_and_a_page_without_a_heading_is_unreadable() -> None:
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle(car("<table><tr><th>Body</th><td>Boat</td></tr></table>"), CAR)
    with pytest.raises(Unreadable, match="heading"):
        PLATFORM.read_vehicle(MARK, CAR)
