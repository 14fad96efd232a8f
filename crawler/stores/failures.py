"""What a page that gave nothing means: for its row, its host, its listing."""

from __future__ import annotations

import logging

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.outcomes import Failed, Refused
from crawler.terminal import printable
from crawler.worker import Worker
from db import hosts, queue, upserts
from db.queue import BAT_EXTRACTION_QUEUE, IMPORT_QUEUE

logger = logging.getLogger(__name__)


async def store_failure(conn: AsyncConnection, item: Failed, worker: Worker) -> dict[str, int]:
    """The row's end by its reason."""
    claim = item.claim
    await queue.hold(conn, claim)
    wait = item.wait
    if item.platform is not None:
        await upserts.set_platform(conn, claim.key, item.platform)
    if item.reason == "gone" and claim.queue in (IMPORT_QUEUE, BAT_EXTRACTION_QUEUE):
        await upserts.mark_removed(conn, claim.key, asked_at=item.asked_at)
        await upserts.end_lot(conn, claim.key, asked_at=item.asked_at)
    # Errors quote pages: no row takes a NUL, and no terminal should take the rest.
    message = printable(item.message if item.rule is None else f"{item.rule}: {item.message}")
    if item.reason == "blocked" and item.blocks:
        wait = await hosts.block(conn, claim.host, message, seconds=item.wait)
    status = await queue.fail(
        conn,
        claim,
        item.reason,
        message,
        http_status=item.http_status,
        wait=wait or 0.0,
        max_attempts=worker.max_attempts,
    )
    logger.info("%s: %s (%s), now %s", claim.key, item.reason, message, status)
    skipped = {} if item.rule is None else {f"queue/skipped/{item.rule}": 1}
    return {f"queue/failed/{item.reason}": 1, **skipped}


async def store_refusal(conn: AsyncConnection, item: Refused) -> dict[str, int]:
    """A host that refused a page is left alone for a while."""
    await hosts.block(conn, queue.host_of(item.url), printable(item.message), seconds=item.wait)
    return {}
