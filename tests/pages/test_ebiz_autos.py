"""Sites on eBizAutos."""

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded
from tests.pages.saved import saved_page

PLATFORM = platform_named("ebiz_autos")
SITE = "https://www.wrenfield.example"
SITEMAP = ListPage(f"{SITE}/sitemap.xml")
URL = f"{SITE}/details-1989-porsche-928-s4-used-wp08mn912kf129728.html"
VEHICLE = recorded.html("ebiz_autos", "vehicle")


def listing(html: str, url: str = URL) -> Listing:
    found = PLATFORM.read_vehicle(html, url).items[0]
    assert isinstance(found, Listing)
    return found


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://cdn.ebizautos.media/used-1.jpg">',
        "<img src='//stockphotos.ebizautos.media/1.jpg'>",
        '<a href="https://wrenfield.ebizautos.com/">Inventory</a>',
    ],
)
def test_it_is_recognised_by_the_vendors_hosts(html: str) -> None:
    assert recognise(html) is PLATFORM


def test_it_is_not_recognised_by_its_name() -> None:
    assert recognise("<p>Formerly on eBizAutos (ebizautos.com)</p>") is None


@pytest.mark.parametrize("run_mode", ["current", "sold", "both"])
def test_the_sitemap_is_the_only_road(run_mode: str) -> None:
    assert PLATFORM.roads(recorded.html("ebiz_autos", "home"), SITE, run_mode) == [(SITEMAP,)]


def test_a_page_in_the_place_of_the_sitemap_is_unreadable() -> None:
    for text in (recorded.html("ebiz_autos", "home"), "", "<rss></rss>"):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(text, SITEMAP)


def test_a_sitemap_with_characters_that_no_text_may_hold_is_read() -> None:
    text = recorded.html("ebiz_autos", "sitemap").replace("</urlset>", "\ud800\0</urlset>")
    assert len(PLATFORM.read_list(text, SITEMAP).items) == 2


def test_another_car_at_the_address_of_one_that_is_gone_is_refused() -> None:
    other = f"{SITE}/details-1991-ferrari-348-ts-used-zffxhft70mg447591.html"
    with pytest.raises(NotAVehicle, match="shows the car") as refused:
        PLATFORM.read_vehicle(VEHICLE, other)
    assert refused.value.rule == "another_car"


@pytest.mark.parametrize(
    ("number", "was", "now"),
    [
        ("310390", '"sku":"5001",', ""),  # the page states no stock number
        ("wp08mn912kf129728", '"vehicleIdentificationNumber":"WP08MN912KF129728",', ""),
        ("5001", "", ""),
    ],
)
def test_a_page_that_does_not_state_the_addresss_number_is_not_refused(
    number: str, was: str, now: str
) -> None:
    url = f"{SITE}/details-1989-porsche-928-s4-used-{number}.html"
    assert listing(VEHICLE.replace(was, now), url).title == "1989 Porsche 928 S4"


def test_another_stock_number_than_the_addresss_is_refused() -> None:
    with pytest.raises(NotAVehicle):
        listing(VEHICLE, f"{SITE}/details-1989-porsche-928-s4-used-310390.html")


def test_a_stock_number_in_an_address_is_compared_without_its_signs() -> None:
    html = VEHICLE.replace('"sku":"5001"', '"sku":"A-50 01"')
    url = f"{SITE}/details-1989-porsche-928-s4-used-a~50_01.html"
    assert listing(html, url).stock_number == "A-50 01"


@pytest.mark.parametrize(
    ("availability", "status"),
    [("InStock", "for_sale"), ("SoldOut", "sold"), ("OutOfStock", "withdrawn")],
)
def test_the_markup_tells_whether_a_car_is_still_there(availability: str, status: str) -> None:
    assert listing(VEHICLE.replace("/InStock", f"/{availability}")).status == status


def test_stock_photos_are_none_of_the_car_and_each_photo_is_taken_in_its_largest_size() -> None:
    items = PLATFORM.read_vehicle(VEHICLE, URL).items
    photos = [item.url.rpartition("-77-")[2] for item in items if isinstance(item, VehicleImage)]
    assert photos == ["5001-1-1024.jpg", "5001-2-1024.jpg"]


def test_saved_addresses_of_vehicles_are_all_listed() -> None:
    paths = saved_page("dealers/ebizautos-sitemap*.txt").split()
    places = "".join(f"<url><loc>{SITE}{path}</loc></url>" for path in (*paths, "/inventory.aspx"))
    read = PLATFORM.read_list(f"<urlset>{places}</urlset>", SITEMAP)
    found = [item for item in read.items if isinstance(item, InventoryEntry)]
    assert [one.url for one in found] == [f"{SITE}{path}" for path in paths]
    assert len(found) == 3
    assert {one.status for one in found} == {None}


def test_a_car_of_another_year_than_the_address_names_is_refused() -> None:
    html = "<h1>1969 MG MGB</h1>"
    with pytest.raises(NotAVehicle, match="shows the car"):
        listing(html, f"{SITE}/details-1971-mg-mgb-used-310390.html")
    assert listing(html, f"{SITE}/details-1969-mg-mgb-used-310390.html").title == "1969 MG MGB"
