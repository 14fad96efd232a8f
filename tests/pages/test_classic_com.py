"""Classic.com's directory and profiles."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.items import Business, ReadPage, Seller
from crawler.pages.classic_com import (
    canonical_profile_url,
    directory_url,
    read_directory,
    read_profile,
)
from crawler.pages.errors import Unreadable
from crawler.pages.postal_address import PostalAddress, split_address
from tests.pages import recorded
from tests.web.classic.site import ClassicSite
from tests.web.dealers.site import DealerSites

FOLDER = "classic_com"
PROFILE = "https://www.classic.com/s/hollow-road-aB1cD2e/"


@pytest.mark.parametrize("name", recorded.names(FOLDER))
def test_a_page_gives_its_record(name: str) -> None:
    read = read_directory if name.startswith("directory") else read_profile
    recorded.check(FOLDER, name, lambda html, record: read(html, record["url"]))


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
        ('<a href="https://www.ebay.com/str/garage">Website</a>', None),
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
        ("<p>We are an auction house, a dealer, and sell by the lot.</p>", None),
    ],
)
def test_the_type_comes_from_its_field_alone(field: str, kind: str | None) -> None:
    page = f"<main><h1>Garage</h1>{field}</main>"
    assert _business(read_profile(page, PROFILE)).business_type == kind


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("1 Elm St, Salem, OR 97301, USA", ("Salem", "OR", "97301", "USA")),
        ("Salem, Oregon, United States", ("Salem", "Oregon", None, "United States")),
        ("Reach, ON K1A 9Z9, Canada", ("Reach", "ON", "K1A 9Z9", "Canada")),
        ("Am See 3, 79999 Steinfurt, Germany", ("Steinfurt", None, "79999", "Germany")),
        ("1 Elm Road, Hull, UK", (None, None, None, "UK")),
        ("by appointment", (None, None, None, None)),
        (None, (None, None, None, None)),
    ],
)
def test_an_address_is_split_where_it_is_sure(
    address: str | None, parts: tuple[str | None, ...]
) -> None:
    assert split_address(address) == PostalAddress(*parts)


def test_the_whole_sample_site_is_read_as_it_is() -> None:
    dealers = DealerSites(3, dealers=12, cars=(3, 4))
    site = ClassicSite(3, dealers=dealers.facts)
    truth = site.truth()

    pages = list(_directory(site, "all"))
    sellers = [asdict(seller) for page in pages for seller in page.items]
    assert sellers == truth["classic_sellers"]
    assert len(pages) == 3

    platforms = {facts.website: facts.platform for facts in dealers.facts}
    businesses: list[dict[str, Any]] = []
    for seller in sellers:
        business = _business(read_profile(_get(site, seller["profile_url"]), seller["profile_url"]))
        businesses.append(asdict(business) | {"platform": platforms.get(business.website or "")})
    assert businesses == truth["businesses"]


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
