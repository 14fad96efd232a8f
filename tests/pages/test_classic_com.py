"""Classic.com's directory and profiles, and all its pages beside their records."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.items import Business, ListPage, ReadPage, Seller
from crawler.pages.classic_com import (
    canonical_profile_url,
    directory_url,
    inventory_start,
    read_directory,
    read_inventory,
    read_profile,
    read_vehicle,
)
from crawler.pages.errors import Unreadable
from crawler.pages.postal_address import PostalAddress, split_address
from tests.pages import recorded
from tests.web.classic.site import ClassicSite

FOLDER = "classic_com"
READERS: dict[str, Callable[[str, dict[str, Any]], ReadPage]] = {
    "directory": lambda html, record: read_directory(html, record["url"]),
    "profile": lambda html, record: read_profile(html, record["url"]),
    "inventory": lambda html, record: read_inventory(
        html, ListPage(record["url"], record["status"])
    ),
    "vehicle": lambda html, record: read_vehicle(html, record["url"]),
}
PROFILE = "https://www.classic.com/s/hollow-road-aB1cD2e/"


@pytest.mark.parametrize("name", recorded.names(FOLDER))
def test_a_page_gives_its_record(name: str) -> None:
    recorded.check(FOLDER, name, READERS[name.partition("_")[0]])


@pytest.mark.parametrize(
    "url",
    [
        "http://classic.com/s/hollow-road-aB1cD2e",
        "https://www.classic.com/s/hollow-road-aB1cD2e/?utm_source=x#cars",
        "https://WWW.classic.com/s/hollow-road-aB1cD2e/",
    ],
)
def test_a_profile_has_one_url(url: str) -> None:
    assert canonical_profile_url(url) == PROFILE


@pytest.mark.parametrize(
    "url",
    ["https://www.classic.com/s/", "https://www.classic.com/veh/x/", "https://a.example/s/b/"],
)
def test_what_is_no_profile_has_no_profile_url(url: str) -> None:
    with pytest.raises(ValueError, match="not a profile"):
        canonical_profile_url(url)


def test_a_filter_that_the_directory_does_not_know_is_refused() -> None:
    assert directory_url("dealers", 2) == "https://www.classic.com/data?filter=dealers&page=2"
    with pytest.raises(ValueError, match="filter"):
        directory_url("dealership", 1)


def test_a_directory_without_sellers_or_table_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read_directory("<header><a href='/s/a-1/'>A</a></header>", directory_url("all", 1))


def test_a_seller_without_a_name_is_unreadable() -> None:
    table = "<table><tr><td><a href='/s/a-1/'></a></td><td>Dealer</td></tr></table>"
    with pytest.raises(Unreadable):
        read_directory(table, directory_url("all", 1))


def test_a_profile_without_a_name_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read_profile("<main><p>Cars</p></main>", PROFILE)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_the_pager_never_leads_back(page: int) -> None:
    table = "<table><tr><td><a href='/s/a-1/'>A</a></td></tr></table>"
    pager = '<a rel="next" href="/data?filter=all&page=2">chevron_right</a>'
    next_url = read_directory(table + pager, directory_url("all", page)).next_url
    assert next_url == (directory_url("all", 2) if page == 1 else None)


@pytest.mark.parametrize(
    ("link", "website"),
    [
        ('<a href="https://garage.example">Website</a>', "https://garage.example/"),
        ('<a href="https://garage.example/" title="Visit website"></a>', "https://garage.example/"),
        ("<dt>Website</dt><dd><a href='http://g.example/x'>g</a></dd>", "https://g.example/x"),
        ('<a href="https://garage.example">Our website has it</a>', None),
        ('<a href="https://m.facebook.com/garage">Website</a>', None),
        ('<a href="https://www.ebay.co.uk/str/garage">Website</a>', None),
        ('<a href="https://fb.com/garage">Website</a>', None),
        ('<a href="https://www.carsforsale.com/garage">Website</a>', None),
        ('<a href="https://garage.carsforsale.com">Website</a>', "https://garage.carsforsale.com/"),
        ('<a href="/out/garage">Website</a>', None),
        ('<footer><a href="https://site.example">Website</a></footer>', None),
    ],
)
def test_the_website_is_the_marked_link_and_no_other(link: str, website: str | None) -> None:
    page = f'<main><a href="https://first.example">First</a><h1>Garage</h1>{link}</main>'
    assert _business(read_profile(page, PROFILE)).website == website


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("<dl><dt>Type</dt><dd>Dealer</dd></dl>", "dealer"),
        ("<div><span>Seller Type:</span><span>AUCTION HOUSE</span></div>", "auction_house"),
        ("<p><b>Type:</b> Broker</p>", "other"),
        ("<dl><dt>Type</dt><dd>-</dd></dl>", None),
        ("<label>Type</label><select><option>All</option><option>Dealer</option></select>", None),
        ("<p>We are an auction house, a dealer, and sell by the lot.</p>", None),
    ],
)
def test_the_type_comes_from_its_field_alone(field: str, kind: str | None) -> None:
    page = f"<main><h1>Garage</h1>{field}</main>"
    assert _business(read_profile(page, PROFILE)).business_type == kind


@pytest.mark.parametrize(
    ("field", "stated"),
    [
        ("<dl><dt>Specialties</dt><dd>Pre-War, Race Cars</dd></dl>", ("Pre-War", "Race Cars")),
        ("<p><b>Specializes in:</b> Pre-War; Tourers</p>", ("Pre-War", "Tourers")),
        ("<h4>Specialities</h4><ul><li>A, B &amp; C</li><li>D</li></ul>", ("A, B & C", "D")),
        ("<dl><dt>Specialties</dt><dd>-</dd></dl>", ()),
        ("<p>We specialize in Pre-War, Race Cars.</p>", ()),
    ],
)
def test_specialities_come_from_their_mark(field: str, stated: tuple[str, ...]) -> None:
    page = f"<main><h1>Garage</h1>{field}</main>"
    assert _business(read_profile(page, PROFILE)).specialities == stated


@pytest.mark.parametrize(
    ("links", "username"),
    [
        (("https://bringatrailer.com/member/A-Garage/",), "a-garage"),
        (
            (
                "//www.bringatrailer.com/member/a-garage?x=1",
                "http://bringatrailer.com/member/A-GARAGE",
            ),
            "a-garage",
        ),
        (("https://bringatrailer.com/member/a/", "https://bringatrailer.com/member/b/"), None),
        (("https://bringatrailer.com/listing/a/", "https://other.example/member/a/"), None),
    ],
)
def test_the_name_on_bring_a_trailer_is_that_of_the_one_member_linked_to(
    links: tuple[str, ...], username: str | None
) -> None:
    anchors = "".join(f'<a href="{link}">Auctions</a>' for link in links)
    page = f"<main><h1>Garage</h1>{anchors}</main><footer><a href='https://bringatrailer.com/member/site/'>B</a></footer>"
    assert _business(read_profile(page, PROFILE)).bat_username == username


def test_parts_of_the_address_with_fields_of_their_own_are_taken_from_them() -> None:
    fields = {"Address": "1 Elm Road, Hull, UK", "City": "Hull", "Postal Code": "HU1 2AB"}
    rows = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in fields.items())
    business = _business(read_profile(f"<main><h1>Garage</h1><dl>{rows}</dl></main>", PROFILE))
    assert (business.city, business.state, business.postal_code, business.country) == (
        *("Hull", None, "HU1 2AB", "UK"),
    )


def test_what_the_cards_of_cars_say_is_not_the_sellers() -> None:
    card = """<div class="group"><h3><a href="/veh/1962-nothing-aB3dE5f/">1962 Nothing</a></h3>
        <span>Type</span><span>Dealer</span><span>Location</span><span>Salem, OR, USA</span>
        <div class="description">A car.</div><a href="https://a.example">Website</a>
        <a href="tel:5550100">555-0100</a><a href="mailto:a@b.example">E-mail</a></div>"""
    business = _business(read_profile(f"<main><h1>Garage</h1>{card}</main>", PROFILE))
    assert business == Business(business_name="Garage", profile_url=PROFILE)


def test_the_choices_of_a_form_are_no_address() -> None:
    form = "<label>Location</label><select><option>USA</option><option>UK</option></select>"
    assert _business(read_profile(f"<main><h1>Garage</h1>{form}</main>", PROFILE)).address is None


@pytest.mark.parametrize("url", ["https://www.classic.com/", directory_url("all", 1)])
def test_a_profile_that_leads_to_another_page_is_unreadable(url: str) -> None:
    page = "<main><h1>Sellers</h1><a href='/s/a-1/'>A</a></main>"
    with pytest.raises(Unreadable):
        read_profile(page, url)
    with pytest.raises(Unreadable):
        read_inventory(page, ListPage(url))
    with pytest.raises(Unreadable):
        inventory_start(page, url, "both")


def test_a_page_that_is_not_the_directorys_lists_no_sellers() -> None:
    with pytest.raises(Unreadable):
        read_directory("<main><a href='/s/a-1/'>A</a></main>", "https://www.classic.com/")


@pytest.mark.parametrize(
    ("head", "cells", "kind"),
    [
        ("<th>Name</th><th>Location</th>", "<td>{}</td><td>Austin, TX</td>", None),
        ("<th>Name</th><th>Cars</th><th>Seller Type</th>", "<td>{}</td><td>9</td><td>Broker</td>",
         "other"),
        ("<th>Name</th><th>Type</th>", "<th scope='row'>{}</th><td>Dealer</td>", "dealer"),
        ("", "<td>{}</td><td>Auction House</td>", "auction_house"),
        ("", "<td>1</td><td>{}</td><td>Dealer</td>", "dealer"),
        ("", "<td>{}</td><td>Austin, TX</td>", None),
    ],
)  # fmt: skip
def test_only_a_column_of_types_names_an_unknown_type(
    head: str, cells: str, kind: str | None
) -> None:
    row = cells.format("<a href='/s/a-1/'>A</a>")
    page = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    (seller,) = read_directory(page, directory_url("all", 1)).items
    assert isinstance(seller, Seller)
    assert (seller.name, seller.business_type) == ("A", kind)


def test_a_card_whose_name_has_no_heading_is_named_by_its_only_other_words() -> None:
    page = "<a href='/s/a-1/'><img alt=''><span>A Garage</span><span>Dealer</span></a>"
    (seller,) = read_directory(page, directory_url("all", 1)).items
    assert isinstance(seller, Seller)
    assert (seller.name, seller.business_type) == ("A Garage", "dealer")


def test_a_table_that_holds_no_seller_does_not_hide_the_grid() -> None:
    page = "<table><tr><td>Filter</td></tr></table><a href='/s/a-1/'><h3>A</h3></a>"
    (seller,) = read_directory(page, directory_url("all", 1)).items
    assert isinstance(seller, Seller)
    assert (seller.name, seller.profile_url) == ("A", "https://www.classic.com/s/a-1/")


def test_an_empty_directory_is_one_that_says_so() -> None:
    empty = "<main><table><tr><th>Name</th></tr></table>{}</main>"
    with pytest.raises(Unreadable, match="browser"):
        read_directory(empty.format(""), directory_url("all", 1))
    assert not read_directory(empty.format("<p>No results.</p>"), directory_url("all", 9)).items


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("1 Elm St, Salem, OR 97301, USA", ("Salem", "OR", "97301", "USA")),
        ("Salem, Oregon, United States", ("Salem", "Oregon", None, "United States")),
        ("Reach, ON K1A 9Z9, Canada", ("Reach", "ON", "K1A 9Z9", "Canada")),
        ("Am See 3, 79999 Steinfurt, Germany", ("Steinfurt", None, "79999", "Germany")),
        ("1 Elm Road, Hull, UK", (None, None, None, "UK")),
        ("1 Elm Road, Hull HU1 2AB, UK", ("Hull", None, "HU1 2AB", "UK")),
        ("2 Quay St, Port Ellis NSW 2999, Australia", ("Port Ellis", "NSW", "2999", "Australia")),
        ("1 Elm St, Salem, OR 97301 USA", ("Salem", "OR", "97301", "USA")),
        ("Asheford, North Carolina", ("Asheford", "North Carolina", None, None)),
        ("Salem, AZ", ("Salem", "AZ", None, None)),
        ("Steinfurt, FR", (None, None, None, None)),
        ("Tbilisi, Georgia", (None, None, None, None)),
        ("Netherlands", (None, None, None, "Netherlands")),
        ("4500 Industrial Road", (None, None, None, None)),
        ("2100 Main Street, USA", (None, None, None, "USA")),
        ("Elm Road Hull HU1 2AB, UK", (None, None, "HU1 2AB", "UK")),
        ("Elm Street, OR 97301", (None, "OR", "97301", None)),
        ("by appointment", (None, None, None, None)),
        (None, (None, None, None, None)),
    ],
)
def test_an_address_is_split_where_it_is_sure(
    address: str | None, parts: tuple[str | None, ...]
) -> None:
    assert split_address(address) == PostalAddress(*parts)


@pytest.mark.parametrize(
    ("filter", "kind"), [("dealers", "dealer"), ("auction_houses", "auction_house")]
)
def test_the_sample_directory_filters(filter: str, kind: str) -> None:
    site = ClassicSite(3, dealers=())
    found = [
        s.profile_url for p in _directory(site, filter) for s in p.items if isinstance(s, Seller)
    ]
    rows = site.truth()["classic_sellers"]
    assert found == [row["profile_url"] for row in rows if row["business_type"] == kind]
    assert len(found) < len(rows)


def test_the_sample_site_redirects_to_its_own_host_and_slash() -> None:
    site = ClassicSite(3, dealers=())
    path = urlsplit(site.truth()["businesses"][0]["profile_url"]).path
    for host, asked in (("classic.com", path), ("www.classic.com", path.rstrip("/"))):
        page = site.answer(host, asked, {})
        assert (page.status, dict(page.headers)["Location"]) == (
            301,
            f"https://www.classic.com{path}",
        )


def _directory(site: ClassicSite, filter: str) -> Iterator[ReadPage]:
    url: str | None = directory_url(filter, 1)
    while url:
        page = read_directory(_get(site, url), url)
        yield page
        url = page.next_url


def _get(site: ClassicSite, url: str) -> str:
    parts = urlsplit(url)
    page = site.answer(parts.hostname or "", parts.path, dict(parse_qsl(parts.query)))
    assert page.status == 200, url
    return page.body.decode()


def _business(page: ReadPage) -> Business:
    (business,) = page.items
    assert isinstance(business, Business)
    return business
