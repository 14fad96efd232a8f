"""Sites that are read by schema.org markup: what their addresses say."""

import pytest

from crawler.items import InventoryEntry, ListPage
from crawler.pages.errors import Unreadable
from crawler.pages.platforms.schema_org.link_shapes import names_a_car, vehicle_urls
from tests.pages.schema_org import PLATFORM, SITE


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/inventory/1967-ford-mustang-gt", True),
        ("/cars/aston-martin/db6/1968", True),
        ("/stock/porsche_911_1973.html", True),
        ("/vehicle/12345", False),
        ("/inventory/ford-mustang", False),
        ("/history/since-1967", False),
        ("/blog/1967-ford-mustang-restored", False),
        ("/news/2024/05/1967-ford-mustang", False),
        ("/1867-ford-carriage", False),
        ("/2099-ford-mustang", False),
        ("/inventory?year=1967&make=ford", False),
        ("/wp-content/uploads/1967-ford-mustang.jpg", False),
        ("/inventory/19671-ford", False),
        ("/2019-lotus-evora-review", False),
        ("/first-drive-2019-lotus-evora", False),
        ("/products/1958-lotus-elite-wheels", False),
        ("/products/1958-1963-lotus-elite-bonnet", False),
        ("/1958-lotus-elite-4-speed-manual", True),
    ],
)
def test_an_address_names_a_car_by_whole_words_of_year_and_make(path: str, known: bool) -> None:
    assert names_a_car(f"{SITE}{path}") is known


def test_addresses_share_the_shape_of_most_of_their_folder() -> None:
    cars = [f"{SITE}/cars/196{n}-lotus-elan" for n in range(3)]
    kin, page = f"{SITE}/cars/works-special", f"{SITE}/about-us"
    assert vehicle_urls([page, *cars, kin, kin]) == [*cars, kin]
    shelves = [f"{SITE}/cars/{name}" for name in ("coupe", "sedan", "red", "blue")]
    assert vehicle_urls([*cars, *shelves]) == cars
    # A site's own pages stand in no folder, whatever else does.
    bare = [f"{SITE}/196{n}-lotus-elan" for n in range(9)]
    assert vehicle_urls([page, *bare]) == bare


def test_links_name_cars_only_on_a_page_asked_for_without_a_status() -> None:
    html = '<a href="/1958-lotus-elite">A</a><a href="/1958-lotus-elite">B</a><a href="/x">C</a>'
    with pytest.raises(Unreadable):
        PLATFORM.read_list(html, ListPage(f"{SITE}/cars", "for_sale"))
    (entry,) = PLATFORM.read_list(html, ListPage(f"{SITE}/cars")).items
    assert isinstance(entry, InventoryEntry)
    assert (entry.url, entry.title, entry.status) == (f"{SITE}/1958-lotus-elite", None, None)
    with pytest.raises(Unreadable):
        PLATFORM.read_list('<a href="/about">A</a>', ListPage(f"{SITE}/cars"))


@pytest.mark.parametrize("path", ["/sitemap.xml", "/inventory-sitemap.xml"])
def test_a_sitemap_in_which_nothing_looks_like_a_vehicle_is_unreadable(path: str) -> None:
    text = _sitemap("/", "/about", "/blog/1958-lotus-elite")
    with pytest.raises(Unreadable):
        PLATFORM.read_list(text, ListPage(f"{SITE}{path}"))


def test_a_part_of_pages_without_a_vehicle_is_empty() -> None:
    assert PLATFORM.read_list(_sitemap("/about"), ListPage(f"{SITE}/p-sitemap.xml")).items == ()
    assert PLATFORM.read_list(_sitemap(), ListPage(f"{SITE}/car-sitemap.xml")).items == ()


@pytest.mark.parametrize(
    ("parts", "followed"),
    [
        (("post", "product", "product_cat", "page"), ["product"]),
        (("vehicle-make", "vehicle", "inventory2"), ["vehicle", "inventory2"]),
        (("post", "page", "things", "author"), ["things"]),
    ],
)
def test_of_a_sitemaps_index_the_parts_of_vehicles_are_followed(
    parts: tuple[str, ...], followed: list[str]
) -> None:
    names = "".join(f"<sitemap><loc>{SITE}/{p}-sitemap.xml</loc></sitemap>" for p in parts)
    page = PLATFORM.read_list(
        f"<sitemapindex>{names}</sitemapindex>", ListPage(f"{SITE}/sitemap_index.xml")
    )
    assert [p.url for p in page.further] == [f"{SITE}/{name}-sitemap.xml" for name in followed]


def _sitemap(*paths: str) -> str:
    places = "".join(f"<url><loc>{SITE}{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
