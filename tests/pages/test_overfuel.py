"""Sites on Overfuel."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.saved import saved_page, site_of

PLATFORM = platform_named("overfuel")
SITE = "https://lantern-hill.example"
CAR = f"{SITE}/inventory/used-1987-saab-900-YS3AT35L5H3012345-in-millbrook-vt"
API = "https://api.overfuel.com/api/1.0/dealers/7/search?limit=200&offset={}&site=" + SITE


def answer(records: list[dict[str, Any]], total: int | None = None) -> str:
    return json.dumps({"results": records, "meta": {"total": total or len(records)}})


def record(**said: Any) -> dict[str, Any]:
    return {"title": "1987 Saab 900", "url": "/inventory/a", "vin": "YS3AT35L5H3012345"} | said


def entries(text: str, url: str = API.format(0)) -> list[InventoryEntry]:
    items = PLATFORM.read_list(text, ListPage(url, "for_sale")).items
    return [item for item in items if isinstance(item, InventoryEntry)]


def vehicle_page(data: dict[str, Any]) -> str:
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    return f"<h1>1987 Saab 900</h1>{script}"


@pytest.mark.parametrize("host", ["static", "api"])
def test_it_is_recognised_by_the_vendors_hosts(host: str) -> None:
    assert recognise(f'<img src="https://{host}.overfuel.com/a.webp">') is PLATFORM


def test_it_is_not_recognised_by_the_vendors_name() -> None:
    assert recognise("<p>We left overfuel.com and Overfuel.</p>") is None


def test_a_page_without_the_dealers_id_leads_to_the_list_pages_alone() -> None:
    home = '<a href="/used-cars-oldtown-oh">Used</a><a href="/used-cars-oldtown-oh/page/2">2</a>'
    assert PLATFORM.roads(home, SITE, "both") == [
        (ListPage(f"{SITE}/used-cars-oldtown-oh", "for_sale"),)
    ]
    assert PLATFORM.roads(home, SITE, "sold") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads(home, SITE, "all")


def test_the_price_is_what_is_asked_and_no_other_figure() -> None:
    said = record(price=18950, specialprice=17000, originalprice=21000)
    assert [entry.asking_price for entry in entries(answer([said]))] == [Decimal(18950)]
    assert [entry.asking_price for entry in entries(answer([record(specialprice=17000)]))] == [None]


@pytest.mark.parametrize("said", [{"url": None}, {"url": "https://other.example/inventory/b"}])
def test_a_record_without_an_address_of_the_site_costs_itself_and_not_the_list(
    said: dict[str, Any],
) -> None:
    sound = [record(url=f"/inventory/{n}") for n in range(9)]
    page = PLATFORM.read_list(answer([*sound, record(**said)]), ListPage(API.format(0)))
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        PLATFORM.read_list(answer([*sound, *[record(**said)] * 2]), ListPage(API.format(0)))


@pytest.mark.parametrize("text", ["{}", "[]", '{"results":{}}', "<html></html>", "", "nul"])
def test_an_answer_without_results_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        entries(text)


def test_no_results_are_an_empty_lot_only_where_the_api_counts_none() -> None:
    assert entries('{"results":[],"meta":{"total":0}}') == []
    for meta in ("{}", '{"total":31}', "null"):
        with pytest.raises(Unreadable, match="no results"):
            entries(f'{{"results":[],"meta":{meta}}}')


def test_a_full_page_of_the_api_leads_to_the_next_one_and_a_short_one_to_none() -> None:
    full = answer([record(url=f"/inventory/{n}") for n in range(200)], 300)
    (following,) = PLATFORM.read_list(full, ListPage(API.format(200), "for_sale")).further
    assert "offset=400" in following.url
    assert following.url.startswith("https://api.overfuel.com/api/1.0/dealers/7/search?")
    assert PLATFORM.read_list(answer([record()], 300), ListPage(API.format(400))).further == ()


def test_a_page_without_an_item_list_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        entries("<h1>Used cars</h1>", f"{SITE}/used-cars-oldtown-oh")


def test_a_vehicles_record_is_the_one_of_the_pages_own_vin() -> None:
    other = record(vin="YS3AT35L5H3099999", title="1988 Saab 9000", price=1)
    html = vehicle_page({"similar": [other], "vehicle": record(price=18950)})
    listing = PLATFORM.read_vehicle(html, CAR).items[0]
    assert isinstance(listing, Listing)
    assert (listing.title, listing.asking_price) == ("1987 Saab 900", Decimal(18950))


def test_only_another_cars_record_is_not_taken_for_the_pages_own() -> None:
    html = vehicle_page({"vehicle": record(vin="YS3AT35L5H3099999", price=1)})
    listing = PLATFORM.read_vehicle(html, CAR).items[0]
    assert isinstance(listing, Listing)
    assert (listing.title, listing.asking_price) == ("1987 Saab 900", None)


def test_a_record_gives_its_photos_and_no_logo() -> None:
    photos = ["https://static.overfuel.com/photos/1.webp?w=9", None, "/photos/2.webp"]
    html = f'<img src="/logo.webp">{vehicle_page({"v": record(photos=photos)})}'
    images = [i for i in PLATFORM.read_vehicle(html, CAR).items if isinstance(i, VehicleImage)]
    assert [i.url for i in images] == [
        "https://static.overfuel.com/photos/1.webp",
        f"{SITE}/photos/2.webp",
    ]


def test_a_page_that_names_nothing_is_unreadable_and_a_sign_is_no_vehicle() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<p>Gone</p>", CAR)
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>Vintage Porcelain Sign</h1>", f"{SITE}/inventory/sign")


def test_a_saved_list_gives_each_car_its_vin_and_the_next_page() -> None:
    html = saved_page("dealers/overfuel-srp-*.html")
    assert recognise(html) is PLATFORM
    site = site_of(html)
    page = PLATFORM.read_list(html, ListPage(f"{site}/used-cars-albuquerque-nm", "for_sale"))
    base = f"{site}/inventory/used-"
    assert [
        (e.url, e.vin, e.asking_price, e.currency, e.status, e.stock_number, e.mileage)
        for e in page.items
        if isinstance(e, InventoryEntry)
    ] == [
        (
            f"{base}2023-rivian-r1s-adventure-7PDSGABA3PN029885-in-albuquerque-nm",
            *("7PDSGABA3PN029885", Decimal(69995), "USD", "for_sale", None, None),
        ),
        (
            f"{base}2016-honda-accord-ex-1HGCR2F79GA126544-in-albuquerque-nm",
            *("1HGCR2F79GA126544", Decimal(14950), "USD", "for_sale", None, None),
        ),
    ]
    assert page.further == (ListPage(f"{site}/used-cars-albuquerque-nm/page/2", "for_sale"),)


def test_a_saved_list_names_the_road_to_itself() -> None:
    html = saved_page("dealers/overfuel-srp-*.html")
    site = site_of(html)
    assert PLATFORM.roads(html, f"{site}/", "current") == [
        (ListPage(f"{site}/used-cars-albuquerque-nm", "for_sale"),)
    ]


def test_an_api_that_gives_fewer_at_once_than_asked_for_is_asked_on() -> None:
    some = [record(url=f"/inventory/{n}") for n in range(50)]
    page = PLATFORM.read_list(answer(some, 120), ListPage(API.format(0), "for_sale"))
    assert [p.url.replace("%3A", ":").replace("%2F", "/") for p in page.further] == [API.format(50)]
    # The total may be off by one or two.
    last = PLATFORM.read_list(answer(some[:20], 122), ListPage(API.format(100), "for_sale"))
    assert last.further == ()
    assert PLATFORM.read_list(answer([], 900), ListPage(API.format(100))).further == ()


def test_a_canadian_dealer_asks_canadian_dollars_in_the_api_and_in_its_lists() -> None:
    url = API.format(0).replace(".example", ".ca")
    said = record(price=18950)
    assert [entry.currency for entry in entries(answer([said]), url)] == ["CAD"]
    item = {"@type": "Product", "name": "A", "url": "/inventory/a", "offers": {"price": 9000}}
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": item}]}
    html = f'<script type="application/ld+json">{json.dumps(listed)}</script>'
    page = entries(html, f"{SITE.replace('.example', '.ca')}/used-cars-oldtown-on")
    assert [(one.asking_price, one.currency) for one in page] == [(Decimal(9000), "CAD")]
