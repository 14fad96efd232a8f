"""The walk over Bring a Trailer's results, seen from outside."""

import json
import os
import signal
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.program import Program, SampleWeb, program, sample_web

HOST = "bringatrailer.com"
FRONT = "/auctions/results/"
FILTER = "/wp-json/bringatrailer/1.0/data/listings-filter"


@pytest.fixture
def results(whole_web: SampleWeb) -> Iterator[SampleWeb]:
    """The whole sample web, its log empty; the test may spoil it."""
    whole_web.ask("/log?clear=1")
    yield whole_web
    whole_web.ask("/behave")


def asked(web: SampleWeb) -> list[str]:
    """The pages that were asked for, each as its address after the fixed part; the log is emptied.
    "front" is the page, a number the filter's."""
    log = json.loads(web.ask("/log?clear=1"))
    paths = [entry["path"] for entry in log if entry["path"] != "/robots.txt"]
    assert {entry["host"] for entry in log} <= {HOST}
    fixed = "&per_page=36&get_items=1&get_stats=0&sort=td"
    return [
        "front" if path == FRONT else path.removeprefix(f"{FILTER}?page=").replace(fixed, "")
        for path in paths
    ]


def ended(truth: dict[str, list[dict[str, object]]]) -> list[str]:
    """The lots that the results show, the last ended first."""
    lots = [lot for lot in truth["bat_lots"] if lot["status"] in ("sold", "reserve_not_met")]
    return [str(lot["url"]) for lot in sorted(lots, key=lambda lot: str(lot["ends_at"]))[::-1]]


def by_pages(urls: list[str]) -> list[set[str]]:
    """Lots in their order as the pages of results hold them: those of one page are queued at once,
    in no order."""
    return [set(urls[first : first + 36]) for first in range(0, len(urls), 36)]


def queued(database: str) -> list[set[str]]:
    """The queued lots in the order in which they came, as many together as a page holds."""
    with psycopg.connect(database) as conn:
        rows = conn.execute("SELECT listing_url FROM import_queue ORDER BY id").fetchall()
    return by_pages([row[0] for row in rows])


def cursor(database: str, name: str = "bat_results") -> Any:
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT position FROM cursors WHERE name = %s", [name]).fetchone()
    return row[0] if row else None


def walk(night: Program, *words: str) -> str:
    """A crawl that must end well; its output."""
    options = [option for word in words for option in ("-a", word)]
    code, output = night.run("scrapy", "crawl", "bat_results", *options)
    assert code == 0, output[-3000:]
    return output


def test_all_results_are_queued_newest_first_and_a_second_crawl_reads_one_page(
    database: str, results: SampleWeb
) -> None:
    night, expected = program(database, results.gateway), ended(results.truth)
    assert len(expected) > 2 * 36, "the sample web has too few results to be walked"
    output = walk(night, "pages=0")
    assert asked(results) == ["front", "2", "3"]
    assert queued(database) == by_pages(expected)
    assert "nothing is left to read" in output
    walk(night)
    assert asked(results) == ["front"]
    assert queued(database) == by_pages(expected)


def test_a_crawl_reads_no_more_pages_than_it_was_told_and_the_next_goes_on(
    database: str, results: SampleWeb
) -> None:
    night, expected = program(database, results.gateway), ended(results.truth)
    walk(night, "pages=1")
    assert asked(results) == ["front"]
    assert queued(database) == by_pages(expected[:36])
    for page in ("2", "3"):
        walk(night, "pages=2")
        assert asked(results) == ["front", page]
    assert queued(database) == by_pages(expected)


def test_a_crawl_that_was_killed_between_two_pages_is_gone_on_with(
    database: str, results: SampleWeb
) -> None:
    night, expected = program(database, results.gateway), ended(results.truth)
    results.ask(f"/misbehave?host={HOST}&path={FILTER}%3Fpage=3*&kind=stall&times=1&seconds=30")
    worker = night.start("scrapy", "crawl", "bat_results", "-a", "pages=0")
    deadline = time.monotonic() + 30
    while not any("?page=3&" in entry["path"] for entry in json.loads(results.ask("/log"))):
        assert time.monotonic() < deadline
        assert worker.poll() is None
        time.sleep(0.1)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.communicate()
    assert asked(results) == ["front", "2", "3"]
    assert queued(database) == by_pages(expected[:72])
    assert [stretch["page"] for stretch in cursor(database)["unread"]] == [3]
    walk(night, "pages=0")
    assert asked(results) == ["front", "3"]
    assert queued(database) == by_pages(expected)


def test_a_known_host_is_asked_at_its_pace(database: str, results: SampleWeb) -> None:
    night = program(database, results.gateway, HOST_DELAY="0.5")
    walk(night, "pages=0")
    log = json.loads(results.ask("/log"))
    times = [entry["time"] for entry in log if entry["host"] == HOST]
    assert len(times) >= 3
    assert min(later - before for before, later in pairwise(times[-3:])) > 0.4


def test_a_narrower_query_is_a_walk_of_its_own(database: str, results: SampleWeb) -> None:
    night, truth = program(database, results.gateway), results.truth
    sold = {str(lot["url"]) for lot in truth["bat_lots"] if lot["status"] == "sold"}
    walk(night, "pages=0", "state=sold")
    pages = -(-len(sold) // 36)
    assert asked(results) == [f"{page}&state=sold" for page in range(1, pages + 1)]
    assert set().union(*queued(database)) == sold
    assert cursor(database) is None
    assert cursor(database, "bat_results:state=sold")["unread"] == []
    walk(night, "pages=0", "state=unsold", "category=11")
    assert asked(results) == ["1&category=11&state=unsold"]
    assert set().union(*queued(database)) > sold


def test_a_query_that_the_site_ends_is_told_and_asked_no_further(
    database: str, tmp_path: Path
) -> None:
    arguments = ("--crawl-delay", "0", "--result-limit", "36")
    with sample_web(tmp_path, *arguments) as web:
        night, expected = program(database, web.gateway), ended(web.truth)
        output = walk(night, "pages=0")
        # That the filter answers its first page shows that the second was refused for good.
        assert asked(web) == ["front", "2", "1", "2"]
        assert "from page 2 on the site shows no more of this query (HTTP 400)" in output
        assert queued(database) == by_pages(expected[:36])
        assert cursor(database)["refused"] == 2
        walk(night, "pages=0")
        assert asked(web) == ["front"]


def test_lots_that_end_between_two_crawls_are_queued_and_none_is_passed_over(
    database: str, tmp_path: Path
) -> None:
    with sample_web(tmp_path, "--crawl-delay", "0") as web:
        night = program(database, web.gateway)
        walk(night, "pages=2")
        before = web.now()
        for days in (2, 5):
            web.set_clock(before + days * 86_400)
            walk(night, "pages=3")
        walk(night, "pages=0")
        expected = ended(web.truth_now())
        assert len(expected) > len(ended(web.truth)) + 36
        assert set().union(*queued(database)) == set(expected)
        assert cursor(database)["unread"] == []


@pytest.mark.parametrize("argument", ["state=open", "category=vans", "pages=-1"])
def test_an_argument_that_cannot_be_meant_is_refused(
    database: str, results: SampleWeb, argument: str
) -> None:
    night = program(database, results.gateway)
    code, output = night.run("scrapy", "crawl", "bat_results", "-a", argument)
    assert code == 2
    assert argument.partition("=")[0] in output
    assert asked(results) == []
