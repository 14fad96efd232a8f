"""What the pipeline counts of a page: its fields, and entries that cannot be read."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from crawler.items import Listing, ReadPage, UnreadEntry
from crawler.outcomes import BoardRead
from crawler.pipelines import StorePipeline
from db import upserts
from tests.db.queue_rows import table
from tests.db.sightings import lot, see, vehicle

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COUNTED = ("read", "status", "title", "ends_at", "location")


async def test_a_field_of_listing_and_lot_is_counted_once_and_where_both_state_it(
    pipeline: StorePipeline,
) -> None:
    url = "https://bringatrailer.com/listing/falk-comet-1/"
    listing = Listing(
        url=url,
        source="bringatrailer",
        title="1965 Falk Comet",
        status="live",
        location="Oldoak, Ohio",
    )
    live = lot(url=url, bat_id=1, location=None, ends_at=NOON + timedelta(days=3))
    page = ReadPage(page="bat_board", items=(listing, live))
    for _ in range(2):
        await pipeline.process_item(BoardRead(page=page, asked_at=NOON))
    pipeline.close_spider()
    counted = {name: pipeline.stats.get_value(f"page/bat_board/{name}") for name in COUNTED}
    assert counted == {"read": 2, "status": 2, "title": 2, "ends_at": 2, "location": None}


async def test_an_unread_entry_is_counted_told_of_and_still_on_the_board(
    pipeline: StorePipeline, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    async with engine.begin() as conn:
        for number in (1, 2):
            live = lot(
                url=f"https://bringatrailer.com/listing/falk-comet-{number}/",
                bat_id=number,
                ends_at=NOON + timedelta(days=3),
            )
            shown = await see(
                conn, live.url, vehicle(), source="bringatrailer", status="live", seen_at=NOON
            )
            await upserts.store_lot(conn, shown.id, live, read_at=NOON)
    page = ReadPage(page="bat_board", items=(), unread=(UnreadEntry(why="odd", bat_id=1),))
    await pipeline.process_item(BoardRead(page=page, asked_at=NOON + timedelta(hours=1)))
    pipeline.close_spider()
    assert pipeline.stats.get_value("page/bat_board/entries_unread") == 1
    assert "1 entries cannot be read, as this one: odd" in caplog.text
    async with engine.begin() as conn:
        looked_at = [row["bat_url"] for row in await table(conn, "bat_extraction_queue")]
    assert looked_at == ["https://bringatrailer.com/listing/falk-comet-2/"]
