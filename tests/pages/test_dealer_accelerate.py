"""Sites on DealerAccelerate."""

import re
from decimal import Decimal

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, ReadPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named, recognise
from tests.pages.saved import saved_page, site_of

PLATFORM = platform_named("dealer_accelerate")
SITE = "https://www.elmfield-cars.example"
CURRENT = ListPage(f"{SITE}/vehicles", "for_sale")
GRID = "<div class='vehicle-grid'></div>"
TILE = (
    "<article class='vehicle-grid__item'><a class='vehicle-grid__link {mark}' "
    "title='1958 Lotus Elite' href='/vehicles/elm/1/1958-lotus-elite'>{inside}</a></article>"
)
CDN = "https://cdn.dealeraccelerate.com/elmfield/3"
SAVED = "dealers/dealeraccelerate-{}*.html"


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
    current = ListPage(f"{SITE}/{mount}", "for_sale")
    sold = ListPage(f"{SITE}/{mount}/sold", "sold")
    assert PLATFORM.roads(home, SITE, "both") == [(current, sold)]
    assert PLATFORM.roads(home, SITE, "current") == [(current,)]
    assert PLATFORM.roads(home, SITE, "sold") == [(sold,)]


def test_a_navigation_of_shelves_alone_leads_to_the_list_around_them() -> None:
    home = '<a href="/vehicles/sold">Sold</a><a href="/vehicles/new_arrivals">New</a>'
    assert PLATFORM.roads(home, SITE, "both") == [
        (ListPage(f"{SITE}/vehicles", "for_sale"), ListPage(f"{SITE}/vehicles/sold", "sold"))
    ]
    home = '<a href="/inventory/featured">Featured</a>'
    assert PLATFORM.roads(home, SITE, "both") == [(ListPage(f"{SITE}/inventory", "for_sale"),)]
    assert PLATFORM.roads(home, SITE, "sold") == []


def test_a_home_page_without_lists_gives_none() -> None:
    home = '<a href="https://market.example/vehicles">Market</a><a href="/about">About</a>'
    assert PLATFORM.roads(home, SITE, "both") == []
    with pytest.raises(ValueError, match="run mode"):
        PLATFORM.roads(home, SITE, "all")


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
    (entry,) = PLATFORM.read_list(html, CURRENT).items
    assert isinstance(entry, InventoryEntry)
    assert entry.status == status


def test_a_list_without_a_container_is_unreadable_and_an_empty_one_is_empty() -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list("<h1>Inventory</h1>", CURRENT)
    assert PLATFORM.read_list(GRID, CURRENT).items == ()


@pytest.mark.parametrize(
    "inside",
    [
        "<section class='new-theme'><a href='/vehicles/1/1958-lotus-elite'>Lotus</a></section>",
        "<article class='vehicle-grid__item'><a class='vehicle-grid__link' title='A' href='/sell'>"
        "</a></article>",
    ],
)
def test_a_container_with_tiles_of_an_unknown_theme_is_no_empty_list(inside: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(GRID.replace("</div>", f"{inside}</div>"), CURRENT)


def test_a_block_inside_its_link_is_that_links_car() -> None:
    html = (
        "<div class='cam-inventory-block-wrap'><a href='/vehicles/7/1966-lotus-elan'>"
        "<div class='cam-vehicle-block'><h3> 1966 Lotus </h3><h2> Elan </h2>"
        "<div class='cam-sold-banner'>SOLD</div></div></a></div>"
    )
    assert _entries(PLATFORM.read_list(html, CURRENT)) == [
        (f"{SITE}/vehicles/7/1966-lotus-elan", "1966 Lotus Elan", "sold", None, None, None)
    ]


def test_a_tile_without_a_title_is_unreadable() -> None:
    html = GRID.replace("</div>", TILE.format(mark="", inside="") + "</div>")
    with pytest.raises(Unreadable):
        PLATFORM.read_list(html.replace("title=", "data-x="), CURRENT)


def test_the_pager_is_followed_to_its_end_on_the_lists_own_path() -> None:
    pager = '<ul class="pagination"><li><a href="/vehicles/sold?page=3">3</a></li>'
    html = (
        f'{GRID}{pager}<li class="next"><a rel="next" href="/vehicles?page=2">&raquo;</a></li></ul>'
    )
    seen: list[ListPage] = []
    following: tuple[ListPage, ...] = (ListPage(f"{SITE}/vehicles/sold", "sold"),)
    while following and len(seen) < 9:
        seen.append(following[0])
        following = PLATFORM.read_list(html, following[0]).further
    assert [(page.url, page.status) for page in seen[1:]] == [
        (f"{SITE}/vehicles/sold?page=2", "sold"),
        (f"{SITE}/vehicles/sold?page=3", "sold"),
    ]


def test_a_pager_that_shows_another_page_than_asked_ends_the_list() -> None:
    pager = '<li class="active"><a>1</a></li><li><a>9</a></li>'
    html = f'{GRID}<ul class="pagination">{pager}</ul>'
    assert PLATFORM.read_list(html, ListPage(f"{SITE}/vehicles?page=7", "for_sale")).further == ()


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
        ("Vintage Porcelain Gasoline Sign", "automobilia"),
        ("1957 Chevrolet Dealership Neon Sign", "automobilia"),
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
    site = site_of(html)
    page = PLATFORM.read_list(html, ListPage(f"{site}/vehicles", "for_sale"))
    assert _entries(page) == [
        (
            f"{site}/vehicles/san/1300/1983-mercedes-benz-380-sl",
            *("1983 Mercedes-Benz 380 SL", "for_sale", Decimal(22500), "USD", None),
        ),
        (
            f"{site}/vehicles/tul/867/1939-packard-110",
            *("1939 Packard 110", "for_sale", Decimal(53000), "USD", None),
        ),
    ]
    assert page.further == (ListPage(f"{site}/vehicles?page=2", "for_sale"),)


def test_a_saved_list_leads_to_the_current_cars_though_it_links_the_sold_ones_alone() -> None:
    html = saved_page(SAVED.format("srp-s"))
    assert PLATFORM.roads(html, SITE, "both") == [
        (ListPage(f"{SITE}/vehicles", "for_sale"), ListPage(f"{SITE}/vehicles/sold", "sold"))
    ]


def test_a_saved_last_page_has_no_next() -> None:
    html = saved_page(SAVED.format("srp-lastpage"))
    page = PLATFORM.read_list(html, ListPage(f"{site_of(html)}/vehicles?page=68", "for_sale"))
    assert page.further == ()
    assert len(page.items) == 2


def test_a_saved_sold_archive_stays_on_its_own_path() -> None:
    html = saved_page(SAVED.format("sold-archive"))
    site = site_of(html)
    page = PLATFORM.read_list(html, ListPage(f"{site}/vehicles/sold", "sold"))
    assert _entries(page) == [
        (
            f"{site}/vehicles/kcm/1440/1966-dodge-charger",
            *("1966 Dodge Charger", "sold", None, None, None),
        )
    ]
    assert page.further == (ListPage(f"{site}/vehicles/sold?page=2", "sold"),)


def test_a_saved_microdata_list_keeps_the_asking_price_of_a_sold_car() -> None:
    html = saved_page(SAVED.format("srp-s"))
    page = PLATFORM.read_list(html, ListPage(f"{SITE}/vehicles", "for_sale"))
    assert _entries(page) == [
        (
            f"{SITE}/vehicles/8471-dfw/1955-chevrolet-bel-air-resto-mod-show-car",
            *("1955 Chevrolet Bel Air", "for_sale", Decimal(67995), "USD", "9352-ATL"),
        ),
        (
            f"{SITE}/vehicles/5252-phx/1973-ford-f-100-ls3-restomod",
            *("1973 Ford F-100", "sold", Decimal(62995), "USD", "5252-PHX"),
        ),
    ]
    assert page.further == (ListPage(f"{SITE}/vehicles?page=2", "for_sale"),)


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
    number = {"live": "WDB10704512019953", "sold": "XP29E61188575"}[name]
    assert vehicle.vin_text == number
    assert len(images) == 1


@pytest.mark.parametrize("name", ["srp-g", "srp-s", "vdp-live", "vdp-sold", "sold-archive"])
def test_a_saved_page_is_recognised(name: str) -> None:
    assert recognise(saved_page(SAVED.format(name))) is PLATFORM


def _entries(page: ReadPage) -> list[tuple[object, ...]]:
    return [
        (e.url, e.title, e.status, e.asking_price, e.currency, e.stock_number)
        for e in page.items
        if isinstance(e, InventoryEntry)
    ]


def _block(node: str) -> str:
    tile = '<div class="cam-vehicle-block"><a href="/inventory/7/1958-lotus-elite"></a>{}</div>'
    script = f'<script type="application/ld+json">{{"@type": "Car", "name": "A", {node}}}</script>'
    return f'<div class="cam-inventory-block-wrap">{tile.format(script)}</div>'


@pytest.mark.parametrize(
    ("offer", "price", "currency"),
    [
        ('"price": 45000, "priceCurrency": "USD"', Decimal(45000), "USD"),
        ('"price": 45000', Decimal(45000), "CAD"),
        ('"price": 1, "priceCurrency": "USD"', None, None),
        ('"price": 9999999, "priceCurrency": "USD"', None, None),
        ('"price": 45000, "priceCurrency": "dollars"', None, None),
    ],
)
def test_a_blocks_price_has_a_currency_and_is_no_filler(
    offer: str, price: Decimal | None, currency: str | None
) -> None:
    html = _block(f'"offers": {{"@type": "Offer", {offer}}}')
    page = ListPage("https://elmfield-cars.ca/inventory", "for_sale")
    (entry,) = PLATFORM.read_list(html, page).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.asking_price, entry.currency) == (price, currency)


def test_a_canadian_dealer_asks_canadian_dollars() -> None:
    tile = TILE.format(mark="", inside="<p class='vehicle-grid__price'><b class='price'>$9,000</b>")
    page = ListPage("https://elmfield-cars.ca/vehicles", "for_sale")
    (entry,) = PLATFORM.read_list(tile, page).items
    assert isinstance(entry, InventoryEntry)
    html = "<h1>1958 Lotus Elite</h1><p class='price'>$9,000</p><b>VIN</b> 1019"
    listing = PLATFORM.read_vehicle(html, f"{page.url}/1/1958-lotus-elite").items[0]
    assert isinstance(listing, Listing)
    for one in (entry, listing):
        assert (one.asking_price, one.currency) == (Decimal(9000), "CAD")


def test_what_the_markup_calls_a_motorcycle_is_skipped() -> None:
    node = '{"@type": "Motorcycle", "name": "1958 Falk Comet", "vehicleIdentificationNumber": "7"}'
    with pytest.raises(NotAVehicle) as skipped:
        PLATFORM.read_vehicle(f'<script type="application/ld+json">{node}</script>', CURRENT.url)
    assert skipped.value.rule == "motorcycle"


def test_a_search_form_on_a_cars_page_states_nothing_of_the_car() -> None:
    form = "<form><label>Transmission</label><select><option>Automatic</option></select></form>"
    page = PLATFORM.read_vehicle(f"<h1>1958 Lotus Elite</h1>{form}<b>VIN</b> 1019", CURRENT.url)
    (vehicle,) = [item for item in page.items if isinstance(item, Vehicle)]
    assert vehicle.transmission is None


def test_a_tile_with_a_templates_slot_among_its_attributes_is_read() -> None:
    html = TILE.format(mark="", inside="").replace("<a ", "<a {{attrs}} ")
    assert len(PLATFORM.read_list(html, CURRENT).items) == 1
