"""What the pages of sellers bring: rows of the directory, and businesses."""

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import Business, Seller
from crawler.outcomes import BusinessRead, SellersRead
from crawler.stores import counts
from db import cursors, queue, upserts
from db.queue import CLASSIC_SELLER_QUEUE, INVENTORY_QUEUE, NewRow


async def store_sellers(conn: AsyncConnection, item: SellersRead) -> dict[str, int]:
    """New sellers are queued; the directory's place is kept."""
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
            for seller in counts.items_of(item.page, Seller)
        ],
    )
    await cursors.keep(conn, item.cursor, item.position)
    return counts.enqueued(CLASSIC_SELLER_QUEUE, enqueued)


async def store_business(conn: AsyncConnection, item: BusinessRead) -> dict[str, int]:
    """The business, and its inventory's place in the queue."""
    await queue.hold(conn, item.claim)
    business = counts.one_of(item.page, Business)
    if business is None:
        raise TypeError(f"{item.page.page} without a business")
    organization_id, stored = await upserts.store_business(conn, business)
    found = counts.stored("businesses", stored)
    # Not where this page alone says: what it does not state may be known.
    start = await upserts.inventory_start(conn, organization_id)
    if start is not None:
        carried = {"start_url": start, "run_mode": "both"}
        enqueued = await queue.enqueue(
            conn, INVENTORY_QUEUE, [NewRow(organization_id, start, carried=carried)]
        )
        found |= counts.enqueued(INVENTORY_QUEUE, enqueued)
    await queue.complete(conn, [item.claim])
    return found | {"queue/done": 1}
