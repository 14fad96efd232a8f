"""The bids and results of a lot's thread."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from crawler.pages.errors import Unreadable
from tests.pages.invented_thread import MEMBER, POSTED, bid, line, read, without

RESULT = "Sold on 3/14/26 for USD $14,250.00 to Quillfeather"


def test_a_bid_is_read_in_every_field() -> None:
    (found,) = read(bid(3, 14_250)).bids
    assert (found.id, found.bidder_username, found.bidder_id) == (3, "Quillfeather", 52)
    assert (found.amount, found.cancelled) == (Decimal(14_250), False)
    assert found.placed_at == datetime.fromtimestamp(POSTED + 180, UTC)
    assert found.ends_at == datetime.fromtimestamp(POSTED + 86_400, UTC)


def test_a_cancelled_bid_is_marked() -> None:
    found = read(bid(1), bid(2, kind="bat-bid-canceled"))
    assert [one.cancelled for one in found.bids] == [False, True]
    assert found.comments == ()


@pytest.mark.parametrize("nothing", [None, "", 0, "0", False, []])
def test_a_bid_that_states_no_end_has_none(nothing: object) -> None:
    found = read(bid(1, end_timestamp=nothing), without(bid(2), "end_timestamp"))
    assert [one.ends_at for one in found.bids] == [None, None]
    assert found.last_end is None


@pytest.mark.parametrize("end", [1, -1, "soon", 1.5, True, [POSTED], 10**10, 10**13, 10**400])
def test_an_end_that_is_no_time_is_unreadable(end: object) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        read(bid(1, end_timestamp=end))


def test_the_last_end_is_the_latest_of_the_bids() -> None:
    found = read(bid(1, end_timestamp=str(POSTED + 9)), bid(2, end_timestamp=POSTED + 5))
    assert found.last_end == POSTED + 9


@pytest.mark.parametrize(
    "amount", [True, None, [], "many", "1_000", "٣", " 5", -5, 1.5, 10**12, 10**30, "9" * 5_000]
)
def test_a_bid_without_a_sound_amount_is_unreadable(amount: object) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        read(bid(1, bidAmount=amount))


def test_a_bid_whose_amount_is_nil_has_the_one_in_its_words() -> None:
    (found,) = read(bid(1, 9_500, bidAmount=0)).bids
    assert found.amount == Decimal(9_500)
    with pytest.raises(Unreadable, match="bid 1 states no amount"):
        read(bid(1, bidAmount=0, content="a bid"))


@pytest.mark.parametrize("kind", ["bat-bid-reserve", "bat-rnm-accepted"])
def test_a_line_of_a_result_is_no_comment_of_the_page_s_count(kind: str) -> None:
    found = read(line(1), line(2, kind, "Quillfeather", content=RESULT))
    assert [one.kind for one in found.comments] == ["comment", "result"]
    assert found.comment_count == 1
    (result,) = found.results
    assert (result.id, result.type, result.text) == (2, kind, RESULT)
    assert (result.author_username, result.author_id) == ("Quillfeather", 52)
    assert result.author_url == f"{MEMBER}quillfeather/"
    assert result.posted_at == datetime.fromtimestamp(POSTED + 120, UTC)


def test_a_result_that_staff_announced_has_staff_for_its_author() -> None:
    said = line(9, "bat-bid-reserve", "BaTStaff", content="Sold on 9/14/15 for $12,000 to Tolliver")
    found = read(line(1), bid(2), said)
    (result,) = found.results
    assert (result.author_username, result.author_id) == ("BaTStaff", 48)
    assert found.member_url("Tolliver") == f"{MEMBER}tolliver/"


def test_a_result_that_nobody_announced_has_no_author() -> None:
    unsold = line(2, "bat-bid-reserve", "Anonymous", authorUrl="", authorId=0)
    (result,) = read(bid(1), unsold).results
    assert (result.author_username, result.author_id, result.author_url) == (None, None, None)


def test_words_of_a_result_in_a_comment_are_a_comment() -> None:
    found = read(line(1, content=RESULT), line(2, content=f"<em>{RESULT}</em>"))
    assert (found.results, found.comment_count) == ((), 2)


def test_members_have_their_profiles_by_name() -> None:
    found = read(
        line(1, author="Marlowe", authorName="Marlowe (The Seller)"),
        bid(2),
        line(3, author="Gone", authorUrl=""),
        line(4, author="Odd", authorUrl="member/odd/"),
    )
    assert found.member_url("Marlowe") == f"{MEMBER}marlowe/"
    assert found.member_url("Quillfeather") == f"{MEMBER}quillfeather/"
    assert [found.member_url(name) for name in ("Gone", "Odd", "Nobody", "marlowe")] == [None] * 4
