"""What BaT's lists and lots bring, and when each lot is looked at again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import BatBid, BatComment, BatHistoryEntry, BatLot
from crawler.lot_states import KnownLot, Look, after_board, after_results
from crawler.outcomes import BoardRead, ListingRead, ResultsRead
from crawler.stores import counts
from crawler.worker import Worker
from db import cursors, queue, upserts
from db.queue import BAT_EXTRACTION_QUEUE, IMPORT_QUEUE, NewRow, Planned

logger = logging.getLogger(__name__)


async def store_board(conn: AsyncConnection, item: BoardRead, worker: Worker) -> dict[str, int]:
    """New lots are queued once; known ones get the board's bid and end, and their next look moves
    with the end; those that left the board are looked at."""
    listed = {lot.bat_id: lot for lot in counts.items_of(item.page, BatLot)}
    stored = await upserts.stored_lots(conn, list(listed), live=True)
    # An entry that cannot be read stands on the board all the same.
    doubtful = {entry.bat_id for entry in item.page.unread} - listed.keys()
    looks = {}
    for bat_id, row in stored.items():
        if bat_id in doubtful:
            continue
        entry = listed.get(bat_id)
        looks[row.url] = after_board(
            _known(row),
            None if entry is None else entry.ends_at,
            asked_at=item.asked_at,
            reread=worker.reread,
        )
    new = [lot for lot in listed.values() if lot.bat_id not in stored]
    found = await _import(conn, new, item.asked_at)
    found |= await _plan(conn, looks)
    # Last, and passing over what another worker writes just now: it waits for nobody.
    changed = await upserts.refresh_live_lots(conn, list(listed.values()), listed_at=item.asked_at)
    return found | {"store/bat_lots/refreshed": changed}


async def store_results(conn: AsyncConnection, item: ResultsRead) -> dict[str, int]:
    """What is not known is queued, newest first; a known lot whose result is another one now is
    looked at."""
    listed = {lot.bat_id: lot for lot in counts.items_of(item.page, BatLot)}
    stored = await upserts.stored_lots(conn, list(listed))
    looks = {
        row.url: after_results(
            _known(row), listed[bat_id].status, listed[bat_id].ends_at, asked_at=item.asked_at
        )
        for bat_id, row in stored.items()
    }
    new = [lot for lot in listed.values() if lot.bat_id not in stored]
    found = await _import(conn, new, item.asked_at)
    found |= await _plan(conn, looks)
    await cursors.keep(conn, item.cursor, item.position)
    return found


def _known(row: upserts.LotRow) -> KnownLot:
    return KnownLot(row.status, row.ends_at, row.read_at)


async def _plan(conn: AsyncConnection, looks: dict[str, Look | None]) -> dict[str, int]:
    planned = [
        Planned(url, url, look.at, look.exactly) for url, look in looks.items() if look is not None
    ]
    moved = await queue.plan(conn, BAT_EXTRACTION_QUEUE, planned)
    return {"queue/bat_extraction_queue/planned": moved}


async def _import(conn: AsyncConnection, lots: list[BatLot], asked_at: datetime) -> dict[str, int]:
    """Lots to be read for the first time, in the order of their list."""
    others = await upserts.other_lots_at(conn, lots)
    for lot in lots:
        if lot.url in others:
            # One address is one lot's: what stands there now cannot be stored beside it.
            logger.error(
                "%s is lot %d now, but lot %d is stored", lot.url, lot.bat_id, others[lot.url]
            )
    rows = [
        NewRow(lot.url, lot.url, run_at=asked_at - timedelta(microseconds=place))
        for place, lot in zip(range(len(lots), 0, -1), lots, strict=True)
    ]
    # In this order: the second one waits for no row of which the first one does not hold the lock.
    found = counts.enqueued(IMPORT_QUEUE, await queue.enqueue(conn, IMPORT_QUEUE, rows))
    again = await queue.try_again(conn, IMPORT_QUEUE, [lot.url for lot in lots])
    return found | {"queue/import_queue/reopened": again}


async def store_lot(
    conn: AsyncConnection, listing_id: int, item: ListingRead, lot: BatLot
) -> dict[str, int]:
    """All that a lot's page states of it."""
    page = item.page
    kept = await upserts.store_lot(conn, listing_id, lot, read_at=item.asked_at)
    history = await upserts.store_history(conn, kept, counts.items_of(page, BatHistoryEntry))
    comments = await upserts.store_comments(conn, kept, counts.items_of(page, BatComment))
    bids = await upserts.store_bids(conn, kept, counts.items_of(page, BatBid))
    return (
        counts.stored("bat_lots", kept.stored)
        | counts.stored("bat_history", history)
        | counts.stored("bat_comments", comments)
        | counts.stored("bat_bids", bids)
    )
