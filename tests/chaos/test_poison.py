"""A page that takes its worker down every time ends as poison, and names the last worker."""

import os
import signal
from pathlib import Path

import psycopg

from tests.chaos.crew import worker_name
from tests.chaos.processes import asked, held_by, started, wait_until
from tests.program import program, sample_web

LEASE = 1  # seconds
MAX_ATTEMPTS = 5  # crawler.settings


def test_a_page_whose_workers_all_die_ends_failed_as_poison(database: str, tmp_path: Path) -> None:
    with sample_web(tmp_path, "--crawl-delay", "0", "--scale", "tiny") as web:
        night = program(database, web.gateway, LEASE_SECONDS=str(LEASE))
        url = next(str(lot["url"]) for lot in web.truth["bat_lots"] if lot["status"] != "live")
        code, output = night.run("scrapy", "enqueue", "import_queue", url)
        assert code == 0, output
        path = url.removeprefix("https://bringatrailer.com")
        web.ask(f"/misbehave?host=bringatrailer.com&path={path}&kind=stall&times=0&seconds=60")
        last = ""
        for death in range(1, MAX_ATTEMPTS + 1):
            with started(night, "scrapy", "crawl", "listings", "-a", "batches=0") as worker:
                wait_until(lambda n=death: asked(web, path) >= n, f"death {death}")  # type: ignore[misc]
                assert held_by(database, worker) == 1
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
            last = worker_name(worker.pid)
            wait_until(lambda: _is_due(database), "its lease ends")

        code, output = night.run("scrapy", "crawl", "listings", "-a", "batches=0")
        assert code == 0, output[-2000:]
        assert asked(web, path) == MAX_ATTEMPTS, "it was read once more"
        with psycopg.connect(database) as conn:
            row = conn.execute("""
                SELECT status, reason, attempts, message, locked_at::text, lease_token
                FROM import_queue
            """).fetchone()
        assert row is not None
        *ended, message, died, token = row
        assert ended == ["failed", "poison", MAX_ATTEMPTS]
        assert message == f"its worker died {MAX_ATTEMPTS} times, the last was {last} at {died}"
        assert token is None


def _is_due(database: str) -> bool:
    with psycopg.connect(database) as conn:
        return conn.execute("SELECT FROM import_queue WHERE run_at <= now()").rowcount == 1
