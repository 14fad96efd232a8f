"""Shops on WooCommerce."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import ListPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.listed import entries_of, listing_of, photos_of, vehicle_of

PLATFORM = platform_named("woo_commerce")
SITE = "https://tamarack-autos.example"
API = ListPage(f"{SITE}/wp-json/wc/store/v1/products?per_page=100&page=1&orderby=id&order=asc")
SHOP = ListPage(f"{SITE}/shop/", "for_sale")
CAR = f"{SITE}/product/1962-daf-600/"
MARK = '<link href="/wp-content/plugins/woocommerce/assets/css/woocommerce.css">'
VIN = "WP0AA0949DN450123"
PRICES = {"price": "980000", "currency_code": "USD", "currency_minor_unit": 2}


def product(**said: Any) -> dict[str, Any]:
    record = {"id": 5, "name": "1962 DAF 600", "permalink": CAR, "prices": PRICES}
    return record | {"is_in_stock": True} | said


def card(number: int, inner: str = "", classes: str = "") -> str:
    title = f'<h2 class="woocommerce-loop-product__title">1962 DAF {number}</h2>'
    return (
        f'<li class="product {classes}"><a class="woocommerce-LoopProduct-link" '
        f'href="/product/daf-{number}/">{title}</a>{inner}</li>'
    )


def shop(*cards: str) -> str:
    return f'{MARK}<ul class="products">{"".join(cards)}</ul>'


def test_it_is_recognised_by_the_plugins_files_and_not_by_its_name() -> None:
    assert recognise(MARK) is PLATFORM
    assert recognise('<meta name="generator" content="WooCommerce 9.1.0">') is PLATFORM
    assert recognise("<p>We love WooCommerce</p>") is None


def test_a_theme_for_dealers_goes_before_it() -> None:
    html = MARK + '<link href="/wp-content/themes/vehica/style.css">'
    assert recognise(html) is platform_named("vehica")


def test_the_api_goes_before_the_sitemap_and_the_pages_are_last() -> None:
    home = f'{MARK}<nav><a href="/shop/">Shop</a><a href="/sold/">Sold</a></nav>'
    roads = PLATFORM.roads(home, SITE, "current")
    assert roads == [(API,), (ListPage(f"{SITE}/wp-sitemap.xml"),), (SHOP,)]
    yoast = home + '<script class="yoast-schema-graph">{}</script>'
    assert PLATFORM.roads(yoast, SITE, "current")[1] == (ListPage(f"{SITE}/sitemap_index.xml"),)


def test_prices_are_in_the_smallest_units_and_a_range_is_none() -> None:
    said = [
        product(prices=PRICES | {"currency_minor_unit": 0}, permalink=f"{SITE}/product/a/"),
        product(prices=PRICES | {"price_range": {"min_amount": "1"}}, permalink=f"{SITE}/b/c/"),
        product(prices=PRICES | {"price": "0"}, permalink=f"{SITE}/b/d/"),
        product(),
    ]
    prices = [one.asking_price for one in entries_of(PLATFORM.read_list(json.dumps(said), API))]
    assert prices == [Decimal(980000), None, None, Decimal("9800.00")]


@pytest.mark.parametrize("text", ["[]", "{}", '{"code":"rest_no_route"}', "<html></html>", ""])
def test_a_first_answer_without_products_is_no_empty_shop(text: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, API)


def test_a_full_answer_leads_to_the_next_page() -> None:
    full = json.dumps([product(id=n, permalink=f"{SITE}/product/{n}/") for n in range(100)])
    (following,) = PLATFORM.read_list(full, API).further
    assert following.url == API.url.replace("page=1&", "page=2&")
    assert PLATFORM.read_list("[]", following).items == ()


def test_a_sitemap_gives_products_and_not_the_shop_or_its_categories() -> None:
    index = ListPage(f"{SITE}/sitemap_index.xml")
    names = ("post-sitemap", "product-sitemap", "product-sitemap2", "product_cat-sitemap")
    parts = "".join(f"<sitemap><loc>{SITE}/{n}.xml</loc></sitemap>" for n in names)
    page = PLATFORM.read_list(f"<sitemapindex>{parts}</sitemapindex>", index)
    assert [p.url for p in page.further] == [
        f"{SITE}/product-sitemap.xml",
        f"{SITE}/product-sitemap2.xml",
    ]
    urls = f"<urlset><url><loc>{SITE}/shop/</loc></url><url><loc>{CAR}</loc></url></urlset>"
    assert [one.url for one in entries_of(PLATFORM.read_list(urls, page.further[0]))] == [CAR]


def test_a_page_of_the_shop_shows_each_product_once() -> None:
    page = PLATFORM.read_list(shop(card(1), card(2, classes="outofstock"), card(1)), SHOP)
    assert [(one.title, one.status) for one in entries_of(page)] == [
        ("1962 DAF 1", "for_sale"),
        ("1962 DAF 2", "sold"),
    ]


def test_of_two_prices_the_one_after_the_discount_is_asked() -> None:
    old, new = (
        f'<span class="woocommerce-Price-amount">{text}</span>' for text in ("$9,800", "$9,000")
    )
    cards = (
        card(1, f'<span class="price"><del>{old}</del><ins>{new}</ins></span>'),
        card(2, f'<span class="price">{new}–{old}</span>'),
    )
    prices = [one.asking_price for one in entries_of(PLATFORM.read_list(shop(*cards), SHOP))]
    assert prices == [Decimal(9000), None]


def test_a_shop_is_empty_only_where_it_says_so() -> None:
    said = f'{MARK}<div class="woocommerce-info">No products were found.</div>'
    assert PLATFORM.read_list(said, SHOP).items == ()
    for text in (shop(), f"{MARK}<h1>Inventory</h1><p>No products</p>"):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(text, SHOP)


def test_attributes_state_fields_and_a_choice_of_two_none() -> None:
    attributes = [
        {"name": "Transmission", "terms": [{"name": "Manual &amp; overdrive"}]},
        {"name": "Color", "terms": [{"name": "Red"}, {"name": "Blue"}]},
        {"name": "Shipping", "terms": [{"name": "Yes"}]},
    ]
    text = json.dumps(product(attributes=attributes, sku=VIN))
    page = PLATFORM.read_vehicle(text, CAR)
    vehicle = vehicle_of(page)
    assert (vehicle.transmission, vehicle.exterior_color) == ("Manual & overdrive", None)
    assert (vehicle.vin, listing_of(page).stock_number) == (VIN, None)


def test_sizes_and_goods_are_no_vehicles() -> None:
    sizes = [{"name": "Size", "has_variations": True, "terms": [{"name": "S"}, {"name": "M"}]}]
    for said in ({"attributes": sizes}, {"name": "DAF 600 mug"}):
        with pytest.raises(NotAVehicle):
            PLATFORM.read_vehicle(json.dumps(product(**said)), CAR)


def test_a_page_shows_its_own_photos_price_and_stock_and_not_its_rails() -> None:
    html = (
        f'{MARK}<div class="product"><div class="woocommerce-product-gallery"><a href="/wp-content/'
        'uploads/a.jpg"><img src="/wp-content/uploads/a-100x100.jpg"></a></div>'
        '<div class="summary entry-summary"><h1>1962 DAF 600</h1><p class="price">'
        '<span class="woocommerce-Price-amount">$9,800.00</span></p></div></div>'
        '<section class="upsells"><p class="stock out-of-stock">Out of stock</p>'
        '<div class="woocommerce-product-gallery"><a href="/b.jpg">b</a></div></section>'
    )
    page = PLATFORM.read_vehicle(html, CAR)
    assert (listing_of(page).status, listing_of(page).asking_price) == ("for_sale", Decimal(9800))
    assert photos_of(page) == [f"{SITE}/wp-content/uploads/a.jpg"]


@pytest.mark.parametrize("classes", ["product_cat-sold", "product_tag-sold", "outofstock"])
def test_a_page_is_sold_by_the_same_marks_as_its_card(classes: str) -> None:
    html = f'{MARK}<div class="product {classes}"><h1>1962 DAF 600</h1></div>'
    assert listing_of(PLATFORM.read_vehicle(html, CAR)).status == "sold"
    (entry,) = entries_of(PLATFORM.read_list(shop(card(1, classes=classes)), SHOP))
    assert entry.status == "sold"


def test_a_page_is_sold_by_a_category_or_a_tag_that_says_nothing_else() -> None:
    for place in ("posted_in", "tagged_as"):
        meta = f'<span class="{place}"><a>Cars</a><a>Sold</a></span>'
        page = PLATFORM.read_vehicle(f"{MARK}<h1>1962 DAF 600</h1>{meta}", CAR)
        assert listing_of(page).status == "sold"
    meta = '<span class="posted_in"><a>Sold new in Ohio</a></span>'
    page = PLATFORM.read_vehicle(f"{MARK}<h1>1962 DAF 600</h1>{meta}", CAR)
    assert listing_of(page).status == "for_sale"


def test_an_amount_that_stands_for_no_price_is_none() -> None:
    for amount in ("100", "9900", "999999900", "123456700"):
        text = json.dumps(product(prices=PRICES | {"price": amount}))
        assert listing_of(PLATFORM.read_vehicle(text, CAR)).asking_price is None


def test_a_canadian_shops_page_asks_canadian_dollars() -> None:
    offer = {"@type": "Offer", "price": "9800"}
    node = json.dumps({"@type": "Product", "name": "1962 DAF 600", "offers": offer})
    html = f'{MARK}<h1>1962 DAF 600</h1><script type="application/ld+json">{node}</script>'
    listing = listing_of(PLATFORM.read_vehicle(html, CAR.replace(".example", ".ca")))
    assert (listing.asking_price, listing.currency) == (Decimal(9800), "CAD")


def test_a_card_with_a_templates_slot_among_its_attributes_is_read() -> None:
    html = shop(card(1).replace("<li class", "<li {{ attrs }} class").replace("<a ", "<a {{x}} "))
    assert [one.title for one in entries_of(PLATFORM.read_list(html, SHOP))] == ["1962 DAF 1"]
