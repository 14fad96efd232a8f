"""Blocks of other cars, cut from a page."""

import pytest

from crawler.pages.parsed_page import page_of
from crawler.pages.related_rails import cut_rails

OWN = "<h1>1969 MG MGB</h1>"


@pytest.mark.parametrize(
    "rail",
    [
        "<div class='similar-vehicles'><b>$9</b></div>",
        "<section id='related'><b>$9</b></section>",
        "<div class='carousel recently_viewed other-vehicles'><b>$9</b></div>",
        "<div><h3>You may also like</h3><b>$9</b></div>",
        "<h2>Similar Vehicles</h2><div><b>$9</b></div><p><b>$8</b></p>",
        "<div class='similar-cars'><div class='related'><b>$9</b></div></div>",
    ],
)
def test_a_block_of_other_cars_is_cut(rail: str) -> None:
    page = page_of(f"{OWN}<p id='own'>$45,000</p>{rail}")
    cut_rails(page)
    assert page.css("b").getall() == []
    assert page.css("#own::text").get() == "$45,000"


@pytest.mark.parametrize(
    "own",
    [
        "<div class='page has-similar-vehicles'><b>$45,000</b></div>",
        "<div class='no-related'><b>$45,000</b></div>",
        "<div class='dissimilar'><b>$45,000</b></div>",
        f"<div class='related'>{OWN}<b>$45,000</b></div>",
        "<h2>Similar</h2><i></i><h2>Price</h2><b>$45,000</b>",
    ],
)
def test_what_is_the_pages_own_stays(own: str) -> None:
    page = page_of(f"{OWN}{own}")
    cut_rails(page)
    assert page.css("b::text").get() == "$45,000"
