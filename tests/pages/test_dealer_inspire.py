"""Sites on Dealer Inspire."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, Vehicle, VehicleImage
from crawler.pages.errors import Challenge, NotAVehicle, Unreadable
from crawler.pages.platforms import recognise
from crawler.pages.platforms.dealer_inspire import PLATFORM
from tests.pages.saved import saved_page

SITE = "https://www.heron-mill.example"
LIST = ListPage(f"{SITE}/used-vehicles/", "for_sale")
PATH = "/inventory/used-2001-saab-9-3-se-ys3df55k412012345/"
CAR = f"{SITE}{PATH}"
PHOTOS = "https://vehicle-images.carscommerce.inc/ed41-11"


def card(prices: str = "", path: str = PATH, title: str = "2001 Saab 9-3") -> str:
    link = f"<a href='{path}'>{title}</a>"
    return f"<div class='hit-content'>{link}<div class='price'>{prices}</div></div>"


def entries(html: str, page: ListPage = LIST) -> list[InventoryEntry]:
    items = PLATFORM.read_list(html, page).items
    return [item for item in items if isinstance(item, InventoryEntry)]


def vehicle_page(
    html: str = "", kind: str = "Car", **words: Any
) -> tuple[Listing, Vehicle, list[str]]:
    node = {"@type": ["Product", kind], "name": "Pre-Owned 2001 Saab 9-3", "model": "9-3"}
    node |= {"vehicleIdentificationNumber": "YS3DF55K412012345"} | words
    script = f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    listing, vehicle, *images = PLATFORM.read_vehicle(script + html, CAR).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    return listing, vehicle, [image.url for image in images if isinstance(image, VehicleImage)]


@pytest.mark.parametrize(
    "html",
    [
        '<link href="/wp-content/themes/DealerInspireDealerTheme/style.css">',
        '<link href="/wp-content/themes/DealerInspireCommonTheme/style.css">',
        '<script src="https://assets.dealerinspire.com/a.js"></script>',
        "<img src='https://di-uploads-pod12.dealerinspire.com/x/logo.png'>",
        f"<img src='{PHOTOS}/x/1.jpg'>",
        "<script>var inventoryLightningSettings = {};</script>",
    ],
)
def test_it_is_recognised_by_its_themes_and_hosts(html: str) -> None:
    assert recognise(html) is PLATFORM


def test_it_is_not_recognised_by_words() -> None:
    assert recognise("<p>Dealer Inspire; we at dealerinspire motors are inspired</p>") is None


@pytest.mark.parametrize(
    ("links", "lists"),
    [
        ("<a href='/new-vehicles'>N</a><a href='/used-vehicles/?a=1'>U</a>", "used new"),
        ("<a href='/current-inventory/'>All</a>", "current"),
        ("<a href='/about/'>About</a>", "used"),
    ],
)
def test_the_lists_are_those_that_the_home_page_links(links: str, lists: str) -> None:
    paths = {"used": "used-vehicles", "new": "new-vehicles", "current": "current-inventory"}
    sitemap, pages = PLATFORM.roads(links, SITE, "both")
    assert [page.url for page in sitemap] == [f"{SITE}/dealer-inspire-inventory/inventory_sitemap"]
    assert [page.url for page in pages] == [f"{SITE}/{paths[word]}/" for word in lists.split()]


def test_sold_cars_have_no_road() -> None:
    assert PLATFORM.roads("", SITE, "sold") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


@pytest.mark.parametrize(
    ("shown", "price"),
    [
        ("Selling Price $6,100 Delivery &amp; Handling $480 Elm Sales Price $6,580", 6100),
        ("MSRP $9,000 Elm's Internet Price: $6,100", 6100),
        ("Price $6,100", 6100),
        ("$6,100", 6100),
        ("Sale Price $6,100", 6100),
        ("Elm Sales Price $6,580", None),
        ("Sales Price $6,580", None),
        ("Final Price $6,580", None),
        ("$299 per month", None),
        ("$299 / month", None),
        ("$150 bi-weekly", None),
        ("Price $1", None),
        ("Price $6,580 Doc Fee $480", None),
        ("MSRP $9,000", None),
        ("$299 /mo", None),
        ("$299/mo Our Price $6,100", 6100),
        ("Call for price", None),
        ("", None),
    ],
)
def test_a_cards_price_is_the_row_before_fees(shown: str, price: int | None) -> None:
    (entry,) = entries(card(shown))
    assert entry.asking_price == (Decimal(price) if price else None)
    assert entry.currency == ("USD" if price else None)


def test_rows_in_elements_of_their_own_are_one_price() -> None:
    rows = "<p class='price-row'>Selling <b>Price</b> <i>$6,100</i></p><p>Fees $480</p>"
    (entry,) = entries(card(rows))
    assert entry.asking_price == Decimal(6100)


def test_a_car_is_one_entry_however_many_links_and_cards_it_has() -> None:
    html = card(path=f"http://www.heron-mill.example{PATH}") + card(path=f"{PATH}?x=1#photos")
    assert [entry.url for entry in entries(html)] == [CAR]


def test_a_card_without_the_attribute_has_its_vin_in_the_link() -> None:
    (entry,) = entries(f"<div class='vehicle'><a href='{PATH}'>2001 Saab</a></div>")
    assert entry.vin == "YS3DF55K412012345"


def test_links_to_lists_are_no_cars() -> None:
    html = "<a href='/inventory/new-vehicles/'>All new 2026 cars</a><h2>0 Used Cars</h2>"
    assert entries(html) == []


def test_a_list_without_cars_is_unreadable_unless_it_says_that_it_has_none() -> None:
    assert entries("<h2>0 Used Cars</h2>") == []
    for html in ("<h2>Used Cars</h2>", "<h2>10 Used Cars</h2>", "<p>1,000 vehicles</p>"):
        with pytest.raises(Unreadable):
            entries(html)


def test_cards_that_lost_their_links_are_unreadable() -> None:
    with pytest.raises(Unreadable, match="1 of 2"):
        entries(card() + card(path="/x/"))


def test_a_walls_page_is_no_list() -> None:
    with pytest.raises(Challenge):
        entries("<title>Attention Required! | Cloudflare</title>")


def test_the_pager_of_another_list_is_not_followed() -> None:
    html = f"{card()}<a href='/new-vehicles/?_p=9'>New</a>"
    assert PLATFORM.read_list(html, LIST).further == ()
    page = PLATFORM.read_list(f"{html}<a href='?_p=2'>2</a>", LIST)
    assert page.further == (ListPage(f"{SITE}/used-vehicles/?_p=2", "for_sale"),)
    second = ListPage(f"{SITE}/used-vehicles/?_p=2", "for_sale")
    assert PLATFORM.read_list(f"{html}<a href='?_p=2'>2</a>", second).further == ()


def test_a_sitemap_without_vehicles_is_unreadable() -> None:
    text = f"<urlset><url><loc>{SITE}/inventory/new-vehicles/</loc></url></urlset>"
    with pytest.raises(Unreadable, match="no vehicles"):
        PLATFORM.read_list(text, ListPage(f"{SITE}/dealer-inspire-inventory/inventory_sitemap"))


def test_the_offer_marked_for_search_engines_is_no_price() -> None:
    offer = {"price": "7380", "priceCurrency": "USD"}
    assert vehicle_page(offers=offer)[0].asking_price is None
    assert vehicle_page("<p class='price'>$7,380</p>", offers=offer)[0].asking_price is None
    rows = "<p class='price'>Selling Price $6,900 Delivery $480 Sales Price $7,380</p>"
    assert vehicle_page(rows, offers=offer)[0].asking_price == Decimal(6900)


def test_similar_cars_give_no_price() -> None:
    rail = "<div><h3>Similar vehicles</h3><p class='price'>Selling Price $999</p></div>"
    assert vehicle_page(rail)[0].asking_price is None


@pytest.mark.parametrize(("word", "status"), [("SoldOut", "sold"), ("InStock", "for_sale")])
def test_a_vehicle_is_sold_where_its_offer_says_so(word: str, status: str) -> None:
    offer = {"price": "7380", "availability": f"https://schema.org/{word}"}
    assert vehicle_page(offers=offer)[0].status == status


def test_photos_are_of_the_pages_own_vin() -> None:
    own = f"{PHOTOS}/YS3DF55K412012345"
    html = (
        f"<img src='{own}/1.jpg?w=320'><img data-src='{own}/2.jpg'>"
        f"<img src='{own}/coming-soon.png'><img src='{PHOTOS}/YV1LS5537V2345678/3.jpg'>"
        "<img src='https://di-uploads-pod7.dealerinspire.com/x/logo.png'>"
    )
    assert vehicle_page(html)[2] == [f"{own}/1.jpg", f"{own}/2.jpg"]


def test_a_page_without_a_vehicle_of_its_own_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<h1>2001 Saab 9-3</h1>", CAR)


def test_a_motorcycle_is_no_car() -> None:
    with pytest.raises(NotAVehicle):
        vehicle_page(kind="Motorcycle", name="2001 Honda CB750", model="CB750")


def test_a_saved_list_gives_each_card_once() -> None:
    html = saved_page("dealers/dealerinspire-srp*.html")
    host = re.search(r"http://([\w.]+)/inventory/", html)
    assert host
    page = ListPage(f"https://{host[1]}/used-vehicles/", "for_sale")
    found = entries(html, page)
    assert [(entry.vin, entry.title, entry.asking_price) for entry in found] == [
        ("1FAHP3FN9AW282033", "Pre-Owned 2010 Ford Focus SE", Decimal(5303)),
        ("KM8KNDAF5PU123456", "Pre-Owned 2023 Hyundai IONIQ 5 SEL", None),
        ("5YJSA1E29MF427349", "Pre-Owned 2022 Tesla Model 3", None),
    ]
    for entry in found:
        assert entry.url.startswith(f"https://{host[1]}/inventory/used-20")
        assert entry.url.endswith(f"-{(entry.vin or '').lower()}/")
    (following,) = PLATFORM.read_list(html, page).further
    assert following.url == f"{page.url}?_p=2"


def test_a_saved_vehicle_page_gives_its_car_without_the_price_with_fees() -> None:
    html = saved_page("dealers/dealerinspire-vdp*.html")
    stated = re.search(r'"url":"([^"]+)"', html)
    assert stated
    url = stated[1]
    listing, vehicle = PLATFORM.read_vehicle(html, url).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    assert (listing.url, listing.status, listing.asking_price) == (url, "for_sale", None)
    assert (vehicle.vin, vehicle.year, vehicle.make) == ("1FAHP3FN9AW282033", 2010, "Ford")
    assert (vehicle.model, vehicle.mileage, vehicle.mileage_unit) == ("Focus", 134147, "mi")


def test_json_where_a_vehicles_page_was_expected_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle('{"error": "no such car"}', CAR)
