"""Sites on DealerFire."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import recognise
from crawler.pages.platforms.dealer_fire import PLATFORM

SITE = "https://www.willow-weir.example"
LIST = ListPage(f"{SITE}/cars-for-sale-willow-weir-vt?limit=100", "for_sale")
CAR = f"{SITE}/used-2001-saab-9-3-willow-weir-vt-id-7"
SAAB = {"year": 2001, "make": "Saab", "model": "9-3", "vin": "YS3DF55K412012345"}


def push(number: int, **record: Any) -> str:
    text = json.dumps(SAAB | record)
    return f"<script>Moff.modules.get('DataLayer').pushData('VehicleObject_{number}', {text});"


def shown(*numbers: int, total: int, **record: Any) -> ReadPage:
    links = "".join(f"<a href='/used-a-id-{i}'>x</a>{push(i, **record)}</script>" for i in numbers)
    return PLATFORM.read_list(f"<div data-total-items='{total}'>{links}</div>", LIST)


def vehicle_page(html: str) -> tuple[Listing, Vehicle, list[str]]:
    listing, vehicle, *images = PLATFORM.read_vehicle(html, CAR).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    return listing, vehicle, [image.url for image in images if isinstance(image, VehicleImage)]


@pytest.mark.parametrize(
    "html",
    [
        "<img src='https://cdn-ds.com/media/logo.png'>",
        "<script>DataLayer.pushData('VehicleObject_12', {});</script>",
        '<script>DataLayer.pushData("VehicleObject_12", {});</script>',
    ],
)
def test_it_is_recognised_by_its_photos_host_and_its_data_layer(html: str) -> None:
    assert recognise(html) is PLATFORM


def test_it_is_not_recognised_by_the_vendors_names() -> None:
    assert recognise("<footer>Website powered by DealerFire, of DealerSocket.</footer>") is None


def test_sold_cars_have_no_road() -> None:
    assert PLATFORM.roads("<a href='/cars-for-sale-x-vt'>Cars</a>", SITE, "sold") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


def test_without_a_list_of_all_cars_the_used_and_the_new_ones_are_one_road() -> None:
    home = "<a href='/new-vehicles-x-vt'>N</a><a href='/used-vehicles-x-vt?make=Saab'>U</a>"
    road = PLATFORM.roads(home, SITE, "current")[-1]
    paths = ("new-vehicles-x-vt", "used-vehicles-x-vt")
    assert [page.url for page in road] == [f"{SITE}/{path}?limit=100" for path in paths]


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ({"sellingPrice": 6900, "internetPrice": 7000, "finalPrice": 7150}, 6900),
        ({"sellingPrice": "6900.00"}, 6900),
        ({"sellingPrice": 0, "internetPrice": 7000, "finalPrice": 7150}, 7000),
        ({"sellingPrice": None, "originalPrice": 8000, "finalPrice": 7150}, None),
    ],
)
def test_the_price_is_the_advertised_one_never_one_with_fees(
    prices: dict[str, Any], price: int | None
) -> None:
    (entry,) = shown(1, total=1, **prices).items
    assert isinstance(entry, InventoryEntry)
    listing, *_ = vehicle_page(push(7, **prices))
    expected = (Decimal(price), "USD") if price else (None, None)
    assert (entry.asking_price, entry.currency) == expected
    assert (listing.asking_price, listing.currency) == expected


def test_the_offer_marked_for_search_engines_is_no_price() -> None:
    node = {"@type": "Car", "name": "2001 Saab 9-3", "offers": {"price": 7, "priceCurrency": "USD"}}
    html = f"{push(7)}</script><script type='application/ld+json'>{json.dumps(node)}</script>"
    assert vehicle_page(html)[0].asking_price is None


def test_the_next_page_begins_after_the_records_of_this_one() -> None:
    assert shown(1, 2, 2, total=2).further == ()
    (following,) = shown(1, 2, 2, total=3).further
    assert following == ListPage(f"{LIST.url}&offset=2", "for_sale")


def test_featured_cars_beside_a_whole_page_hide_none_of_the_next_one() -> None:
    (following,) = shown(*range(1, 105), total=300).further
    assert following == ListPage(f"{LIST.url}&offset=100", "for_sale")


def test_a_record_that_is_pushed_twice_is_one_car() -> None:
    page = shown(1, 1, total=1)
    assert len(page.items) == 1
    assert page.unread == ()


def test_a_record_without_a_link_and_a_broken_one_are_told_of() -> None:
    links = "".join(f"<a href='/used-a-id-{i}'>x</a>{push(i)}</script>" for i in range(1, 20))
    broken = "<script>DataLayer.pushData('VehicleObject_98', null);</script>"
    html = f"<div data-total-items='21'>{links}{broken}{push(99)}</script></div>"
    page = PLATFORM.read_list(html, LIST)
    assert len(page.items) == 19
    why = ["the record of 99 has no link", "the record of 98 is no JSON"]
    assert [one.why for one in page.unread] == why
    assert page.further == ()


def test_a_list_most_of_whose_records_have_no_link_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="no link"):
        PLATFORM.read_list(f"<div data-total-items='1'></div>{push(1)}", LIST)


def test_an_empty_list_says_so_and_any_other_without_records_is_unreadable() -> None:
    assert shown(total=0).items == ()
    with pytest.raises(Unreadable, match="without a record"):
        shown(total=12)
    with pytest.raises(Unreadable, match="how many"):
        PLATFORM.read_list(f"<a href='/used-a-id-1'>x</a>{push(1)}</script>", LIST)


def test_a_sitemap_without_vehicles_is_unreadable() -> None:
    text = f"<urlset><url><loc>{SITE}/about</loc></url></urlset>"
    with pytest.raises(Unreadable, match="no vehicles"):
        PLATFORM.read_list(text, ListPage(f"{SITE}/sitemap-vehicle.xml"))


def test_of_several_records_that_with_the_pages_own_id_is_read() -> None:
    html = f"{push(8, stockNumber='A8')}</script>{push(7, stockNumber='A7')}</script>"
    assert vehicle_page(html)[0].stock_number == "A7"
    with pytest.raises(Unreadable, match="no record"):
        vehicle_page(push(8))


def test_the_place_is_of_the_dealer_that_the_address_names() -> None:
    def dealer(number: int, city: str, state: str) -> str:
        record = json.dumps({"name": "Placeholder", "city": city, "state": state})
        return f"<script>x.pushData('DealerObject_{number}', {record});</script>"

    group = dealer(1, "", "") + dealer(2, "Willow Weir", "VT") + dealer(3, "Elm", "VT")
    assert vehicle_page(group + push(7))[0].location == "Willow Weir, VT"
    assert vehicle_page(dealer(1, "", "") + dealer(3, "Elm", "VT") + push(7))[0].location is None


def test_photos_are_originals_of_the_pages_own_car() -> None:
    folder = "https://cdn-ds.com/stock/used-2001-saab-9-3/seo/ECL5-YS3DF55K412012345/sz_88"
    html = (
        f"{push(7)}</script><img src='{folder}/w_320/h_240/1.jpg'><a href='{folder}/1.jpg'>"
        f"<img src='{folder}/fp_16x9:50/2.jpg'></a><img src='{folder}/coming-soon.jpg'>"
        "<img src='https://cdn-ds.com/stock/b/seo/ECL5-YV1LS5537V2345678/sz_8/1.jpg'>"
        "<img src='https://cdn-ds.com/media/logo.png'>"
    )
    assert vehicle_page(html)[2] == [f"{folder}/1.jpg", f"{folder}/2.jpg"]


def test_a_sign_is_no_vehicle() -> None:
    words = {"vin": "", "year": "", "make": "", "model": "Porcelain Sign"}
    with pytest.raises(NotAVehicle):
        vehicle_page(push(7, **words))


def test_json_where_a_vehicles_page_was_expected_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle('{"error": "no such car"}', CAR)
