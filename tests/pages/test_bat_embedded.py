"""JSON in pages, and the thread's line read apart from the page."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import Decoder

from crawler.pages.bring_a_trailer import read_lot
from crawler.pages.bring_a_trailer.embedded import decode
from crawler.pages.errors import Unreadable
from crawler.pages.text import storable
from tests.pages.bat_lot import URL, fixture, names

_TEXTS = Decoder(dict[str, str])
_PIECES = [r"\\", r"\ud83d", r"\ude00", r"\uD800", r"\uDC00", r"\u0000", r"\u005c", r"\n", r"\""]


@given(st.lists(st.sampled_from([*_PIECES, "u0000", "ud83d", "ude00", "x", "é"]), max_size=9))
def test_embedded_json_is_read_as_the_standard_library_reads_it_and_is_storable(
    pieces: list[str],
) -> None:
    text = '{"a": "' + "".join(pieces) + '"}'
    assert decode(text, _TEXTS, "JSON") == {"a": storable(json.loads(text)["a"])}


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": "x', '{"a": "x"} y', '{"a": 1}', "[]", '{"a": ' + "[" * 100_000]
)
def test_embedded_json_that_is_cut_or_of_another_type_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        decode(text, _TEXTS, "BAT_VMS")


@pytest.mark.parametrize("lot", names())
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("var BAT_VMS = {", "var BAT_VMS =\n{\n"),
        ('"};\n/* ]]> */', '"}; var OTHER = {"comments": []};\n/* ]]> */'),
        ("<main>", "<main><!-- bat-theme-viewmodels-js-extra var BAT_VMS = {};\n -->"),
        (
            "<main>",
            '<main><script>"bat-theme-viewmodels-js-extra"; var BAT_VMS = {"comments": []};\n'
            "</script>",
        ),
        ("<main>", "<main>\0"),
    ],
)
def test_a_thread_is_read_wherever_its_line_breaks(lot: str, old: str, new: str) -> None:
    html = fixture(lot)
    assert old in html
    assert read_lot(html.replace(old, new, 1), URL) == read_lot(html, URL)


def test_a_page_on_one_line_loses_nothing_behind_its_thread() -> None:
    html = fixture("sold")
    script = re.search(r"<script [^>]*bat-theme-viewmodels.*?</script>", html, re.DOTALL)
    assert script
    ahead = html.replace(script[0], "").replace("<main>", script[0] + "<main>").replace("\n", " ")
    # The paragraphs' own line breaks are no part of what is read.
    assert read_lot(ahead + "};\n", URL) == read_lot(html, URL)


def test_a_page_of_nothing_but_nested_elements_is_not_even_parsed() -> None:
    with pytest.raises(Unreadable, match="than any page has"):
        read_lot("<div>" * 200_000, "https://bringatrailer.com/listing/a-lot/")
