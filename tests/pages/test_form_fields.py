"""Fields of forms, cut from a page."""

import pytest
from parsel import Selector

from crawler.pages.form_fields import cut_form_fields
from crawler.pages.parsed_page import page_of
from crawler.pages.platforms import platform_named
from crawler.pages.shown_vehicle import read_shown
from crawler.pages.stated_vehicle import labelled_fields

SEARCH = (
    "<form><label>Make</label><select><option>Any make</option><option>Acura</option></select>"
    "<span>Model</span><select><option>Any model</option></select>"
    "<label for='y'>Year</label><div><input id='y' value='1999'></div>"
    "<label>Trim <input value='LX'></label><div>Engine</div><select><option>V8</option></select>"
    "<table><tr><td>Transmission:</td><td><select><option>Manual</option></select></td></tr></table>"
    "</form>"
)


DATA = '<script type="application/ld+json">{"@type": "Car", "name": "1969 MG MGB"}</script>'


def test_a_search_says_nothing_of_the_vehicle() -> None:
    page = Selector(text=f"{SEARCH}<dl><dt>VIN</dt><dd>GHN4U170211</dd></dl>")
    cut_form_fields(page)
    assert labelled_fields(page) == {"vin": "GHN4U170211"}


def test_a_page_that_is_one_form_stays() -> None:
    page = Selector(text="<form><h1>1969 MG MGB</h1><input type=hidden id=vin value=G1></form>")
    cut_form_fields(page)
    assert page.css("h1::text").get() == "1969 MG MGB"
    assert page.css("#vin::attr(value)").get() == "G1"


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("carsforsale", "<h1>1969 MG MGB</h1>"),
        ("auto_manager", "<h1>1969 MG MGB</h1>"),
        ("auto_funds", "<h1>1969 MG MGB</h1>"),
        ("ebiz_autos", "<h1>1969 MG MGB</h1>"),
        ("dealer_inspire", DATA),
        ("motorcarsites", "<h1>Inventory</h1><h2>1969 MG MGB</h2>"),
    ],
)
def test_no_platform_reads_a_search_as_the_vehicle(name: str, html: str) -> None:
    url = "https://elmfield.example/x/1"
    alone = platform_named(name).read_vehicle(html, url).items[1]
    assert platform_named(name).read_vehicle(f"{SEARCH}{html}{SEARCH}", url).items[1] == alone


def test_what_stands_before_a_select_is_its_label_only_where_it_is_as_short_as_one() -> None:
    rows = "<dl><dt>VIN</dt><dd>GHN4U170211</dd><dt>Engine</dt><dd>1.8 litre four</dd></dl>"
    page = page_of(f"{rows}<select><option>Print</option></select>")
    cut_form_fields(page)
    assert labelled_fields(page) == {"vin": "GHN4U170211", "engine": "1.8 litre four"}


def test_a_page_is_read_without_the_fields_of_its_forms() -> None:
    page = page_of(f"{SEARCH}<h1>1969 MG MGB</h1>{SEARCH}")
    vehicle = read_shown(page, "https://elmfield.example/x/1").vehicle
    assert (vehicle.make, vehicle.model, vehicle.trim) == ("MG", "MGB", None)
    assert (vehicle.engine, vehicle.transmission) == (None, None)
