"""Lots with their comments and bids, by BaT's own ids."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import BatHistoryEntry, CommentPhoto, CommentVideo
from db import upserts
from db.upserts import Stored
from db.upserts.lots import StoredLot
from tests.db.queue_rows import table
from tests.db.sightings import VIN, bid, comment, everything, lot, see, vehicle

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COMMENTS = [comment(n, NOON + timedelta(minutes=n)) for n in range(1, 6)]
BIDS = [bid(100 + n, NOON + timedelta(minutes=n), 1000 * n) for n in range(1, 4)]


async def store(conn: AsyncConnection, **said: Any) -> StoredLot:
    url = lot().url
    listing = await see(conn, url, vehicle(vin=VIN), source="bringatrailer", status="live")
    return await upserts.store_lot(conn, listing.id, lot(**said), read_at=datetime.now(UTC))


async def test_a_lot_read_ten_times_is_the_same_rows(conn: AsyncConnection) -> None:
    for reading in range(10):
        kept = await store(conn)
        comments = await upserts.store_comments(conn, kept, COMMENTS)
        bids = await upserts.store_bids(conn, kept, BIDS)
        if reading == 0:
            first = await everything(conn)
            assert (comments, bids) == (Stored(inserted=5), Stored(inserted=3))
        else:
            assert (comments, bids) == (Stored(unchanged=5), Stored(unchanged=3))
            assert kept.stored == Stored(unchanged=1)
    assert await everything(conn) == first
    assert [r["id"] for r in await table(conn, "bat_comments")] == [1, 2, 3, 4, 5]


async def test_what_a_comment_says_and_when_is_kept_as_given(conn: AsyncConnection) -> None:
    reply = comment(9, NOON, text="🚗", markup="<b>🚗</b>", likes=3, parent_id=4, is_seller=True)
    await upserts.store_comments(conn, await store(conn), [reply])
    (kept,) = await table(conn, "bat_comments")
    for name in ("id", "text", "markup", "likes", "parent_id", "is_seller", "posted_at"):
        assert kept[name] == getattr(reply, name)


async def test_likes_that_changed_are_written_and_nothing_else(conn: AsyncConnection) -> None:
    kept = await store(conn)
    await upserts.store_comments(conn, kept, COMMENTS)
    before = await table(conn, "bat_comments")
    liked = [*COMMENTS[:2], comment(3, NOON + timedelta(minutes=3), likes=12), *COMMENTS[3:]]
    stored = await upserts.store_comments(conn, await store(conn), liked)
    assert stored == Stored(updated=1, unchanged=4)
    after = await table(conn, "bat_comments")
    assert [a["id"] for a, b in zip(after, before, strict=True) if a != b] == [3]
    assert after[2]["likes"] == 12


async def test_a_comment_that_left_the_page_stays(conn: AsyncConnection) -> None:
    await upserts.store_comments(conn, await store(conn), COMMENTS)
    await upserts.store_comments(conn, await store(conn), COMMENTS[:3])
    assert len(await table(conn, "bat_comments")) == 5


async def test_a_thread_that_states_a_line_twice_is_stored(conn: AsyncConnection) -> None:
    await upserts.store_comments(conn, await store(conn), [*COMMENTS, COMMENTS[0]])
    assert len(await table(conn, "bat_comments")) == 5


async def test_a_cancelled_bid_is_marked(conn: AsyncConnection) -> None:
    await upserts.store_bids(conn, await store(conn), BIDS)
    cancelled = [*BIDS[:2], bid(103, NOON + timedelta(minutes=3), 3000, cancelled=True)]
    stored = await upserts.store_bids(conn, await store(conn), cancelled)
    assert stored == Stored(updated=1, unchanged=2)
    assert [r["cancelled"] for r in await table(conn, "bat_bids")] == [False, False, True]


async def test_a_lot_that_ends_gets_its_result(conn: AsyncConnection) -> None:
    live = await store(conn, current_bid=Decimal(21000), ends_at=NOON)
    sold = await store(
        conn, status="sold", high_bid=Decimal(30250), sale_price=Decimal(30250), ends_at=NOON
    )
    assert (sold.id, sold.stored) == (live.id, Stored(updated=1))
    (kept,) = await table(conn, "bat_lots")
    assert (kept["status"], kept["current_bid"], kept["sale_price"]) == ("sold", None, 30250)
    assert kept["features"] == ["Chassis: 0417", "Black soft top"]


@pytest.mark.parametrize("status", ["live", "reserve_not_met", "withdrawn", "ended"])
async def test_a_sale_price_of_a_lot_that_is_not_sold_is_refused(
    conn: AsyncConnection, status: str
) -> None:
    with pytest.raises(DBAPIError, match="sale_price_of_a_sale"):
        await store(conn, status=status, sale_price=Decimal(1000))


@pytest.mark.parametrize("status", ["sold", "reserve_not_met", "withdrawn", "ended"])
async def test_a_current_bid_of_a_lot_that_has_ended_is_refused(
    conn: AsyncConnection, status: str
) -> None:
    with pytest.raises(DBAPIError, match="current_bid_while_live"):
        await store(conn, status=status, current_bid=Decimal(1000))


async def test_a_comment_that_left_the_thread_is_kept_and_marked(conn: AsyncConnection) -> None:
    await upserts.store_comments(conn, await store(conn), COMMENTS)
    stored = await upserts.store_comments(conn, await store(conn), COMMENTS[1:])
    assert stored == Stored(updated=1, unchanged=4)
    rows = await table(conn, "bat_comments")
    assert [(r["id"], r["removed"]) for r in rows] == [(n, n == 1) for n in range(1, 6)]


async def test_a_comment_that_came_back_loses_its_mark(conn: AsyncConnection) -> None:
    await upserts.store_comments(conn, await store(conn), COMMENTS)
    await upserts.store_comments(conn, await store(conn), COMMENTS[1:])
    await upserts.store_comments(conn, await store(conn), COMMENTS)
    assert not [r["id"] for r in await table(conn, "bat_comments") if r["removed"]]


async def test_a_bid_that_left_the_thread_is_marked_and_no_other_lots_is(
    conn: AsyncConnection,
) -> None:
    await upserts.store_bids(conn, await store(conn), BIDS)
    other = "https://lots.example/listing/other-8/"
    listing = await see(conn, other, None, source="bringatrailer", status="live")
    second = await upserts.store_lot(
        conn, listing.id, lot(url=other, bat_id=8008), read_at=datetime.now(UTC)
    )
    await upserts.store_bids(conn, second, [bid(900, NOON, 5)])
    await upserts.store_bids(conn, second, [bid(901, NOON, 6)])
    rows = await table(conn, "bat_bids")
    assert [r["id"] for r in rows if r["removed"]] == [900]


async def test_photos_and_videos_of_a_comment_are_kept_in_order(conn: AsyncConnection) -> None:
    said = comment(
        1,
        NOON,
        featured=True,
        dislikes=2,
        photos=(
            CommentPhoto(url="https://p.example/2.jpg", width=20, height=10),
            CommentPhoto(url="https://p.example/1.jpg"),
        ),
        videos=(CommentVideo(url="https://v.example/1", provider="vimeo"),),
    )
    await upserts.store_comments(conn, await store(conn), [said])
    (kept,) = await table(conn, "bat_comments")
    assert (kept["featured"], kept["dislikes"]) == (True, 2)
    assert [photo["url"][-5] for photo in kept["photos"]] == ["2", "1"]
    assert (kept["photos"][0]["width"], kept["photos"][1]["width"]) == (20, None)
    assert kept["videos"][0] == {
        "url": "https://v.example/1",
        "provider": "vimeo",
        "title": None,
    }


async def test_a_lots_history_is_what_its_page_lists_now(conn: AsyncConnection) -> None:
    own = BatHistoryEntry(url=lot().url, position=1, text="Listed by marigold")
    earlier = BatHistoryEntry(
        url="https://lots.example/listing/falk-comet-3/",
        position=2,
        text="Sold by thistle to marigold for USD $9,000.00",
        status="sold",
        seller_username="thistle",
        buyer_username="marigold",
        currency="USD",
        amount=Decimal(9000),
        ended_on=NOON.date(),
    )
    stored = await upserts.store_history(conn, await store(conn), [own, earlier])
    assert stored == Stored(inserted=2)
    rows = await table(conn, "bat_history", order="position")
    assert [r["url"] for r in rows] == [own.url, earlier.url]
    assert (rows[1]["amount"], rows[1]["ended_on"]) == (Decimal(9000), NOON.date())
    stored = await upserts.store_history(conn, await store(conn), [own])
    assert stored == Stored(updated=1, unchanged=1)
    assert [r["url"] for r in await table(conn, "bat_history")] == [own.url]


async def test_the_end_first_seen_stays_beside_the_one_that_bidding_moved(
    conn: AsyncConnection,
) -> None:
    end = NOON + timedelta(days=2)
    await store(conn, ends_at=end)
    moved = end + timedelta(minutes=2)
    await store(conn, ends_at=moved, status="sold", sale_price=Decimal(5))
    (row,) = await table(conn, "bat_lots")
    assert (row["scheduled_ends_at"], row["ends_at"]) == (end, moved)


async def test_a_lot_first_seen_after_its_end_tells_no_scheduled_end(
    conn: AsyncConnection,
) -> None:
    await store(conn, ends_at=NOON, status="ended")
    assert (await table(conn, "bat_lots"))[0]["scheduled_ends_at"] is None
