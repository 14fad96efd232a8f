"""The database drops its connections again and again: pages are not blamed for it."""

import time
from itertools import islice
from pathlib import Path

import psycopg

from tests.e2e.truth import differences, unfinished
from tests.program import give_ended_lots, program, sample_web

LEASE = 3  # seconds
CUT = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def test_dropped_connections_lose_nothing_and_fail_no_page(database: str, tmp_path: Path) -> None:
    with sample_web(tmp_path, "--crawl-delay", "0", "--scale", "small") as web:
        night = program(database, web.gateway, LEASE_SECONDS=str(LEASE), HOST_DELAY="0.05")
        give_ended_lots(night, web)
        code, output = night.run("scheduler.py", "--once")
        assert code == 0, output[-2000:]
        with psycopg.connect(database) as conn:
            urls = [row[0] for row in conn.execute("SELECT listing_url FROM import_queue")]
        night.run("scrapy", "enqueue", "import_queue", *urls, "--again")
        crawl = night.start("scrapy", "crawl", "listings", "-a", "batches=0")
        cut = 0
        while crawl.poll() is None:
            time.sleep(0.4)
            with psycopg.connect(database, autocommit=True) as conn:
                row = conn.execute(CUT).fetchone()
                cut += row[0] if row else 0
        crawl.communicate()
        assert cut >= 3, "the connections were hardly ever cut: the test proves nothing"

        time.sleep(LEASE)
        code, output = night.run("scrapy", "crawl", "listings", "-a", "batches=0")
        assert code == 0, output[-2000:]
        assert list(islice(differences(database, web.truth), 1)) == []
        assert list(unfinished(database)) == []
