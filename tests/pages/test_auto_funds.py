"""Sites on AutoFunds."""

from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded
from tests.pages.saved import saved_page, site_of

PLATFORM = platform_named("auto_funds")
SITE = "https://www.saltmarsh.example"
FEED = ListPage(f"{SITE}/rss.aspx", "for_sale")
URL = f"{SITE}/1987-Buick-Grand-National-Saltmarsh-OH/used_car/xKp7Qa2%3d"
REDUCED = recorded.html("auto_funds", "vehicle")
UNREDUCED = (
    "<h1>1987 Buick Grand National</h1><div id='htmDivInvDetailsPriceArea'>"
    "<div id='DWInvPriceSpan'><span itemprop='price' content='15990'>15,990</span></div>"
    "<span id='monthly-Ins-Price' itemprop='price' content='360'>360</span>"
    "<span class='DwNoDisplay' itemprop='price' content='15990'></span></div>"
)


def price(html: str) -> Decimal | None:
    listing = PLATFORM.read_vehicle(html, URL).items[0]
    assert isinstance(listing, Listing)
    return listing.asking_price


@pytest.mark.parametrize("filler", ["1", "99", "9999999"])
def test_what_stands_for_a_price_that_is_not_stated_is_none(filler: str) -> None:
    assert price(UNREDUCED.replace("15990", filler)) is None


def test_it_is_recognised_by_the_vendors_hosts_and_style_sheets_alone() -> None:
    assert recognise("<p>We fund autos. AutoFunds!</p>") is None
    assert recognise('<img src="https://images.autofunds.net/a.jpg">') is PLATFORM
    assert recognise('<a href="https://www.autofunds.com">Site by</a>') is PLATFORM


def test_no_road_leads_to_the_forbidden_list_or_to_sold_cars() -> None:
    home = recorded.html("auto_funds", "home")
    assert "/inventory.aspx" in home
    both = PLATFORM.roads(home, SITE, "both")
    assert [[page.url for page in road] for road in both] == [
        [f"{SITE}/rss.aspx"],
        [f"{SITE}/sitemap.xml"],
    ]
    assert PLATFORM.roads(home, SITE, "sold") == []


def test_the_sitemap_lists_the_same_cars() -> None:
    places = f"<url><loc>{URL}</loc></url><url><loc>{SITE}/inventory.aspx</loc></url>"
    read = PLATFORM.read_list(f"<urlset>{places}</urlset>", ListPage(f"{SITE}/sitemap.xml"))
    assert [item.url for item in read.items if isinstance(item, InventoryEntry)] == [URL]


@pytest.mark.parametrize(
    "text",
    [
        "<rss version='2.0'><channel><item><title>Our blog</title></item></channel></rss>",
        "<html><body>Page not found</body></html>",
        "",
    ],
)
def test_what_another_system_answers_is_no_feed(text: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, FEED)


def test_a_feed_without_cars_is_an_empty_lot() -> None:
    text = "<rss xmlns:addItem='https://x.example/'><channel><title>Cars</title></channel></rss>"
    assert PLATFORM.read_list(text, FEED).items == ()


def test_a_feed_is_read_as_it_was_decoded_whatever_it_names_as_its_encoding() -> None:
    text = recorded.html("auto_funds", "list").replace("UTF-8", "ISO-8859-1")
    read = PLATFORM.read_list(text.replace("Grand National Coupe", "Grand\ud800 Coupé\0"), FEED)
    entry = read.items[0]
    assert isinstance(entry, InventoryEntry)
    assert entry.title is not None
    assert "Coupé" in entry.title


def test_a_reduced_price_goes_before_the_one_that_it_reduces() -> None:
    assert price(REDUCED) == Decimal(29995)


def test_a_payment_is_no_price() -> None:
    assert price(UNREDUCED) == Decimal(15990)
    html = UNREDUCED.replace("<span itemprop='price' content='15990'>15,990</span>", "")
    assert price(html) is None


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("29995", "39995"),  # a reduction above what it reduces
        ("<span class='DwNoDisplay' itemprop='price' content='29995'>",
         "<span class='DwNoDisplay' itemprop='price' content='28995'>"),  # another offer
        ("<span itemprop='price' content='32995'>32,995</span>", ""),  # nothing is reduced
        ("<span itemprop='price' content='32995'>32,995</span>",
         "<span itemprop='price' content='32995'></span><i itemprop='price' content='31000'></i>"),
    ],
)  # fmt: skip
def test_prices_that_contradict_each_other_give_none(was: str, now: str) -> None:
    assert was in REDUCED
    assert price(REDUCED.replace(was, now)) is None


def test_a_struck_price_without_another_one_is_not_asked() -> None:
    html = UNREDUCED.replace("id='DWInvPriceSpan'", "class='invv-priceStrike' id='DWInvPriceSpan'")
    assert html != UNREDUCED
    assert price(html) is None


def test_a_hidden_price_of_the_back_office_is_not_read() -> None:
    html = recorded.html("auto_funds", "vehicle_call")
    assert "41000" in html
    assert price(html) is None


def test_a_vehicle_without_a_heading_is_unreadable_and_a_sign_is_none() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<h1></h1><input id='hdnStock' value='4'>", URL)
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>Framed Motor Show Poster</h1>", URL)


def test_a_saved_feed_gives_every_car() -> None:
    text = saved_page("dealers/autofunds-rss*.xml")
    site = site_of(text)
    read = PLATFORM.read_list(text, ListPage(f"{site}/rss.aspx", "for_sale"))
    found = [item for item in read.items if isinstance(item, InventoryEntry)]
    assert [(one.vin_text, one.mileage, one.mileage_unit) for one in found] == [
        ("WBAJA9C54JE032661", 77840, "mi"),
        ("5NPDH4AE3CH118241", 124000, "mi"),
        ("1N4AZ1CP4KC308001", 41000, "mi"),
    ]
    assert [one.url.rpartition("/")[2] for one in found] == ["mbSe3Hx17ys%3d", "aaa%3d", "bbb%3d"]
    assert [one.asking_price for one in found] == [None, None, None]


def test_a_feed_is_whole_whatever_encoding_it_names_or_unreadable() -> None:
    page = ListPage(f"{SITE}/rss.aspx", "for_sale")
    feed = recorded.html("auto_funds", "list")
    body = feed.partition("?>")[2] or feed
    whole = PLATFORM.read_list(body, page).items
    for encoding in ("ISO-8859-1", "utf-16"):
        named = f'<?xml version="1.0" encoding="{encoding}"?>{body}'
        assert PLATFORM.read_list(named, page).items == whole
    for cut in (body[: len(body) // 2], body.replace("</item>", "", 1)[:-20]):
        with pytest.raises(Unreadable):
            PLATFORM.read_list(cut, page)


def test_a_field_of_a_feed_with_an_odd_name_hides_no_car() -> None:
    feed = recorded.html("auto_funds", "list")
    odd = feed.replace("<item>", "<item><:odd>1</:odd>")
    assert odd != feed
    assert PLATFORM.read_list(odd, FEED).items == PLATFORM.read_list(feed, FEED).items
