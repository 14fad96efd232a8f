"""Sites on DealerCenter."""

import json
import re
from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import recognise
from crawler.pages.platforms.dealer_center import PLATFORM
from tests.pages.saved import saved_page

SITE = "https://www.lantern-lane-autos.example"
LIST = ListPage(f"{SITE}/inventory/")
CAR = f"{SITE}/inventory/fiat/124/l-1/"
WIDGET = "<div class='dws-vehicle-listing-widget'>{}</div>"
CARD = (
    "<div class='dws-vehicle-listing-item {extra}'>{inside}"
    "<div data-vehicle-vin='{vin}' data-vehicle-stock-no='{stock}'></div>"
    "<div class='dws-vehicle-listing-item-title'><a href='{href}'>{title}</a></div></div>"
)
CLIENT = "<script>var dwsClientData = {};</script>"


def card(**words: str) -> str:
    known = {"extra": "", "inside": "", "vin": "1019", "stock": "L-1", "title": "1978 Fiat 124"}
    return CARD.format_map(known | {"href": "/inventory/fiat/124/l-1/"} | words)


def entries(*cards: str) -> list[InventoryEntry]:
    page = PLATFORM.read_list(WIDGET.format("".join(cards)), LIST)
    return [item for item in page.items if isinstance(item, InventoryEntry)]


def vehicle_page(body: str, url: str = CAR) -> tuple[Listing, Vehicle]:
    listing, vehicle, *_ = PLATFORM.read_vehicle(body, url).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    return listing, vehicle


def client(**words: str) -> str:
    return "<h1>1978 Fiat 124</h1>" + CLIENT.format(json.dumps(words))


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.dealercenterwsstatic.net/a.js"></script>',
        "<img src='https://imagescf.dealercenter.net/640/480/1.jpg'>",
        '{"urls":["https:\\/\\/imagescf.dealercenter.net\\/640\\/480\\/1.jpg"]}',
        "<script id='DWS_Async_Vehicle_Listing_Settings_3'>{}</script>",
        '<img src="https://dcdws.blob.core.windows.net/dws-12-34-media/logo.png">',
    ],
)
def test_it_is_recognised_by_the_vendors_hosts_and_settings(html: str) -> None:
    assert recognise(html) is PLATFORM


def test_it_is_not_recognised_by_the_name_of_the_vendors_program() -> None:
    assert recognise("<p>Our stock is kept in DealerCenter, see dealercenter.net</p>") is None


def test_the_sitemap_is_the_first_road_and_the_lists_first_page_the_second() -> None:
    home = "<a href='/inventory/?page_no=2'>2</a><a href='/about-our-cars'>About</a>"
    urls = [[page.url for page in road] for road in PLATFORM.roads(home, SITE, "both")]
    assert urls == [[f"{SITE}/sitemap_index.xml"], [f"{SITE}/inventory/"]]


def test_an_unknown_run_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


def test_both_copies_of_a_card_are_one_entry() -> None:
    (entry,) = entries(card(), card())
    assert (entry.url, entry.stock_number, entry.vin_text) == (CAR, "L-1", "1019")


def test_a_block_of_the_template_is_no_card() -> None:
    template = card(title="{{Year}} {{Make}}", vin="{{Vin}}", stock="{{StockNumber}}")
    assert [entry.title for entry in entries(template, card())] == ["1978 Fiat 124"]


def test_a_list_of_template_blocks_alone_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        entries(card(title="{{Year}} {{Make}}"))


@pytest.mark.parametrize(
    ("inside", "status"),
    [
        ("<b class='dws-vehicle-price dws-vehicle-sold-label'>SOLD</b>", "sold"),
        ("<!-- <b class='dws-vehicle-sold-label'>SOLD</b> -->", "for_sale"),
        ("<a class='dws-vehicle-sold-remove'>Apply</a>", "for_sale"),
        ("<style>.dws-vehicle-sold-label{color:red}</style>", "for_sale"),
    ],
)
def test_a_card_is_sold_by_its_badge_alone(inside: str, status: str) -> None:
    (entry,) = entries(card(inside=inside))
    assert entry.status == status


@pytest.mark.parametrize(
    ("shown", "price"),
    [("$3,270", 3270), ("$23,494 *", 23494), ("Call For Price", None), ("", None), ("$0", None)],
)
def test_a_card_states_a_price_or_none(shown: str, price: int | None) -> None:
    value = f"<span class='dws-vehicle-price-value'>{shown}</span>"
    (entry,) = entries(card(inside=value, extra="dws-vehicle-price-zero"))
    assert entry.asking_price == (None if price is None else Decimal(price))
    assert entry.currency == (None if price is None else "USD")


def test_cars_beside_the_list_are_not_in_it() -> None:
    rail = f"<div class='dws-recently-viewed-vehicles-container'>{card(href='/inventory/a/b/c/')}"
    assert [entry.url for entry in entries(card(), f"{rail}</div>")] == [CAR]


def test_a_card_without_a_title_is_left_out_and_told_of() -> None:
    cards = [card(href=f"/inventory/a/b/l-{i}/", stock=f"L-{i}") for i in range(2, 14)]
    page = PLATFORM.read_list(WIDGET.format("".join([card(title=""), *cards])), LIST)
    assert len(page.items) == 12
    assert [one.why for one in page.unread] == [f"the card of {CAR} has no title"]


def test_a_card_whose_other_copy_has_a_title_is_read() -> None:
    page = PLATFORM.read_list(WIDGET.format(card(title="") + card()), LIST)
    assert (len(page.items), page.unread) == (1, ())


def test_a_list_whose_titles_are_gone_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="1 of 2"):
        entries(card(title="", href="/inventory/fiat/124/l-2/"), card())


def test_a_list_that_is_not_filled_in_yet_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="does not say that it is empty"):
        entries()
    with pytest.raises(Unreadable, match="no inventory container"):
        PLATFORM.read_list("<h1>Inventory</h1>", LIST)


def test_a_list_that_says_it_is_empty_is_empty() -> None:
    assert entries("<p>Page 1 of 1 (0 vehicles)</p>") == []


def test_the_cars_of_the_pages_that_may_not_be_asked_for_are_told_of() -> None:
    page = PLATFORM.read_list(WIDGET.format(f"Page 1 of 2 (17 vehicles){card()}"), LIST)
    assert page.further == ()
    assert [one.why for one in page.unread] == ["17 vehicles are stated, the first page shows 1"]
    assert PLATFORM.read_list(WIDGET.format(f"Page 1 of 1 (1 vehicle){card()}"), LIST).unread == ()


def test_the_newer_layouts_price_has_no_fees_in_it() -> None:
    html = (
        "<div class='vehicle-container' data-vehicle-id='vehicle-id-1019'>"
        "<a class='vehicle-title' href='/inventory/fiat/124/l-1/'>1978 Fiat 124</a>"
        "<i class='dws-price-fee-label' data-vehicle-price='9000' data-total-price='9899'></i>"
        "<p class='vehicle-price-col'><b class='vehicle-price-value'>$9,899</b></p></div>"
    )
    (entry,) = PLATFORM.read_list(html, LIST).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.asking_price, entry.currency) == (Decimal(9000), "USD")


@pytest.mark.parametrize(("reduced", "price"), [(8500, 8500), (9399, 9000), (9899, 9000)])
def test_a_price_above_the_vehicles_own_is_no_reduction(reduced: int, price: int) -> None:
    html = (
        "<div class='vehicle-container' data-vehicle-id='vehicle-id-1019'>"
        "<a class='vehicle-title' href='/inventory/fiat/124/l-1/'>1978 Fiat 124</a>"
        "<i class='dws-price-fee-label' data-vehicle-price='9000' data-total-price='9899'></i>"
        "<p class='vehicle-price-sale-container'><b class='vehicle-price-value'>"
        f"${reduced:,}</b></p></div>"
    )
    (entry,) = PLATFORM.read_list(html, LIST).items
    assert isinstance(entry, InventoryEntry)
    assert entry.asking_price == price


def test_of_two_prices_the_one_that_is_crossed_out_is_none() -> None:
    was = "<b class='dws-vehicle-price-value'><s>$10,000</s></b>"
    (entry,) = entries(card(inside=f"{was}<b class='dws-vehicle-price-value'>$9,000</b>"))
    assert entry.asking_price == Decimal(9000)


def test_a_badge_that_is_not_shown_marks_nothing_as_sold() -> None:
    hidden = "<b class='dws-vehicle-sold-label' style='display: none'>SOLD</b>"
    (entry,) = entries(card(inside=hidden))
    assert entry.status == "for_sale"
    (entry,) = entries(card(inside="<b class='dws-vehicle-sold-label'>SOLD</b>"))
    assert entry.status == "sold"


def test_a_sitemap_without_a_part_of_vehicles_is_unreadable() -> None:
    index = f"<sitemapindex><sitemap><loc>{SITE}/page-sitemap.xml</loc></sitemap></sitemapindex>"
    with pytest.raises(Unreadable, match="no vehicles"):
        PLATFORM.read_list(index, ListPage(f"{SITE}/sitemap_index.xml"))


@pytest.mark.parametrize(
    ("stated", "status"), [("in_inventory", "for_sale"), ("pending", "for_sale"), ("sold", "sold")]
)
def test_a_vehicles_status_is_the_sites_own_word(stated: str, status: str) -> None:
    listing, _ = vehicle_page(client(vehicleStatusInventory=stated))
    assert listing.status == status


def test_a_script_that_only_uses_the_sites_word_states_none() -> None:
    html = '<script>var x = window.dwsClientData || {}; f({"a": 1});</script>'
    listing, _ = vehicle_page(html + client(vehicleStatusInventory="sold"))
    assert listing.status == "sold"


def test_an_unknown_status_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="vaporised"):
        vehicle_page(client(vehicleStatusInventory="vaporised"))


def test_without_the_sites_word_the_address_of_sold_cars_says_sold() -> None:
    sold = f"{SITE}/inventory/fiat/124/sold/0b5c/"
    assert vehicle_page(client(vehicleStockNumber="L-1"), sold)[0].status == "sold"
    assert vehicle_page(client(vehicleStockNumber="L-1"))[0].status == "for_sale"


@pytest.mark.parametrize(("client_says", "status"), [("", "sold"), ("in_inventory", "for_sale")])
def test_without_the_sites_word_the_markup_says_sold(client_says: str, status: str) -> None:
    offer = {"@type": "Offer", "availability": "https://schema.org/SoldOut"}
    node = {"@type": "Car", "name": "1978 Fiat 124", "offers": offer}
    ld = f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    words = {"vehicleStatusInventory": client_says} if client_says else {}
    assert vehicle_page(ld + client(**words))[0].status == status


def test_the_shown_price_goes_before_one_with_fees() -> None:
    offer = {"@type": "Offer", "priceSpecification": {"price": 9899, "priceCurrency": "USD"}}
    node = {"@type": "AutoDealer", "makesOffer": offer}
    node["makesOffer"] = offer | {"itemOffered": {"@type": "Car", "name": "1978 Fiat 124"}}
    ld = f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    fees = "<i class='dws-price-fee-label' data-vehicle-price='9000' data-total-price='9899'></i>"
    assert vehicle_page(ld)[0].asking_price == Decimal(9899)
    assert vehicle_page(ld + fees)[0].asking_price == Decimal(9000)
    call = "<i class='dws-price-fee-label' data-vehicle-price='0' data-total-price='9899'></i>"
    assert vehicle_page(ld + call)[0].asking_price is None


def test_a_page_without_a_vehicles_marks_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="marks"):
        vehicle_page("<h1>1978 Fiat 124</h1>")
    with pytest.raises(Unreadable, match="names the vehicle"):
        vehicle_page(CLIENT.format('{"vehicleStockNumber":"L-1"}'))


def test_a_sign_is_no_vehicle() -> None:
    with pytest.raises(NotAVehicle):
        vehicle_page(client(vehicleStockNumber="M1").replace("1978 Fiat 124", "Porcelain Sign"))


def test_pictures_for_missing_photos_are_no_photos() -> None:
    urls = [
        "/dealercenter/img/vehicle-image-notavailable-320x240.jpg",
        f"{SITE}/dealercenter/img/dws-vehicle-media-placeholder.jpg",
        "https://imagescf.dealercenter.net/1116/836/202601-aa.jpg?x=1",
    ]
    media = json.dumps({"vdp_image_urls": urls})
    html = f"{client()}<script id='DWS_VDP_Vehicle_Media_Settings_1'>{media}</script>"
    html = html.replace("{};", '{"vehicleStockNumber": "L-1"};')
    images = [i for i in PLATFORM.read_vehicle(html, CAR).items if isinstance(i, VehicleImage)]
    assert [(i.url, i.position) for i in images] == [(urls[2].partition("?")[0], 1)]


# VIN, stock number, price, mileage; each as the page prints it.
SAVED_LIST = """3C6UR5DJ9RG343106 343106 - 6018
3FMCR9B61RRE39418 E39418 - 35831
3N1AB61E18L752416 752416 - -
KNDCR3L16R5091543 091543 - 35873
KMHTC6AD6CU023817 023817 3270 155857
1G1PC5SH5C7278354 278354 5470 163000
KMHHU6KH8AU034125 034125 5470 100466
WBAVB13516KX49705 X49705 5790 141354
1G6AR5S34F0121043 121043 12470 101347
19XFC2F76HE082367 082367 12970 112185
3C6RR6LT6HG521342 521342 13270 145289
1C4HJWEG5DL639388 639388 13770 132000
1FTEW1CG0HKC85351 C85351 17790 101621
1C6RR6LT3HS550662 550662 19270 96879
5YJ3E1EA5NF372092 372092 19970 59633"""


def test_a_saved_list_gives_each_car_once_and_tells_of_the_two_that_it_does_not_show() -> None:
    html = saved_page("dealers/dealercenter-srp*.html")
    page: ReadPage = PLATFORM.read_list(html, ListPage("https://dealer.example/inventory/"))
    rows: list[str] = []
    for entry in page.items:
        assert isinstance(entry, InventoryEntry)
        assert entry.status == "for_sale"
        stock = (entry.stock_number or "").lower()
        assert entry.url.startswith("https://dealer.example/inventory/")
        assert entry.url.endswith(f"/{stock}/")
        stated = (entry.vin, entry.stock_number, entry.asking_price, entry.mileage)
        rows.append(" ".join("-" if word is None else str(word) for word in stated))
    assert rows == SAVED_LIST.splitlines()
    assert [one.why for one in page.unread] == ["17 vehicles are stated, the first page shows 15"]
    assert recognise(html) is PLATFORM


def test_a_saved_vehicle_page_gives_its_car() -> None:
    html = saved_page("dealers/dealercenter-vdp*.html")
    stated = re.search(r'rel="canonical" href="([^"]+)"', html)
    assert stated
    url = stated[1]
    listing, vehicle, *images = PLATFORM.read_vehicle(html, url).items
    assert listing == Listing(
        url=url,
        source="dealer",
        title="2025 BMW X5",
        status="for_sale",
        asking_price=Decimal(57998),
        currency="USD",
        stock_number="O-Y37600",
    )
    assert isinstance(vehicle, Vehicle)
    assert (vehicle.vin, vehicle.year, vehicle.make) == ("5UX43EU03S9Y37600", 2025, "BMW")
    assert (vehicle.model, vehicle.trim) == ("X5", "XDRIVE50E SPORT UTILITY 4D")
    assert (vehicle.mileage, vehicle.exterior_color) == (31547, "WHITE")
    photos = [image.url for image in images if isinstance(image, VehicleImage)]
    assert len(photos) == 11
    assert all(photo.startswith("https://imagescf.dealercenter.net/1116/836/") for photo in photos)
    assert recognise(html) is PLATFORM


def test_json_where_a_vehicles_page_was_expected_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle('{"error": "no such car"}', CAR)
