"""Fields that a shop's description states."""

import pytest

from crawler.pages.described_fields import described_fields
from crawler.pages.sold_title import is_sold_title, name_of


@pytest.mark.parametrize(
    "description",
    [
        "<p>Nice.<br>VIN: 204881<br/>Mileage: 31,000 km</p>",
        "<ul><li><b>VIN:</b> 204881</li><li>Mileage : 31,000 km</li></ul>",
        "<table><tr><td>VIN</td><td>204881</td></tr>"
        "<tr><th>Mileage:</th><td>31,000 km</td></tr></table>",
        "VIN: 204881\nMileage: 31,000 km",
        "<p>VIN: 204881 | Mileage: 31,000 km</p>",
        "<dl><dt>VIN</dt><dd>204881</dd><dt>Mileage</dt><dd>31,000 km</dd></dl>",
    ],
)
def test_a_field_is_read_however_it_is_set(description: str) -> None:
    assert described_fields(description) == {"vin": "204881", "mileage": "31,000 km"}


def test_a_label_that_is_a_unit_gives_it() -> None:
    assert described_fields("Miles: 45,000") == {"mileage": "45,000", "mileage_unit": "Miles"}


def test_a_vin_may_follow_its_label_without_a_colon_and_nothing_else_may() -> None:
    assert described_fields("VIN 1FA6P8CF0H5212345\nEngine rebuilt") == {"vin": "1FA6P8CF0H5212345"}


def test_what_is_said_twice_differently_is_not_said() -> None:
    assert described_fields("Color: Red\nColor: Blue\nVIN: 7\nVIN: 7") == {"vin": "7"}


def test_prose_comments_and_scripts_state_nothing() -> None:
    prose = "Engine: " + "it was taken out and put back again " * 4
    text = f"<!-- VIN: 1 --><script>Color: Red</script><p>{prose}</p><p>The VIN: see below</p>"
    assert described_fields(text) == {}
    assert described_fields(None) == {}


@pytest.mark.parametrize(
    "title",
    ["SOLD - 1962 DAF 600", "Sold: 1962 DAF 600", "1962 DAF 600 (SOLD)", "1962 DAF 600 SOLD",
     "***SOLD*** 1962 DAF 600", "1962 DAF 600 - Sold!", "1962 DAF 600, SOLD"],
)  # fmt: skip
def test_a_title_bears_the_mark_before_or_behind_the_name(title: str) -> None:
    assert is_sold_title(title)
    assert name_of(title) == "1962 DAF 600"


@pytest.mark.parametrize(
    "title",
    [
        "Sold new in Ohio: 1962 DAF 600",
        "1962 DAF 600, sold by us twice",
        "1962 Soldini",
        "SOLD",
        "SOLD NEW IN OHIO 1962 DAF 600",
        "1962 DAF 600 - 1 of 12 Sold",
        "1962 DAF 600, Last One Sold",
        "1962 DAF 600 Never Sold",
        "1962 DAF 600: Only 40 Ever Sold",
    ],
)
def test_the_word_within_a_title_is_no_mark(title: str) -> None:
    assert not is_sold_title(title)
    assert name_of(title) == title
