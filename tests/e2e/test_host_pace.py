"""A host's pace and its breaker, kept by workers that are processes of their own."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from email.utils import formatdate
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from tests.hostile_server import car_page
from tests.program import Program, program
from tests.web.misbehaviour import CHALLENGE
from tests.web.scripted import Answer, ScriptedWeb, scripted_web

HOST = "www.quarry-lane.example"
PAGE = Answer(car_page().decode())
WALL = CHALLENGE.body.decode()


@pytest.fixture
def web() -> Iterator[ScriptedWeb]:
    with scripted_web() as running:
        yield running


@pytest.fixture
def night(database: str, web: ScriptedWeb) -> Program:
    return program(database, web.gateway)


def give(night: Program, web: ScriptedWeb, cars: int, answer: Answer = PAGE) -> None:
    """So many rows of the host, and what their pages answer."""
    for number in range(cars):
        web.put(HOST, f"/cars/{number}", answer)
    urls = [f"https://{HOST}/cars/{number}" for number in range(cars)]
    code, output = night.run("scrapy", "enqueue", "import_queue", *urls)
    assert code == 0, output


def crawls(night: Program, number: int) -> list["subprocess.Popen[str]"]:
    return [
        night.start("scrapy", "crawl", "listings", "-a", "batches=0", "-a", "batch_size=8")
        for _ in range(number)
    ]


def ended(workers: list["subprocess.Popen[str]"]) -> None:
    for worker in workers:
        said, _ = worker.communicate(timeout=120)
        assert worker.returncode == 0, said[-2000:]
        assert "Traceback" not in said


def one(database: str, query: str) -> Any:
    with psycopg.connect(database) as conn:
        row = conn.execute(query.encode()).fetchone()
    assert row is not None
    return row if len(row) > 1 else row[0]


def end_the_block(database: str) -> None:
    """As if the block's time had passed, for the host and for its rows."""
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE hosts SET blocked_until = now()")
        conn.execute("UPDATE import_queue SET run_at = now() WHERE run_at IS NOT NULL")
        conn.execute("UPDATE queue_hosts SET claim_at = now(), due_from = '-infinity'")


def until(web: ScriptedWeb, requests: int) -> None:
    """Wait until so many pages were asked for."""
    deadline = time.monotonic() + 60
    while len(web.paths(HOST)) < requests:
        assert time.monotonic() < deadline, web.paths(HOST)
        time.sleep(0.02)


def gaps(web: ScriptedWeb) -> list[float]:
    """Seconds between the host's requests."""
    times = [asked.at for asked in web.log if asked.host == HOST]
    return [later - sooner for sooner, later in pairwise(times)]


def test_two_workers_send_one_request_to_a_host_whose_block_is_over(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    give(night, web, 8, Answer("no", status=403, seconds=0.5))
    ended(crawls(night, 1))
    assert one(database, "SELECT consecutive_failures FROM hosts") == 1
    for refusals in (2, 3):
        end_the_block(database)
        web.log.clear()
        ended(crawls(night, 2))
        assert len(web.paths(HOST)) == 1
        assert one(database, "SELECT consecutive_failures FROM hosts") == refusals
    blocked = one(database, "SELECT extract(epoch FROM blocked_until - now()) FROM hosts")
    assert float(blocked) == pytest.approx(3600, abs=60)
    rows = one(database, "SELECT count(*), sum(attempts), min(status) FROM import_queue")
    assert rows == (8, 0, "pending")


def test_a_good_answer_to_the_trial_lets_the_rows_be_read(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    give(night, web, 4, Answer("no", status=403))
    ended(crawls(night, 1))
    give(night, web, 4)
    end_the_block(database)
    web.log.clear()
    ended(crawls(night, 1))
    assert one(database, "SELECT consecutive_failures, blocked_until FROM hosts") == (0, None)
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE import_queue SET run_at = now() WHERE run_at IS NOT NULL")
        conn.execute("UPDATE queue_hosts SET claim_at = now(), due_from = '-infinity'")
    ended(crawls(night, 1))
    assert sorted(web.paths(HOST)) == [f"/cars/{number}" for number in range(4)]
    assert one(database, "SELECT count(*) FROM import_queue WHERE status = 'complete'") == 4


def test_a_wall_with_status_200_is_no_good_answer(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    give(night, web, 1, Answer(WALL))
    for refusals in (1, 2, 3):
        ended(crawls(night, 1))
        assert one(database, "SELECT consecutive_failures FROM hosts") == refusals
        end_the_block(database)


def test_a_robots_txt_that_is_given_to_everybody_ends_no_block(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/robots.txt", Answer("User-agent: *\nAllow: /\n", "text/plain"))
    give(night, web, 1, Answer("no", status=403))
    for refusals in (1, 2, 3):
        ended(crawls(night, 1))
        assert one(database, "SELECT consecutive_failures FROM hosts") == refusals
        end_the_block(database)
        with psycopg.connect(database) as conn:
            conn.execute("UPDATE hosts SET robots_read_at = now() - interval '1 day'")
    asked = [entry.path for entry in web.log]
    assert asked == ["/robots.txt", "/cars/0"] * 3


def test_a_trial_that_is_led_to_another_page_is_decided_there(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    give(night, web, 1, Answer("no", status=403))
    ended(crawls(night, 1))
    end_the_block(database)
    web.put(HOST, "/cars/0", Answer(status=302, headers={"Location": f"https://{HOST}/there"}))
    web.put(HOST, "/there", PAGE)
    ended(crawls(night, 1))
    assert one(database, "SELECT consecutive_failures, blocked_until FROM hosts") == (0, None)


@pytest.mark.parametrize("as_date", [False, True])
def test_one_workers_429_stops_the_other(database: str, web: ScriptedWeb, as_date: bool) -> None:
    # A server whose clock is a day behind names its times by that clock.
    behind = time.time() - 86400
    said = formatdate(behind + 300, usegmt=True) if as_date else "300"
    night = program(database, web.gateway, HOST_DELAY="0.3")
    give(night, web, 40)
    workers = crawls(night, 2)
    until(web, 6)
    for number in range(40):
        headers = {"Retry-After": said, "Date": formatdate(behind, usegmt=True)}
        web.put(HOST, f"/cars/{number}", Answer("slower", status=429, headers=headers))
    asked = len(web.paths(HOST))
    until(web, asked + 1)
    for number in range(40):  # the other worker is told nothing by its own answers
        web.put(HOST, f"/cars/{number}", PAGE)
    ended(workers)
    # Those that were on their way, or about to leave, in each of the workers.
    assert len(web.paths(HOST)) <= asked + 8
    waits = one(
        database,
        """SELECT min(extract(epoch FROM h.blocked_until - now())),
                  max(extract(epoch FROM q.run_at - now())), count(*)
           FROM import_queue q JOIN hosts h USING (host) WHERE q.status = 'pending'""",
    )
    assert 200 < float(waits[0]) <= float(waits[1]) + 1 <= 302
    assert waits[2] >= 20
    assert one(database, "SELECT sum(attempts) FROM import_queue WHERE status = 'pending'") == 0


def test_a_host_that_fails_ten_times_in_a_row_is_left_alone(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    give(night, web, 40, Answer("oh", status=500))
    ended(crawls(night, 1))
    # Eight at most were on their way when the tenth failed.
    assert 10 <= len(web.paths(HOST)) <= 18
    assert one(database, "SELECT block_reason FROM hosts") == (
        "10 requests in a row failed: HTTP 500"
    )
    untried = "SELECT count(*) FROM import_queue WHERE attempts = 0 AND status = 'pending'"
    assert one(database, untried) >= 22


def test_a_host_that_gets_slow_is_asked_as_slowly(database: str, web: ScriptedWeb) -> None:
    night = program(database, web.gateway, HOST_DELAY="0.1")
    give(night, web, 24, Answer(PAGE.body, seconds=0.9))
    ended(crawls(night, 2))
    assert one(database, "SELECT slowed FROM hosts") >= 0.9
    assert min(gaps(web)[-4:]) > 0.5


def test_a_worker_that_stood_still_keeps_the_pace_when_it_goes_on(
    database: str, web: ScriptedWeb
) -> None:
    delay = 0.8
    night = program(database, web.gateway, HOST_DELAY=str(delay))
    give(night, web, 14)
    workers = crawls(night, 2)
    until(web, 4)
    for _ in range(3):
        for worker in workers:
            os.kill(worker.pid, signal.SIGSTOP)
            time.sleep(delay * 1.3)
            os.kill(worker.pid, signal.SIGCONT)
    ended(workers)
    assert len(web.paths(HOST)) == 14
    # Requests leave exactly; when they arrive, the machine may be busy.
    assert min(gaps(web)) >= delay * 0.5, gaps(web)
