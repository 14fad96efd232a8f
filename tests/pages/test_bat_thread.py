"""The comments of a lot's thread, apart from its page."""

import json
from datetime import UTC, datetime

import pytest

from crawler.items import BatComment, CommentPhoto, CommentVideo
from crawler.pages.bring_a_trailer import read_lot
from crawler.pages.bring_a_trailer.page import parse_lot
from crawler.pages.bring_a_trailer.thread import Thread, read_thread
from crawler.pages.errors import Unreadable
from tests.pages.invented_thread import (
    POSTED,
    UPLOADS,
    as_text,
    bid,
    comment,
    line,
    photo,
    read,
    thread,
    video,
    without,
)
from tests.pages.saved import saved_page


def test_a_comment_is_read_in_every_field() -> None:
    said = line(
        7,
        content="Odd “sills”, fine 🚗",
        markup="<p>Odd “sills”, fine 🚗</p>",
        dislikes="1",
        wasEdited=True,
        featured=True,
        commentParent={"id": 3, "content": "Sills?", "commentParent": None},
        images=[photo("sill_a"), photo("sill_b", width=640, height=480)],
        videos=[video()],
    )
    assert read(said).comments == (
        BatComment(
            id=7,
            kind="comment",
            author_username="Tolliver",
            author_id=48,
            is_seller=False,
            posted_at=datetime.fromtimestamp(POSTED + 420, UTC),
            text="Odd “sills”, fine 🚗",
            markup="<p>Odd “sills”, fine 🚗</p>",
            likes=2,
            dislikes=1,
            parent_id=3,
            was_edited=True,
            featured=True,
            photos=(
                CommentPhoto(url=f"{UPLOADS}sill_a.jpg", width=2048, height=1536),
                CommentPhoto(url=f"{UPLOADS}sill_b.jpg", width=640, height=480),
            ),
            videos=(
                CommentVideo(
                    url="https://youtu.be/in-vented_1?si=abc",
                    provider="youtube",
                    title="Cold start",
                ),
            ),
        ),
    )


def test_comments_and_bids_stay_in_the_order_of_the_page() -> None:
    found = read(line(9), bid(4, 100), line(2), bid(11, 200), line(5))
    assert [one.id for one in found.comments] == [9, 2, 5]
    assert [one.id for one in found.bids] == [4, 11]


def test_a_line_that_stands_twice_is_read_once_as_it_stands_last() -> None:
    found = read(
        *(line(1, content="first"), bid(2), line(3), line(1, content="mended")),
        *(bid(2, kind="bat-bid-canceled"), line(4, "bat-bid-reserve"), line(4, "bat-bid-reserve")),
    )
    assert [(one.id, one.text) for one in found.comments][:2] == [(1, "mended"), (3, "Line 3.")]
    assert [(one.id, one.cancelled) for one in found.bids] == [(2, True)]
    assert [one.id for one in found.results] == [4]


@pytest.mark.parametrize("said", ["", "?", "ok", "👍"])
def test_the_shortest_comments_are_kept(said: str) -> None:
    assert comment(content=said, images=[photo("a")]).text == said


def test_the_seller_is_who_listed_the_lot_and_loses_the_mark_of_it() -> None:
    seller = line(1, author="Marlowe", authorName="Marlowe (The Seller)")
    other = line(2, author="Marlowes", authorName="Marlowes")
    found = read(seller, other)
    assert found.seller_id == 47
    assert [(c.author_username, c.author_id, c.is_seller) for c in found.comments] == [
        ("Marlowe", 47, True),
        ("Marlowes", 48, False),
    ]


@pytest.mark.parametrize("stated", ["Marlowe", "1_0", " 47", "4.7", -47, True])
def test_a_user_s_id_that_is_no_number_is_unreadable(stated: object) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        comment(authorId=stated)
    with pytest.raises(Unreadable, match="BAT_VMS"):
        read(postAuthor=stated)


@pytest.mark.parametrize("nobody", ["0", 0, "", None, False])
def test_a_lot_whose_seller_is_gone_has_no_seller_among_the_authors(nobody: object) -> None:
    found = read(line(1, authorId=0), line(2), postAuthor=nobody)
    assert found.seller_id is None
    assert not any(one.is_seller for one in found.comments)


def test_a_deleted_author_has_no_name_but_the_mark() -> None:
    gone = comment(authorName="AnonUser12", authorUrl="", authorDeleted=True, authorId=77)
    assert (gone.author_username, gone.author_id, gone.author_deleted) == (None, 77, True)


def test_an_author_without_a_page_has_a_name_all_the_same() -> None:
    staff = comment(authorName="thehouse", authorUrl="", authorId=9)
    assert (staff.author_username, staff.author_id, staff.author_deleted) == ("thehouse", 9, False)


@pytest.mark.parametrize("nobody", [0, "0", "", None])
def test_an_anonymous_author_is_nobody(nobody: object) -> None:
    found = comment(authorName="Anonymous", authorUrl="", authorId=nobody)
    assert (found.author_username, found.author_id, found.author_deleted) == (None, None, False)


def test_edited_featured_and_disliked_comments_are_marked_and_others_are_not() -> None:
    plain = comment()
    assert (plain.was_edited, plain.featured, plain.dislikes) == (False, False, 0)
    marked = comment(wasEdited=True, featured=True, dislikes=4)
    assert (marked.was_edited, marked.featured, marked.dislikes) == (True, True, 4)


def test_numbers_may_be_written_as_text() -> None:
    found = comment(id="1", authorId="48", likes="5", dislikes="1", timestamp=str(POSTED))
    assert (found.id, found.author_id, found.likes, found.dislikes) == (1, 48, 5, 1)
    assert found.posted_at == datetime.fromtimestamp(POSTED, UTC)


@pytest.mark.parametrize("key", ["featured", "dislikes", "videos"])
def test_what_an_older_page_does_not_state_yet_is_read_as_none_of_it(key: str) -> None:
    (old,) = read(without(line(1, featured=True, dislikes=1, videos=[video()]), key)).comments
    assert getattr(old, key) == {"featured": False, "dislikes": 0, "videos": ()}[key]


@pytest.mark.parametrize(
    "key",
    [
        *("id", "type", "authorId", "authorName", "authorUrl", "authorDeleted", "timestamp"),
        *("content", "markup", "likes", "wasEdited", "commentParent", "images"),
    ],
)
def test_a_comment_without_what_every_comment_states_is_unreadable(key: str) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        read(without(line(1), key))


@pytest.mark.parametrize("key", ["comments", "postAuthor"])
def test_an_object_without_its_lines_or_its_seller_is_unreadable(key: str) -> None:
    with pytest.raises(Unreadable, match=key):
        read_thread(as_text(without(thread(line(1)), key)))


@pytest.mark.parametrize("kind", ["bat-question", "", None, 1, ["comment"]])
def test_a_line_of_an_unknown_type_is_unreadable(kind: object) -> None:
    with pytest.raises(Unreadable, match="type"):
        read(line(1), line(2, type=kind))


@pytest.mark.parametrize(
    "when",
    [0, -1, "", "0", False, None, 1e18, POSTED * 1000, 999_999_999, 253_402_300_800],
)
def test_a_comment_from_before_all_auctions_or_after_all_time_is_unreadable(when: object) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        comment(timestamp=when)


@pytest.mark.parametrize(
    ("key", "number"),
    [("id", 2**63), ("id", 0), ("likes", 2**31), ("dislikes", 10**40), ("authorId", 2**63)],
)
def test_a_number_that_no_column_holds_is_unreadable(key: str, number: int) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        comment(**{key: number})


def test_a_thread_without_lines_is_one() -> None:
    assert read() == Thread((), (), (), 47, {})


@pytest.mark.parametrize(
    ("file", "comments", "bids", "results", "photos", "videos"),
    [
        ("listing-live.html", 11, 1, [], 0, 0),
        ("listing-reserve-not-met.html", 28, 24, [None], 4, 0),
        ("listing-sold.html", 64, 28, [631630], 13, 1),
    ],
)
def test_a_saved_thread_has_its_lines_photos_and_videos(
    file: str, comments: int, bids: int, results: list[int | None], photos: int, videos: int
) -> None:
    html = saved_page(f"bringatrailer/{file}")
    found = parse_lot(html).thread
    assert (found.comment_count, len(found.bids)) == (comments, bids)
    assert [one.author_id for one in found.results] == results
    assert sum(len(one.photos) for one in found.comments) == photos
    assert sum(len(one.videos) for one in found.comments) == videos
    assert {one.ends_at for one in found.bids} == {datetime.fromtimestamp(found.last_end or 0, UTC)}
    assert json.dumps(str(found.seller_id)) in html
    assert all(found.member_url(one.bidder_username or "") for one in found.bids)
    assert read_lot(html, "https://bringatrailer.com/listing/a-lot/")
