"""Sites on WP Car Manager."""

import json
from decimal import Decimal

import pytest

from crawler.items import ListPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.listed import entries_of, listing_of, photos_of, vehicle_of

PLATFORM = platform_named("wp_car_manager")
SITE = "https://larkrise.example"
LIST = ListPage(f"{SITE}/cars/")
ANSWER = ListPage(f"{SITE}/?wpcm-ajax=get_vehicle_results&page=1&sort=date-desc&nonce=0a1b")
CAR = f"{SITE}/vehicle/1962-daf-600/"
MARK = '<script src="/wp-content/plugins/wp-car-manager/assets/a.js"></script>'


def card(number: int, inner: str = "") -> str:
    return (
        f'<li class="wpcm-listings-item"><a href="/vehicle/daf-{number}/">{inner}</a>'
        f'<ul><li class="wpcm-title">1962 DAF {number}</li><li>31 miles</li></ul></li>'
    )


def answer(cards: str, pagination: str | None = "<ul><li>2</li></ul>") -> str:
    return json.dumps({"listings": cards, "pagination": pagination})


def car(inner: str) -> str:
    return f'{MARK}<h1 class="entry-title">1962 DAF 600</h1>{inner}'


def test_it_is_recognised_by_the_plugins_files_and_classes_and_not_by_its_name() -> None:
    assert recognise(MARK) is PLATFORM
    assert recognise('<li class="wpcm-listings-item"></li>') is PLATFORM
    assert recognise("<p>WP Car Manager</p>") is None


def test_a_lists_page_without_cars_leads_to_them_with_its_nonce() -> None:
    html = f'{MARK}<input id="wpcm-listings-nonce" type="hidden" value="0a1b">'
    page = PLATFORM.read_list(html, LIST)
    assert (page.items, page.further) == ((), (ANSWER,))
    with pytest.raises(Unreadable, match="nonce"):
        PLATFORM.read_list(f"{MARK}<h1>Cars</h1>", LIST)


def test_an_answer_leads_to_the_next_one_while_it_has_a_pager() -> None:
    (following,) = PLATFORM.read_list(answer(card(1)), ANSWER).further
    assert following.url == ANSWER.url.replace("page=1", "page=2")
    assert PLATFORM.read_list(answer(card(2), None), following).further == ()
    assert PLATFORM.read_list(answer(""), following).further == ()


@pytest.mark.parametrize("text", [answer(""), answer("<p>No vehicles found</p>"), "{}", "[]", "0"])
def test_a_first_answer_without_cars_is_not_believed(text: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, ANSWER)


def test_a_card_states_price_and_sale_and_not_its_shortened_mileage() -> None:
    cards = (
        card(1, '<span class="wpcm-price">$9,800</span>'),
        card(2, '<span class="wpcm-sold">Sold</span>'),
        card(1, '<span class="wpcm-price">$9,800</span>'),
    )
    entries = entries_of(PLATFORM.read_list(answer("".join(cards)), ANSWER))
    assert [(one.title, one.status, one.asking_price, one.mileage) for one in entries] == [
        ("1962 DAF 1", "for_sale", Decimal(9800), None),
        ("1962 DAF 2", "sold", None, None),
    ]


def test_an_odd_card_costs_itself_and_not_the_list() -> None:
    odd = '<li class="wpcm-listings-item"><a href="/about/"></a></li>'
    cards = "".join(card(n) for n in range(9))
    page = PLATFORM.read_list(answer(cards + odd), ANSWER)
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        PLATFORM.read_list(answer(cards + odd * 2), ANSWER)


def test_a_sitemap_gives_vehicles_alone() -> None:
    urls = "".join(f"<url><loc>{one}</loc></url>" for one in (f"{SITE}/cars/", CAR, f"{SITE}/v/a/"))
    page = PLATFORM.read_list(f"<urlset>{urls}</urlset>", ListPage(f"{SITE}/wpcm-sitemap.xml"))
    assert [(one.url, one.status) for one in entries_of(page)] == [(CAR, None)]


def test_a_page_is_sold_by_its_own_mark_and_gives_its_own_photos() -> None:
    rail = (
        '<aside class="related"><span class="wpcm-sold">Sold</span>'
        '<a href="/wp-content/uploads/b.jpg">b</a><i class="wpcm-price">$1,000</i></aside>'
    )
    own = '<a href="/wp-content/uploads/a.jpg">a</a><a href="/wp-content/uploads/plan.pdf">p</a>'
    page = PLATFORM.read_vehicle(car(own + rail), CAR)
    assert (listing_of(page).status, listing_of(page).asking_price) == ("for_sale", None)
    assert photos_of(page) == [f"{SITE}/wp-content/uploads/a.jpg"]
    page = PLATFORM.read_vehicle(car(f'<i class="wpcm-sold">Sold</i>{rail}'), CAR)
    assert listing_of(page).status == "sold"


def test_the_table_states_fields_and_a_month_with_its_year_leaves_the_titles_year() -> None:
    table = (
        '<div id="wpcm-vehicle-data"><table><tr><th>Year</th><td>04-1963</td></tr>'
        "<tr><th>Mileage</th><td>31,000 km</td></tr></table></div>"
    )
    vehicle = vehicle_of(PLATFORM.read_vehicle(car(table), CAR))
    assert (vehicle.year, vehicle.mileage, vehicle.mileage_unit) == (1962, 31000, "km")


def test_a_sign_is_no_vehicle_and_a_page_without_a_heading_is_unreadable() -> None:
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle(f"{MARK}<h1>Porcelain sign</h1>", CAR)
    with pytest.raises(Unreadable, match="heading"):
        PLATFORM.read_vehicle(MARK, CAR)
