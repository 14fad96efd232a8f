"""A worker that is told to end gives back its rows at once, by whichever signal it is told."""

import signal
import time
from itertools import islice
from pathlib import Path

import pytest

from tests.chaos.processes import asked, held_by, started, statuses, wait_until
from tests.e2e.truth import unfinished
from tests.program import give_ended_lots, program, sample_web

PROMISED = 2.0  # seconds
ROOM = 2.0  # for a machine that is busy with other things


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_gives_all_rows_back_within_two_seconds(
    database: str, tmp_path: Path, number: signal.Signals
) -> None:
    with sample_web(tmp_path, "--crawl-delay", "0", "--scale", "tiny") as web:
        night = program(database, web.gateway, HOST_DELAY="0.2")
        give_ended_lots(night, web)
        # The pages in flight come after the signal, and after the rows were given back.
        web.ask("/misbehave?host=bringatrailer.com&path=/listing/*&kind=stall&times=0&seconds=5")
        with started(night, "scrapy", "crawl", "listings", "-a", "batches=0") as worker:
            wait_until(lambda: asked(web, "/listing/") >= 2, "pages in flight")
            assert held_by(database, worker) >= 2
            worker.send_signal(number)
            told = time.monotonic()
            wait_until(lambda: not held_by(database, worker), "its rows are given back", 60)
            assert time.monotonic() - told < PROMISED + ROOM
            assert statuses(database) == {("pending", 0)}

            output, _ = worker.communicate(timeout=60)
            assert worker.returncode == 1, output[-2000:]
            assert "Traceback" not in output
            assert statuses(database) == {("pending", 0)}, "a page that came late was stored"
            web.ask("/behave")
            code, output = night.run("scrapy", "crawl", "listings", "-a", "batches=0")
            assert code == 0, output[-2000:]
            assert list(islice(unfinished(database), 1)) == []
            assert {attempts for _, attempts in statuses(database)} == {1}
