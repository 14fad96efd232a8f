"""A machine that loses the database, and only that: it notices, asks no site, holds nothing up."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.cluster import cluster
from tests.crawls import Crawl
from tests.e2e.request_log import by_host, requests
from tests.e2e.truth import unfinished
from tests.machines import Machine, machines
from tests.program import ROOT, Program, SampleWeb, give_ended_lots, program, sample_web
from tests.roles import install_roles

# What db/engine.py promises, about half a minute, with room for two busy cores.
NOTICED = 40.0  # seconds
# A program that has the row's lock and thinks: what a machine may be at when its network goes.
LOCKER = """
import asyncio, sys, time
from sqlalchemy import text
from db.engine import create_engine
async def main():
    async with create_engine().begin() as conn:
        await conn.execute(text("SELECT FROM hosts WHERE host = 'locked.example' FOR UPDATE"))
        print("locked", flush=True)
        time.sleep(600)
asyncio.run(main())
"""


def until(happened: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.1)


def fill(night: Program, web: SampleWeb) -> None:
    """Let pages of several hosts wait in import_queue."""
    give_ended_lots(night, web)
    for words in ("classic_sellers", "classic_profiles batches=0", "dealer_inventory batches=0"):
        spider, *arguments = words.split()
        given = [word for argument in arguments for word in ("-a", argument)]
        code, output = night.run("scrapy", "crawl", spider, *given)
        assert code == 0, output[-2000:]


def hold_a_lock(night: Program) -> subprocess.Popen[str]:
    """A process of this machine in mid-transaction."""
    locker = subprocess.Popen(
        [*night.prefix, sys.executable, "-c", LOCKER],
        cwd=ROOT,
        env={**os.environ, **night.environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert locker.stdout is not None
    assert locker.stdout.readline() == "locked\n"
    return locker


def is_locked(database: str) -> bool:
    with psycopg.connect(database) as conn:
        try:
            conn.execute("SELECT FROM hosts WHERE host = 'locked.example' FOR UPDATE NOWAIT")
        except psycopg.errors.LockNotAvailable:
            return True
    return False


def connections(database: str) -> int:
    """How many the server believes the program to have."""
    with psycopg.connect(database) as conn:
        row = conn.execute(
            """SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND application_name = 'overnight-extraction'"""
        ).fetchone()
    return int(row[0]) if row else -1


def test_a_machine_without_its_database_asks_no_site_and_ends_and_its_locks_are_free(
    tmp_path: Path,
) -> None:
    with (
        machines("m1") as site,
        cluster(tmp_path / "cluster", listen=site.database) as server,
        sample_web(
            tmp_path, "--address", site.web, "--crawl-delay", "0", "--scale", "small"
        ) as web,
    ):
        database = server.new_database()
        install_roles(database)
        with psycopg.connect(database) as conn:
            conn.execute("INSERT INTO hosts (host) VALUES ('locked.example')")
        night = program(database, web.gateway, LEASE_SECONDS="5")
        fill(night, web)
        web.ask("/log?clear=1")
        slowly = program(database, web.gateway, LEASE_SECONDS="5", HOST_DELAY="1")
        (machine,) = site.machines
        one_cut(machine, slowly, database, web)

        machine.rejoin()
        crawl = Crawl.start(machine.place(night), "listings", "-a", "batches=0")
        assert crawl.end(60) == 0, crawl.output[-9000:]
        assert list(unfinished(database)) == []


def one_cut(machine: Machine, night: Program, database: str, web: SampleWeb) -> None:
    """A crawl in mid-work on a machine that is cut off and stays so until the crawl has ended."""
    here = machine.place(night)
    crawl = Crawl.start(here, "listings", "-a", "batches=0")
    until(lambda: len({asked.host for asked in requests(web)}) > 1, "requests to several hosts")
    locker = hold_a_lock(here)
    assert is_locked(database)
    try:
        machine.cut_off()
        cut = time.monotonic()
        until(lambda: crawl.said("the database does not answer"), "a line that says so", 90)
        noticed = crawl.said("the database does not answer")
        assert noticed is not None
        assert noticed - cut < NOTICED, crawl.output[-2000:]
        assert crawl.end(90) == 1
        assert "Traceback" not in crawl.output
        assert crawl.output.count("the database does not answer") == 1, crawl.output

        until(lambda: not is_locked(database), "the lost machine's lock given up", 90)
        until(lambda: connections(database) == 0, "the lost machine's connections given up", 90)
        assert time.monotonic() - cut < 2 * NOTICED
    finally:
        locker.kill()
        locker.communicate()
    # At each host one request may have had its slot already.
    after = [asked for asked in requests(web) if asked.at > cut]
    for host, asked in by_host(after).items():
        assert len(asked) <= 1, (host, asked)
