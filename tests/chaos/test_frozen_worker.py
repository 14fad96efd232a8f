"""A worker that stood still while others finished its rows changes nothing when it goes on."""

import hashlib
import signal
from pathlib import Path
from typing import Any

import psycopg

from tests.chaos.processes import asked, held_by, started, statuses, wait_until
from tests.program import give_ended_lots, program, sample_web

LEASE = 2  # seconds
# What says who asked when, and not what is known.
ASIDE = {"hosts", "queue_hosts", "crawl_runs"}


def contents(database: str) -> dict[str, Any]:
    """A digest of all rows of every table of the program, but for those set aside."""
    with psycopg.connect(database) as conn:
        names = [
            name
            for (name,) in conn.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            )
            if name not in ASIDE
        ]
        return {
            name: hashlib.sha256(
                repr(conn.execute(f'SELECT * FROM "{name}" t ORDER BY t::text').fetchall()).encode()
            ).hexdigest()
            for name in names
        }


def test_a_worker_frozen_past_its_lease_and_thawed_writes_nothing(
    database: str, tmp_path: Path
) -> None:
    with sample_web(tmp_path, "--crawl-delay", "0", "--scale", "tiny") as web:
        night = program(database, web.gateway, LEASE_SECONDS=str(LEASE))
        give_ended_lots(night, web)
        # Pages that arrive while nobody is there to read them.
        web.ask("/misbehave?host=bringatrailer.com&path=/listing/*&kind=stall&times=0&seconds=1")
        with started(night, "scrapy", "crawl", "listings") as frozen:
            wait_until(lambda: asked(web, "/listing/") >= 3, "pages in flight")
            frozen.send_signal(signal.SIGSTOP)
            rows = held_by(database, frozen)
            assert rows >= 3, "it holds nothing that others could take over"
            web.ask("/behave")

            def finished_by_another() -> bool:
                code, output = night.run("scrapy", "crawl", "listings", "-a", "batches=0")
                assert code == 0, output[-2000:]
                ends = {status for status, _ in statuses(database)}
                return ends <= {"complete", "skipped"}

            wait_until(finished_by_another, "another worker finishes the rows", 120)
            assert held_by(database, frozen) == 0
            before = contents(database)
            assert len(before) > 10

            frozen.send_signal(signal.SIGCONT)
            output, _ = frozen.communicate(timeout=120)
            assert output.count("the lease was taken over; its page is dropped") == rows
            assert frozen.returncode == 1
            after = contents(database)
            assert [name for name, digest in after.items() if digest != before[name]] == []
