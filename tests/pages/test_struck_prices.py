"""Prices that a page crosses out."""

import pytest

from crawler.pages.parsed_page import page_of
from crawler.pages.struck_prices import cut_struck_prices


@pytest.mark.parametrize(
    "struck",
    [
        "<del>$10,000</del>",
        "<s>$10,000</s>",
        "<strike>$10,000</strike>",
        "<b class='price text-line-through'>$10,000</b>",
        "<b style='text-decoration: line-through'>$10,000</b>",
        "<del><s>$10,000</s></del>",
    ],
)
def test_what_is_crossed_out_is_not_asked(struck: str) -> None:
    page = page_of(f"<h1>1969 MG MGB</h1><p>{struck} $9,000</p>")
    cut_struck_prices(page)
    assert page.css("p").xpath("normalize-space()").get() == "$9,000"


def test_the_heading_of_a_page_is_never_cut() -> None:
    page = page_of("<div class='text-line-through'><h1>1969 MG MGB</h1></div>")
    cut_struck_prices(page)
    assert page.css("h1::text").get() == "1969 MG MGB"
