"""What each outcome writes: inside the transaction that the pipeline opened, the rows that a page
brought and the end of its claim."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import (
    BatBid,
    BatComment,
    BatLot,
    Business,
    Listing,
    ReadPage,
    Seller,
    Vehicle,
    VehicleImage,
)
from crawler.outcomes import (
    BoardRead,
    BusinessRead,
    Failed,
    InventoryRead,
    ListingRead,
    Outcome,
    Refused,
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
)

logger = logging.getLogger(__name__)

# A lot is looked at again so long after its end: bidding in the last minutes moves the end on.
AFTER_THE_END = timedelta(minutes=10)
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
            return await _board(conn, item)
        case BusinessRead():
            return await _business(conn, item)
        case InventoryRead():
            return await _inventory(conn, item, worker)
        case ListingRead():
            return await _listing(conn, item)
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


async def _board(conn: AsyncConnection, item: BoardRead) -> dict[str, int]:
    lots = _of(item.page, Listing)
    enqueued = await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(lot.url, lot.url) for lot in lots])
    return _enqueued(IMPORT_QUEUE, enqueued)


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


async def _listing(conn: AsyncConnection, item: ListingRead) -> dict[str, int]:
    claim, page = item.claim, item.page
    await queue.hold(conn, claim)
    listing = _one(page, Listing)
    if listing is None:
        raise TypeError(f"{page.page} without a listing")
    lot = _one(page, BatLot)
    stored = await upserts.store_listing(
        conn, listing, _one(page, Vehicle), claim.carried.get("organization_id")
    )
    counts = _stored("listings", stored.stored) | _stored("vehicles", stored.vehicle_stored)
    if stored.vehicle_id is not None:
        images = await upserts.store_images(conn, stored, _of(page, VehicleImage))
        counts |= _stored("vehicle_images", images)
        if stored.organization_id is not None:
            linked = await upserts.link_vehicle(
                conn, stored.organization_id, listing.url, stored.vehicle_id, listing.status
            )
            counts |= _stored("organization_vehicles", linked)
    if lot is not None:
        counts |= await _lot(conn, stored.id, page, lot)
    return counts | await _end_of_listing(conn, claim, lot)


async def _lot(
    conn: AsyncConnection, listing_id: int, page: ReadPage, lot: BatLot
) -> dict[str, int]:
    kept = await upserts.store_lot(conn, listing_id, lot)
    comments = await upserts.store_comments(conn, kept, _of(page, BatComment))
    bids = await upserts.store_bids(conn, kept, _of(page, BatBid))
    return (
        _stored("bat_lots", kept.stored)
        | _stored("bat_comments", comments)
        | _stored("bat_bids", bids)
    )


async def _end_of_listing(
    conn: AsyncConnection, claim: Claim, lot: BatLot | None
) -> dict[str, int]:
    """A lot that has ended is done; one that runs is looked at again after its end."""
    look_again = None
    if lot is not None and lot.status == "live":
        now = datetime.now(UTC)
        look_again = max(lot.ends_at or now, now) + AFTER_THE_END
    if claim.queue is BAT_EXTRACTION_QUEUE:
        if look_again is not None:
            await queue.postpone(conn, claim, look_again)
            return {"queue/postponed": 1}
    elif lot is not None and look_again is None:
        await queue.complete_unclaimed(conn, BAT_EXTRACTION_QUEUE, lot.url, lot.url)
    elif lot is not None:
        row = NewRow(lot.url, lot.url, run_at=look_again)
        await queue.enqueue(conn, BAT_EXTRACTION_QUEUE, [row])
    await queue.complete(conn, [claim])
    return {"queue/done": 1}


async def _failed(conn: AsyncConnection, item: Failed, worker: Worker) -> dict[str, int]:
    claim = item.claim
    await queue.hold(conn, claim)
    wait = item.wait
    if item.platform is not None:
        await upserts.set_platform(conn, claim.key, item.platform)
    if item.reason == "gone" and claim.queue in (IMPORT_QUEUE, BAT_EXTRACTION_QUEUE):
        await upserts.mark_removed(conn, claim.key)
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
