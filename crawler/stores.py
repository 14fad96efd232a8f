"""What each outcome writes: inside the transaction that the pipeline opened, the rows that a page
brought and the end of its claim."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import (
    BatBid,
    BatComment,
    BatHistoryEntry,
    BatLot,
    Business,
    Listing,
    ReadPage,
    Seller,
    Vehicle,
    VehicleImage,
)
from crawler.lot_states import KnownLot, Look, after_board, after_page, after_results
from crawler.outcomes import (
    BoardRead,
    BusinessRead,
    Failed,
    InventoryRead,
    ListingRead,
    Outcome,
    Refused,
    ResultsRead,
    SellersRead,
)
from crawler.worker import Worker
from db import cursors, hosts, queue, upserts
from db.queue import (
    BAT_EXTRACTION_QUEUE,
    CLASSIC_SELLER_QUEUE,
    IMPORT_QUEUE,
    INVENTORY_QUEUE,
    Claim,
    NewRow,
    Planned,
)

logger = logging.getLogger(__name__)

_ItemT = TypeVar("_ItemT")


def _of(page: ReadPage, kind: type[_ItemT]) -> list[_ItemT]:
    return [item for item in page.items if isinstance(item, kind)]


def _one(page: ReadPage, kind: type[_ItemT]) -> _ItemT | None:
    return next(iter(_of(page, kind)), None)


async def store(conn: AsyncConnection, item: Outcome, worker: Worker) -> dict[str, int]:
    """Write one outcome; returns what that did, as stats. Raises LeaseLost."""
    match item:
        case SellersRead():
            return await _sellers(conn, item)
        case BoardRead():
            return await _board(conn, item, worker)
        case ResultsRead():
            return await _results(conn, item)
        case BusinessRead():
            return await _business(conn, item)
        case InventoryRead():
            return await _inventory(conn, item, worker)
        case ListingRead():
            return await _listing(conn, item, worker)
        case Failed():
            return await _failed(conn, item, worker)
        case Refused():
            await hosts.block(conn, queue.host_of(item.url), item.message, seconds=item.wait)
            return {}


async def _sellers(conn: AsyncConnection, item: SellersRead) -> dict[str, int]:
    enqueued = await queue.enqueue(
        conn,
        CLASSIC_SELLER_QUEUE,
        [
            NewRow(
                seller.profile_url,
                seller.profile_url,
                carried={
                    "seller_name": seller.name,
                    "business_type": seller.business_type,
                },
            )
            for seller in _of(item.page, Seller)
        ],
    )
    await cursors.keep(conn, item.cursor, item.position)
    return _enqueued(CLASSIC_SELLER_QUEUE, enqueued)


async def _board(conn: AsyncConnection, item: BoardRead, worker: Worker) -> dict[str, int]:
    """New lots are queued once; known ones get the board's bid and end, and their next look moves
    with the end; those that left the board are looked at."""
    listed = {lot.bat_id: lot for lot in _of(item.page, BatLot)}
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
    counts = await _import(conn, new, item.asked_at)
    counts |= await _plan(conn, looks)
    # Last, and passing over what another worker writes just now: it waits for nobody.
    changed = await upserts.refresh_live_lots(conn, list(listed.values()), listed_at=item.asked_at)
    return counts | {"store/bat_lots/refreshed": changed}


async def _results(conn: AsyncConnection, item: ResultsRead) -> dict[str, int]:
    """What is not known is queued, newest first; a known lot whose result is another one now is
    looked at."""
    listed = {lot.bat_id: lot for lot in _of(item.page, BatLot)}
    stored = await upserts.stored_lots(conn, list(listed))
    looks = {
        row.url: after_results(
            _known(row), listed[bat_id].status, listed[bat_id].ends_at, asked_at=item.asked_at
        )
        for bat_id, row in stored.items()
    }
    new = [lot for lot in listed.values() if lot.bat_id not in stored]
    counts = await _import(conn, new, item.asked_at)
    counts |= await _plan(conn, looks)
    await cursors.keep(conn, item.cursor, item.position)
    return counts


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
    again = await queue.try_again(conn, IMPORT_QUEUE, [lot.url for lot in lots])
    counts = _enqueued(IMPORT_QUEUE, await queue.enqueue(conn, IMPORT_QUEUE, rows))
    return counts | {"queue/import_queue/reopened": again}


async def _business(conn: AsyncConnection, item: BusinessRead) -> dict[str, int]:
    await queue.hold(conn, item.claim)
    business = _one(item.page, Business)
    if business is None:
        raise TypeError(f"{item.page.page} without a business")
    organization_id, stored = await upserts.store_business(conn, business)
    counts = _stored("businesses", stored)
    if business.website is not None:
        row = NewRow(
            organization_id,
            business.website,
            carried={"start_url": business.website, "run_mode": "both"},
        )
        enqueued = await queue.enqueue(conn, INVENTORY_QUEUE, [row])
        counts |= _enqueued(INVENTORY_QUEUE, enqueued)
    await queue.complete(conn, [item.claim])
    return counts | {"queue/done": 1}


async def _inventory(conn: AsyncConnection, item: InventoryRead, worker: Worker) -> dict[str, int]:
    claim = item.claim
    await queue.hold(conn, claim)
    organization_id = claim.key
    await upserts.set_platform(conn, organization_id, item.platform)
    entries = _of(item.page, Listing)
    changes = await upserts.store_inventory(conn, organization_id, entries)
    rows = {
        entry.url: NewRow(
            entry.url,
            entry.url,
            carried={"organization_id": organization_id, "platform": item.platform},
        )
        for entry in entries
    }
    # An entry that says something else than before is worth its page again.
    again = [row for url, row in sorted(rows.items()) if url in changes.changed]
    known = [row for url, row in sorted(rows.items()) if url not in changes.changed]
    first = await queue.enqueue(conn, IMPORT_QUEUE, known)
    second = await queue.enqueue(conn, IMPORT_QUEUE, again, again=True)
    counts = _stored("dealer_inventory", changes.stored)
    counts["queue/import_queue/new"] = first.new + second.new
    counts["queue/import_queue/reopened"] = second.reopened
    if item.cursor is not None:
        await queue.advance(conn, claim, json.dumps(item.cursor), lease=worker.lease)
        return counts
    await queue.complete(conn, [claim])
    return counts | {"queue/done": 1}


async def _listing(conn: AsyncConnection, item: ListingRead, worker: Worker) -> dict[str, int]:
    claim, page = item.claim, item.page
    await queue.hold(conn, claim)
    listing = _one(page, Listing)
    if listing is None:
        raise TypeError(f"{page.page} without a listing")
    lot = _one(page, BatLot)
    if lot is not None:
        if claim.queue is not BAT_EXTRACTION_QUEUE:
            # Before the lot's own rows, as the worker does that holds this one.
            await queue.lock(conn, BAT_EXTRACTION_QUEUE, lot.url)
        if not await upserts.rename_lot(conn, lot, seen_at=item.asked_at):
            return await _stale(conn, item, lot, worker)
    stored = await upserts.store_listing(
        conn,
        listing,
        _one(page, Vehicle),
        claim.carried.get("organization_id"),
        seen_at=item.asked_at,
    )
    if stored is None:
        return await _stale(conn, item, lot, worker)
    counts = _stored("listings", stored.stored) | _stored("vehicles", stored.vehicle_stored)
    images = await upserts.store_images(conn, stored, _of(page, VehicleImage))
    counts |= _stored("vehicle_images", images)
    if stored.vehicle_id is not None and stored.organization_id is not None:
        linked = await upserts.link_vehicle(
            conn, stored.organization_id, listing.url, stored.vehicle_id, listing.status
        )
        counts |= _stored("organization_vehicles", linked)
    look_again = None
    if lot is not None:
        counts |= await _lot(conn, stored.id, item, lot)
        look_again = after_page(
            lot.status, lot.ends_at, asked_at=item.asked_at, reread=worker.reread
        )
    return counts | await _end_of_listing(conn, claim, lot, look_again)


async def _stale(
    conn: AsyncConnection, item: ListingRead, lot: BatLot | None, worker: Worker
) -> dict[str, int]:
    """Another worker stored a newer page of this listing: that one counts."""
    look_again = None
    if lot is not None:
        row = (await upserts.stored_lots(conn, [lot.bat_id]))[lot.bat_id]
        look_again = after_page(row.status, row.ends_at, asked_at=row.read_at, reread=worker.reread)
    counts = await _end_of_listing(conn, item.claim, lot, look_again)
    return counts | {"store/listings/stale": 1}


async def _lot(
    conn: AsyncConnection, listing_id: int, item: ListingRead, lot: BatLot
) -> dict[str, int]:
    page = item.page
    kept = await upserts.store_lot(conn, listing_id, lot, read_at=item.asked_at)
    history = await upserts.store_history(conn, kept, _of(page, BatHistoryEntry))
    comments = await upserts.store_comments(conn, kept, _of(page, BatComment))
    bids = await upserts.store_bids(conn, kept, _of(page, BatBid))
    return (
        _stored("bat_lots", kept.stored)
        | _stored("bat_history", history)
        | _stored("bat_comments", comments)
        | _stored("bat_bids", bids)
    )


async def _end_of_listing(
    conn: AsyncConnection, claim: Claim, lot: BatLot | None, look_again: datetime | None
) -> dict[str, int]:
    """A lot that is final is done; another one is looked at again."""
    if claim.queue is BAT_EXTRACTION_QUEUE and (lot is None or lot.url == claim.key):
        if look_again is not None:
            await queue.postpone(conn, claim, look_again)
            return {"queue/postponed": 1}
    elif lot is not None and look_again is None:
        await queue.complete_unclaimed(conn, BAT_EXTRACTION_QUEUE, lot.url, lot.url)
    elif lot is not None and look_again is not None:
        await queue.plan(conn, BAT_EXTRACTION_QUEUE, [Planned(lot.url, lot.url, look_again)])
    await queue.complete(conn, [claim])
    return {"queue/done": 1}


async def _failed(conn: AsyncConnection, item: Failed, worker: Worker) -> dict[str, int]:
    claim = item.claim
    await queue.hold(conn, claim)
    wait = item.wait
    if item.platform is not None:
        await upserts.set_platform(conn, claim.key, item.platform)
    if item.reason == "gone" and claim.queue in (IMPORT_QUEUE, BAT_EXTRACTION_QUEUE):
        await upserts.mark_removed(conn, claim.key, asked_at=item.asked_at)
        await upserts.end_lot(conn, claim.key, asked_at=item.asked_at)
    if item.reason == "blocked" and item.blocks:
        wait = await hosts.block(conn, claim.host, item.message, seconds=item.wait)
    status = await queue.fail(
        conn,
        claim,
        item.reason,
        item.message,
        http_status=item.http_status,
        wait=wait or 0.0,
        max_attempts=worker.max_attempts,
    )
    logger.info("%s: %s (%s), now %s", claim.key, item.reason, item.message, status)
    return {f"queue/failed/{item.reason}": 1}


def _stored(table: str, stored: upserts.Stored) -> dict[str, int]:
    return {
        f"store/{table}/inserted": stored.inserted,
        f"store/{table}/updated": stored.updated,
        f"store/{table}/unchanged": stored.unchanged,
    }


def _enqueued(rows_of: queue.Queue, enqueued: queue.Enqueued) -> dict[str, int]:
    return {f"queue/{rows_of.table}/new": enqueued.new}
