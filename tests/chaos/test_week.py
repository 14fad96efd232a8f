"""A week of Bring a Trailer: lots open, are bid on to the last minute, end, are sold later and come
again, while workers die and a whole night falls out. What is stored then is the truth."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.clock import DatabaseClock
from tests.e2e.truth import Truth, differences
from tests.program import Program, SampleWeb, program, sample_web
from tests.web.bat.lot import Lot
from tests.web.bat.site import BringATrailer
from tests.web.bat.thread import make_thread
from tests.web.bat.truth import site_truth

SEED = 11
FIRST_NIGHT = datetime(2026, 9, 7, 20, tzinfo=UTC)
NIGHTS = 9  # until all lots that opened within the week are over
MISSED = 3  # nobody starts the program in this one
ROUNDS = (timedelta(), timedelta(hours=11, minutes=40))
KILLS = 10
LEASE = timedelta(minutes=15)
AFTER_THE_END = timedelta(minutes=10)


@dataclass(frozen=True)
class Week:
    """The program, its database with its clock, and the web, all at the same time."""

    night: Program
    database: str
    clock: DatabaseClock
    web: SampleWeb
    site: BringATrailer

    def go_to(self, now: datetime, speed: float = 0.0) -> None:
        self.clock.set(now, speed)
        self.web.set_clock(now.timestamp(), speed)

    def at(self, now: datetime) -> list[Lot]:
        """All lots that are published at that time, as they stand then."""
        views = (lot.at(int(now.timestamp())) for lot in self.site.all_lots)
        return [view for view in views if view is not None]

    def crawl(self, spider: str, *arguments: str) -> None:
        given = [word for argument in arguments for word in ("-a", argument)]
        code, output = self.night.run("scrapy", "crawl", spider, *given)
        assert code == 0, output[-3000:]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as conn:
            return conn.execute(query.encode()).fetchall()

    def lots(self) -> dict[str, dict[str, Any]]:
        names = (
            *("url", "status", "sale_price", "high_bid", "current_bid"),
            *("ends_at", "read_at", "listed_at"),
        )
        found = self.rows(f"SELECT {', '.join(names)} FROM bat_lots")
        return {row[0]: dict(zip(names, row, strict=True)) for row in found}


def begin(spider: str, week: Week) -> "subprocess.Popen[str]":
    return week.night.start("scrapy", "crawl", spider, "-a", "batches=0")


def work(week: Week) -> None:
    """The two spiders that read lots, side by side, until nothing is due."""
    crawls = [begin(spider, week) for spider in ("listings", "bat_comments")]
    for crawl in crawls:
        output, _ = crawl.communicate(timeout=120)
        assert crawl.returncode == 0, output[-3000:]


def work_and_die(week: Week, chance: random.Random) -> int:
    """The same, but both are killed somewhere on the way. Returns how many held rows then."""
    crawls = [begin(spider, week) for spider in ("listings", "bat_comments")]
    deadline = time.monotonic() + 15
    held = "SELECT 1 FROM {} WHERE status = 'processing'"
    queues = ("import_queue", "bat_extraction_queue")
    while not any(week.rows(held.format(queue)) for queue in queues):
        if all(crawl.poll() is not None for crawl in crawls):
            break  # nothing was due
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.05))
    for crawl in crawls:
        with contextlib.suppress(ProcessLookupError):  # it had ended by itself
            os.killpg(crawl.pid, signal.SIGKILL)
        crawl.communicate()
    return sum(bool(week.rows(held.format(queue))) for queue in queues)


def too_soon(week: Week, now: datetime) -> list[str]:
    """Live lots that would be looked at before ten minutes after their end, as it was at `now`."""
    planned = week.rows("""
        SELECT bat_url, run_at FROM bat_extraction_queue WHERE status = 'pending'
    """)
    when = dict(planned)
    return [
        lot.url
        for lot in week.at(now)
        if lot.status == "live"
        and lot.url in when
        and when[lot.url] < datetime.fromtimestamp(lot.ends, UTC) + AFTER_THE_END
    ]


def truth_as_read(week: Week) -> Truth:
    """What the pages said at the moments at which they were last read, and of lots that run what
    the board said since."""
    by_url = {lot.url: lot for lot in week.site.all_lots}
    views, listed = [], {}
    for url, row in week.lots().items():
        view = by_url[url].at(int(row["read_at"].timestamp()))
        assert view is not None
        views.append((view, make_thread(view)))
        if row["status"] == "live" and row["listed_at"] is not None:
            listed[url] = by_url[url].at(int(row["listed_at"].timestamp()))
    truth = site_truth(views)
    for lot in truth["bat_lots"]:
        if (seen := listed.get(lot["url"])) is not None:
            lot["current_bid"] = seen.high_bid
            lot["ends_at"] = datetime.fromtimestamp(seen.ends, UTC)
            if seen.high_bid is not None:
                lot["currency"] = seen.currency
    return truth


@pytest.fixture
def week(database: str, tmp_path: Path) -> Iterator[Week]:
    """Everything at the beginning of the first night."""
    began = FIRST_NIGHT.timestamp()
    site = BringATrailer(SEED, now=began)  # in its usual size, like the web's own
    arguments = ("--seed", str(SEED), "--now", str(began))
    with sample_web(tmp_path, *arguments, "--crawl-delay", "0") as web:
        yield Week(
            program(database, web.gateway, LEASE_SECONDS=str(LEASE.total_seconds())),
            database,
            DatabaseClock(database, FIRST_NIGHT),
            web,
            site,
        )


def test_after_a_week_with_kills_and_a_missed_night_every_lot_is_as_it_is(week: Week) -> None:
    chance = random.Random(5)
    every = [(night, part) for night in range(NIGHTS) if night != MISSED for part in ROUNDS]
    dying = set(chance.sample(every[:-2], KILLS))
    died_in_mid_batch = 0
    moved_by_late_bids = set()
    for night, part in every:
        now = listed = FIRST_NIGHT + timedelta(days=night) + part
        week.go_to(now)
        week.crawl("bat_live", "chain_depth=1", "bat_import_batch=0")
        if part == ROUNDS[0] or (night, part) == every[-1]:
            week.crawl("bat_results", "pages=0", "again_days=3")
        if (night, part) in dying:
            died_in_mid_batch += work_and_die(week, chance)
            now += LEASE + timedelta(seconds=1)
            week.go_to(now)
        work(week)
        assert too_soon(week, listed) == []
        for url, row in week.lots().items():
            if row["status"] != "live":
                assert row["current_bid"] is None
            elif row["sale_price"] is not None:
                raise AssertionError(f"{url} has a price while it runs")
        moved = "SELECT url FROM bat_lots WHERE ends_at > scheduled_ends_at"
        moved_by_late_bids |= {url for (url,) in week.rows(moved)}
    assert died_in_mid_batch >= KILLS // 2, "most kills hit nothing: the test proves nothing"
    assert len(moved_by_late_bids) > 5, "hardly a lot was bid on in its last minutes"

    # Every comment, bid, field, photo and vehicle, as the pages had them when they were read.
    assert list(islice(differences(week.database, truth_as_read(week)), 5)) == []

    # Every lot is there, and states and prices are those of this moment. (No list names a lot
    # that was withdrawn before the program first looked.)
    unlisted = {lot.url for lot in week.at(FIRST_NIGHT) if lot.status == "withdrawn"}
    stored = week.lots()
    present = {lot.url: lot for lot in week.at(now) if lot.url not in unlisted}
    assert stored.keys() == present.keys()
    over = [lot for lot in present.values() if lot.status != "live"]
    for lot in present.values():
        row = stored[lot.url]
        live = lot.status == "live"
        assert (row["status"], row["sale_price"]) == (lot.status, lot.sale_price), lot.url
        bids = (lot.high_bid if live else None, None if live else lot.high_bid)
        assert (row["current_bid"], row["high_bid"]) == bids, lot.url
        if live:
            assert row["ends_at"] == datetime.fromtimestamp(lot.ends, UTC)
        elif lot.status != "withdrawn":
            assert row["read_at"] >= row["ends_at"] + AFTER_THE_END, lot.url
    statuses = {lot.status for lot in over}
    assert statuses == {"sold", "reserve_not_met", "withdrawn"}
    assert any(lot.deal_at for lot in over), "no lot was sold after its auction"
    assert any(len(lot.appearances) > 1 for lot in over), "no car came again"

    # Nothing is left to do but to wait for the lots that run.
    waiting = dict(week.rows("SELECT bat_url, status FROM bat_extraction_queue"))
    assert waiting == {
        url: "pending" if lot.status == "live" else "complete" for url, lot in present.items()
    }
    assert week.rows("SELECT 1 FROM import_queue WHERE status <> 'complete'") == []


def test_a_week_without_the_program_is_made_up_for_in_one_night(week: Week) -> None:
    week.crawl("bat_live", "chain_depth=1", "bat_import_batch=0")
    work(week)
    seen = {url for url, row in week.lots().items() if row["status"] == "live"}
    assert len(seen) > 20
    later = FIRST_NIGHT + timedelta(days=8)
    week.go_to(later)
    week.crawl("bat_live", "chain_depth=1", "bat_import_batch=0")
    work(week)
    stored = week.lots()
    present = {lot.url: lot for lot in week.at(later)}
    assert {stored[url]["status"] for url in seen} <= {"sold", "reserve_not_met", "withdrawn"}
    for url in seen:
        assert stored[url]["status"] == present[url].status
        assert stored[url]["sale_price"] == present[url].sale_price


def test_while_time_runs_no_lot_gets_a_price_too_soon_and_each_its_own_in_the_end(
    week: Week,
) -> None:
    """Lots open, get bids and end between the requests of one crawl."""
    night = replace(week, night=program(week.database, week.web.gateway, LEASE_SECONDS="1e6"))
    speed, morning = 4_000.0, FIRST_NIGHT + timedelta(hours=20)
    night.go_to(FIRST_NIGHT, speed)
    while night.web.now() < morning.timestamp():
        night.crawl("bat_live", "chain_depth=1", "bat_import_batch=0")
        work(night)
        early = night.rows("""
            SELECT url FROM bat_lots WHERE status = 'live' AND sale_price IS NOT NULL
               OR status IN ('sold', 'reserve_not_met') AND read_at < ends_at - interval '5 min'
        """)  # the two clocks are set one after the other
        assert early == []
    now = datetime.fromtimestamp(int(night.web.now()) + 3600, UTC)
    night.go_to(now)
    for _ in range(2):
        night.crawl("bat_live", "chain_depth=1", "bat_import_batch=0")
        work(night)
    stored, over = night.lots(), 0
    began = {lot.url for lot in night.at(FIRST_NIGHT) if lot.status == "live"}
    for lot in night.at(now):
        row = stored.get(lot.url)
        if lot.url in began:
            assert row is not None
        just_over = lot.ends > now.timestamp() - AFTER_THE_END.total_seconds()
        if row and not lot.deal_at and not (lot.status != "live" and just_over):
            assert (row["status"], row["sale_price"]) == (lot.status, lot.sale_price), lot.url
            over += lot.status != "live" and lot.url in began
    assert over > 3, "hardly a lot ended while time ran"
    assert (
        night.rows("""
        SELECT l.url FROM bat_lots l JOIN bat_comments c ON c.lot_id = l.id
        WHERE c.kind = 'comment' AND NOT c.removed
        GROUP BY l.id HAVING count(*) <> l.comment_count
    """)
        == []
    )
