"""A page's text, parsed and cut."""

import pytest

from crawler.pages.element_text import attribute
from crawler.pages.errors import Unreadable
from crawler.pages.parsed_page import page_of
from crawler.pages.platforms import platform_named
from crawler.pages.related_rails import cut_rails

NAMES = (
    "auto_funds", "auto_manager", "auto_revo", "carsforsale", "dealer_center", "dealer_com",
    "dealer_fire", "dealer_inspire", "dealer_on", "ebiz_autos", "motorcarsites",
)  # fmt: skip


@pytest.mark.parametrize("text", ["", "{}", '{"a": "<h2>b</h2>"}', "[1]", "null", '"x"', "\0"])
def test_a_text_that_is_json_is_a_page_all_the_same(text: str) -> None:
    assert len(page_of(text).css("h2")) == text.count("<h2>")


def test_a_pages_words_may_be_stored() -> None:
    page = page_of('<?xml version="1.0" encoding="utf-16"?><h1>a\0\ud800 \ud83d\ude97</h1>')
    assert page.css("h1::text").get() == "a\ufffd\ufffd \U0001f697"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["{}", '{"inventory": null}', "[]", "null"])
def test_json_in_the_place_of_a_page_is_unreadable_and_leads_nowhere_else(
    name: str, text: str
) -> None:
    platform, site = platform_named(name), "https://elm.example/x/1"
    with pytest.raises(Unreadable):
        platform.read_vehicle(text, site)
    assert platform.roads(text, site, "current") == platform.roads("<p></p>", site, "current")


def test_a_templates_slot_among_attributes_hides_neither_the_rail_nor_the_others() -> None:
    page = page_of(
        "<div {{attrs}} class='similar-vehicles' {x}='1'><b>$9</b></div>"
        "<p {{attrs}} data-a='1'><i>$8</i></p><p:q p:id='related'><u>$7</u></p:q>"
    )
    cut_rails(page)
    assert page.css("b, i").xpath("string()").getall() == ["$8"]
    assert attribute(page.css("p")[0], "data-a") == "1"
    assert attribute(page.css("p")[0], "data-b") is None
