"""Sites on Squarespace."""

from decimal import Decimal

import pytest

from crawler.items import ListPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.listed import entries_of, listing_of, photos_of, vehicle_of

PLATFORM = platform_named("squarespace")
SITE = "https://www.halyard-sons.example"
MAP = ListPage(f"{SITE}/sitemap.xml")
LIST = ListPage(f"{SITE}/inventory", "for_sale")
CAR = f"{SITE}/inventory/p/1962-daf-600"
MARK = "<script>Static.SQUARESPACE_CONTEXT = {};</script>"
SOLD = '<div class="product-mark sold-out">sold</div>'
PHOTOS = "https://images.squarespace-cdn.com/content/v1/5f"


def sitemap(*paths: str) -> str:
    urls = "".join(f"<url><loc>{SITE}{path}</loc></url>" for path in paths)
    return f"<urlset>{urls}</urlset>"


def item(number: int, inner: str = "", classes: str = "") -> str:
    return (
        f'<div class="product-list-item {classes}"><a class="product-list-item-link" '
        f'href="/inventory/p/daf-{number}"></a>{inner}'
        f'<div class="product-list-item-title">1962 DAF {number}</div></div>'
    )


def items(*shown: str) -> str:
    return f'{MARK}<div class="product-list">{"".join(shown)}</div>'


def test_it_is_recognised_by_its_scripts_and_not_by_a_picture_or_a_link() -> None:
    assert recognise(MARK) is PLATFORM
    assert recognise('<link href="//assets.squarespace.com/universal/a.css">') is PLATFORM
    left = '<img src="https://static1.squarespace.com/static/a.jpg">'
    assert recognise(left + '<a href="https://www.squarespace.com">x</a>') is None


def test_the_sitemap_goes_before_the_lists_and_no_filter_is_one() -> None:
    home = (
        f'{MARK}<nav><a href="/inventory">Cars</a><a href="/inventory?tag=a">A</a>'
        '<a href="/past-sales">Gone</a></nav>'
    )
    lists = (LIST, ListPage(f"{SITE}/past-sales", "sold"))
    assert PLATFORM.roads(home, SITE, "both") == [(MAP,), lists]
    assert PLATFORM.roads(home, SITE, "sold")[1] == lists[1:]


def test_no_road_asks_for_the_json_that_robots_forbid() -> None:
    roads = PLATFORM.roads(f'{MARK}<a href="/shop">Shop</a>', SITE, "both")
    assert not any("format=" in page.url for road in roads for page in road)


def test_of_a_sitemap_only_pages_that_look_like_a_cars_are_taken() -> None:
    taken = ("/inventory/p/daf", "/cars/daf-600", "/1962-daf-600", "/sold/daf-46")
    others = (
        "/",
        "/inventory",
        "/about",
        "/blog/1962-daf",
        "/blog/p",
        "/news/cars/1962-daf",
        "/1962",
    )
    page = PLATFORM.read_list(sitemap(*taken, *others), MAP)
    assert [(one.url, one.status) for one in entries_of(page)] == [
        (f"{SITE}/inventory/p/daf", None),
        (f"{SITE}/cars/daf-600", None),
        (f"{SITE}/1962-daf-600", None),
        (f"{SITE}/sold/daf-46", "sold"),
    ]


def test_a_sitemap_without_a_car_does_not_pass_for_an_empty_lot() -> None:
    with pytest.raises(Unreadable, match="car"):
        PLATFORM.read_list(sitemap("/", "/about"), MAP)


def test_a_list_shows_each_item_once_with_the_price_asked_and_the_mark() -> None:
    reduced = (
        '<span class="product-price"><s class="original-price">$9,000.00</s> '
        '<b class="sale-price">$8,000.00</b></span>'
    )
    html = items(item(1, reduced), item(2, classes="sold-out"), item(1, reduced))
    page = PLATFORM.read_list(html, LIST)
    assert [(one.title, one.status, one.asking_price) for one in entries_of(page)] == [
        ("1962 DAF 1", "for_sale", Decimal(8000)),
        ("1962 DAF 2", "sold", None),
    ]


def test_a_list_leads_to_its_next_page_and_not_past_its_last() -> None:
    html = items(item(1)) + '<a href="/inventory?page=1">1</a><a href="/inventory?page=2">2</a>'
    (following,) = PLATFORM.read_list(html, LIST).further
    assert following == ListPage(f"{SITE}/inventory?page=2", "for_sale")
    assert PLATFORM.read_list(html, following).further == ()


def test_a_list_is_empty_only_where_it_says_so() -> None:
    assert PLATFORM.read_list(items("<p>No products to show.</p>"), LIST).items == ()
    for html in (items(), f"{MARK}<p>No products to show.</p>"):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(html, LIST)


def page_of(inner: str) -> str:
    return f"{MARK}<h1>1962 DAF 600</h1>{inner}"


@pytest.mark.parametrize(
    ("inner", "url", "status"),
    [
        (SOLD, CAR, "sold"),
        ('<meta property="product:availability" content="oos">', CAR, "sold"),
        ('<meta property="product:availability" content="instock">', CAR, "for_sale"),
        ("", f"{SITE}/sold-cars/1962-daf-600", "sold"),
        ("<!-- sold --><style>.sold-out{}</style>", CAR, "for_sale"),
        (f"<section><h2>You may also like</h2>{SOLD}</section>", CAR, "for_sale"),
    ],
)  # fmt: skip
def test_what_is_sold_is_told_by_mark_stock_or_folder(inner: str, url: str, status: str) -> None:
    assert listing_of(PLATFORM.read_vehicle(page_of(inner), url)).status == status


def test_the_price_is_that_of_the_meta_data_in_its_currency() -> None:
    html = page_of(
        '<meta property="product:price:amount" content="9500.00">'
        '<meta property="product:price:currency" content="GBP"><p>Was $12,000</p>'
    )
    listing = listing_of(PLATFORM.read_vehicle(html, CAR))
    assert (listing.asking_price, listing.currency) == (Decimal("9500.00"), "GBP")


def test_only_the_gallerys_photos_are_the_cars_each_without_its_size() -> None:
    html = page_of(
        f'<header><img src="{PHOTOS}/logo.png"></header><div class="product-gallery">'
        f'<img data-src="{PHOTOS}/1.jpg?format=500w"><img src="{PHOTOS}/1.jpg?format=1500w">'
        '<img src="https://other.example/2.jpg"></div>'
    )
    assert photos_of(PLATFORM.read_vehicle(html, CAR)) == [f"{PHOTOS}/1.jpg"]


def test_a_page_of_text_states_its_fields_in_lines() -> None:
    html = page_of('<div class="sqs-html-content"><p>VIN: 204881<br>Odometer: 31,000 km</p></div>')
    vehicle = vehicle_of(PLATFORM.read_vehicle(html, CAR))
    assert (vehicle.chassis_number, vehicle.mileage, vehicle.mileage_unit) == (
        "204881",
        31000,
        "km",
    )


def test_a_page_of_no_car_is_none_and_one_without_a_title_is_unreadable() -> None:
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle(f"{MARK}<h1>Our story</h1>", f"{SITE}/inventory/p/story")
    with pytest.raises(Unreadable, match="title"):
        PLATFORM.read_vehicle(MARK, CAR)


def test_the_mark_of_another_car_below_its_own_is_not_its_own() -> None:
    html = (
        f'{MARK}<h1>1962 DAF 600</h1><div class="ProductItem-details">A</div>'
        + items(item(2, SOLD))
        + '<div class="sqs-block-summary-v2"><div class="summary-item"><div class="product-mark '
        'sold-out">sold</div></div></div>'
    )
    assert listing_of(PLATFORM.read_vehicle(html, CAR)).status == "for_sale"
    assert listing_of(PLATFORM.read_vehicle(html + SOLD, CAR)).status == "sold"


def test_an_amount_without_currency_is_in_that_of_the_sites_market() -> None:
    html = f'{MARK}<h1>1962 DAF 600</h1><meta property="product:price:amount" content="9800.00">'
    listing = listing_of(PLATFORM.read_vehicle(html, CAR.replace(".example", ".ca")))
    assert (listing.asking_price, listing.currency) == (Decimal("9800.00"), "CAD")
