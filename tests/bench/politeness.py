"""The pace of hosts that several workers crawl at once: never above what the delay allows."""

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from tempfile import TemporaryFile

import psycopg

from db.queue import IMPORT_QUEUE, NewRow, enqueue
from tests.bench.arrivals import recorder
from tests.bench.crawling import PROJECT_ROOT
from tests.bench.database import engine_of, scratch_database
from tests.bench.figure import Figure

# A request may arrive so much earlier than the delay after the one before it, in seconds.
_EARLY = 0.005


@dataclass(frozen=True, slots=True)
class Size:
    """workers: processes. rows: of each host. delay: seconds."""

    workers: int
    hosts: int
    rows: int
    delay: float


FULL = Size(workers=4, hosts=50, rows=200, delay=1.0)
QUICK = Size(workers=2, hosts=4, rows=10, delay=0.2)


async def _fill(database: str, size: Size) -> None:
    engine = engine_of(database)
    urls = [
        f"https://host{host}.example/cars/{row}"
        for row in range(size.rows)
        for host in range(size.hosts)
    ]
    async with engine.begin() as conn:
        await enqueue(conn, IMPORT_QUEUE, [NewRow(url, url) for url in urls])
    await engine.dispose()


def crawled(database: str, gateway: str, size: Size) -> dict[str, float]:
    """Let the workers read all rows. Returns the sums of their stats of hosts. Raises RuntimeError
    unless every row was read."""
    log = TemporaryFile(mode="w+")  # noqa: SIM115
    workers = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "scrapy", "crawl", "listings"),
                *("-a", "batches=0", "-a", f"batch_size={size.hosts * 8 // size.workers}"),
            ],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                "DATABASE_URL": database,
                "WEB_GATEWAY": gateway,
                "HOST_DELAY": str(size.delay),
                "CONTACT": "bench@example.org",
            },
            stdout=subprocess.DEVNULL,
            stderr=log,
            text=True,
        )
        for _ in range(size.workers)
    ]
    try:
        statuses = [worker.wait() for worker in workers]
    finally:
        for worker in workers:
            worker.terminate()
    with psycopg.connect(database) as conn:
        ends = conn.execute("""
            SELECT status, reason, count(*) FROM import_queue GROUP BY 1, 2 ORDER BY 1, 2
        """).fetchall()
        counts = conn.execute("""
            SELECT key, sum(value::float) FROM crawl_runs, jsonb_each_text(counts) AS c (key, value)
            WHERE key LIKE 'host/%' GROUP BY key
        """).fetchall()
    log.seek(0)
    said = log.read()[-3000:]
    log.close()
    cars = size.hosts * size.rows // 10
    if any(statuses) or ends != [("complete", None, cars), ("failed", "gone", cars * 9)]:
        raise RuntimeError(f"the crawls exited {statuses}, rows ended {ends}:\n{said}")
    return {key: float(value) for key, value in counts}


def run(quick: bool) -> list[Figure]:
    """`scrapy crawl listings` by four processes on 10,000 URLs of 50 hosts, a second's delay each;
    a tenth of them are pages to be read. The web notes when each request arrives."""
    size = QUICK if quick else FULL
    with scratch_database() as database, recorder() as web:
        asyncio.run(_fill(database, size))
        counts = crawled(database, web.gateway, size)
        times = web.arrivals()
    gaps = sorted(
        later - sooner for arrived in times.values() for sooner, later in pairwise(sorted(arrived))
    )
    taken = sum(max(arrived) - min(arrived) for arrived in times.values())
    return [
        Figure(
            name="politeness, the shortest gap",
            value=gaps[0],
            unit="s",
            reference=size.delay,
            against="the delay",
            at_least=1 - _EARLY / size.delay,
            details={
                "requests": sum(map(len, times.values())),
                "ms of the shortest gap beyond the delay": (gaps[0] - size.delay) * 1000,
                "ms of the hundredth gap beyond the delay": (gaps[len(gaps) // 100] - size.delay)
                * 1000,
                "gaps too short": sum(gap < size.delay - _EARLY for gap in gaps),
                "slots missed": counts.get("host/slots_missed", 0.0),
                "requests sent late": counts.get("host/sent_late", 0.0),
            },
        ),
        Figure(
            name="politeness, the pace",
            value=len(gaps) / taken,
            unit="requests/s a host",
            reference=1 / size.delay,
            against="what the delay allows",
            at_least=0.97,
        ),
    ]
