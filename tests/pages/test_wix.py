"""Sites on Wix."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import ListPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.listed import entries_of, listing_of, photos_of, vehicle_of

PLATFORM = platform_named("wix")
SITE = "https://www.orrin-lane.example"
SHOP = ListPage(f"{SITE}/shop", "for_sale")
CAR = f"{SITE}/product-page/1962-daf-600"


def product(**said: Any) -> dict[str, Any]:
    record = {"name": "1962 DAF 600", "urlPart": "1962-daf-600", "price": 9800, "isInStock": True}
    return record | {"comparePrice": 0} | said


def warmup(data: Any) -> str:
    text = json.dumps({"appsWarmupData": {"1380b703": data}}).replace("</", "<\\/")
    return f'<script type="application/json" id="wix-warmup-data">{text}</script>'


def gallery(total: int, *products: dict[str, Any]) -> str:
    found = {"productsWithMetaData": {"totalCount": total, "list": list(products)}}
    return warmup({"catalog": {"category": found}})


def marked(availability: str = "InStock", **said: Any) -> str:
    node = {
        "@type": "Product",
        "name": "1962 DAF 600",
        "Offers": {
            "@type": "Offer",
            "price": "9500",
            "priceCurrency": "EUR",
            "Availability": f"https://schema.org/{availability}",
        },
    }
    return f'<script type="application/ld+json">{json.dumps(node | said)}</script>'


@pytest.mark.parametrize(
    "html",
    [
        '<meta name="generator" content="Wix.com Website Builder"/>',
        '<img src="https://static.wixstatic.com/media/a.png">',
        warmup({}),
    ],
)
def test_it_is_recognised_by_its_files_and_not_by_its_name(html: str) -> None:
    assert recognise(html) is PLATFORM
    assert recognise("<p>We moved from Wix</p>") is None


def test_a_word_in_its_scripts_makes_no_autorevo_of_it() -> None:
    html = warmup({}) + "<script>var a = {excludeFromAutoRevoke: 1};</script>"
    assert recognise(html) is PLATFORM


def test_the_sitemap_goes_before_the_galleries() -> None:
    home = '<nav><a href="/shop">Shop</a><a href="/sold">Sold</a></nav>'
    assert PLATFORM.roads(home, SITE, "both") == [
        (ListPage(f"{SITE}/sitemap.xml"),),
        (SHOP, ListPage(f"{SITE}/sold", "sold")),
    ]
    assert PLATFORM.roads("<p></p>", SITE, "sold") == [(ListPage(f"{SITE}/sitemap.xml"),)]


def test_a_sitemap_without_a_shop_is_unreadable() -> None:
    index = f"<sitemapindex><sitemap><loc>{SITE}/pages-sitemap.xml</loc></sitemap></sitemapindex>"
    with pytest.raises(Unreadable, match="shop"):
        PLATFORM.read_list(index, ListPage(f"{SITE}/sitemap.xml"))


def test_the_shops_part_gives_products_alone() -> None:
    urls = "".join(f"<url><loc>{one}</loc></url>" for one in (f"{SITE}/shop", CAR, f"{CAR}/"))
    page = PLATFORM.read_list(f"<urlset>{urls}</urlset>", ListPage(f"{SITE}/store-products.xml"))
    assert [(one.url, one.status) for one in entries_of(page)] == [(CAR, None)]


def test_a_gallery_leads_to_all_its_further_pages_at_once() -> None:
    html = gallery(5, product(), product(urlPart="b"), product())
    page = PLATFORM.read_list(html, SHOP)
    assert [one.url for one in page.further] == [f"{SITE}/shop?page=2", f"{SITE}/shop?page=3"]
    assert PLATFORM.read_list(html, page.further[1]).further == ()


def test_a_gallery_is_empty_only_where_it_counts_nothing() -> None:
    assert PLATFORM.read_list(gallery(0), SHOP).items == ()
    for html in (
        gallery(3),
        warmup({}),
        "<h1>Shop</h1>",
        "<script id='wix-warmup-data'>{</script>",
    ):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(html, SHOP)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"ribbon": "SOLD"}, "sold"),
        ({"isInStock": False}, "sold"),
        ({"inventory": {"status": "out_of_stock", "quantity": 0}}, "sold"),
        ({"name": "1962 DAF 600 - SOLD"}, "sold"),
        ({"ribbon": "Sold with a new clutch"}, "for_sale"),
    ],
)
def test_what_is_sold_is_told_by_ribbon_stock_or_title(said: dict[str, Any], status: str) -> None:
    (entry,) = entries_of(PLATFORM.read_list(gallery(1, product(**said)), SHOP))
    assert entry.status == status
    page = PLATFORM.read_vehicle(f"<h1>DAF</h1>{warmup({'p': product(**said)})}", CAR)
    assert listing_of(page).status == status


def test_of_two_prices_the_list_states_none_and_the_page_the_markups() -> None:
    both = product(price=9800, comparePrice=9500)
    (entry,) = entries_of(PLATFORM.read_list(gallery(1, both), SHOP))
    assert entry.asking_price is None
    listing = listing_of(PLATFORM.read_vehicle(marked() + warmup({"p": both}), CAR))
    assert (listing.asking_price, listing.currency) == (Decimal(9500), "EUR")


def test_the_markup_alone_tells_what_is_sold() -> None:
    html = marked("OutOfStock", description="VIN: 204881\nMiles: 45,000")
    page = PLATFORM.read_vehicle(html, CAR)
    assert listing_of(page).status == "sold"
    vehicle = vehicle_of(page)
    assert (vehicle.chassis_number, vehicle.mileage, vehicle.mileage_unit) == (
        "204881",
        45000,
        "mi",
    )


def test_the_data_of_another_product_is_not_taken_for_the_pages_own() -> None:
    other = product(name="1970 Volvo 1800E", urlPart="1970-volvo-1800e", ribbon="SOLD")
    page = PLATFORM.read_vehicle(marked() + warmup({"related": [other]}), CAR)
    assert (listing_of(page).title, listing_of(page).status) == ("1962 DAF 600", "for_sale")


def test_additional_information_states_fields_and_media_are_whole_photos() -> None:
    said = product(
        additionalInfo=[{"title": "Transmission:", "description": "<p>Variomatic</p>"}],
        media=[
            {"url": "https://static.wixstatic.com/media/a~mv2.jpg/v1/fill/w_9/a.jpg"},
            {"url": "b.mp4", "mediaType": "VIDEO"},
            {"url": "c~mv2.png", "mediaType": "PHOTO"},
        ],
    )
    page = PLATFORM.read_vehicle(warmup({"p": said}), CAR)
    assert vehicle_of(page).transmission == "Variomatic"
    assert photos_of(page) == [
        "https://static.wixstatic.com/media/a~mv2.jpg",
        "https://static.wixstatic.com/media/c~mv2.png",
    ]


def test_a_shirt_is_no_vehicle_and_a_page_without_a_title_is_unreadable() -> None:
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle(warmup({"p": product(options=[{"title": "Size"}])}), CAR)
    with pytest.raises(Unreadable, match="title"):
        PLATFORM.read_vehicle(warmup({}), CAR)


@pytest.mark.parametrize(
    ("shown", "price", "currency"),
    [
        ("$9,800.00", Decimal(9800), "USD"),
        ("C$9,800.00", Decimal(9800), "CAD"),
        ("9.800,00 €", Decimal(9800), "EUR"),
        ("$9,500.00", None, None),  # two prices
        ("9 800 zł", None, None),  # a currency that is not known
    ],
)
def test_the_text_that_shows_the_price_tells_its_currency(
    shown: str, price: Decimal | None, currency: str | None
) -> None:
    (entry,) = entries_of(PLATFORM.read_list(gallery(1, product(formattedPrice=shown)), SHOP))
    assert (entry.asking_price, entry.currency) == (price, currency)
