"""A business that is known by a profile, and by a website, and the page that states both."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import Business
from db.queue import NewRow
from db.upserts.businesses import (
    business_of_profile,
    business_of_website,
    store_business,
)

OAK = "https://directory.example/s/old-oak-1/"

OAK_AGAIN = "https://directory.example/s/old-oak-2/"

SITE = "https://oldoak.example/"

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def page(name: str = "Old Oak Motors", **said: Any) -> Business:
    return Business(business_name=name, **said)


async def store(conn: AsyncConnection, name: str = "Old Oak Motors", **said: Any) -> int:
    number, _ = await store_business(conn, page(name, **said))
    return number


async def two(conn: AsyncConnection) -> tuple[int, int]:
    """The business of a profile, and one of a website, of which nobody knows yet that both are
    the same."""
    return await business_of_profile(conn, OAK), await business_of_website(conn, SITE)


async def meet(conn: AsyncConnection) -> int:
    """The page that states both."""
    return await store(conn, profile_url=OAK, website=SITE)


async def show(conn: AsyncConnection, of: int, url: str, title: str | None, seen: datetime) -> None:
    await conn.execute(
        text("""
            INSERT INTO dealer_inventory
                (organization_id, listing_url, source, title, first_seen_at, last_seen_at)
            VALUES (:of, :url, 'dealer', :title, :seen, :seen)
        """),
        {"of": of, "url": url, "title": title, "seen": seen},
    )


def sync(of: int, url: str = SITE) -> NewRow:
    return NewRow(of, url, carried={"start_url": url, "run_mode": "both"})
