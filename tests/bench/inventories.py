"""Queueing the inventories of 5,000 organisations, and reading what dealers' sites send."""

import asyncio
import time
from collections.abc import Callable
from statistics import median
from urllib.parse import urlsplit

from parsel import Selector
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from crawler.pages.platforms import platform_named
from db.inventory_gaps import enqueue_gaps, inventory_gaps
from tests.bench.database import engine_of, scratch_database
from tests.bench.figure import Figure
from tests.web.dealers.site import DealerSites

_LIMIT = 5_000  # organisations that one command queues at most
_FILL = text("""
    INSERT INTO businesses (business_name, website, website_host)
    SELECT 'Dealer ' || i, 'https://www.dealer' || i || '.example/', 'dealer' || i || '.example'
    FROM generate_series(1, :businesses) AS i
""")
_BARE = (
    "CREATE TABLE bare_queue (LIKE organization_inventory_sync_queue INCLUDING ALL)",
    f"""INSERT INTO bare_queue (organization_id, host, start_url)
        SELECT id, website_host, website FROM businesses ORDER BY id LIMIT {_LIMIT}""",
)


async def _enqueue(engine: AsyncEngine, businesses: int) -> tuple[float, float]:
    """Milliseconds for choosing and queueing, and for a bare INSERT of as many rows."""
    async with engine.begin() as conn:
        await conn.execute(_FILL, {"businesses": businesses})
        await conn.execute(text(_BARE[0]))
        await conn.execute(text("ANALYZE"))
    async with engine.begin() as conn:
        began = time.perf_counter()
        gaps = await inventory_gaps(conn, below=5)
        await enqueue_gaps(conn, gaps[:_LIMIT], "both")
        ours = (time.perf_counter() - began) * 1000
        began = time.perf_counter()
        await conn.execute(text(_BARE[1]))
        bare = (time.perf_counter() - began) * 1000
    await engine.dispose()
    return ours, bare


def _bulk(quick: bool) -> Figure:
    businesses, rounds = (500, 1) if quick else (50_000, 3)
    ours, bare = [], []
    for _ in range(rounds):
        with scratch_database() as url:
            one, other = asyncio.run(_enqueue(engine_of(url), businesses))
            ours.append(one)
            bare.append(other)
    return Figure(
        name="queueing 5,000 inventories",
        value=median(ours),
        unit="ms",
        reference=median(bare),
        against="INSERT … SELECT of as many rows",
        details={"organisations": businesses},
    )


def _milliseconds(step: Callable[[], object]) -> float:
    began = time.thread_time()
    step()
    return (time.thread_time() - began) * 1000


def _pages(quick: bool) -> Figure:
    """A vehicle page of each design, read, in turns with parsel's Selector made of it."""
    sites = DealerSites(7, cars=(5, 5))
    ours, bare, size = [], [], 0
    for facts in sites.facts:
        design = sites.design(facts.host)
        platform = platform_named(facts.platform)
        for stock in [one for one in sites.stock(facts.host) if one.car][:3]:
            url = design.url(stock)
            answer = sites.answer(facts.host, urlsplit(url).path, {})
            if answer.status != 200:
                continue  # a vendor's own host has it
            html = answer.body.decode()
            size += len(html)
            turns = range(1 if quick else 5)
            ours.append(
                median(_milliseconds(lambda: platform.read_vehicle(html, url)) for _ in turns)  # noqa: B023
            )
            bare.append(median(_milliseconds(lambda: Selector(text=html)) for _ in turns))  # noqa: B023
    return Figure(
        name="reading vehicle pages of all platforms",
        value=sum(ours) / len(ours),
        unit="ms",
        reference=sum(bare) / len(bare),
        against="parsel.Selector(text)",
        details={"pages": len(ours), "kB a page": size / len(ours) / 1000},
    )


def run(quick: bool) -> list[Figure]:
    """Both."""
    return [_bulk(quick), _pages(quick)]
