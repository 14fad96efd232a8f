"""Sites on DealerSync."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.saved import saved_page

PLATFORM = platform_named("dealer_sync")
SITE = "https://copse-lane.example"
SEARCH = f"{SITE}/Inventory/Search?IsSold=0&startIndex={{}}&results=50"
CAR = f"{SITE}/inventory/detail/1974-BMW-2002/70011"


def answer(records: list[dict[str, Any]], total: int | None = None) -> str:
    count = len(records) if total is None else total
    return json.dumps({"Success": True, "totalResults": count, "vehicles": records})


def record(number: int = 1, **said: Any) -> dict[str, Any]:
    words = {"VehicleTitle": "1974 BMW 2002", "Year": 1974, "Make": "BMW", "Model": "2002"}
    return words | {"VehicleId": number} | said


def read(text: str, start: int = 0) -> ReadPage:
    return PLATFORM.read_list(text, ListPage(SEARCH.format(start), "for_sale"))


def entries(text: str) -> list[InventoryEntry]:
    return [item for item in read(text).items if isinstance(item, InventoryEntry)]


@pytest.mark.parametrize("host", ["dealer-cdn", "images"])
def test_it_is_recognised_by_the_vendors_hosts(host: str) -> None:
    assert recognise(f'<img src="//{host}.dealersync.com/a.png">') is PLATFORM


def test_it_is_not_recognised_by_the_vendors_name() -> None:
    assert recognise("<p>We left DealerSync and www.dealersync.com.</p>") is None


def test_the_road_is_the_search_of_the_site_itself() -> None:
    road = (ListPage(SEARCH.format(0), "for_sale"),)
    assert PLATFORM.roads("<p>a shell</p>", f"{SITE}/", "both") == [road]
    assert PLATFORM.roads("<p>a shell</p>", f"{SITE}/", "sold") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


def test_the_price_is_the_advertised_one_and_never_the_one_before_incentives() -> None:
    said = record(FinalPrice=12000, InternetPrice=15000, IncentiveDiscount=2000)
    assert [(e.asking_price, e.currency) for e in entries(answer([said]))] == [
        (Decimal(12000), "USD")
    ]
    (entry,) = entries(answer([record(InternetPrice=15000)]))
    assert (entry.asking_price, entry.currency) == (None, None)


def test_the_search_is_walked_by_what_it_gave_and_not_by_what_was_asked() -> None:
    page = read(answer([record(n) for n in range(10)], 25), 10)
    assert page.further == (ListPage(SEARCH.format(20), "for_sale"),)
    assert read(answer([record(n) for n in range(5)], 25), 20).further == ()


@pytest.mark.parametrize(
    "text",
    [
        "<h1>Inventory</h1>", "", "{}", "[]", '{"Success":true,"vehicles":[]}',
        '{"Success":false,"totalResults":0,"vehicles":[]}',
        '{"Success":true,"totalResults":31,"vehicles":[]}',
        '{"Success":true,"totalResults":"many","vehicles":[]}',
    ],
)  # fmt: skip
def test_an_answer_without_vehicles_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_an_empty_lot_is_empty() -> None:
    assert read(answer([])).items == ()


def test_a_record_without_an_id_costs_itself_and_not_the_list() -> None:
    sound = [record(n) for n in range(9)]
    page = read(answer([*sound, record(VehicleId=None)]))
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        read(answer([*sound, record(VehicleId=None), record(VehicleId="")]))


def test_another_cars_photo_is_left_out() -> None:
    photo = '<img src="//images.dealersync.com/4/Photos/{}/wm_1.jpeg">'
    html = f"<h1>1974 BMW 2002</h1>{photo.format(70011)}{photo.format(70012)}"
    images = [i for i in PLATFORM.read_vehicle(html, CAR).items if isinstance(i, VehicleImage)]
    assert [i.url for i in images] == ["https://images.dealersync.com/4/Photos/70011/wm_1.jpeg"]


def test_a_payment_is_no_price_and_a_filler_no_vin() -> None:
    html = (
        "<h1>1974 BMW 2002</h1><p><b>Price:</b> Call</p><p><b>Est. Payment:</b> $399</p>"
        "<p><b>VIN:</b> 11111111111111111</p>"
    )
    listing, vehicle = PLATFORM.read_vehicle(html, CAR).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    assert listing.asking_price is None
    assert (vehicle.vin, vehicle.chassis_number) == (None, None)


def test_the_word_sold_in_a_comment_or_a_style_sells_nothing() -> None:
    html = "<style>.sold{}</style><!-- <b class='sold'>Sold</b> --><h1>1974 BMW 2002</h1>"
    listing = PLATFORM.read_vehicle(html, CAR).items[0]
    assert isinstance(listing, Listing)
    assert listing.status == "for_sale"


def test_a_shell_without_a_heading_is_unreadable_and_a_sign_is_no_vehicle() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle('<div id="app"></div>', CAR)
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>Vintage Porcelain Sign</h1>", CAR)


def test_a_saved_answer_gives_each_car() -> None:
    page = read(saved_page("dealers/dealersync-inventory-search.json"))
    assert [
        (e.url, e.vin, e.title, e.asking_price, e.currency, e.stock_number, e.mileage)
        for e in page.items
        if isinstance(e, InventoryEntry)
    ] == [
        (
            f"{SITE}/inventory/detail/2024-Hyundai-IONIQ-5/1553555",
            *("KM8KNDDF1RU286250", "2024 Hyundai IONIQ 5 SEL", Decimal(25738), "USD", "A1", 12000),
        ),
        (
            f"{SITE}/inventory/detail/2016-Honda-Accord/100200",
            *("1HGCR2F79GA126544", "2016 Honda Accord EX", Decimal(12000), "USD", None, 80000),
        ),
        (
            f"{SITE}/inventory/detail/2015-Nissan-Altima/100300",
            *(None, "2015 Nissan Altima", Decimal(9000), "USD", None, None),
        ),
    ]
    assert page.further == ()
    assert page.unread == ()


def test_a_canadian_dealer_asks_canadian_dollars() -> None:
    url = SEARCH.format(0).replace(".example", ".ca")
    (entry,) = PLATFORM.read_list(answer([record(FinalPrice=9000)]), ListPage(url)).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.asking_price, entry.currency) == (Decimal(9000), "CAD")
