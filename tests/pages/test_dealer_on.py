"""Sites on DealerOn."""

import json
from base64 import b64encode
from decimal import Decimal

import pytest
from parsel import Selector

from crawler.items import InventoryEntry, Listing, ListPage, Vehicle, VehicleImage
from crawler.pages.errors import Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded
from tests.pages.saved import saved_page

PLATFORM = platform_named("dealer_on")
SITE = "https://www.yarbrough.example"
LIST = ListPage(f"{SITE}/searchused.aspx", "for_sale")
URL = f"{SITE}/used-Yarbrough-2005-Ford-GT-1FA72J1A25B700481"
VEHICLE = recorded.html("dealer_on", "vehicle")
FEATURED = (
    '<div class="featuredPrice"><span class="vehiclePricingHighlightAmount">{amount}</span>'
    '<span class="vehiclePricingHighlightLabel">{label}</span></div>'
)
# VIN, stock number and sale price of the saved list's cars, in its order.
SAVED = (
    ("1FMCU9MN6TUA07569", "10366", 31630), ("3FTTW8JA3SRA29576", "10300", 32755),
    ("3FMCR9BN8SRE55452", "10312", 33675), ("3FTTW8JA6SRA88931", "10331", 33750),
    ("3FMCR9GN0SRE35933", "10305", 36390), ("1FTER4HHXSLE14966", "10322", 41030),
    ("1FTER4HPXSLE23805", "10329", 45715), ("1FTRF3BA4TED88290", None, 54240),
    ("1FTEW2LPXTKD10318", "10383", 55845), ("1FMUK8HH9TGA29962", "10389", 56845),
    ("1FMWK8GCXSGC99229", "10363", 57085), ("1FTBW9C82SKA51276", "10321", 57695),
)  # fmt: skip


def asked(data: str, inside: str = "") -> Decimal | None:
    car = f"<div class='vdp' data-vin='1FA72J1A25B700481' {data}>{inside}</div>"
    html = f"<h1>2005 Ford GT</h1>{car}"
    listing = PLATFORM.read_vehicle(html, URL).items[0]
    assert isinstance(listing, Listing)
    return listing.asking_price


def library(text: str) -> str:
    return f"data-pricelib='{b64encode(text.encode()).decode()}'"


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/dealeron-js.aspx"></script>',
        "<script>var sdDataLayer = {};</script>",
        '<a href="/searchused.aspx">Used</a>',
        '<link href="https://cdn.dlron.us/a.css">',
        '<a data-dotagging-event="x">',
    ],
)
def test_it_is_recognised_by_scripts_lists_and_hosts(html: str) -> None:
    assert recognise(html) is PLATFORM


def test_it_is_not_recognised_by_its_name() -> None:
    assert recognise("<p>DealerOn, dealeron.com</p>") is None


@pytest.mark.parametrize(
    ("data", "inside", "price"),
    [
        ("data-price='54083'", "", 54083),
        ("data-price='0' data-msrp='54998' data-dotagging-item-price='54998'", "", None),
        (f"data-price='0' {library('MSRP:9.0;Selling Price:53998.0')}", "", 53998),
        (f"data-price='0' {library('MSRP:54998.0;Invoice Price:55442.2')}", "", None),
        (f"data-price='0' {library('calc_INTERNET PRICE:54083.0')}", "", None),
        # With the dealer's fee in it, what is shown is not what is asked.
        (f"data-price='54083' {library('Selling Price:53998.0;dealer_fee:85.0')}", "", 53998),
        (f"data-price='54083' {library('dealer_fee:85.0')}", "", None),
        (
            library("Selling Price:53998.0;dealer_fee:85.0"),
            FEATURED.format(amount="$54,083", label="INTERNET PRICE"),
            53998,
        ),
        ("", FEATURED.format(amount="$31,630", label="SALE PRICE"), 31630),
        ("data-price='0'", FEATURED.format(amount="$54,998", label="MSRP"), None),
        ("data-price='0'", FEATURED.format(amount="$412", label="/mo"), None),
        ("data-price='0'", FEATURED.format(amount="$399", label="Lease for"), None),
        (f"data-price='1' {library('Selling Price:1.0;Internet Price:9999999')}", "", None),
        (f"data-price='0' {library('Internet Price:1.0;Selling Price:53998.0')}", "", 53998),
        ("data-pricelib='not base64!'", "", None),
        ("data-pricelib='“'", "", None),
        ("data-pricelib='/////w=='", "", None),
        ("data-price='54083' {{attrs}} {x}", "", 54083),
    ],
)
def test_the_price_is_what_is_asked_without_fees(data: str, inside: str, price: int | None) -> None:
    assert asked(data, inside) == price


def test_the_markups_price_with_fees_is_not_read() -> None:
    html = VEHICLE.replace('data-price="54083"', "").replace("data-pricelib", "data-was")
    listing = PLATFORM.read_vehicle(html, URL).items[0]
    assert isinstance(listing, Listing)
    assert listing.asking_price is None


def test_a_fuel_is_no_body_style_and_a_colour_has_no_footnotes() -> None:
    vehicle = PLATFORM.read_vehicle(VEHICLE, URL).items[1]
    assert isinstance(vehicle, Vehicle)
    assert (vehicle.body_style, vehicle.exterior_color, vehicle.interior_color) == (
        None, "Mark IV Red", "Ebony",
    )  # fmt: skip


def test_stock_photos_and_other_cars_are_no_photos() -> None:
    items = PLATFORM.read_vehicle(VEHICLE, URL).items
    photos = [item.url.rpartition("/ip/")[2] for item in items if isinstance(item, VehicleImage)]
    assert photos == ["1.jpg", "2.jpg"]


def test_a_list_as_it_is_sent_gives_the_cars_of_its_item_list() -> None:
    read = PLATFORM.read_list(recorded.html("dealer_on", "list"), LIST)
    assert [item.vin for item in read.items if isinstance(item, InventoryEntry)] == [
        "1FA7SK9AXPJ406524"
    ]


def test_only_a_list_that_counts_nothing_is_empty() -> None:
    count = '<script id="dealeron_tagging_data" type="application/json">{"itemCount":%d}</script>'
    assert PLATFORM.read_list(count % 0, LIST).items == ()
    for html in (count % 4, "<form>No results?</form>", "<div class='vehicle-card'></div>"):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(html, LIST)


def test_no_road_leads_to_sold_cars() -> None:
    home = recorded.html("dealer_on", "home")
    assert PLATFORM.roads(home, SITE, "sold") == []
    assert PLATFORM.roads('<a href="/searchall.aspx">All</a>', SITE, "current") == [
        (ListPage(f"{SITE}/searchall.aspx", "for_sale"),)
    ]
    assert PLATFORM.roads("<a href='/hours.aspx'>Hours</a>", SITE, "both") == []


def test_a_page_without_the_vehicles_data_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<h1>2005 Ford GT</h1>", URL)


def test_a_saved_list_gives_every_card() -> None:
    html = saved_page("dealers/dealeron-inventory.html")
    assert recognise(html) is PLATFORM
    address = Selector(text=html).css("link[rel=canonical]::attr(href)").get()
    assert address
    page = ListPage(address, "for_sale")
    read = PLATFORM.read_list(html, page)
    found = [item for item in read.items if isinstance(item, InventoryEntry)]
    assert [(one.vin, one.stock_number, one.asking_price) for one in found] == [
        (vin, number, Decimal(price)) for vin, number, price in SAVED
    ]
    assert all(one.url.endswith(vin) for one, (vin, *_) in zip(found, SAVED, strict=True))
    assert {one.mileage for one in found} == {None}
    assert read.unread == ()
    assert read.further == (ListPage(f"{page.url}?pt=2", "for_sale"),)


def test_a_saved_library_of_prices_is_read_without_its_fee() -> None:
    card = json.loads(saved_page("dealers/dealeron-vehiclecard*.json"))
    data = f"data-price='{card['VehicleInternetPrice']}'"
    assert asked(f"{data} data-pricelib='{card['VehiclePriceLibrary']}'") == Decimal(53998)


def test_a_card_with_a_templates_slot_is_read_like_the_others() -> None:
    html = recorded.html("dealer_on", "shown_list")
    slotted = html.replace('class="vehicle-card', '{{attrs}} class="vehicle-card')
    assert slotted != html
    assert PLATFORM.read_list(slotted, LIST).items == PLATFORM.read_list(html, LIST).items
