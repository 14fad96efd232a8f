"""Sites on Vehica."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import InventoryEntry, ListPage, ReadPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.listed import entries_of, listing_of, photos_of, vehicle_of
from tests.pages.saved import saved_page, site_of

PLATFORM = platform_named("vehica")
SITE = "https://copse-motors.example"
CAR = f"{SITE}/car/7/"
VIN = "WBSBF9322SEH00123"
((LIST,),) = PLATFORM.roads("<p></p>", SITE, "both")


def record(**said: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "link": CAR,
        "title": {"rendered": "1995 BMW M3"},
        "vehica_1": "88410",
        "vehica_2": VIN,
        "vehica_3": {"vehica_currency_3_9": 74500},
    } | said


def term(name: str, taxonomy: str = "vehica_8") -> dict[str, Any]:
    return {"id": 1, "name": name, "taxonomy": taxonomy}


def read(**said: Any) -> ReadPage:
    return PLATFORM.read_vehicle(json.dumps(record(**said)), CAR)


def entry(**said: Any) -> InventoryEntry:
    (found,) = entries_of(PLATFORM.read_list(json.dumps([record(**said)]), LIST))
    return found


@pytest.mark.parametrize("path", ["themes/vehica/style.css", "plugins/vehica-core/app.js"])
def test_it_is_recognised_by_its_own_files_and_not_by_its_name(path: str) -> None:
    assert recognise(f'<link href="/wp-content/{path}">') is PLATFORM
    assert recognise("<h1>Vehica Auto Group</h1>") is None


def test_fields_are_found_by_their_shape_under_any_number() -> None:
    found = entry()
    assert (found.vin, found.mileage, found.asking_price) == (VIN, 88410, Decimal(74500))
    other = {"id": 7, "link": CAR, "title": {"rendered": "1995 BMW M3"}, "vehica_900": VIN.lower()}
    page = PLATFORM.read_vehicle(json.dumps(other | {"vehica_77": "5", "price": "12"}), CAR)
    assert (vehicle_of(page).vin, vehicle_of(page).mileage) == (VIN, 5)
    assert listing_of(page).asking_price is None


def test_of_two_fields_of_one_shape_neither_is_taken() -> None:
    assert entry(vehica_20="1995").mileage is None
    assert entry(vehica_20="WBSBF9322SEH00124").vin_text is None
    assert entry(vehica_20={"vehica_currency_20_9": 70000}).asking_price is None
    assert entry(vehica_3={"vehica_currency_3_9": 1, "vehica_currency_3_8": 2}).currency is None
    photos = [f"{SITE}/wp-content/uploads/1.jpg"]
    assert photos_of(read(vehica_20=photos)) == photos
    assert photos_of(read(vehica_20=photos, vehica_21=photos)) == []


@pytest.mark.parametrize(
    ("terms", "status"),
    [
        ([[term("SOLD")], [term("BMW")]], "sold"),
        ([[term("PENDING")]], "for_sale"),
        ([[term("Sold new in Ohio")]], "for_sale"),
        ([[]], "for_sale"),
        ([[term("SOLD", "category")]], "for_sale"),
    ],
)
def test_what_is_sold_is_told_by_a_term_of_the_cars_own(terms: Any, status: str) -> None:
    embedded = {"wp:term": terms}
    assert entry(_embedded=embedded).status == status
    assert listing_of(read(_embedded=embedded)).status == status


def test_without_the_terms_the_list_does_not_tell() -> None:
    assert entry().status is None
    assert entry(title={"rendered": "1995 BMW M3 &#8211; SOLD"}).status == "sold"


def test_of_the_terms_only_what_tells_itself_is_taken() -> None:
    terms = [[term("Manual")], [term("RWD")], [term("Red"), term("Excellent")], [term("BMW")]]
    vehicle = vehicle_of(read(_embedded={"wp:term": terms}, title={"rendered": "1995 M3"}))
    assert (vehicle.make, vehicle.transmission, vehicle.drivetrain) == ("BMW", "Manual", "RWD")
    assert vehicle.exterior_color is None
    two = [[term("BMW")], [term("Audi")], [term("Manual")], [term("Automatic")]]
    vehicle = vehicle_of(read(_embedded={"wp:term": two}, title={"rendered": "1995 Special"}))
    assert (vehicle.make, vehicle.transmission) == (None, None)


def test_photos_of_other_sites_are_not_the_cars() -> None:
    links = [f"{SITE}/wp-content/uploads/1.jpg", "https://cdn.example/wp-content/uploads/2.jpg"]
    assert photos_of(read(vehica_5=links)) == links[:1]


def test_a_full_list_leads_to_the_next_offset_and_an_empty_one_to_none() -> None:
    full = json.dumps([record(id=n, link=f"{SITE}/car/{n}/") for n in range(100)])
    (following,) = PLATFORM.read_list(full, LIST).further
    assert following.url == LIST.url.replace("offset=0", "offset=100")
    assert PLATFORM.read_list("[]", following).further == ()


@pytest.mark.parametrize("text", ["{}", '{"code":"rest_no_route"}', "<html></html>", "", "nul"])
def test_an_answer_that_is_no_list_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, LIST)


def test_an_odd_car_costs_itself_and_not_the_list() -> None:
    sound = [record(id=n, link=f"{SITE}/car/{n}/") for n in range(9)]
    page = PLATFORM.read_list(json.dumps([*sound, record(link=None)]), LIST)
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        PLATFORM.read_list(json.dumps([*sound, *[record(title={})] * 2]), LIST)


def test_a_sign_is_no_vehicle_and_a_record_without_a_title_is_unreadable() -> None:
    sign = {"id": 8, "link": CAR, "title": {"rendered": "Porcelain Gasoline Sign"}}
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle(json.dumps(sign), CAR)
    with pytest.raises(Unreadable, match="title"):
        read(title={})


def test_a_saved_list_gives_all_that_its_car_states() -> None:
    text = saved_page("dealers/vehica-wpjson-cars-*.json")
    site = site_of(text)
    page = ListPage(f"{site}/wp-json/wp/v2/cars?per_page=100&offset=0")
    assert entries_of(PLATFORM.read_list(text, page)) == [
        InventoryEntry(
            url=f"{site}/tesla/25757/",
            title="2021 Tesla Model Y Long Range AWD",
            asking_price=Decimal(26900),
            currency="USD",
            vin="5YJYGDEE1MF087036",
            vin_text="5YJYGDEE1MF087036",
            mileage=69442,
            page_url=f"{site}/wp-json/wp/v2/cars/25757?_embed=wp%3Aterm",
        )
    ]


def test_a_saved_record_gives_its_car_and_photos() -> None:
    text = saved_page("dealers/vehica-wpjson-cars-*.json").strip()
    site = site_of(text)
    page = PLATFORM.read_vehicle(text[1:-1], f"{site}/tesla/25757/")
    vehicle = vehicle_of(page)
    assert (vehicle.year, vehicle.make, vehicle.model) == (2021, "Tesla", "Model Y")
    assert (vehicle.vin, vehicle.mileage) == ("5YJYGDEE1MF087036", 69442)
    assert listing_of(page).asking_price == Decimal(26900)
    assert photos_of(page) == [f"{site}/wp-content/uploads/2026/08/{n}.jpg" for n in "ab"]


def test_a_lone_number_that_is_the_cars_year_is_no_mileage() -> None:
    assert entry(vehica_1="1995").mileage is None
    assert vehicle_of(read(vehica_1="1995")).mileage is None
    assert entry(vehica_1="1996").mileage == 1996


def test_a_canadian_dealers_page_asks_canadian_dollars() -> None:
    html = '<h1>1995 BMW M3</h1><b>VIN</b> 1<div class="vehica-car-price">$74,500</div>'
    listing = listing_of(PLATFORM.read_vehicle(html, CAR.replace(".example", ".ca")))
    assert (listing.asking_price, listing.currency) == (Decimal(74500), "CAD")
