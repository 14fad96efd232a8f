"""The common part of every site's canonical URLs."""

import pytest

from crawler.pages.links import absolute, own
from crawler.pages.text import canonical_url


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?a=x%20y&utm_source=q&b=", "?a=x+y&b="),
        ("?a=x+y&gclid", "?a=x+y"),
        ("?ville=Montr%E9al", "?ville=Montr%E9al"),
        ("?ville=Montr%C3%A9al", "?ville=Montr%C3%A9al"),
        ("?fbclid_of=1", "?fbclid_of=1"),
    ],
)
def test_a_query_means_what_it_meant_without_tracking(query: str, kept: str) -> None:
    canonical = canonical_url(f"HTTP://Elm.example:80/x{query}#y")
    assert canonical == f"https://elm.example/x{kept}"
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "href",
    [
        "https://www.elm.example/cars/1-a_b/",
        "https://elm.example/details-2002-porsche-911_carrera-used-wp0~x.html",
        "https://elm.example/%7C-thornbury%2C-ohio/7400101",
        "https://elm.example/a=%3d",
        "https://elm.example//a/../b",
    ],
)
def test_a_plain_link_is_canonical_as_it_stands(href: str) -> None:
    assert absolute(href, "https://elm.example/") == canonical_url(href) == href


@pytest.mark.parametrize(
    ("href", "page", "link"),
    [
        ("/a", "http://www.elm.example/b?c", "https://www.elm.example/a"),
        ("https://elm.example/a", "https://www.elm.example/", "https://www.elm.example/a"),
        ("https://www.elm.example/a", "https://elm.example/", "https://elm.example/a"),
        ("HTTPS://ELM.example/A", "https://elm.example/", "https://elm.example/A"),
        ("https://elm.example/a", "https://oak.example/", None),
        ("https://elm.example.oak.example/a", "https://elm.example/", None),
        ("https://elm.example/a", "not an address", None),
        ("https://elm.example:99999/a", "https://elm.example/", None),
        ("tel:+1555", "https://elm.example/", None),
        ("#", "https://elm.example/", None),
        (None, "https://elm.example/", None),
    ],
)
def test_a_sites_own_links_have_the_host_of_the_page(
    href: str | None, page: str, link: str | None
) -> None:
    assert own(href, page) == link
