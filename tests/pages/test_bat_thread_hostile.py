"""Threads that no page should have: whatever stands there is read as it stands, or refused."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages.bring_a_trailer.thread import Thread, read_thread
from crawler.pages.errors import Unreadable
from crawler.pages.text import storable
from tests.pages.invented_thread import as_text, bid, line, photo, thread, video

DEPTHS = (10, 400, 900, 950, 980, 990, 1_000, 1_100, 5_000, 100_000)
DEEP = "(nested here)"
NESTS = ("[", '{"commentParent":', '{"id":5,"commentParent":', '[{"large":')
CLOSED = {"[": "]", "{": "}"}
KEYS = [*line(1), "end_timestamp", "large", "url", "width", "oembedHtml", "kind", "commentPhotos"]

any_text = st.one_of(
    st.text(st.characters(exclude_categories=())),  # surrogates, too
    st.lists(
        st.sampled_from(["\0", "\ud83d", "\ude00", "\\", '"', "\\u0000", "\\ud83d", "</script>"])
    ).map("".join),
    st.sampled_from(["0", "1", "-1", "9" * 30, "1e9", "null", "true", " 5", "٣", "1_0", DEEP]),
)
any_number = st.one_of(
    st.integers(),
    st.integers(-2, 2),
    st.sampled_from([2**31, 2**53, 2**63 - 1, 2**63, 2**64, 10**30, 10**400, 1_773_500_000]),
    st.floats(),  # NaN and infinity, too
)
any_value = st.recursive(
    st.none() | st.booleans() | any_number | any_text,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | any_text, inner, max_size=3)
    ),
    max_leaves=6,
)


def sound() -> Any:
    """A thread with every kind of line."""
    return thread(
        line(1, images=[photo("a"), photo("b")], videos=[video()], featured=True),
        bid(2),
        bid(3, kind="bat-bid-canceled"),
        line(4, commentParent={"id": 1, "content": "Line 1.", "commentParent": None}),
        line(5, "bat-bid-reserve", content="Reserve not met on 3/14/26 at USD $9,000"),
        line(6, "bat-rnm-accepted", content="Sold on 3/16/26 for USD $9,500.00 to Quillfeather"),
    )


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a JSON value, with each of its keys or positions."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A sound thread, changed in one to three places."""
    vms = sound()
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(vms))
        container, key = found[draw(st.integers(0, len(found) - 1))]
        match draw(st.sampled_from(["replace", "delete", "add"])):
            case "replace":
                container[key] = draw(any_value)
            case "delete":
                del container[key]
            case _ if isinstance(container, dict):
                container[draw(st.sampled_from(KEYS) | any_text)] = draw(any_value)
            case _:
                container.append(draw(any_value))
    return vms


def nested(text: str, nest: str, depth: int) -> str:
    """JSON with DEEP replaced by `nest`, so many times within itself."""
    closing = "".join(CLOSED[sign] for sign in reversed(nest) if sign in CLOSED)
    return text.replace(f'"{DEEP}"', nest * depth + "null" + closing * depth)


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


def read_or_refused(text: str) -> Thread | None:
    """The thread, or None where it is unreadable; any other end is the test's."""
    try:
        return read_thread(text)
    except Unreadable as error:
        refused = str(error)
    assert refused == storable(refused)
    assert len(refused) < 500
    return None


def check_values(read: Thread) -> None:
    """Assert that a database takes every value."""
    records = [
        *map(asdict, read.comments),
        *map(asdict, read.bids),
        *map(asdict, read.results),
    ]
    assert all(text == storable(text) for text in texts_in(records))
    for record in records:
        numbers = [v for v in record.values() if isinstance(v, int)]
        assert all(-(2**31) <= number < 2**63 for number in numbers)
        assert all(record.get(name, 0) < 2**31 for name in ("likes", "dislikes"))
        assert record.get("amount", 1) > 0


def check_texts(read: Thread, stated: Any) -> None:
    """Assert that the thread's texts are those of the JSON, the last of each id."""
    lines = {int(one["id"]): one for one in stated["comments"]}
    for comment in read.comments:
        assert comment.text == storable(lines[comment.id]["content"])
        assert comment.markup == storable(lines[comment.id]["markup"])
    assert {c.id for c in read.comments} | {b.id for b in read.bids} == set(lines)


@given(mutated(), st.booleans(), st.sampled_from(NESTS), st.sampled_from(DEPTHS))
@settings(max_examples=400, deadline=timedelta(seconds=5))
def test_a_changed_thread_is_read_as_it_stands_or_unreadable(
    vms: Any, ascii_only: bool, nest: str, depth: int
) -> None:
    flat = json.dumps(vms, ensure_ascii=ascii_only)
    read = read_or_refused(nested(flat, nest, depth))
    if read is not None:
        check_values(read)
        check_texts(read, json.loads(flat))


@given(any_text, any_text, st.booleans())
@settings(max_examples=200, deadline=timedelta(seconds=5))
def test_whatever_people_write_is_read_as_they_wrote_it(
    said: str, name: str, ascii_only: bool
) -> None:
    vms = thread(line(1, content=said, markup=said, authorName=name))
    read = read_thread(json.dumps(vms, ensure_ascii=ascii_only))
    (comment,) = read.comments
    assert comment.text == comment.markup == storable(said)
    stated = storable(name).removesuffix(" (The Seller)").strip()
    assert comment.author_username == (stated or None)
    check_values(read)


@given(st.data())
@settings(max_examples=200, deadline=timedelta(seconds=5))
def test_a_thread_that_is_cut_or_goes_on_is_unreadable(data: st.DataObject) -> None:
    whole = as_text(sound())
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(Unreadable, match="BAT_VMS"):
        read_thread(cut)
    with pytest.raises(Unreadable, match="BAT_VMS"):
        read_thread(whole + data.draw(st.text(min_size=1).filter(str.strip)))


@given(any_text)
@settings(max_examples=200, deadline=timedelta(seconds=5))
def test_what_is_no_thread_at_all_is_unreadable(text: str) -> None:
    assert read_or_refused(text) is None
    assert read_or_refused(json.dumps(text)) is None


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize("key", ["commentParent", "likers", "images", "bidAmount", "extra"])
def test_a_thread_nested_however_deep_is_read_or_unreadable(
    key: str, nest: str, depth: int
) -> None:
    text = nested(as_text(thread(line(1, **{key: DEEP}))), nest, depth)
    read = read_or_refused(text)
    if depth == 100_000:
        assert read is None
    elif depth == 10 and key in ("likers", "extra"):
        assert read is not None


def test_quotes_of_quotes_are_passed_over() -> None:
    quote = '{"id":5,"content":"x","commentParent":'
    text = nested(as_text(thread(line(1, commentParent=DEEP))), quote, 100)
    (comment,) = read_thread(text).comments
    assert comment.parent_id == 5


@pytest.mark.parametrize(
    "text",
    [
        "\\" * 300_000,
        "\\ud83d" * 50_000,
        "\\u0000" * 50_000,
        '"' * 300_000,
        "<iframe src='" * 9_999,
    ],
)
def test_a_comment_of_nothing_but_signs_is_read_in_no_time(text: str) -> None:
    lone = json.dumps("\ud83d")
    vms = as_text(thread(line(1, content=text, markup=text), line(2, content=DEEP, markup="")))
    read = read_thread(vms.replace(f'"{DEEP}"', lone))
    assert [one.text for one in read.comments] == [text, "�"]


@pytest.mark.parametrize("sign", ["\ud83d", "\0"])
def test_a_sign_that_no_database_holds_is_replaced_even_where_it_is_not_escaped(sign: str) -> None:
    text = as_text(thread(line(1, content="a(here)z", markup="")))
    (comment,) = read_thread(text.replace("(here)", sign)).comments
    assert comment.text == "a�z"


@pytest.mark.parametrize("stated", ["x" * 100_000, ["x"] * 50_000, {"large": {"url": "x"}}])
@pytest.mark.parametrize("key", ["type", "commentParent", "images", "bidAmount", "authorId"])
def test_the_reason_of_a_refusal_is_short_whatever_is_refused(key: str, stated: Any) -> None:
    said = bid(1) if key == "bidAmount" else line(1)
    assert read_or_refused(as_text(thread(said | {key: stated}))) is None
