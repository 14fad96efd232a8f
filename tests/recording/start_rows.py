"""The rows that a spider's recorded crawl begins with: put into an empty database, and found in
the database of the crawl before."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import Business
from db import queue, upserts
from db.queue import INVENTORY_QUEUE, QUEUES, NewRow, Queue

# A start row as it stands in a JSON file: `url`, the queue's carried columns, and (in place of an
# organization's id, which differs from database to database) ORGANIZATION's columns.
StartRow = dict[str, str | None]
ORGANIZATION = ("business_name", "website", "profile_url")

PROFILES = 24
SITES, WITHOUT_SITE = 5, 3  # organizations with a website of their own, and without
LISTINGS_FIRST, LISTINGS_LAST = 3, 1  # of each host, by URL
BOARD_LOTS = 1


def queue_of(spider: str) -> Queue | None:
    """The queue that this spider works off; None for one that begins with no rows."""
    return next((one for one in QUEUES if one.spider == spider), None)


async def enqueue(conn: AsyncConnection, spider: str, rows: Sequence[StartRow]) -> None:
    """Make `rows` due now in the spider's queue, their organizations known by the same addresses
    as when they were recorded: a walk goes over all of them."""
    rows_of = queue_of(spider)
    if rows_of is None:
        return
    made = []
    for row in rows:
        url = str(row["url"])
        key: Any = url
        carried: dict[str, Any] = {
            name: value for name, value in row.items() if name not in ("url", *ORGANIZATION)
        }
        if row.get("business_name") is not None:
            organization = await _organization(conn, row)
            if rows_of is INVENTORY_QUEUE:
                key, carried = organization, {**carried, "start_url": url}
            else:
                carried["organization_id"] = organization
        made.append(NewRow(key, row.get("page_url") or url, carried=carried))
    await queue.enqueue(conn, rows_of, made)


async def _organization(conn: AsyncConnection, row: StartRow) -> int:
    known: Any = {name: row[name] for name in ORGANIZATION}
    organization, _ = await upserts.store_business(conn, Business(**known))
    return organization


# URLs are put in order byte by byte, the same on servers of every locale.
_PROFILES = text("""
    SELECT profile_url AS url, seller_name, business_type FROM classic_seller_queue
    ORDER BY profile_url COLLATE "C" LIMIT :limit
""")
_DEALERS = text("""
    SELECT url, business_name, website, profile_url, run_mode FROM (
        SELECT q.start_url AS url, b.business_name, b.website, b.profile_url, q.run_mode,
               row_number() OVER (
                   PARTITION BY b.website IS NULL ORDER BY q.start_url COLLATE "C"
               ) AS nth
        FROM organization_inventory_sync_queue q JOIN businesses b ON b.id = q.organization_id
    ) queued
    WHERE nth <= CASE WHEN website IS NULL THEN :without_site ELSE :sites END
    ORDER BY url COLLATE "C"
""")
_LISTINGS = text("""
    SELECT url, business_name, website, profile_url, platform, page_url FROM (
        SELECT i.listing_url AS url, b.business_name, b.website, b.profile_url, i.platform,
               i.page_url,
               row_number() OVER (PARTITION BY i.host ORDER BY i.listing_url COLLATE "C") AS nth,
               count(*) OVER (PARTITION BY i.host) AS number
        FROM import_queue i JOIN businesses b ON b.id = i.organization_id
    ) listed
    WHERE nth <= :first OR nth > number - :last ORDER BY url COLLATE "C"
""")
_BOARD_LOTS = text("""
    SELECT bat_url AS url FROM bat_extraction_queue ORDER BY bat_url COLLATE "C" LIMIT :limit
""")


async def found_by_directory(conn: AsyncConnection) -> list[StartRow]:
    """Profiles that a crawl of the directory queued."""
    return await _rows(conn, _PROFILES, limit=PROFILES)


async def found_by_profiles(conn: AsyncConnection) -> list[StartRow]:
    """Organizations whose inventories a crawl of profiles queued: some with a site of their own,
    some without."""
    return await _rows(conn, _DEALERS, sites=SITES, without_site=WITHOUT_SITE)


async def found_by_inventories(conn: AsyncConnection) -> list[StartRow]:
    """Listings that a crawl of inventories queued: a few of each host."""
    return await _rows(conn, _LISTINGS, first=LISTINGS_FIRST, last=LISTINGS_LAST)


async def found_by_board(conn: AsyncConnection) -> list[StartRow]:
    """Lots that a crawl of the live board read and queued for their end."""
    return await _rows(conn, _BOARD_LOTS, limit=BOARD_LOTS)


async def _rows(conn: AsyncConnection, found: Any, **limits: int) -> list[StartRow]:
    return [dict(row) for row in (await conn.execute(found, limits)).mappings()]
