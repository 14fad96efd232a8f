"""Runs of `scrapy crawl listings` on a queue of the sample web's lots."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

import psycopg

from db.queue import IMPORT_QUEUE, NewRow, enqueue
from tests.bench.database import engine_of
from tests.bench.web import ServedLots

PROJECT_ROOT = Path(__file__).parents[2]
_TABLES = (
    "import_queue, bat_extraction_queue, queue_hosts, hosts, crawl_runs, bat_bids, bat_comments,"
    " bat_history, bat_lots, vehicle_images, organization_vehicles, dealer_inventory, listings,"
    " vehicles"
)


async def _fill(database: str, urls: list[str]) -> None:
    engine = engine_of(database)
    async with engine.begin() as conn:
        await enqueue(conn, IMPORT_QUEUE, [NewRow(url, url) for url in urls])
    await engine.dispose()


class Crawl:
    """One child process that reads every served lot into an emptied database."""

    def __init__(self, database: str, lots: ServedLots) -> None:
        """Starts it. `database` is a scratch database's URL: what is in it is deleted."""
        with psycopg.connect(database) as conn:
            conn.execute(f"TRUNCATE {_TABLES}")
        asyncio.run(_fill(database, lots.urls))
        self._database, self._lots = database, lots
        self._log = TemporaryFile(mode="w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", "crawl", "listings", "-a", "batches=0"],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                "DATABASE_URL": database,
                "WEB_GATEWAY": lots.gateway,
                "HOST_DELAY": "0",
                "CONTACT": "bench@example.org",
            },
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            text=True,
        )

    def seconds(self) -> float:
        """Wait for its end; seconds from the spider's opening to its last transaction, start-up
        taken out. Raises RuntimeError with the log's end unless every lot was read and stored
        (or passed over as no car)."""
        status = self.process.wait()
        with psycopg.connect(self._database) as conn:
            row = conn.execute(
                "SELECT extract(epoch FROM max(ended_at) - max(started_at)) FROM crawl_runs"
            ).fetchone()
            lots = conn.execute("SELECT count(*) FROM bat_lots").fetchone()
            done = conn.execute(
                "SELECT count(*) FROM import_queue"
                " WHERE status = 'complete' OR reason = 'not_a_vehicle'"
            ).fetchone()
        self._log.seek(0)
        said = self._log.read()[-3000:]
        self._log.close()
        if status or not (row and lots and done and done[0] == len(self._lots.urls) and lots[0]):
            raise RuntimeError(f"the crawl exited {status}, {done} rows done:\n{said}")
        return float(row[0])
