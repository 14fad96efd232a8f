"""What the page of one listing brings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import BatLot, Listing, Vehicle, VehicleImage
from crawler.lot_states import after_page
from crawler.outcomes import ListingRead
from crawler.pages import bring_a_trailer
from crawler.stores import counts
from crawler.stores.lots import store_lot
from crawler.worker import Worker
from db import queue, upserts
from db.queue import BAT_EXTRACTION_QUEUE, IMPORT_QUEUE, Claim, NewRow, Planned


async def store_listing(conn: AsyncConnection, item: ListingRead, worker: Worker) -> dict[str, int]:
    """The listing, its vehicle with its photos, and on Bring a Trailer its lot."""
    claim, page = item.claim, item.page
    await queue.hold(conn, claim)
    listing = counts.one_of(page, Listing)
    if listing is None:
        raise TypeError(f"{page.page} without a listing")
    lot = counts.one_of(page, BatLot)
    if lot is not None:
        if claim.queue is not BAT_EXTRACTION_QUEUE:
            # Before the lot's own rows, as the worker does that holds this one.
            await queue.lock(conn, BAT_EXTRACTION_QUEUE, lot.url)
        if not await upserts.rename_lot(conn, lot, seen_at=item.asked_at):
            return await _stale(conn, item, lot, worker)
    organization_id = claim.carried.get("organization_id")
    if organization_id is None and lot is not None:
        organization_id = await upserts.organization_of_member(conn, lot.seller_url)
    if organization_id is not None:  # it may have been joined with another one since
        organization_id = await upserts.current_business(conn, organization_id)
    stored = await upserts.store_listing(
        conn,
        listing,
        counts.one_of(page, Vehicle),
        organization_id,
        seen_at=item.asked_at,
    )
    if stored is None:
        return await _stale(conn, item, lot, worker)
    found = counts.stored("listings", stored.stored) | counts.stored(
        "vehicles", stored.vehicle_stored
    )
    images = await upserts.store_images(conn, stored, counts.items_of(page, VehicleImage))
    found |= counts.stored("vehicle_images", images)
    if stored.organization_id is not None and lot is None:
        linked = await upserts.link_vehicle(
            conn, stored.organization_id, listing, stored.vehicle_id
        )
        found |= counts.stored("organization_vehicles", linked)
    look_again = None
    if lot is not None:
        found |= await store_lot(conn, stored.id, item, lot)
        if stored.organization_id is not None:
            await upserts.adopt_bat_lots(conn, stored.organization_id, url=lot.url)
        look_again = after_page(
            lot.status, lot.ends_at, asked_at=item.asked_at, reread=worker.reread
        )
    found |= await _source(conn, listing)
    return found | await _end_of_listing(conn, claim, lot, look_again)


async def _source(conn: AsyncConnection, listing: Listing) -> dict[str, int]:
    """A lot on Bring a Trailer that the listing was made from is a listing of the same car."""
    try:
        lot_url = bring_a_trailer.canonical_lot_url(listing.source_url or "")
    except ValueError:
        return {}
    return counts.enqueued(
        IMPORT_QUEUE, await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(lot_url, lot_url)])
    )


async def _stale(
    conn: AsyncConnection, item: ListingRead, lot: BatLot | None, worker: Worker
) -> dict[str, int]:
    """Another worker stored a newer page of this listing: that one counts."""
    look_again = None
    if lot is not None:
        row = (await upserts.stored_lots(conn, [lot.bat_id]))[lot.bat_id]
        look_again = after_page(row.status, row.ends_at, asked_at=row.read_at, reread=worker.reread)
    found = await _end_of_listing(conn, item.claim, lot, look_again)
    return found | {"store/listings/stale": 1}


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
