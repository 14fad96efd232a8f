"""Sites on DealerAccelerate."""

import re
from decimal import Decimal

import pytest

from crawler.items import Listing, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages import recorded
from tests.pages.saved import saved_page, site_of

FOLDER = "dealer_accelerate"
PLATFORM = platform_named(FOLDER)
SITE = "https://www.elmfield-cars.example"
GRID = "<div class='vehicle-grid'></div>"
TILE = (
    "<article class='vehicle-grid__item'><a class='vehicle-grid__link {mark}' "
    "title='1958 Lotus Elite' href='/vehicles/elm/1/1958-lotus-elite'>{inside}</a></article>"
)
CDN = "https://cdn.dealeraccelerate.com/elmfield/3"
SAVED = "dealers/dealeraccelerate-{}*.html"


@pytest.mark.parametrize("name", recorded.names(FOLDER))
def test_a_page_gives_its_record(name: str) -> None:
    def read(html: str, record: dict[str, str]) -> ReadPage:
        if "status" in record:
            return PLATFORM.read_list(html, record["url"], record["status"])
        return PLATFORM.read_vehicle(html, record["url"])

    recorded.check(FOLDER, name, read)


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="{CDN}/1/2/790x1024/a.avif">',
        "<img src='//cdn-dev.dealeraccelerate.net/a.png'>",
        '<a href="https://www.speeddigital.com">Site by</a>',
    ],
)
def test_it_is_recognised_by_the_vendors_hosts(html: str) -> None:
    assert recognise(html) is PLATFORM


def test_it_is_not_recognised_by_the_vendors_name() -> None:
    assert recognise("<p>We left DealerAccelerate and Speed Digital.</p>") is None


@pytest.mark.parametrize("mount", ["vehicles", "inventory"])
def test_the_lists_are_where_the_home_page_links_them(mount: str) -> None:
    paths = (f"/{mount}/new_arrivals", f"/{mount}", f"/{mount}/sold")
    home = "".join(f'<a href="{path}">Cars</a>' for path in paths)
    both = [(s.url, s.status) for s in PLATFORM.inventory_urls(home, SITE, "both")]
    assert both == [(f"{SITE}/{mount}", "for_sale"), (f"{SITE}/{mount}/sold", "sold")]
    assert [s.status for s in PLATFORM.inventory_urls(home, SITE, "current")] == ["for_sale"]
    assert [s.status for s in PLATFORM.inventory_urls(home, SITE, "sold")] == ["sold"]


def test_a_home_page_without_lists_gives_none() -> None:
    home = '<a href="https://market.example/vehicles">Market</a><a href="/about">About</a>'
    assert PLATFORM.inventory_urls(home, SITE, "both") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.inventory_urls(home, SITE, "all")


@pytest.mark.parametrize(
    ("mark", "inside", "status"),
    [
        ("vehicle-grid__link-sold", "", "sold"),
        ("", "<div class='vlp-ribbon sold'>Sold</div>", "sold"),
        ("", "<!-- <div class='vlp-ribbon sold'>Sold</div> -->", "for_sale"),
        ("", "<p>Sold new in Ohio</p><div class='unsold'>SOLD?</div>", "for_sale"),
    ],
)
def test_a_tile_is_sold_by_the_platforms_own_mark(mark: str, inside: str, status: str) -> None:
    html = GRID.replace("</div>", TILE.format(mark=mark, inside=inside) + "</div>")
    (listing,) = PLATFORM.read_list(html, f"{SITE}/vehicles", "for_sale").items
    assert isinstance(listing, Listing)
    assert listing.status == status


def test_a_list_without_a_container_is_unreadable_and_an_empty_one_is_empty() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list("<h1>Inventory</h1>", f"{SITE}/vehicles", "for_sale")
    assert PLATFORM.read_list(GRID, f"{SITE}/vehicles", "for_sale").items == ()


def test_a_tile_without_a_title_is_unreadable() -> None:
    html = GRID.replace("</div>", TILE.format(mark="", inside="") + "</div>")
    with pytest.raises(Unreadable):
        PLATFORM.read_list(html.replace("title=", "data-x="), f"{SITE}/vehicles", "for_sale")


def test_the_pager_is_followed_to_its_end_on_the_lists_own_path() -> None:
    pager = '<ul class="pagination"><li><a href="/vehicles/sold?page=3">3</a></li>'
    html = (
        f'{GRID}{pager}<li class="next"><a rel="next" href="/vehicles?page=2">&raquo;</a></li></ul>'
    )
    seen: list[str | None] = [f"{SITE}/vehicles/sold"]
    while seen[-1] is not None and len(seen) < 9:
        seen.append(PLATFORM.read_list(html, seen[-1], "sold").next_url)
    assert seen[1:] == [f"{SITE}/vehicles/sold?page=2", f"{SITE}/vehicles/sold?page=3", None]


def test_a_pager_that_shows_another_page_than_asked_ends_the_list() -> None:
    pager = '<li class="active"><a>1</a></li><li><a>9</a></li>'
    html = f'{GRID}<ul class="pagination">{pager}</ul>'
    assert PLATFORM.read_list(html, f"{SITE}/vehicles?page=7", "for_sale").next_url is None


def test_similar_cars_give_neither_price_nor_status_nor_photos() -> None:
    rail = (
        "<section class='related'><h2>Similar</h2><span class='price sold'>$9,000</span>"
        f"<img src='{CDN}/2/5/790x1024/b.avif'></section>"
    )
    own = f"<h1>1958 Lotus Elite</h1><img src='{CDN}/1/4/790x1024/a.avif'>"
    listing, vehicle, *images = PLATFORM.read_vehicle(rail + own, f"{SITE}/vehicles/1/a").items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    assert (listing.status, listing.asking_price, listing.currency) == ("for_sale", None, None)
    assert [i.url for i in images if isinstance(i, VehicleImage)] == [f"{CDN}/1/4/790x1024/a.avif"]


def test_another_vehicles_photo_is_left_out_even_outside_the_rail() -> None:
    photos = f"<img src='{CDN}/1/4/790x1024/a.avif'><img src='{CDN}/2/5/790x1024/b.avif'>"
    page = PLATFORM.read_vehicle(f"<h1>1958 Lotus Elite</h1>{photos}", f"{SITE}/vehicles/1/a")
    assert [i.url for i in page.items if isinstance(i, VehicleImage)] == [
        f"{CDN}/1/4/790x1024/a.avif"
    ]


def test_a_vehicle_page_without_a_title_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle("<span class='price'>$5</span>", f"{SITE}/vehicles/1/a")


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("Vintage Porcelain Gasoline Sign", "automobilia_title"),
        ("1957 Chevrolet Dealership Neon Sign", "automobilia_title"),
        ("Coffee table", "no_year_make_number"),
    ],
)
def test_what_is_no_car_is_skipped_by_a_named_rule(title: str, rule: str) -> None:
    with pytest.raises(NotAVehicle) as skipped:
        PLATFORM.read_vehicle(f"<h1>{title}</h1>", f"{SITE}/vehicles/1/a")
    assert skipped.value.rule == rule


@pytest.mark.parametrize("title", ["1995 Dodge Neon", "1972 Aston Martin DBS", "1967 Dodge Dart"])
def test_words_inside_a_cars_name_do_not_skip_it(title: str) -> None:
    assert PLATFORM.read_vehicle(f"<h1>{title}</h1>", f"{SITE}/vehicles/1/a").items


def test_a_saved_list_gives_each_tile_and_the_next_page() -> None:
    html = saved_page(SAVED.format("srp-g"))
    page = PLATFORM.read_list(html, f"{site_of(html)}/vehicles", "for_sale")
    assert [(i.status, i.asking_price) for i in _listings(page)] == [
        ("for_sale", Decimal(22500)),
        ("for_sale", Decimal(53000)),
    ]
    assert page.next_url == f"{site_of(html)}/vehicles?page=2"


def test_a_saved_last_page_has_no_next() -> None:
    html = saved_page(SAVED.format("srp-lastpage"))
    page = PLATFORM.read_list(html, f"{site_of(html)}/vehicles?page=68", "for_sale")
    assert page.next_url is None
    assert len(page.items) == 2


def test_a_saved_sold_archive_stays_on_its_own_path() -> None:
    html = saved_page(SAVED.format("sold-archive"))
    page = PLATFORM.read_list(html, f"{site_of(html)}/vehicles/sold", "sold")
    assert [(i.status, i.asking_price) for i in _listings(page)] == [("sold", None)]
    assert page.next_url == f"{site_of(html)}/vehicles/sold?page=2"


def test_a_saved_microdata_list_keeps_the_asking_price_of_a_sold_car() -> None:
    html = saved_page(SAVED.format("srp-s"))
    page = PLATFORM.read_list(html, f"{SITE}/vehicles", "for_sale")
    assert [(i.status, i.asking_price) for i in _listings(page)] == [
        ("for_sale", Decimal(67995)),
        ("sold", Decimal(62995)),
    ]


@pytest.mark.parametrize(
    ("name", "status", "price", "year", "make"),
    [("live", "for_sale", 22500, 1983, "Mercedes-Benz"), ("sold", "sold", 33000, 1966, "Dodge")],
)
def test_a_saved_vehicle_page_gives_one_car(
    name: str, status: str, price: int, year: int, make: str
) -> None:
    html = saved_page(SAVED.format(f"vdp-{name}"))
    stated = re.search(r'"url":"([^"]+)"', html)
    url = stated[1] if stated else f"{SITE}/vehicles/elm/1/a"
    listing, vehicle, *images = PLATFORM.read_vehicle(html, url).items
    assert isinstance(listing, Listing)
    assert isinstance(vehicle, Vehicle)
    assert (listing.status, listing.asking_price) == (status, Decimal(price))
    assert (vehicle.year, vehicle.make) == (year, make)
    assert len(images) == 1


@pytest.mark.parametrize("name", ["srp-g", "srp-s", "vdp-live", "vdp-sold", "sold-archive"])
def test_a_saved_page_is_recognised(name: str) -> None:
    assert recognise(saved_page(SAVED.format(name))) is PLATFORM


def _listings(page: ReadPage) -> list[Listing]:
    return [item for item in page.items if isinstance(item, Listing)]
