"""A worker may die at any instant: nothing is lost, nothing stands twice, nothing stays stuck."""

import contextlib
import os
import random
import signal
import time
from itertools import islice
from pathlib import Path

import psycopg

from tests.e2e.truth import differences, unfinished
from tests.program import give_ended_lots, program, sample_web

LEASE = 3  # seconds
# Which crawl each of the ten kills hits, and the queue whose rows it holds.
KILLED = (
    *[("classic_profiles", "classic_seller_queue")] * 2,
    *[("dealer_inventory", "organization_inventory_sync_queue")] * 2,
    *[("listings", "import_queue")] * 6,
)


def processing(database: str, table: str) -> int:
    """Rows of a queue that a worker holds just now."""
    with psycopg.connect(database) as conn:
        query = f"SELECT count(*) FROM {table} WHERE status = 'processing'"
        row = conn.execute(query).fetchone()
    return int(row[0]) if row else 0


def test_after_ten_kills_at_random_instants_one_more_night_brings_the_truth(
    database: str, tmp_path: Path
) -> None:
    chance = random.Random(20)
    in_mid_batch = 0
    with sample_web(tmp_path, "--crawl-delay", "0", "--scale", "medium") as web:
        night = program(database, web.gateway, LEASE_SECONDS=str(LEASE), HOST_DELAY="0.02")
        give_ended_lots(night, web)
        code, output = night.run("scrapy", "crawl", "classic_sellers")
        assert code == 0, output[-2000:]
        for spider, table in KILLED:
            worker = night.start("scrapy", "crawl", spider, "-a", "batches=0")
            deadline = time.monotonic() + 120
            while not processing(database, table) and worker.poll() is None:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.3))
            with contextlib.suppress(ProcessLookupError):  # it had ended by itself
                os.killpg(worker.pid, signal.SIGKILL)
            worker.communicate()
            in_mid_batch += processing(database, table) > 0
        assert in_mid_batch >= len(KILLED) // 2, "most kills hit nothing: the test proves nothing"

        time.sleep(LEASE)
        code, output = night.run("scheduler.py", "--once")
        assert code == 0, output[-3000:]
        assert list(islice(differences(database, web.truth), 1)) == []
        assert list(unfinished(database)) == []
