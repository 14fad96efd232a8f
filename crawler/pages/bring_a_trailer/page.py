"""A lot's page, parsed once: its elements, and its thread as the page's script has it."""

import json
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from crawler.pages.bring_a_trailer.thread import Thread, read_thread
from crawler.pages.errors import Unreadable

_SCRIPT = "bat-theme-viewmodels-js-extra"
_ASSIGNMENT = re.compile(r"\bvar\s+BAT_VMS\s*=\s*(?=\{)")
_STAND_IN = "{}; // the thread"


@dataclass(frozen=True, slots=True)
class LotPage:
    """`elements` may lack the text of the script that `thread` was read from."""

    elements: LexborHTMLParser
    thread: Thread


_MOST_DIVS = 20_000


def parse_lot(html: str) -> LotPage:
    """The page `html`, its thread apart. Raises Unreadable when the thread is not as known."""
    # A page has some 500; lexbor takes a minute for 200,000 of them, one in another.
    if html.count("<div") > _MOST_DIVS:
        raise Unreadable("more div elements than any page has")
    return _parse_without_thread(html) or _parse_whole(html)


def _parse_without_thread(html: str) -> LotPage | None:
    """The page where BAT_VMS has a line of its own, as BaT writes it; else None.

    That line is most of a long page, and only a string to the HTML parser, so it gets the page
    without. Whether the line stood in the right script, the parsed rest tells; whether it was all
    of the object and no more, the JSON.
    """
    named = html.find(_SCRIPT)
    assignment = _ASSIGNMENT.search(html, named) if named >= 0 else None
    if assignment is None:
        return None
    start = assignment.end()
    stop = html.find("\n", start)
    end = html.rfind("}", start, stop) + 1
    if not 0 < start < end < stop or html[end:stop].strip() != ";":
        return None
    # Looked for in the bytes, a NUL costs a tenth of what it does in the text.
    rest = "".join((html[:start], _STAND_IN, html[stop:])).encode("utf-8", "replace")
    if b"\0" in rest:
        return None
    elements = LexborHTMLParser(rest)
    try:
        if not _assigned(elements).startswith(_STAND_IN):
            return None
        return LotPage(elements, read_thread(html[start:end]))
    except Unreadable:
        return None  # the whole page tells what it lacks


def _parse_whole(html: str) -> LotPage:
    elements = LexborHTMLParser(html.replace("\0", ""))
    text = _assigned(elements)
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"BAT_VMS is cut: {error}") from error
    return LotPage(elements, read_thread(text[:end]))


def _assigned(elements: LexborHTMLParser) -> str:
    """The script that assigns BAT_VMS, from the object's first brace on."""
    script = elements.css_first(f"script#{_SCRIPT}")
    if script is None:
        raise Unreadable(f"BAT_VMS (script#{_SCRIPT}) is missing")
    text = script.text()
    assignment = _ASSIGNMENT.search(text)
    if assignment is None:
        raise Unreadable("BAT_VMS is missing")
    return text[assignment.end() :]
