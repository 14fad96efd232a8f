"""Shops on Shopify."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import ListPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.listed import entries_of, listing_of, photos_of, vehicle_of

PLATFORM = platform_named("shopify")
SITE = "https://pebblecross.example"
LIST = ListPage(f"{SITE}/products.json?limit=250&page=1")
CAR = f"{SITE}/products/1962-daf-600"
MARK = '<script src="https://cdn.shopify.com/s/files/theme.js"></script>'


def product(**said: Any) -> dict[str, Any]:
    variant = {"title": "Default Title", "sku": "A1", "available": True, "price": "9800.00"}
    return {"title": "1962 DAF 600", "handle": "1962-daf-600", "variants": [variant]} | said


def listed(*products: dict[str, Any]) -> str:
    return json.dumps({"products": products})


def record(**said: Any) -> str:
    variant = {"sku": "A1", "available": True, "price": 980000}
    return json.dumps(product(variants=[variant]) | said)


def test_it_is_recognised_by_the_vendors_host_and_not_by_its_name() -> None:
    assert recognise(MARK) is PLATFORM
    assert recognise('<p>Built with Shopify</p><a href="https://www.shopify.com/">x</a>') is None


def test_a_platform_for_vehicles_goes_before_it() -> None:
    html = MARK + '<img src="https://cdn.dealeraccelerate.com/a/1.jpg">'
    assert recognise(html) is platform_named("dealer_accelerate")


def test_all_of_a_shop_are_asked_for_whatever_the_run_mode() -> None:
    for mode in ("current", "sold", "both"):
        assert PLATFORM.roads(MARK, SITE, mode)[0] == (LIST,)
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads(MARK, SITE, "all")


def test_a_shop_in_another_currency_takes_it_along_and_its_pages_are_read_themselves() -> None:
    home = MARK + '<script>Shopify.currency = {"active":"CAD","rate":"1.0"};</script>'
    ((page,), _) = PLATFORM.roads(home, SITE, "both")
    assert page.url == f"{SITE}/products.json?limit=250&page=1&currency=CAD"
    (entry,) = entries_of(PLATFORM.read_list(listed(product()), page))
    assert (entry.asking_price, entry.currency, entry.page_url) == (Decimal("9800.00"), "CAD", None)


def test_a_full_page_leads_to_the_next_one_and_a_short_one_to_none() -> None:
    full = listed(*(product(handle=f"h{n}") for n in range(250)))
    (following,) = PLATFORM.read_list(full, LIST).further
    assert following.url == f"{SITE}/products.json?limit=250&page=2"
    assert PLATFORM.read_list(listed(product()), following).further == ()
    assert PLATFORM.read_list('{"products":[]}', following).items == ()


@pytest.mark.parametrize("text", ['{"products":[]}', "{}", "[]", "<html></html>", "", "nul"])
def test_a_first_page_without_products_is_no_empty_shop(text: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, LIST)


def test_a_sitemap_without_products_is_unreadable() -> None:
    index = "<sitemapindex><sitemap><loc>/sitemap_pages_1.xml</loc></sitemap></sitemapindex>"
    with pytest.raises(Unreadable, match="products"):
        PLATFORM.read_list(index, ListPage(f"{SITE}/sitemap.xml"))


@pytest.mark.parametrize(
    "said",
    [
        {"variants": [{"available": False, "price": "9800.00"}]},
        {"tags": ["Classic", "SOLD"]},
        {"tags": "Classic, Sold"},
        {"title": "SOLD - 1962 DAF 600"},
        {"product_type": "Sold"},
    ],
)
def test_what_is_sold_is_told_by_any_of_the_marks(said: dict[str, Any]) -> None:
    (entry,) = entries_of(PLATFORM.read_list(listed(product(**said)), LIST))
    assert entry.status == "sold"
    assert listing_of(PLATFORM.read_vehicle(record(**said), CAR)).status == "sold"


def test_a_tag_that_holds_the_word_among_others_is_no_mark() -> None:
    page = PLATFORM.read_list(listed(product(tags=["Sold new in Ohio"])), LIST)
    assert [entry.status for entry in entries_of(page)] == ["for_sale"]


def test_a_record_states_its_price_in_cents() -> None:
    assert listing_of(PLATFORM.read_vehicle(record(), CAR)).asking_price == Decimal(9800)
    deposit = [{"price": 980000}, {"price": 50000}]
    assert listing_of(PLATFORM.read_vehicle(record(variants=deposit), CAR)).asking_price is None


def test_a_title_with_the_mark_is_kept_and_its_car_is_read_without_it() -> None:
    page = PLATFORM.read_vehicle(record(title="SOLD! 1962 DAF 600"), CAR)
    assert listing_of(page).title == "SOLD! 1962 DAF 600"
    assert (vehicle_of(page).year, vehicle_of(page).make) == (1962, "DAF")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"title": "1962 DAF Shirt"}, "shop_goods"),
        ({"product_type": "Hats"}, "shop_goods"),
        ({"options": [{"name": "Size", "values": ["S"]}]}, "product_in_sizes"),
        ({"options": ["Size"]}, "product_in_sizes"),
        ({"title": "Restored Jukebox", "product_type": "Signs"}, "automobilia"),
        ({"title": "A whole weekend"}, "no_year_make_number"),
    ],
)
def test_what_else_a_shop_sells_is_no_vehicle(said: dict[str, Any], rule: str) -> None:
    with pytest.raises(NotAVehicle) as skipped:
        PLATFORM.read_vehicle(record(**said), CAR)
    assert skipped.value.rule == rule


@pytest.mark.parametrize(
    "said",
    [
        {"title": "1962 DAF 600 w/ Window Sticker"},
        {"title": "1962 DAF 600 with Posters"},
        {"title": "1962 DAF Calendar", "body_html": "VIN: 204881"},
        {"title": "1999 Volkswagen Polo"},
    ],
)
def test_a_car_that_comes_with_such_things_is_one(said: dict[str, Any]) -> None:
    assert vehicle_of(PLATFORM.read_vehicle(record(**said), CAR)).year in (1962, 1999)


def test_the_shops_own_name_is_no_make_and_a_vendor_that_is_one_helps_a_title_without() -> None:
    said = {"title": "1966 Corsair", "vendor": "Pebblecross Classics"}
    assert vehicle_of(PLATFORM.read_vehicle(record(**said), CAR)).make is None
    said["vendor"] = "Ford"
    assert vehicle_of(PLATFORM.read_vehicle(record(**said), CAR)).make == "Ford"


def test_an_odd_product_costs_itself_and_not_the_list() -> None:
    sound = [product(handle=f"h{n}") for n in range(9)]
    page = PLATFORM.read_list(listed(*sound, product(handle=None)), LIST)
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        PLATFORM.read_list(listed(*sound, *[product(title="")] * 2), LIST)


def test_a_page_gives_the_record_of_its_own_handle() -> None:
    other = json.dumps(product(handle="other", title="1970 Volvo 1800E"))
    html = (
        f'{MARK}<h1>1962 DAF 600</h1><script type="application/json">{other}</script>'
        f'<script type="application/json">{record(images=["//cdn.shopify.com/s/a_200x.png?v=1"])}'
        "</script>"
    )
    page = PLATFORM.read_vehicle(html, f"{SITE}/collections/cars/products/1962-daf-600?variant=1")
    assert (listing_of(page).url, listing_of(page).asking_price) == (CAR, Decimal(9800))
    assert photos_of(page) == ["https://cdn.shopify.com/s/a.png"]


def test_a_page_without_a_title_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="title"):
        PLATFORM.read_vehicle(f"<html>{MARK}</html>", CAR)


def test_a_shop_that_shows_converted_prices_does_not_tell_the_currency_of_its_list() -> None:
    home = MARK + '<script>Shopify.currency = {"active":"USD","rate":"0.7312"};</script>'
    ((page,), _) = PLATFORM.roads(home, SITE, "both")
    (entry,) = entries_of(PLATFORM.read_list(listed(product()), page))
    assert (entry.asking_price, entry.currency, entry.page_url) == (None, None, None)
    assert entry.title == "1962 DAF 600"


def test_a_canadian_shop_asks_canadian_dollars() -> None:
    site = SITE.replace(".example", ".ca")
    (entry,) = entries_of(PLATFORM.read_list(listed(product()), ListPage(f"{site}/products.json")))
    assert entry.currency == "CAD"
    listing = listing_of(PLATFORM.read_vehicle(record(), f"{site}/products/1962-daf-600"))
    assert (listing.asking_price, listing.currency) == (Decimal(9800), "CAD")


@pytest.mark.parametrize("cents", [100, 9900, 999999900, 0, "9800.00", "٥٠٠٠٠٠"])
def test_an_amount_that_stands_for_no_price_is_none(cents: object) -> None:
    said = [{"available": True, "price": cents}]
    assert listing_of(PLATFORM.read_vehicle(record(variants=said), CAR)).asking_price is None


def test_a_description_with_half_a_sign_costs_nothing() -> None:
    text = listed(product(body_html="<p>VIN: 204881 \ud83d</p>"))
    (entry,) = entries_of(PLATFORM.read_list(text, LIST))
    assert entry.title == "1962 DAF 600"
