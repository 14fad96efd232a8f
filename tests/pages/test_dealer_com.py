"""Sites on Dealer.com."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import Unreadable
from crawler.pages.platforms import recognise
from crawler.pages.platforms.dealer_com import PLATFORM
from tests.pages.saved import saved_page

SITE = "https://www.alder-point.example"
API = f"{SITE}/api/widget/ws-inv-data/getInventoryAndFacets"
ASKED = ListPage(API, "for_sale", '{"siteId": "alder", "inventoryParameters": {"start": ["0"]}}')
LIST = ListPage(f"{SITE}/used-inventory/index.htm", "for_sale")
CAR = f"{SITE}/used/Saab/2001-Saab-9-3-0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d.htm"
SAAB = {"vin": "YS3DF55K412012345", "link": "/used/Saab/2001-Saab-9-3-0a1b.htm", "title": ["Saab"]}


def answer(*records: dict[str, Any], total: int | None = None, start: int = 0) -> str:
    info = {"totalCount": len(records) if total is None else total, "pageStart": start}
    return json.dumps({"pageInfo": info, "inventory": records})


def only_entry(page: ReadPage) -> InventoryEntry:
    (entry,) = page.items
    assert isinstance(entry, InventoryEntry)
    return entry


def vehicle_page(html: str) -> tuple[Listing, Vehicle, list[str]]:
    listing, vehicle, *images = PLATFORM.read_vehicle(html, CAR).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    return listing, vehicle, [image.url for image in images if isinstance(image, VehicleImage)]


def data_layer(*records: dict[str, Any]) -> str:
    return (
        "<h1>Used 2001 Saab 9-3</h1>"
        f"<script>DDC.dataLayer['vehicles'] = {json.dumps(records)};</script>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<script>DDC.dataLayer = {};</script>",
        "<script>DDC.WS.state = {};</script>",
        '<script src="https://static.dealer.com/v9/a.js"></script>',
        "<img src='https://pictures.dealer.com/a/1x.jpg'>",
    ],
)
def test_it_is_recognised_by_its_scripts_and_hosts(html: str) -> None:
    assert recognise(html) is PLATFORM


@pytest.mark.parametrize(
    "beside",
    [
        "<script src='/resources/dealeron-js.aspx'></script>",
        "<script>var sdDataLayer = {};</script>",
        "<img src='https://static.overfuel.com/a.png'>",
    ],
)
def test_its_photos_on_another_vendors_page_are_no_mark(beside: str) -> None:
    assert not PLATFORM.recognises(f"<img src='https://pictures.dealer.com/a.jpg'>{beside}")


def test_it_is_not_recognised_by_names_that_end_alike() -> None:
    html = "<a href='https://www.elm-autodealer.com/'>A site by Dealer.com</a><i class='ddc-x'>"
    assert recognise(html) is None


def test_a_saved_page_of_another_vendor_is_not_taken_for_one() -> None:
    assert not PLATFORM.recognises(saved_page("dealers/dealeron-inventory.html"))


def test_the_list_of_all_cars_goes_before_those_of_a_part() -> None:
    home = "<a href='/all-inventory/index.htm'>All</a><a href='/used-inventory/index.htm'>Used</a>"
    roads = PLATFORM.roads(home, SITE, "current")
    assert [[page.url for page in road] for road in roads] == [
        [f"{SITE}/sitemap.xml"],
        [f"{SITE}/all-inventory/index.htm"],
    ]
    assert PLATFORM.roads(home, SITE, "sold") == []


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ({"trackingPricing": {"internetPrice": "6900", "salePrice": "6500", "msrp": "9000"}}, 6900),
        ({"trackingPricing": {"askingPrice": "$6,900"}}, 6900),
        ({"trackingPricing": {"salePrice": "6500", "msrp": "9000"}}, None),
        ({"pricing": {"retailPrice": "$9,000"}}, None),
        ({"pricing": {"dprice": [{"value": "$6,900", "isFinalPrice": True}]}}, 6900),
        ({"pricing": {"dprice": [{"value": "$9,000", "typeClass": "msrp"}]}}, None),
        ({"pricing": {"dprice": [{"value": "$6,900", "label": "Sale Price"}]}}, 6900),
        ({"pricing": {"dprice": [{"value": "$9,000", "typeClass": "retailPrice"}]}}, None),
        ({"pricing": {"dprice": [{"value": "$399", "typeClass": "payment"}]}}, None),
        ({"pricing": {"dprice": [{"value": "$399", "label": "Lease price per month"}]}}, None),
        ({"pricing": {"dprice": [{"value": "$1", "typeClass": "askingPrice"}]}}, None),
        (
            {
                "pricing": {
                    "dprice": [
                        {"value": "$6,900", "typeClass": "internetPrice"},
                        {"value": "$7,699", "isFinalPrice": True},
                    ]
                }
            },
            6900,
        ),
        (
            {
                "pricing": {
                    "dprice": [
                        {"value": "$9,000", "typeClass": "msrp"},
                        {"value": "$7,699", "isFinalPrice": True},
                    ]
                }
            },
            None,
        ),
    ],
)
def test_the_price_is_the_advertised_one(prices: dict[str, Any], price: int | None) -> None:
    entry = only_entry(PLATFORM.read_list(answer(SAAB | prices), ASKED))
    assert entry.asking_price == (Decimal(price) if price else None)
    assert entry.currency == ("USD" if price else None)
    assert vehicle_page(data_layer(SAAB | prices))[0].asking_price == entry.asking_price


def test_the_offer_marked_for_search_engines_is_no_price() -> None:
    offer = {"@type": "Offer", "price": "7699", "priceCurrency": "USD"}
    node = json.dumps({"@type": "Car", "name": "2001 Saab 9-3", "offers": offer})
    html = f"<script type='application/ld+json'>{node}</script>"
    assert vehicle_page(html)[0].asking_price is None


def test_the_detailed_prices_of_a_vehicles_page_are_read_where_its_record_has_none() -> None:
    rows = [{"value": "$6,900", "typeClass": "askingPrice"}, {"value": "$7,699"}]
    state = json.dumps({"pricingModuleData": {"inventoryData": {"dprice": rows}}})
    script = f"<script>DDC.WS.state['ws-detailed-pricing']['p1'] = {state};</script>"
    assert vehicle_page(data_layer(SAAB) + script)[0].asking_price == Decimal(6900)


def test_the_json_is_asked_from_where_it_ended_until_all_cars_are_read() -> None:
    page = PLATFORM.read_list(answer(SAAB, total=50, start=48), ASKED)
    (following,) = page.further
    assert (following.url, following.status) == (API, "for_sale")
    body = json.loads(following.body or "")
    assert (body["siteId"], body["inventoryParameters"]) == ("alder", {"start": ["49"]})
    assert PLATFORM.read_list(answer(SAAB, total=49, start=48), ASKED).further == ()


@pytest.mark.parametrize(
    "text", [answer(), answer(total=7), "{}", '{"inventory": [{"vin": "1"}]}', '{"inventory": 1}']
)
def test_an_answer_without_cars_or_their_number_proves_no_empty_lot(text: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, ASKED)


def test_the_json_ends_with_its_first_answer_without_cars() -> None:
    body = (ASKED.body or "").replace('"0"', '"99"')
    page = PLATFORM.read_list(answer(total=100, start=99), ListPage(API, "for_sale", body))
    assert (page.items, page.further, page.unread) == ((), (), ())
    page = PLATFORM.read_list(answer(total=150, start=99), ListPage(API, "for_sale", body))
    why = "150 cars are stated, the list ends after 99"
    assert [one.why for one in page.unread] == [why]


def test_the_older_json_has_its_records_in_the_page_info() -> None:
    record = {"vin": "YS3DF55K412012345", "modelYear": "2001", "make": "Saab", "model": "9-3"}
    record |= {"odometer": "74210", "internetPrice": "6900", "stockNumber": "A1"}
    info = {"totalCount": 1, "trackingData": [record | {"link": SAAB["link"]}]}
    text = json.dumps({"inventory": [{"uuid": "x"}], "pageInfo": info})
    entry = only_entry(PLATFORM.read_list(text, ASKED))
    assert (entry.title, entry.asking_price) == ("2001 Saab 9-3", Decimal(6900))
    assert (entry.vin, entry.mileage, entry.stock_number) == ("YS3DF55K412012345", 74210, "A1")


def test_a_page_is_empty_where_its_own_inventory_says_so() -> None:
    bus = '<script>DDC.WidgetData["inventory-data-bus1"] = {};</script>'
    assert PLATFORM.read_list(bus.format(answer()), LIST).items == ()
    with pytest.raises(Unreadable, match="nothing proves"):
        PLATFORM.read_list(bus.format('{"inventory": []}'), LIST)
    with pytest.raises(Unreadable, match="neither"):
        PLATFORM.read_list("<h1>Used cars</h1>", LIST)


def test_a_sitemap_without_vehicles_is_unreadable() -> None:
    text = f"<urlset><url><loc>{SITE}/about/index.htm</loc></url></urlset>"
    with pytest.raises(Unreadable, match="no vehicles"):
        PLATFORM.read_list(text, ListPage(f"{SITE}/sitemap.xml"))


def test_an_embedded_inventory_without_a_count_is_followed_by_its_pager() -> None:
    bus = f'<script>DDC.WidgetData["inventory-data-bus1"] = {{"inventory": {json.dumps([SAAB])}}};'
    pager = "<li class='pagination-next'><a href='?start=24'>2</a></li>"
    (following,) = PLATFORM.read_list(f"{bus}</script>{pager}", LIST).further
    assert following.url == f"{LIST.url}?start=24"


def test_a_page_that_does_not_say_where_it_begins_is_where_it_was_asked_from() -> None:
    bus = '<script>DDC.WidgetData["inventory-data-bus1"] = {};</script>'
    text = json.dumps({"pageInfo": {"totalCount": 60}, "inventory": [SAAB]})
    second = ListPage(f"{LIST.url}?start=24", "for_sale")
    (following,) = PLATFORM.read_list(bus.format(text), second).further
    assert following == ListPage(f"{LIST.url}?start=25", "for_sale")


def test_a_script_that_only_looks_for_the_inventory_is_not_it() -> None:
    look = '<script>x = DDC.WidgetData["inventory-data-bus1"] || {"inventory": []};</script>'
    bus = f'<script>DDC.WidgetData["inventory-data-bus1"] = {answer(SAAB)};</script>'
    assert len(PLATFORM.read_list(look + bus, LIST).items) == 1


def test_of_several_records_the_one_of_the_address_is_the_pages_own() -> None:
    other = {"uuid": "ffff", "vin": "YV1LS5537V2345678", "stockNumber": "B", "modelYear": "1997"}
    own = {"uuid": "0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d", "stockNumber": "A"}
    assert vehicle_page(data_layer(other, own))[0].stock_number == "A"
    with pytest.raises(Unreadable, match="marks"):
        vehicle_page(data_layer(other, other | {"uuid": "eeee"}))
    with pytest.raises(Unreadable, match="marks"):
        vehicle_page(data_layer(other))


def test_hyphens_that_the_site_escapes_are_read() -> None:
    html = data_layer({"driveLine": "Front-Wheel Drive", "vin": "1019"}).replace("t-W", "t\\-W")
    assert vehicle_page(html)[1].drivetrain == "Front-Wheel Drive"


def test_photos_are_originals_without_pictures_for_missing_ones() -> None:
    uris = [
        "//pictures.dealer.com/a/1x.jpg?impolicy=x",
        "https://x.example/photo_unavailable_1.gif",
    ]
    html = data_layer({"vin": "1019", "images": [{"uri": uri} for uri in uris]})
    rail = "<div class='similar-vehicles'><img src='//pictures.dealer.com/b/2x.jpg'></div>"
    assert vehicle_page(html + rail)[2] == ["https://pictures.dealer.com/a/1x.jpg"]


def test_a_saved_answer_gives_its_car_at_the_advertised_price() -> None:
    text = saved_page("dealers/dealercom-getInventoryAndFacets*.json")
    page = PLATFORM.read_list(text, ASKED)
    assert only_entry(page) == InventoryEntry(
        url=f"{SITE}/new/Toyota/2026-Toyota-BZ-05f0.htm",
        title="New 2026 Toyota BZ XLE",
        status="for_sale",
        asking_price=Decimal(38745),
        currency="USD",
        stock_number="T12215",
        vin="JTMBCAEB4TA012215",
        vin_text="JTMBCAEB4TA012215",
        mileage=9,
        mileage_unit="mi",
    )
    assert page.further == ()


def test_json_where_a_vehicles_page_was_expected_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle('{"error": "no such car"}', CAR)
