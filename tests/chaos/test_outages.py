"""A database that is away for seconds costs a crawl nothing but the time."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.processes import asked, started, statuses, wait_until
from tests.cluster import Cluster, cluster
from tests.program import give_ended_lots, program, sample_web


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Cluster]:
    """A server that may be killed."""
    with cluster(tmp_path / "cluster") as made:
        yield made


def test_a_server_that_restarts_costs_no_page_its_attempt(server: Cluster, tmp_path: Path) -> None:
    database = server.new_database()
    with sample_web(tmp_path, "--crawl-delay", "0", "--scale", "tiny") as web:
        night = program(database, web.gateway, HOST_DELAY="0.5")
        give_ended_lots(night, web)
        web.ask("/misbehave?host=bringatrailer.com&path=/listing/*&kind=stall&times=0&seconds=2")
        with started(night, "scrapy", "crawl", "listings", "-a", "batches=0") as worker:
            wait_until(lambda: asked(web, "/listing/") >= 3, "pages in flight, others in line")
            server.kill()
            web.ask("/behave")
            with pytest.raises(subprocess.TimeoutExpired):  # it does not give up
                worker.wait(4)
            server.start()
            output, _ = worker.communicate(timeout=120)
            assert worker.returncode == 0, output[-3000:]
            assert {status for status, _ in statuses(database)} <= {"complete", "skipped"}
            assert {attempts for _, attempts in statuses(database)} == {1}


def test_a_crawl_whose_only_page_needed_the_database_ends_without_it(
    server: Cluster, tmp_path: Path
) -> None:
    database = server.new_database()
    with sample_web(tmp_path, "--crawl-delay", "0", "--scale", "tiny") as web:
        night = program(database, web.gateway)
        for host, spider in (
            ("bringatrailer.com", "bat_live"),
            ("www.classic.com", "classic_sellers"),
        ):
            web.ask(f"/misbehave?host={host}&path=/robots.txt&kind=stall&times=0&seconds=2")
            with started(night, "scrapy", "crawl", spider) as worker:
                wait_until(lambda: asked(web, "/robots.txt"), "its robots.txt is asked for")
                web.ask("/log?clear=1")
                server.kill()
                output, _ = worker.communicate(timeout=120)
                assert worker.returncode == 1, output[-2000:]
                assert "Spider closed (database_error)" in output
                server.start()
