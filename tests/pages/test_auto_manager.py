"""Sites on AutoManager WebManager."""

from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded

PLATFORM = platform_named("auto_manager")
SITE = "https://www.ultram.example"
LIST = ListPage(f"{SITE}/view-inventory", "for_sale")
URL = f"{SITE}/vehicle-details/1986-chevrolet-c10-silverado-2da335a0bc82478291cd19df195290f4"
NEWER = recorded.html("auto_manager", "list")
OLDER = recorded.html("auto_manager", "older_list")
VEHICLE = recorded.html("auto_manager", "vehicle")
PRICE = "<div class='pricevalue{n}'><span>$</span>{amount}</div>"


def first(html: str, page: ListPage = LIST) -> InventoryEntry:
    entry = PLATFORM.read_list(html, page).items[0]
    assert isinstance(entry, InventoryEntry)
    return entry


def test_it_is_not_recognised_by_its_name() -> None:
    assert recognise("<p>An auto manager runs the lot. automanager.com</p>") is None
    assert recognise('<script src="https://wm.automanager.com/a.js"></script>') is PLATFORM


def test_a_third_partys_badge_is_not_the_dealers_price() -> None:
    assert first(NEWER).asking_price == Decimal(18500)
    unpriced = NEWER.replace("pricevalue1", "pricelabel")
    assert "18990.0000" in unpriced
    assert first(unpriced).asking_price is None


@pytest.mark.parametrize(
    ("amounts", "asked"),
    [(("18,500",), 18500), (("18,500", "18,500"), 18500), (("19,900", "18,500"), None)],
)
def test_a_ladder_of_prices_gives_none(amounts: tuple[str, ...], asked: int | None) -> None:
    prices = "".join(PRICE.format(n=n, amount=a) for n, a in enumerate(amounts, 1))
    tile = f"<div class='vehicle' data-id='1' data-displaytitle='1986 Chevrolet C10'>{prices}"
    html = f"<div id='inv-list'>{tile}<a href='{URL}'>View</a></div></div>"
    assert first(html).asking_price == asked


def test_the_older_pager_leads_to_the_next_page() -> None:
    read = PLATFORM.read_list(OLDER, ListPage(f"{LIST.url}?page=2", "for_sale"))
    assert read.further == (ListPage(f"{LIST.url}?page=3", "for_sale"),)


def test_a_site_that_answers_with_another_page_than_was_asked_for_makes_noise() -> None:
    with pytest.raises(Unreadable, match="asked for page 4, got page 2"):
        PLATFORM.read_list(OLDER, ListPage(f"{LIST.url}?page=4", "for_sale"))


def test_no_road_leads_to_sold_cars() -> None:
    home = recorded.html("auto_manager", "home")
    assert PLATFORM.roads(home, SITE, "sold") == []
    assert PLATFORM.roads(home, SITE, "current") == [(LIST,)]


def test_a_model_that_runs_together_with_its_trim_is_taken_from_the_title() -> None:
    vehicle = PLATFORM.read_vehicle(VEHICLE, URL).items[1]
    assert isinstance(vehicle, Vehicle)
    assert (vehicle.make, vehicle.model, vehicle.trim) == ("Chevrolet", "C10", "Silverado")


def test_the_graphic_that_photos_are_coming_is_none() -> None:
    assert "comingsoon_105.png" in VEHICLE
    items = PLATFORM.read_vehicle(VEHICLE, URL).items
    assert [item.url[-10:] for item in items if isinstance(item, VehicleImage)] == [
        "a_1280.jpg",
        "b_1280.jpg",
    ]


def test_the_markup_says_that_a_car_is_sold() -> None:
    listing = PLATFORM.read_vehicle(
        VEHICLE.replace('"price":', '"availability":"https://schema.org/SoldOut","price":'), URL
    ).items[0]
    assert isinstance(listing, Listing)
    assert (listing.status, listing.asking_price) == ("sold", Decimal(18500))


def test_another_cars_markup_is_not_the_pages_own() -> None:
    other = f"{SITE}/vehicle-details/1972-bmw-2002-tii-ff0011"
    html = VEHICLE.replace("<h1", "<h1>1972 BMW 2002 tii</h1><h1", 1)
    listing, vehicle, *_ = PLATFORM.read_vehicle(html, other).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    assert (listing.title, listing.asking_price) == ("1972 BMW 2002 tii", None)
    assert vehicle.vin is None


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<div class='cars'></div>", "no inventory list"),
        ("<div id='inv-list'></div>", "empty"),
        ("<div class='inventory-list-container'></div>", "empty"),
    ],
)
def test_a_changed_list_is_not_taken_for_an_empty_one(html: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        PLATFORM.read_list(html, LIST)


def test_a_pedal_car_is_no_vehicle() -> None:
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>Children's Pedal Car</h1>", URL)


def test_a_picture_that_stands_for_photos_is_none_wherever_it_lies() -> None:
    folder = "https://automanager.blob.core.windows.net/wmphotos/012532"
    html = VEHICLE.replace(f"{folder}/2da3/b_1280.jpg", f"{folder}/comingsoon_105.png")
    photos = [i.url for i in PLATFORM.read_vehicle(html, URL).items if isinstance(i, VehicleImage)]
    assert photos == [f"{folder}/2da3/a_1280.jpg"]


def test_a_tile_with_a_templates_slot_is_read_like_the_others() -> None:
    slotted = NEWER.replace("data-id=", "{{attrs}} data-id=")
    assert slotted != NEWER
    assert PLATFORM.read_list(slotted, LIST).items == PLATFORM.read_list(NEWER, LIST).items
