"""BaT's lists: what the board may change of a stored lot, and what not."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from db import upserts
from tests.db.queue_rows import table
from tests.db.sightings import lot, see, vehicle

READ = datetime(2026, 5, 4, 12, tzinfo=UTC)
END = READ + timedelta(days=3)
LATER = READ + timedelta(hours=1)


async def store(conn: AsyncConnection, **said: Any) -> None:
    words: dict[str, Any] = {"ends_at": END, "current_bid": Decimal(9000)} | said
    status = words.setdefault("status", "live")
    listing = await see(
        conn, lot().url, vehicle(), source="bringatrailer", status=status, seen_at=READ
    )
    if status != "live":
        words["current_bid"] = None
    await upserts.store_lot(conn, listing.id, lot(**words), read_at=READ)


async def stored(conn: AsyncConnection) -> Any:
    (row,) = await table(conn, "bat_lots")
    return row


async def refresh(
    conn: AsyncConnection, listed_at: datetime = LATER, **said: Any
) -> dict[str, Any]:
    words: dict[str, Any] = {"ends_at": END, "current_bid": Decimal(12500)} | said
    await upserts.refresh_live_lots(conn, [lot(**words)], listed_at=listed_at)
    return dict(await stored(conn))


async def test_a_live_lot_gets_the_boards_bid_end_and_reserve(conn: AsyncConnection) -> None:
    await store(conn)
    end = END + timedelta(minutes=2)
    row = await refresh(conn, ends_at=end, no_reserve=True, currency="CAD")
    assert (row["current_bid"], row["ends_at"], row["currency"]) == (Decimal(12500), end, "CAD")
    assert (row["no_reserve"], row["reserve"], row["listed_at"]) == (True, "none", LATER)
    assert row["scheduled_ends_at"] == END
    assert row["read_at"] == READ


async def test_a_lot_without_bids_on_the_board_has_no_bid(conn: AsyncConnection) -> None:
    await store(conn)
    assert (await refresh(conn, current_bid=None))["current_bid"] is None


@pytest.mark.parametrize("status", ["sold", "reserve_not_met", "withdrawn", "ended"])
async def test_the_board_changes_no_lot_that_is_over(conn: AsyncConnection, status: str) -> None:
    await store(conn, status=status, high_bid=Decimal(9000))
    before = await stored(conn)
    assert await refresh(conn) == dict(before)


async def test_a_board_older_than_the_page_changes_nothing(conn: AsyncConnection) -> None:
    await store(conn)
    before = await stored(conn)
    assert await refresh(conn, listed_at=READ - timedelta(seconds=1)) == dict(before)


async def test_a_board_older_than_another_changes_nothing(conn: AsyncConnection) -> None:
    await store(conn)
    newest = await refresh(conn, listed_at=LATER)
    older = LATER - timedelta(minutes=5)
    assert await refresh(conn, listed_at=older, current_bid=Decimal(1)) == newest


async def test_a_board_that_says_the_same_counts_as_no_change(conn: AsyncConnection) -> None:
    await store(conn)
    said = lot(ends_at=END, current_bid=Decimal(9000))
    assert await upserts.refresh_live_lots(conn, [said], listed_at=LATER) == 0


async def test_stored_lots_are_those_asked_for_and_with_live_all_that_run(
    conn: AsyncConnection,
) -> None:
    await store(conn)
    assert list(await upserts.stored_lots(conn, [1])) == []
    (row,) = (await upserts.stored_lots(conn, [1], live=True)).values()
    assert (row.bat_id, row.url, row.status) == (7007, lot().url, "live")
    assert (row.ends_at, row.read_at) == (END, READ)
    assert list(await upserts.stored_lots(conn, [7007, 8])) == [7007]


async def test_a_live_lot_whose_page_is_gone_has_ended_without_a_result(
    conn: AsyncConnection,
) -> None:
    await store(conn)
    await upserts.end_lot(conn, lot().url)
    row = await stored(conn)
    assert (row["status"], row["current_bid"], row["sale_price"]) == ("ended", None, None)


async def test_a_sold_lot_whose_page_is_gone_stays_sold(conn: AsyncConnection) -> None:
    await store(conn, status="sold", sale_price=Decimal(9000))
    before = await stored(conn)
    await upserts.end_lot(conn, lot().url)
    assert await stored(conn) == before
