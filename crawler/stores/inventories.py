"""What the lists of an organisation bring, and the end of a walk over them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import InventoryEntry
from crawler.outcomes import InventoryRead
from crawler.stores import counts
from crawler.stores.failures import store_refusal
from crawler.worker import Worker
from db import queue, upserts
from db.queue import IMPORT_QUEUE, NewRow

logger = logging.getLogger(__name__)


async def store_inventory(
    conn: AsyncConnection, item: InventoryRead, worker: Worker
) -> dict[str, int]:
    """A list page's entries, and the listings among them whose own pages are to be read: new ones,
    those of which the list says something else than before, and those not looked at for long."""
    claim = item.claim
    await queue.hold(conn, claim)
    organization_id = claim.key
    if item.platform is not None:
        await upserts.set_platform(conn, organization_id, item.platform)
    if item.bat_username is not None:
        await upserts.set_bat_username(conn, organization_id, item.bat_username)
    if item.refused is not None:
        await store_refusal(conn, item.refused)
    entries = counts.items_of(item.page, InventoryEntry)
    changes = await upserts.store_inventory(conn, organization_id, item.source, entries)
    stale = await upserts.stale_listings(
        conn, [entry.url for entry in entries], older_than=worker.refresh
    )
    rows = {
        entry.url: NewRow(
            entry.url,
            entry.page_url or entry.url,
            carried={
                "organization_id": organization_id,
                "platform": item.reader,
                "page_url": entry.page_url,
            },
        )
        for entry in entries
    }
    again = {*changes.changed, *stale}
    known = [row for url, row in sorted(rows.items()) if url not in again]
    first = await queue.enqueue(conn, IMPORT_QUEUE, known)
    second = await queue.enqueue(
        conn, IMPORT_QUEUE, [row for url, row in sorted(rows.items()) if url in again], again=True
    )
    found = counts.stored("dealer_inventory", changes.stored)
    found["queue/import_queue/new"] = first.new + second.new
    found["queue/import_queue/reopened"] = second.reopened
    if item.ended is not None:
        found["queue/import_queue/reopened"] += await _end_source(conn, item)
    if item.cursor is not None:
        await queue.advance(conn, claim, json.dumps(item.cursor), lease=worker.lease)
        return found
    found["queue/import_queue/reopened"] += await _known_listings(conn, item, worker)
    if item.problem is None:
        await queue.complete(conn, [claim])
        return found | {"queue/done": 1}
    problem = item.problem
    await queue.fail(
        conn,
        claim,
        problem.reason,
        problem.message,
        http_status=problem.http_status,
        wait=0.0,
        max_attempts=worker.max_attempts,
    )
    logger.info("%s: %s (%s)", claim.url, problem.reason, problem.message)
    return found | {f"queue/failed/{problem.reason}": 1}


async def _end_source(conn: AsyncConnection, item: InventoryRead) -> int:
    """What was there at the last walk and is not now is missed; its own page tells why."""
    ended = item.ended
    if ended is None or ended.began is None or ended.run_mode == "sold":
        return 0
    end = await upserts.end_walk(
        conn, item.claim.key, item.source, began=ended.began, whole=ended.whole
    )
    if end.empty:
        logger.warning("%s: its lists are empty, which they were not before", item.claim.url)
    return await _look_again(conn, end.missed)


async def _known_listings(conn: AsyncConnection, item: InventoryRead, worker: Worker) -> int:
    """What the organisation is known by besides its lists: its lots on Bring a Trailer that were
    read, and listings that no list shows any more."""
    await upserts.adopt_bat_lots(conn, item.claim.key)
    ended = item.ended
    if ended is None or ended.since is None:
        return 0
    urls = await upserts.known_listings(
        conn,
        item.claim.key,
        sources_walked=ended.walked,
        older_than=worker.refresh,
        since=ended.since,
    )
    return await _look_again(conn, urls)


async def _look_again(conn: AsyncConnection, urls: Iterable[str]) -> int:
    rows = [NewRow(url, url) for url in sorted(urls)]
    return (await queue.enqueue(conn, IMPORT_QUEUE, rows, again=True)).reopened
