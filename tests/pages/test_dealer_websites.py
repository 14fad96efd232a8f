"""Sites on DealerWebsites.com."""

import json
from decimal import Decimal
from typing import Any

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise

PLATFORM = platform_named("dealer_websites")
SITE = "https://pine-court.example"
CAR = f"{SITE}/9301/1991-Lancia-Delta"
OPEN = 'angular.module("app.inventory").factory("BootstrapService", function() { return {'


def bootstrap(*records: dict[str, Any]) -> str:
    return f"<script>{OPEN} vehicles: {json.dumps(records)} }} }})</script>"


def record(number: Any = 9301, **said: Any) -> dict[str, Any]:
    return {"listingId": number, "year": 1991, "make": "Lancia", "model": "Delta"} | said


def read(html: str) -> ReadPage:
    return PLATFORM.read_list(html, ListPage(f"{SITE}/inventory", "for_sale"))


def test_it_is_recognised_by_the_apps_bootstrap_and_not_by_a_name() -> None:
    assert recognise(f"<script>{OPEN}}}}})</script>") is PLATFORM
    assert recognise("<a href='https://www.dealerwebsites.com/'>BootstrapService</a>") is None


def test_the_list_is_the_linked_inventory_or_the_home_page_with_vehicles() -> None:
    link = '<a href="/used/inventory/">Cars</a><a href="/inventory-finance">Pay</a>'
    both = PLATFORM.roads(link + bootstrap(record()), f"{SITE}/", "both")
    assert both == [
        (ListPage(f"{SITE}/used/inventory/", "for_sale"),),
        (ListPage(f"{SITE}/", "for_sale"),),
    ]
    assert PLATFORM.roads("<p>Hello</p>", f"{SITE}/", "both") == []
    assert PLATFORM.roads(link, f"{SITE}/", "sold") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


def test_the_price_is_the_dealers_and_no_book_value_or_payment() -> None:
    said = record(price=84900.0, nadaPrice=90000, kbbPrice=88000, monthlyPayment=1399)
    (entry,) = read(bootstrap(said)).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.asking_price, entry.currency) == (Decimal("84900.0"), "USD")
    (entry,) = read(bootstrap(record(price=0, nadaPrice=90000))).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.asking_price, entry.currency) == (None, None)


def test_a_bracket_inside_a_value_does_not_end_the_list() -> None:
    page = read(bootstrap(record(1, trim="LHD [rare]"), record(2, trim="a ] b")))
    assert len(page.items) == 2


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Inventory</h1>",
        "<script>var x = {vehicles: []};</script>",
        f"<script>{OPEN} dealer: {{}} }} }})</script>",
        f"<script>{OPEN} vehicles: [{{broken] }} }})</script>",
    ],
)
def test_a_page_without_vehicles_in_its_bootstrap_is_unreadable(html: str) -> None:
    with pytest.raises(Unreadable):
        read(html)


def test_a_bootstrap_with_an_empty_list_is_an_empty_lot() -> None:
    assert read(bootstrap()).items == ()


def test_a_record_without_an_id_costs_itself_and_not_the_list() -> None:
    sound = [record(n) for n in range(9)]
    page = read(bootstrap(*sound, record(None)))
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        read(bootstrap(*sound, record(None), record("x/y")))


def test_a_cars_page_is_read_from_the_record_of_its_own_id() -> None:
    html = f"<h1>Any</h1>{bootstrap(record(1, model='Thema', price=1), record(price=84900))}"
    listing = PLATFORM.read_vehicle(html, CAR).items[0]
    assert isinstance(listing, Listing)
    assert (listing.title, listing.asking_price) == ("1991 Lancia Delta", Decimal(84900))


def test_another_listings_record_is_not_taken() -> None:
    html = f"<h1>1991 Lancia Delta</h1>{bootstrap(record(1, model='Thema', price=1))}"
    listing = PLATFORM.read_vehicle(html, CAR).items[0]
    assert isinstance(listing, Listing)
    assert (listing.title, listing.asking_price) == ("1991 Lancia Delta", None)


def test_a_placeholder_is_no_photo() -> None:
    html = bootstrap(record(photoUrl="/img/coming-soon.png"))
    items = PLATFORM.read_vehicle(html, CAR).items
    assert not [item for item in items if isinstance(item, VehicleImage)]


def test_a_page_that_names_nothing_is_unreadable_and_a_sign_is_no_vehicle() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<p>Gone</p>", CAR)
    sign = {"listingId": 9301, "model": "Porcelain Sign"}
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle(bootstrap(sign), CAR)


def test_a_canadian_dealer_asks_canadian_dollars() -> None:
    html, site = bootstrap(record(price=9000)), SITE.replace(".example", ".ca")
    (entry,) = PLATFORM.read_list(html, ListPage(f"{site}/inventory")).items
    assert isinstance(entry, InventoryEntry)
    listing = PLATFORM.read_vehicle(html, f"{site}/9301/1991-Lancia-Delta").items[0]
    assert isinstance(listing, Listing)
    for one in (entry, listing):
        assert (one.asking_price, one.currency) == (Decimal(9000), "CAD")
