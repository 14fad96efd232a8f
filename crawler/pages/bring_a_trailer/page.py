"""A lot's page, parsed once: its elements, and its thread as the page's script has it."""

import json
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from crawler.pages.bring_a_trailer.description import take_description
from crawler.pages.bring_a_trailer.elements import at_most_one, text_of
from crawler.pages.bring_a_trailer.thread import Thread, read_thread
from crawler.pages.errors import Unreadable

_SCRIPT = "bat-theme-viewmodels-js-extra"
_LINE = "\nvar BAT_VMS = "
_ASSIGNMENT = re.compile(r"\bvar\s+BAT_VMS\s*=\s*(?=\{)")
_STAND_IN = "{}; // the thread"


@dataclass(frozen=True, slots=True)
class LotPage:
    """`elements` has neither description nor comments, so that what people write on a page
    states nothing but these, and may lack the text of the script that `thread` was read from."""

    elements: LexborHTMLParser
    description: str | None
    comments_title: str  # "38 Comments"
    thread: Thread


@dataclass(frozen=True, slots=True)
class _Rest:
    elements: LexborHTMLParser
    description: str | None
    comments_title: str
    vms: str  # the script that assigns BAT_VMS, from the object's first brace on

    def with_thread(self, vms: str) -> LotPage:
        return LotPage(self.elements, self.description, self.comments_title, read_thread(vms))


# A page has some 4,000; lexbor takes a minute for 200,000 divs or quotes, one in another.
_MOST_TAGS = 30_000


def parse_lot(html: str) -> LotPage:
    """The page `html`, its thread apart. Raises Unreadable when the thread is not as known."""
    return _parse_without_thread(html) or _parse_whole(html)


def _parse_without_thread(html: str) -> LotPage | None:
    """The page where BAT_VMS has a line of its own, as BaT writes it; else None.

    That line is most of a long page, and only a string to the HTML parser, so it gets the page
    without. The last such line is BaT's: within the thread there is no line's end, and what
    people write besides stands above. Whether it stood in the right script, the parsed rest
    tells; whether it was all of the object and no more, the JSON.
    """
    start = html.rfind(_LINE) + len(_LINE)
    stop = html.find("\n", start)
    end = html.rfind("}", start, stop) + 1
    if not len(_LINE) <= start < end < stop or html[end:stop].strip() != ";":
        return None
    # Looked for in the bytes, a NUL costs a tenth of what it does in the text.
    rest = "".join((html[:start], _STAND_IN, html[stop:])).encode("utf-8", "replace")
    if b"\0" in rest:
        return None
    parsed = _parse(rest)
    if not parsed.vms.startswith(_STAND_IN):
        return None
    try:
        return parsed.with_thread(html[start:end])
    except Unreadable:
        return None  # the whole page tells what it lacks


def _parse_whole(html: str) -> LotPage:
    parsed = _parse(html.replace("\0", "").encode("utf-8", "replace"))
    try:
        _, end = json.JSONDecoder().raw_decode(parsed.vms)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"BAT_VMS is cut: {error}") from error
    return parsed.with_thread(parsed.vms[:end])


def _parse(html: bytes) -> _Rest:
    if html.count(b"<") > _MOST_TAGS:
        raise Unreadable(f"more than {_MOST_TAGS} tags, more than any page has")
    elements = LexborHTMLParser(html)
    description = take_description(elements)
    comments = elements.css_first("div#comments")
    selector = 'h2[class*="comments-title"]'
    if comments is None:
        comments_title = text_of(elements.css_first(selector))
    else:
        comments_title = text_of(comments.css_first(selector))
        comments.decompose()
    return _Rest(elements, description, comments_title, _assigned(elements))


def _assigned(elements: LexborHTMLParser) -> str:
    script = at_most_one(elements, f"script#{_SCRIPT}")
    if script is None:
        raise Unreadable(f"BAT_VMS (script#{_SCRIPT}) is missing")
    text = script.text()
    assignment = _ASSIGNMENT.search(text)
    if assignment is None:
        raise Unreadable("BAT_VMS is missing")
    return text[assignment.end() :]
