"""Sites on V12 Software."""

from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise

PLATFORM = platform_named("v12")
SITE = "https://sparrow-yard.example"
CAR = f"{SITE}/inventory/view/5501/1971-Datsun-240Z"
CLOUD = "https://res.cloudinary.com/v12ai/image/upload"


def card(number: int, title: str = "1971 Datsun 240Z", inside: str = "") -> str:
    return (
        "<div class='result-item'><h4 class='result-item-title'>"
        f"<a href='/inventory/view/{number}/a'>{title}</a></h4>{inside}</div>"
    )


def read(html: str, path: str = "/inventory") -> ReadPage:
    return PLATFORM.read_list(html, ListPage(f"{SITE}{path}", "for_sale"))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://www.v12software.com">Site by</a>',
        "<img src='//cdn.v12soft.com/a.png'>",
    ],
)
def test_it_is_recognised_by_the_vendors_hosts(html: str) -> None:
    assert recognise(html) is PLATFORM


@pytest.mark.parametrize("html", ["<p>V12 Software, v12soft.com</p>", "<p>A V12 engine</p>"])
def test_it_is_not_recognised_by_words(html: str) -> None:
    assert recognise(html) is None


def test_the_list_is_at_one_path_of_all_sites() -> None:
    assert PLATFORM.roads("", f"{SITE}/", "both") == [(ListPage(f"{SITE}/inventory", "for_sale"),)]
    assert PLATFORM.roads("", f"{SITE}/", "sold") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads("", SITE, "all")


def test_a_page_without_cards_is_unreadable_unless_it_says_that_nothing_was_found() -> None:
    with pytest.raises(Unreadable):
        read("<h1>Inventory</h1><script>var none = 'no vehicles';</script>")
    assert read("<p>Sorry, no vehicles found.</p>").items == ()


def test_the_pager_is_followed_as_far_as_it_links_and_not_past_its_end() -> None:
    pager = "".join(f'<a href="/inventory?page={n}">{n}</a>' for n in (1, 2, 9))
    html = card(1) + pager + '<a href="/inventory/other?page=40">40</a>'
    assert [p.url for p in read(html).further] == [f"{SITE}/inventory?page=2"]
    assert [p.url for p in read(html, "/inventory?page=8").further] == [f"{SITE}/inventory?page=9"]
    assert read(html, "/inventory?page=9").further == ()
    assert read(card(1)).further == ()


@pytest.mark.parametrize(
    ("text", "price"),
    [("$38,900", Decimal(38900)), ("Call for Price", None), ("$499 / mo", None), ("", None)],
)
def test_a_cards_price_is_an_amount_or_missing(text: str, price: Decimal | None) -> None:
    inside = f"<p>$199 / mo</p><div class='result-item-pricing'>{text}</div>"
    (entry,) = read(card(1, inside=inside)).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.asking_price, entry.currency) == (price, "USD" if price else None)


def test_a_card_without_a_title_costs_itself_and_not_the_list() -> None:
    sound = "".join(card(n) for n in range(9))
    page = read(sound + card(99, title=""))
    assert (len(page.items), len(page.unread)) == (9, 1)
    with pytest.raises(Unreadable, match="2 of 11"):
        read(sound + card(98, title="") + "<div class='result-item'></div>")


def test_a_photo_is_the_original_of_the_first_cars_and_no_placeholder() -> None:
    html = (
        f"<h1>1971 Datsun 240Z</h1><img src='/logo.png'>"
        f"<img src='{CLOUD}/w_800,h_600/coming_soon.jpg'>"
        f"<img src='{CLOUD}/w_800,h_600,c_pad,b_auto/88/5501/a_1.jpg'>"
        f"<img src='{CLOUD}/w_80,h_60/w_80,h_60,l_fetch:aGk=/88/5501/b.jpg'>"
        f"<img src='{CLOUD}/w_80,h_60/88/7777/other.jpg'>"
    )
    images = [i for i in PLATFORM.read_vehicle(html, CAR).items if isinstance(i, VehicleImage)]
    assert [i.url for i in images] == [f"{CLOUD}/88/5501/a_1.jpg", f"{CLOUD}/88/5501/b.jpg"]


def test_similar_cars_give_neither_price_nor_number() -> None:
    html = (
        "<h1>1971 Datsun 240Z</h1><div class='related'><h3>Similar</h3>"
        "<div class='price'>$6,000</div><li><strong>VIN Number :</strong> 77</li></div>"
    )
    listing, vehicle = PLATFORM.read_vehicle(html, CAR).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    assert (listing.asking_price, vehicle.vin_text) == (None, None)


def test_a_page_without_a_heading_is_unreadable_and_a_sign_is_no_vehicle() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<p>Gone</p>", CAR)
    with pytest.raises(NotAVehicle):
        PLATFORM.read_vehicle("<h1>Vintage Porcelain Sign</h1>", CAR)


def test_a_pager_whose_links_end_in_a_slash_is_the_lists_own() -> None:
    html = card(1) + '<a href="/inventory/?page=2">2</a>'
    assert [p.url for p in read(html).further] == [f"{SITE}/inventory?page=2"]


def test_a_canadian_dealer_asks_canadian_dollars() -> None:
    html = card(1, inside="<div class='result-item-pricing'>$38,900</div>")
    url = f"{SITE.replace('.example', '.ca')}/inventory"
    (entry,) = PLATFORM.read_list(html, ListPage(url, "for_sale")).items
    assert isinstance(entry, InventoryEntry)
    assert entry.currency == "CAD"
