"""Sites on Motorcar Marketing."""

from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded
from tests.pages.saved import saved_page

PLATFORM = platform_named("motorcarsites")
SITE = "https://pellworth.example"
LIST = ListPage(f"{SITE}/vehicle_listings/all/vehicles")
URL = f"{SITE}/vehicle/8001/1991-ferrari-348-for-sale-in-pellworth-oh-43001"
TABLES = recorded.html("motorcarsites", "table_vehicle")
PILLS = recorded.html("motorcarsites", "pill_vehicle_sold")


def listing(html: str, url: str = URL) -> Listing:
    found = PLATFORM.read_vehicle(html, url).items[0]
    assert isinstance(found, Listing)
    return found


def test_it_is_not_recognised_by_a_dealers_name() -> None:
    assert recognise("<h1>Motorcar Sites of Tulsa</h1><p>motorcarsites.com</p>") is None
    assert recognise('<img src="https://www.motorcarsites.com/img/a.png">') is PLATFORM
    assert recognise('<a href="https://www.motorcarmarketing.com/">By</a>') is PLATFORM


def test_a_site_that_was_given_up_has_no_list_and_no_vehicle() -> None:
    html = f"{recorded.html('motorcarsites', 'home')}<title>Down For Maintenance</title>"
    assert PLATFORM.roads(html, SITE, "both") == []
    with pytest.raises(Unreadable):
        PLATFORM.read_list(html, LIST)
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle(f"{html}<h2>1991 Ferrari 348</h2>", URL)


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        ('<span class="sold_text">Sold</span>', "sold"),
        ('<div class="angled_badge red"><span>Sold</span></div>', "sold"),
        ('<span class="price-sold">Sold</span>', "sold"),
        ('<div class="angled_badge red"><span>Unsold at auction</span></div>', "for_sale"),
        ('<!-- <span class="sold_text">Sold</span> -->', "for_sale"),
        ("<p>Sold new in Ohio</p>", "for_sale"),
    ],
)
def test_a_vehicle_is_sold_by_an_element_alone(mark: str, status: str) -> None:
    assert listing(TABLES.replace("<table", f"{mark}<table", 1)).status == status


def test_a_third_partys_price_is_none_of_the_dealers() -> None:
    html = TABLES.replace("<h2>$89,000</h2>", "<h2>Call us</h2>")
    assert "95500" in html
    assert listing(html).asking_price is None


@pytest.mark.parametrize("words", ["$429/mo", "$1,290 per month", "Call us"])
def test_a_heading_that_is_no_amount_gives_no_price(words: str) -> None:
    assert listing(TABLES.replace("$89,000", words)).asking_price is None


def test_other_cars_below_a_vehicle_in_its_own_markup_are_cut_away() -> None:
    html = PILLS.replace('<span class="price-sold">Sold</span>', "$19,500")
    url = f"{SITE}/vehicle/9001/1995-jaguar-xjs-for-sale-in-quarrington-oh-43002"
    found = listing(html, url)
    assert (found.asking_price, found.status) == (Decimal(19500), "for_sale")
    items = PLATFORM.read_vehicle(html, url).items
    assert [item.url[-12:] for item in items if isinstance(item, VehicleImage)] == ["_9001_00.jpg"]


def test_an_amount_that_only_an_attribute_holds_is_not_read_for_a_sold_car() -> None:
    read = PLATFORM.read_list(recorded.html("motorcarsites", "pill_list"), LIST)
    sold = read.items[0]
    assert isinstance(sold, InventoryEntry)
    assert (sold.status, sold.asking_price) == ("sold", None)


def test_model_and_trim_part_where_the_pages_title_ends() -> None:
    vehicle = PLATFORM.read_vehicle(TABLES, URL).items[1]
    assert isinstance(vehicle, Vehicle)
    assert (vehicle.make, vehicle.model, vehicle.trim) == ("Ferrari", "348", "ts")


def test_a_list_of_an_unknown_theme_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="theme"):
        PLATFORM.read_list("<div class='cars'></div>", LIST)
    with pytest.raises(Unreadable, match="empty"):
        PLATFORM.read_list("<div class='car_listings'></div>", LIST)


def test_a_tile_without_a_title_is_left_out_and_told() -> None:
    tile = "<li class='mix'><img alt='{}'><a class='seemore' href='/vehicle/{}/x'>See</a></li>"
    tiles = "".join(tile.format(f"19{n} MG MGB" if n > 60 else "", n) for n in range(60, 80))
    html = f"<ul id='Grid'>{tiles.replace('<img', '<div class=imagebox><img')}</ul>"
    read = PLATFORM.read_list(html, LIST)
    assert len(read.items) == 19
    assert [one.why for one in read.unread] == [f"the card of {SITE}/vehicle/60/x has no title"]


def test_a_jukebox_is_no_vehicle() -> None:
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>Inventory Listing</h1><h2>Restored Jukebox</h2>", URL)


def test_a_saved_list_gives_every_card() -> None:
    html = saved_page("dealers/motorcarsites-srp*.html")
    assert recognise(html) is PLATFORM
    read = PLATFORM.read_list(html, LIST)
    found = [item for item in read.items if isinstance(item, InventoryEntry)]
    assert [(one.url.split("/")[4], one.status, one.asking_price) for one in found] == [
        ("501001", "for_sale", Decimal(31000)),
        ("501002", "sold", None),
        ("501003", "for_sale", Decimal(31000)),
    ]
    assert [one.vin_text for one in found] == [
        "5YJ3E1EB2MF000001", "2C3CDXGJ6NH222056", "JTJDARDZ4M2243071",
    ]  # fmt: skip
    assert [(one.mileage, one.mileage_unit) for one in found] == [
        (28400, "mi"), (None, None), (None, None),
    ]  # fmt: skip
    assert read.further == (ListPage(f"{LIST.url}?page_number=2"),)


def test_a_saved_vehicle_is_read_without_its_neighbours() -> None:
    html = saved_page("dealers/motorcarsites-vdp*.html")
    url = f"{SITE}/vehicle/501003/2021-lexus-nx-300-for-sale-in-laurel-md-20724"
    listing, vehicle, *photos = PLATFORM.read_vehicle(html, url).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    assert (listing.title, listing.status) == ("2021 Lexus NX 300 Luxury AWD", "for_sale")
    assert (listing.asking_price, listing.currency) == (Decimal(31000), "USD")
    assert (vehicle.vin, vehicle.year, vehicle.make) == ("JTJDARDZ4M2243071", 2021, "Lexus")
    assert (vehicle.model, vehicle.trim) == ("NX 300", "Luxury AWD")
    assert (vehicle.mileage, vehicle.mileage_unit) == (29200, "mi")
    assert len(photos) == 1


@pytest.mark.parametrize(
    ("badge", "status"),
    [
        ("Sold", "sold"),
        ("SOLD!", "sold"),
        ("Just Sold", "sold"),
        ("Sold Out", "sold"),
        ("Sale Pending", "for_sale"),
        ("Not Sold In Stores", "for_sale"),
        ("Sold Price Guarantee", "for_sale"),
    ],
)
def test_a_badge_marks_a_car_as_sold_where_it_says_nothing_else(badge: str, status: str) -> None:
    html = f"<h2>1969 MG MGB</h2><div class='angled_badge'><span>{badge}</span></div>"
    listing = PLATFORM.read_vehicle(html, f"{SITE}/vehicle/7/1969-mg-mgb").items[0]
    assert isinstance(listing, Listing)
    assert listing.status == status
