"""What each outcome writes: inside the transaction that the pipeline opened, the rows that a page
brought and the end of its claim."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

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
from crawler.stores.failures import store_failure, store_refusal
from crawler.stores.inventories import store_inventory
from crawler.stores.listings import store_listing
from crawler.stores.lots import store_board, store_results
from crawler.stores.sellers import store_business, store_sellers
from crawler.worker import Worker


async def store(conn: AsyncConnection, item: Outcome, worker: Worker) -> dict[str, int]:
    """Write one outcome; returns what that did, as stats. Raises LeaseLost."""
    match item:
        case SellersRead():
            return await store_sellers(conn, item)
        case BoardRead():
            return await store_board(conn, item, worker)
        case ResultsRead():
            return await store_results(conn, item)
        case BusinessRead():
            return await store_business(conn, item)
        case InventoryRead():
            return await store_inventory(conn, item, worker)
        case ListingRead():
            return await store_listing(conn, item, worker)
        case Failed():
            return await store_failure(conn, item, worker)
        case Refused():
            return await store_refusal(conn, item)
