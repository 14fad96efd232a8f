"""What people write on a lot's page states what they wrote, and no field beside."""

import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from crawler.items import BatComment, BatLot, Item, Vehicle
from crawler.pages.bring_a_trailer import read_lot
from crawler.pages.errors import Unreadable
from tests.pages.bat_lot import URL, changed, fixture, of

HARMLESS = "Nice car."
GALLERY = (
    '<div data-gallery-items=\'[{"large":{"url":"https://example.com/x.jpg"}}]\''
    " data-gallery-named='item_{id}'></div>"
)
HISTORY = (
    "<div class='history'><div class='items'><a class='item current' href='/listing/x/'>"
    "<div class='message'><em>Sold by <strong>M</strong> to <strong>M</strong> for "
    "<strong>USD $1.00</strong></em></div></a></div></div>"
)
BID_TABLE = (
    "<div id='listing-bid-container' class='listing-closed'><table id='listing-bid' class='ended'>"
    "<tr class='listing-stats-stat'><td class='listing-stats-label'>Winning Bid</td>"
    "<td class='listing-stats-value'>USD $1 by <a href='/member/mallory/'>Mallory</a></td></tr>"
    "</table></div>"
)
ESSENTIALS = (
    "<div class='essentials'><div class='item item-seller'><strong>Seller</strong>: "
    "<a href='/member/mallory/'>Mallory</a></div><strong>Lot</strong> #1</div>"
)
STATUS = (
    "<div class='listing-available-info'><span class='info-value'>Sold for <strong>USD $1</strong>"
    " <span class='date-localize' data-timestamp='1'>on 1/1/70</span></span></div>"
)
INTRO = (
    "<div class='listing-intro' data-listing-intro-id='1'><h1 class='post-title "
    "listing-post-title'>Sold</h1><div class='item-tags'>"
    f"<i class='item-tag-noreserve'></i></div>{STATUS}"
    "<span class='comments_header_html'><span class='info-value'>0</span></span></div>"
)
GROUPS = (
    "<div class='column-groups'><div class='group-item'><a class='group-link'>"
    "<strong class='group-title-label'>Make</strong>Yugo</a></div></div>"
)
HEAD = (
    "<title>No Reserve: X</title><meta property='og:title' content='No Reserve: X'>"
    "<link rel='canonical' href='https://bringatrailer.com/listing/other/'>"
    "<meta name='parsely-pub-date' content='1999-01-01T00:00:00Z'>"
)
COUNTERS = (
    "<h2 class='comments-title'>0 Comments</h2><span data-stats-item='views' data-stats-id='{id}'>"
    "1 views</span><span data-auction-ends='x' data-ends='1' data-until='9999999999'></span>"
)
SCRIPT = "<script id='bat-theme-viewmodels-js-extra'>\nvar BAT_VMS = {\"comments\":[]};\n</script>"
# Each stands in a comment, in what a comment quotes, and as markup in the description.
HOSTILE = {
    "essentials": ESSENTIALS,
    "bid table": BID_TABLE,
    "history": HISTORY,
    "groups": GROUPS,
    "gallery": GALLERY,
    "header": INTRO,
    "status line": STATUS,
    "head": HEAD,
    "counters": COUNTERS,
    "description": "<div class='post-excerpt'><p>Not me.</p></div>",
    "comments": "<div id='comments'><h2 class='comments-title'>0 Comments</h2></div>",
    "thread": SCRIPT,
    "assignment": 'var BAT_VMS = {"comments": [], "postAuthor": "1"};',
    "line of an assignment": '\nvar BAT_VMS = {"comments": [], "postAuthor": "1"};\n',
    "end of the thread": '"}]};\n/* ]]> */\n',
    "end of the assignment": "};\n/* ]]> */",
    "name of the script": "bat-theme-viewmodels-js-extra",
    "sale": "Sold on 1/1/26 for USD $1.00 to Mallory",
    "deal": '"type":"bat-rnm-accepted"',
    "reserve not met": "Reserve not met on 1/1/26 at USD $1",
    "withdrawal": "Withdrawn on 1/1/26",
    "CDATA": "<![CDATA[ ]]>",
    "NUL and half a pair": "a\0b\ud83d",
    "all of them": ESSENTIALS + BID_TABLE + HISTORY + GROUPS + GALLERY + INTRO + HEAD + COUNTERS,
}
# The elements that only a comment's text can hold: in markup they are the parser's, not words.
ONLY_WRITTEN = {
    "end of the page": "</script></body></html>",
    "script that does not end": "<!-- <script>",
    "open": "<",
}
LOTS = {"relisted": (700200003, 9302), "dealer-live": (700200002, 9203)}


def escaped(text: str) -> str:
    """As PHP writes it in JSON."""
    return json.dumps(text)[1:-1].replace("/", "\\/")


def with_bare_slashes(text: str) -> str:
    return json.dumps(text)[1:-1]


def commented(name: str, text: str, write: Callable[[str], str]) -> str:
    """The lot's page, where one comment says `text`."""
    _, comment_id = LOTS[name]
    html = fixture(name)
    old = next(c for c in of(read_lot(html, URL), BatComment) if c.id == comment_id)
    for said in (old.markup, old.text):
        html = changed(html, f'"{escaped(said)}"', f'"{write(text)}"')
    return html


def described(name: str, markup: str) -> str:
    """The lot's page, whose description holds `markup`, too."""
    start = '<div class="post-excerpt" tabindex="0">'
    return changed(fixture(name), start, start + markup)


def without_comment(html: str, comment_id: int) -> list[Item]:
    items = read_lot(html, URL).items
    return [i for i in items if not (isinstance(i, BatComment) and i.id == comment_id)]


def without_description(html: str) -> list[Item]:
    return [
        replace(item, description=None) if isinstance(item, BatLot | Vehicle) else item
        for item in read_lot(html, URL).items
    ]


@pytest.mark.parametrize("write", [escaped, with_bare_slashes])
@pytest.mark.parametrize("name", LOTS)
@pytest.mark.parametrize("text", [*HOSTILE.values(), *ONLY_WRITTEN.values()])
def test_a_comment_changes_no_field_but_its_own(
    text: str, name: str, write: Callable[[str], str]
) -> None:
    bat_id, comment_id = LOTS[name]
    html = commented(name, text.replace("{id}", str(bat_id)), write)
    harmless = commented(name, HARMLESS, write)
    assert without_comment(html, comment_id) == without_comment(harmless, comment_id)
    (comment,) = (c for c in of(read_lot(html, URL), BatComment) if c.id == comment_id)
    assert comment.text != HARMLESS


@pytest.mark.parametrize("text", [*HOSTILE.values(), *ONLY_WRITTEN.values()])
def test_what_a_comment_quotes_changes_no_field(text: str) -> None:
    html = changed(fixture("relisted"), '"content": "The walk-around."}', '"content": "@"}')
    assert read_lot(html.replace('"@"', json.dumps(text)), URL) == read_lot(html, URL)


@pytest.mark.parametrize("name", LOTS)
@pytest.mark.parametrize("text", HOSTILE.values())
def test_a_description_changes_no_field_but_its_own(text: str, name: str) -> None:
    bat_id, _ = LOTS[name]
    html = described(name, text.replace("{id}", str(bat_id)).replace("\ud83d", ""))
    assert without_description(html) == without_description(fixture(name))


def test_a_thread_is_found_below_a_description_that_shows_one() -> None:
    # Where the thread's end is not masked, only the line tells how far it goes.
    html = commented("relisted", ONLY_WRITTEN["end of the page"], with_bare_slashes)
    start = '<div class="post-excerpt" tabindex="0">'
    hostile = changed(
        html, start, start + HOSTILE["name of the script"] + HOSTILE["line of an assignment"]
    )
    assert without_description(hostile) == without_description(html)


@pytest.mark.parametrize("text", HOSTILE.values())
def test_what_a_person_is_called_changes_no_other_field(text: str) -> None:
    def named(name: str) -> list[Item]:
        html = changed(fixture("relisted"), '"authorName": "Quarrie"', f'"authorName": "{name}"')
        return without_comment(html, 9302)

    assert named(escaped(text)) == named("Quarrie")


@pytest.mark.parametrize(
    "text", [ESSENTIALS, BID_TABLE, HISTORY, GROUPS, INTRO, SCRIPT, STATUS, COUNTERS]
)
@pytest.mark.parametrize("closed", range(1, 6))
def test_markup_that_breaks_out_of_the_description_makes_a_page_unreadable_or_nothing(
    closed: int, text: str
) -> None:
    html = described("relisted", "</div>" * closed + text)
    try:
        given = without_description(html)
    except Unreadable:
        return
    assert given == without_description(fixture("relisted"))


def test_markup_among_the_comments_changes_no_field() -> None:
    html = fixture("relisted")
    for text in HOSTILE.values():
        markup = text.replace("{id}", "700200003").replace("\ud83d", "").replace("\0", "")
        if "<!--" not in markup:
            hostile = changed(html, "<p>Try again.</p>", f"<p>Try again.</p>{markup}")
            assert read_lot(hostile, URL) == read_lot(html, URL)


def in_time(html: str) -> list[Item] | None:
    """What the page gives within seconds, if it is readable."""
    start = time.perf_counter()
    try:
        return [*read_lot(html, URL).items]
    except Unreadable:
        return None
    finally:
        assert time.perf_counter() - start < 5


MANY = 100_000


def test_quotes_of_quotes_without_end_are_read_or_unreadable() -> None:
    quote = '{"id": 9301, "commentParent": ' * MANY + "null" + "}" * MANY
    html = changed(fixture("relisted"), '{"id": 9301, "content": "The walk-around."}', quote)
    given = in_time(html)
    assert given is None or given == [*read_lot(fixture("relisted"), URL).items]


@pytest.mark.parametrize("tag", ["blockquote", "div", "ul><li", "b", "span", "table><tr><td"])
def test_elements_in_elements_without_end_are_read_or_unreadable(tag: str) -> None:
    nested = f"<{tag}>" * MANY
    given = in_time(described("relisted", f"<p>{nested}x"))
    assert given is None or given[0] == read_lot(fixture("relisted"), URL).items[0]
    html = commented("relisted", nested, escaped)
    given = in_time(html)
    assert given is not None
    assert [i for i in given if getattr(i, "id", 0) != 9302] == without_comment(html, 9302)


@pytest.mark.parametrize("tag", ["blockquote", "div", "section"])
def test_as_many_elements_as_a_page_may_have_are_read_in_time(tag: str) -> None:
    html = described("relisted", f"<{tag}>" * 14_000 + "x" + f"</{tag}>" * 14_000)
    assert in_time(html) is not None
    assert without_description(html) == without_description(fixture("relisted"))


def test_brackets_without_end_in_a_comment_are_words() -> None:
    html = commented("relisted", '{"a":[' * MANY, escaped)
    given = in_time(html)
    assert given is not None
    assert [i for i in given if getattr(i, "id", 0) != 9302] == without_comment(
        commented("relisted", HARMLESS, escaped), 9302
    )
