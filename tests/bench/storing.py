"""Storing whole lots, beside the same rows one by one and beside a bare COPY of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from statistics import median

from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector
from sqlalchemy.ext.asyncio import AsyncEngine

from crawler.outcomes import ListingRead
from crawler.pipelines import StorePipeline
from crawler.spiders.listings import ListingsSpider
from crawler.worker import Worker
from db.queue import IMPORT_QUEUE, Claim, NewRow, claim, enqueue
from tests.bench.database import engine_of, scratch_database
from tests.bench.figure import Figure
from tests.bench.invented_lots import ROWS, lot_page, lot_url
from tests.bench.storing_otherwise import copy_lot, make_plain_tables, store_one_by_one

Store = Callable[[Claim], Awaitable[None]]


class Lots:
    """New lots for each measurement, their rows enqueued and claimed before the clock runs."""

    def __init__(self, engine: AsyncEngine, number: int) -> None:
        self._engine = engine
        self._number = number
        self._next = 1

    async def claimed(self, again: Sequence[Claim] = ()) -> list[Claim]:
        """Claims of the next lots; of the same ones, opened anew, with `again`."""
        urls = [c.url for c in again]
        if not urls:
            urls = [lot_url(self._next + place) for place in range(self._number)]
            self._next += self._number
        async with self._engine.begin() as conn:
            rows = [NewRow(url, url) for url in urls]
            await enqueue(conn, IMPORT_QUEUE, rows, again=bool(again))
        async with self._engine.begin() as conn:
            return await claim(conn, IMPORT_QUEUE, len(urls), "bench", default_delay=0.0)


def _number_of(claimed: Claim) -> int:
    return int(claimed.url.rstrip("/").rsplit("-", 1)[1])


async def _rate(claims: Sequence[Claim], store: Store) -> float:
    """Rows a second of storing these claims' lots, one after another."""
    began = time.perf_counter()
    for claimed in claims:
        await store(claimed)
    return len(claims) * ROWS / (time.perf_counter() - began)


async def _measure(url: str, number: int, rounds: int) -> dict[str, float]:
    engine = engine_of(url)
    # The pipeline itself, without a running crawl: it wants a crawler's settings and stats.
    crawler = Crawler(ListingsSpider, {"LEASE_SECONDS": 900, "MAX_ATTEMPTS": 5})
    crawler.stats = MemoryStatsCollector(crawler)
    pipeline = StorePipeline(crawler)
    worker = Worker.of(crawler)
    await worker.engine.dispose()
    worker.engine = engine

    async def ours(claimed: Claim) -> None:
        page = pages[_number_of(claimed)]
        await pipeline.process_item(
            ListingRead(claim=claimed, page=page, asked_at=datetime.now(UTC))
        )

    async def one_by_one(claimed: Claim) -> None:
        async with engine.begin() as conn:
            await store_one_by_one(conn, claimed, pages[_number_of(claimed)])

    async def copied(claimed: Claim) -> None:
        async with engine.begin() as conn:
            await copy_lot(conn, pages[_number_of(claimed)])

    async with engine.begin() as conn:
        await make_plain_tables(conn)
    lots = Lots(engine, number)
    rates: dict[str, list[float]] = {}
    for round_ in range(rounds + 1):
        for name, store in (("ours", ours), ("one by one", one_by_one), ("copy", copied)):
            claims = await lots.claimed()
            pages = {_number_of(c): lot_page(_number_of(c)) for c in claims}
            rate = await _rate(claims, store)
            if name == "ours":
                unchanged = await _rate(await lots.claimed(again=claims), ours)
            if round_:  # the first one prepares statements
                rates.setdefault(name, []).append(rate)
                if name == "ours":
                    rates.setdefault("unchanged", []).append(unchanged)
    stored = crawler.stats.get_stats()
    await engine.dispose()
    if stored["queue/done"] != 2 * number * (rounds + 1):
        raise RuntimeError(f"not every lot was stored: {stored}")
    return {name: median(found) for name, found in rates.items()}


def run(quick: bool) -> list[Figure]:
    """Rows a second of lots with 150 photos, 80 comments and 40 bids, each lot one transaction."""
    number, rounds = (2, 1) if quick else (40, 7)
    with scratch_database() as url:
        rates = asyncio.run(_measure(url, number, rounds))
    return [
        Figure(
            name="storing, beside single rows",
            value=rates["ours"],
            unit="rows/s",
            reference=rates["one by one"],
            against="upserts one by one",
            at_least=4,
            details={"lots a round": number, "rows a lot": ROWS},
        ),
        Figure(
            name="storing, beside COPY",
            value=rates["ours"],
            unit="rows/s",
            reference=rates["copy"],
            against="bare COPY into plain tables",
            at_least=0.15,
        ),
        Figure(
            name="re-reading unchanged lots",
            value=rates["unchanged"],
            unit="rows/s",
            reference=rates["ours"],
            against="storing them new",
        ),
    ]
