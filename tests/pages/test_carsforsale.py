"""Dealers' sites on Carsforsale, in both layouts."""

from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded

PLATFORM = platform_named("carsforsale")
SITE = "https://www.umberleigh.example"
LIST = ListPage(f"{SITE}/cars-for-sale?PageSize=1000", "for_sale")
OLDER = recorded.html("carsforsale", "vehicle")
CHASSIS = recorded.html("carsforsale", "chassis_list")
ID = "a20a98f6-6b3d-423c-be67-8c405c930c2d"


def entries(html: str, url: str = LIST.url) -> list[InventoryEntry]:
    items = PLATFORM.read_list(html, ListPage(url, "for_sale")).items
    return [item for item in items if isinstance(item, InventoryEntry)]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://cdn05.carsforsale.com/ab/480x360/a.jpg">',
        '<img src="https://www.carsforsale.com/dealerlogos/7.png">',
        '<a href="https://signin.carsforsale.com/">Sign in</a>',
        '<script src="/siteflex/site.js"></script>',
        '<script src="/_content/Chassis.Modules.Inventory/a.js"></script>',
    ],
)
def test_it_is_recognised_by_hosts_and_scripts(html: str) -> None:
    assert recognise(html) is PLATFORM


def test_a_link_to_the_market_place_is_no_mark() -> None:
    assert recognise('<a href="https://www.carsforsale.com">Powered by Carsforsale.com</a>') is None


def test_an_older_list_is_asked_for_at_once_and_else_page_by_page() -> None:
    roads = PLATFORM.roads(recorded.html("carsforsale", "home"), SITE, "both")
    assert [[page.url for page in road] for road in roads] == [
        [f"{SITE}/cars-for-sale?PageSize=1000"],
        [f"{SITE}/cars-for-sale"],
    ]


def test_no_road_leads_to_sold_cars_or_from_a_page_without_a_list() -> None:
    assert PLATFORM.roads(recorded.html("carsforsale", "home"), SITE, "sold") == []
    assert PLATFORM.roads("<a href='/about'>About</a>", SITE, "both") == []


def test_both_addresses_of_a_vehicle_are_one() -> None:
    address = f"{SITE}/cars-for-sale/Details/{ID}"
    assert PLATFORM.listing_url(f"{SITE}/Inventory/Details/{ID.upper()}?x=1#y") == address
    assert PLATFORM.listing_url(address) == address


def test_a_payment_in_the_prices_class_is_not_the_price() -> None:
    one, other = entries(recorded.html("carsforsale", "list"))
    assert (one.asking_price, one.mileage) == (Decimal(12999), 118410)
    assert (other.asking_price, other.mileage) == (None, None)


def test_the_number_of_a_card_comes_from_its_own_markup() -> None:
    one, other = entries(CHASSIS, "https://www.vellacott.example/inventory")
    assert (one.vin, one.asking_price, one.mileage) == (
        "1FA72J1A25B700481", Decimal(389000), 4120,
    )  # fmt: skip
    assert (other.vin_text, other.asking_price) == (None, None)


def test_an_icons_title_is_no_label() -> None:
    listing = PLATFORM.read_vehicle(OLDER, f"{SITE}/details/used-1993-ford-mustang/1").items[0]
    assert isinstance(listing, Listing)
    assert listing.stock_number == "5871"


def test_a_stock_number_may_stand_in_the_text_before_the_vin() -> None:
    html = recorded.html("carsforsale", "chassis_vehicle_sold")
    shown = "<p><span>Stock #</span> <span>V-481</span> VIN"
    assert shown in html
    changed = html.replace(shown, "<p>Stock # V-482 VIN")
    listing = PLATFORM.read_vehicle(changed, f"{SITE}/cars-for-sale/Details/{ID}").items[0]
    assert isinstance(listing, Listing)
    assert listing.stock_number == "V-482"


def test_the_vendors_own_pictures_and_other_cars_are_no_photos() -> None:
    items = PLATFORM.read_vehicle(OLDER, f"{SITE}/details/used-1993-ford-mustang/1").items
    photos = [item.url.split("/")[3:5] for item in items if isinstance(item, VehicleImage)]
    assert photos == [["00aa11", "1280x960"], ["00aa12", "1280x960"]]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<ul class='cars'></ul>", "layout"),
        ("<ul class='vehicle-section'></ul>", "empty"),
        ('<script src="/_content/Chassis.Modules.Inventory/a.js"></script><p>Cars</p>', "empty"),
    ],
)
def test_a_changed_list_is_not_taken_for_an_empty_one(html: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        entries(html)


def test_a_list_whose_addresses_changed_is_unreadable() -> None:
    html = recorded.html("carsforsale", "list").replace("/details/", "/car/")
    with pytest.raises(Unreadable, match="links no vehicle"):
        entries(html)


def test_a_sign_is_no_vehicle() -> None:
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>Porcelain Gasoline Sign</h1>", f"{SITE}/details/used-x/1")


def test_a_logo_is_no_photo() -> None:
    host = "https://cdn05.carsforsale.com"
    images = f"<img src='{host}/dealerlogos/300x100/7.png'><img src='{host}/ab/480x360/a.jpg'>"
    items = PLATFORM.read_vehicle(f"<h1>1969 MG MGB</h1>{images}", f"{SITE}/details/a/1").items
    photos = [item.url for item in items if isinstance(item, VehicleImage)]
    assert photos == [f"{host}/ab/480x360/a.jpg"]
