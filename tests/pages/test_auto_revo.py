"""Sites on AutoRevo."""

from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded
from tests.pages.saved import saved_page

PLATFORM = platform_named("auto_revo")
SITE = "https://www.elmfield.example"
LIST = ListPage(f"{SITE}/vehicles")
VEHICLE = recorded.html("auto_revo", "vehicle")
SAVED_VINS = (
    "WAUEFGFF7F1123559", "WAUEFGFF7F1123560", "VCF1SAU2XPG011332", None, None,
    "1GCUDDED0PZ123456", "1FMCU9MN6RUA29239",
)  # fmt: skip


def entries(html: str, page: ListPage = LIST) -> list[InventoryEntry]:
    items = PLATFORM.read_list(html, page).items
    return [item for item in items if isinstance(item, InventoryEntry)]


def listing(html: str) -> Listing:
    found = PLATFORM.read_vehicle(html, f"{SITE}/1984-chevrolet-corvette/7400101").items[0]
    assert isinstance(found, Listing)
    return found


def test_it_is_not_recognised_by_a_word_that_every_page_of_wix_has() -> None:
    assert recognise('<script>{"excludeFromAutoRevoke":true}</script>') is None
    assert recognise("<p>Powered by AutoRevo, autorevo.com</p>") is None
    assert recognise('<img src="https://vms.autorevo.com/a.jpg">') is PLATFORM


def test_the_pager_of_a_site_whose_robots_forbid_queries_is_not_followed() -> None:
    read = PLATFORM.read_list(recorded.html("auto_revo", "list"), LIST)
    assert read.further == ()
    # 4 tiles stand on the first page of 4 matches; more would be told.
    assert read.unread == ()


def test_vehicles_on_pages_that_robots_forbid_are_told() -> None:
    html = recorded.html("auto_revo", "list").replace("4 matches", "31 matches")
    (unread,) = PLATFORM.read_list(html, LIST).unread
    assert "27 more" in unread.why


@pytest.mark.parametrize(
    ("run_mode", "status"), [("current", "for_sale"), ("sold", None), ("both", None)]
)
def test_the_list_is_the_second_road_and_holds_what_is_sold_too(
    run_mode: str, status: str | None
) -> None:
    roads = PLATFORM.roads("<html></html>", f"{SITE}/?x=1", run_mode)
    assert roads == [
        (ListPage(f"{SITE}/sitemap.xml"),),
        (ListPage(f"{SITE}/vehicles", status),),
    ]


def test_an_unknown_run_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


def test_a_comment_or_a_style_of_that_name_marks_nothing_as_sold() -> None:
    assert "sold_overlay" in VEHICLE
    assert "SOLD overlay" in VEHICLE
    assert listing(VEHICLE).status == "for_sale"


def test_the_image_marks_a_car_as_sold() -> None:
    html = VEHICLE.replace("<!-- SOLD overlay -->", '<img class="sold_overlay" src="/sold.png">')
    assert listing(html).status == "sold"


def test_a_price_stands_in_the_platforms_own_heading_alone() -> None:
    html = VEHICLE.replace("<span>$14,750</span>", "<span>Call for Price</span>")
    assert "15249" in html  # the markup's
    assert listing(html).asking_price is None


def test_a_changed_list_is_not_taken_for_an_empty_one() -> None:
    with pytest.raises(Unreadable):
        entries("<html><body><div class='cars'></div></body></html>")
    with pytest.raises(Unreadable, match="empty"):
        entries("<section id='inventory_list'></section>")
    empty = "<span id='search_results_count'>0 matches out of 0 vehicles.</span>"
    assert entries(f"<main id='srp_results'>{empty}</main>") == []


def test_a_list_whose_tiles_lost_their_links_is_unreadable() -> None:
    html = recorded.html("auto_revo", "list").replace("href=", "data-was=")
    with pytest.raises(Unreadable, match="links no vehicle"):
        entries(html)


def test_a_vehicle_without_a_heading_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        listing("<main><dd class='vin_value'>WP08MN912KF129728</dd></main>")


def test_a_list_is_no_vehicle() -> None:
    with pytest.raises(Unreadable, match="a list"):
        listing(recorded.html("auto_revo", "list"))


def test_a_sign_is_no_vehicle() -> None:
    with pytest.raises(NotAVehicle):
        listing("<h1><span class='model'>Porcelain Service Station Sign</span></h1>")


def test_a_saved_list_gives_every_card() -> None:
    html = saved_page("dealers/autorevo-srp*.html")
    assert recognise(html) is PLATFORM
    read = PLATFORM.read_list(html, LIST)
    found = [item for item in read.items if isinstance(item, InventoryEntry)]
    assert tuple(one.vin for one in found) == SAVED_VINS
    assert [one.url.rpartition("/")[2] for one in found] == [
        "7492327", "7492328", "7482205", "7481657", "7474459", "7494653", "7510259",
    ]  # fmt: skip
    assert [one.status for one in found] == [
        "for_sale", "sold", "for_sale", "sold", "for_sale", "for_sale", "for_sale",
    ]  # fmt: skip
    assert [one.asking_price for one in found] == [
        Decimal(11500), Decimal(11500), Decimal(18890), None, Decimal(6900), Decimal(28995),
        Decimal(18995),
    ]  # fmt: skip
    assert [one.mileage for one in found] == [125252, 125252, 6359, 51000, None, 88120, 97520]
    assert [one.stock_number for one in found] == [
        "123559", "123560", "011332", "C1234", None, "S1234", "A29239",
    ]  # fmt: skip
    assert found[3].vin_text == "1" * 17
    assert "81 more" in read.unread[0].why


def test_a_saved_vehicle_is_read_without_its_neighbours() -> None:
    html = saved_page("dealers/autorevo-vdp*.html")
    items = PLATFORM.read_vehicle(html, f"{SITE}/2024-tesla-cybertruck/7494750").items
    (listing,) = (item for item in items if isinstance(item, Listing))
    (vehicle,) = (item for item in items if isinstance(item, Vehicle))
    photos = [item.url for item in items if isinstance(item, VehicleImage)]
    assert (listing.status, listing.asking_price, listing.currency, listing.stock_number) == (
        "for_sale", Decimal(78890), "USD", "C4494",
    )  # fmt: skip
    assert (vehicle.vin, vehicle.year, vehicle.make, vehicle.model, vehicle.mileage) == (
        "7G2CEHED7RA043459", 2024, "Tesla", "Cybertruck", 19349,
    )  # fmt: skip
    assert [photo.rpartition("/")[2] for photo in photos] == [
        "3200463-0-revo.jpg",
        "3200463-44-revo.jpg",
    ]


def test_a_photos_address_is_one_of_a_folder_that_the_page_names() -> None:
    def photos(gallery: str) -> list[str]:
        html = f"<h1>1969 MG MGB</h1><section id='gallery'>{gallery}</section>"
        items = PLATFORM.read_vehicle(html, f"{SITE}/1969-mg-mgb/7400101").items
        return [item.url for item in items if isinstance(item, VehicleImage)]

    host = "https://cf-img.autorevo.com"
    thumbs = "".join(f"<img src='{host}/thumbs/100x100/31-{n}-revo.jpg'>" for n in (0, 1))
    assert photos(thumbs) == []
    whole = f"<img src='{host}/1969-mg/320x320/31-0-revo.jpg?_=17'>"
    assert photos(thumbs + whole) == [f"{host}/1969-mg/640x640/31-{n}-revo.jpg" for n in (0, 1)]


@pytest.mark.parametrize(
    ("heading", "price"),
    [
        (
            "<h3 class='website_price'><span><del>$50,000</del></span><span>$45,000</span></h3>",
            45000,
        ),
        ("<h3 class='website_price secondary_price'><span>$50,000</span></h3>", None),
        ("<h3 class='website_price'><span>$99 down</span></h3>", None),
        ("<h3 class='website_price'><span>$99</span></h3>", None),
    ],
)
def test_a_price_that_is_crossed_out_or_a_rate_is_none(heading: str, price: int | None) -> None:
    assert listing(f"<h1>1969 MG MGB</h1>{heading}").asking_price == price
