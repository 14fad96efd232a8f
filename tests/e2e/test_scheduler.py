"""The scheduler as a process: each slot once, runs recorded as they were, an end in order."""

import signal
import time
from typing import Any

import psycopg

from tests.program import Program, SampleWeb, program

# Every minute is a slot, and the newest one is due at once.
EVERY_MINUTE = "* * * * *"


def schedule(database: str, command: str) -> None:
    """Make the pulse run `command` every minute, and nothing else run at all."""
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE cron.job SET active = false")
        conn.execute(
            """UPDATE cron.job SET active = true, schedule = %s, command = %s
               WHERE jobname = 'overnight-extraction-pulse'""",
            (EVERY_MINUTE, command),
        )


def runs(database: str) -> list[tuple[Any, ...]]:
    """Slot, status and message of every run."""
    with psycopg.connect(database) as conn:
        return conn.execute(
            """SELECT slot, status, return_message, exit_code
               FROM cron.job_run_details ORDER BY runid"""
        ).fetchall()


def ended(database: str, seconds: float = 40) -> list[tuple[Any, ...]]:
    """The runs, as soon as one of them has ended."""
    deadline = time.monotonic() + seconds
    while not any(run[1] != "running" for run in runs(database)):
        assert time.monotonic() < deadline, runs(database)
        time.sleep(0.2)
    return runs(database)


def test_two_schedulers_run_each_slot_once(database: str, web: SampleWeb, night: Program) -> None:
    schedule(database, "classic_sellers pages=1; classic_profiles batches=0")
    schedulers = [night.start("scheduler.py") for _ in range(2)]
    try:
        ended(database)
        time.sleep(6)  # time for another tick of both
    finally:
        for scheduler in schedulers:
            scheduler.send_signal(signal.SIGTERM)
        said = [scheduler.communicate(timeout=30)[0] for scheduler in schedulers]
    assert [scheduler.returncode for scheduler in schedulers] == [0, 0], said
    found = runs(database)
    slots = [run[0] for run in found]
    assert len(slots) == len(set(slots)) <= 2  # a minute may have passed
    # Where a minute has passed, the end may have come in the middle of its run.
    assert {run[1] for run in found if "stopped" not in run[2]} == {"succeeded"}, found
    assert "9 new in classic_seller_queue" in found[0][2]
    with psycopg.connect(database) as conn:
        crawls = conn.execute(
            """SELECT c.exit_code FROM crawl_runs c
               JOIN cron.job_run_details d ON d.runid = c.job_run_id WHERE d.status = 'succeeded'"""
        ).fetchall()
    assert set(crawls) == {(0,)}


def test_a_second_scheduler_helps_with_a_backlog_while_the_run_stays_one(
    database: str, web: SampleWeb
) -> None:
    night = program(database, web.gateway, HOST_DELAY="1")
    code, output = program(database, web.gateway).run("scrapy", "crawl", "classic_sellers")
    assert code == 0, output[-2000:]
    schedule(database, "classic_profiles batch_size=1 batches=0; bat_live")
    schedulers = [night.start("scheduler.py") for _ in range(2)]
    crawled = "SELECT spider, job_run_id, counts FROM crawl_runs WHERE ended_at IS NOT NULL"
    deadline = time.monotonic() + 120
    try:
        while True:
            with psycopg.connect(database) as conn:
                crawls = conn.execute(crawled.encode()).fetchall()
            if any(
                job_run is None and spider != "classic_sellers" for spider, job_run, _ in crawls
            ):
                break
            assert time.monotonic() < deadline, crawls
            time.sleep(0.5)
        ended(database, 120)
    finally:
        for scheduler in schedulers:
            scheduler.send_signal(signal.SIGTERM)
        said = [scheduler.communicate(timeout=60)[0] for scheduler in schedulers]
    assert [scheduler.returncode for scheduler in schedulers] == [0, 0], said
    helped = [crawl for crawl in crawls if crawl[1] is None and crawl[0] != "classic_sellers"]
    # Only what shares a backlog is helped with: two seeders would do the same work twice.
    assert {spider for spider, *_ in helped} == {"classic_profiles"}
    assert sum(counts.get("queue/done", 0) for *_, counts in helped) > 0
    slots = [run[0] for run in runs(database)]
    assert len(slots) == len(set(slots))


def test_a_child_that_fails_is_a_failed_run(database: str, night: Program) -> None:
    schedule(database, "listings batch_size=0; no_such_spider")
    code, output = night.run("scheduler.py", "--once")
    assert code != 0, output
    statuses = {run[1] for run in runs(database)}
    assert "failed" in statuses


def test_a_command_that_is_no_line_of_spiders_is_a_failed_run_that_says_so(
    database: str, night: Program
) -> None:
    schedule(database, "rm -rf /")
    code, output = night.run("scheduler.py", "--once")
    assert code != 0
    assert "Traceback" not in output
    failed = next(run for run in runs(database) if run[1] == "failed")
    assert "'rm -rf /' is no spider with arguments" in failed[2]


def test_a_paused_job_does_not_run(database: str, night: Program) -> None:
    schedule(database, "classic_profiles")
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE cron.job SET active = false")
    scheduler = night.start("scheduler.py")
    time.sleep(9)
    scheduler.send_signal(signal.SIGTERM)
    output, _ = scheduler.communicate(timeout=30)
    assert scheduler.returncode == 0, output
    assert runs(database) == []


def test_a_scheduler_told_to_end_stops_its_crawls_which_release_their_rows(
    database: str, web: SampleWeb
) -> None:
    night = program(database, web.gateway, HOST_DELAY="5")
    code, output = night.run("scrapy", "crawl", "classic_sellers")
    assert code == 0, output[-2000:]
    schedule(database, "classic_profiles batches=0")
    scheduler = night.start("scheduler.py")
    query = "SELECT count(*) FROM classic_seller_queue WHERE status = 'processing'"
    deadline = time.monotonic() + 40
    held = 0
    while not held:
        assert time.monotonic() < deadline
        time.sleep(0.2)
        with psycopg.connect(database) as conn:
            row = conn.execute(query).fetchone()
            held = row[0] if row else 0
    scheduler.send_signal(signal.SIGTERM)
    output, _ = scheduler.communicate(timeout=40)
    with psycopg.connect(database) as conn:
        assert conn.execute(query).fetchone() == (0,), output[-2000:]
    assert [(run[1], "stopped" in run[2]) for run in runs(database)] == [("failed", True)]


def test_the_plan_is_shown(database: str, night: Program) -> None:
    code, output = night.run("scheduler.py", "--status")
    assert code == 0
    assert "overnight-extraction-pulse  */5 20-23,0-7 * * *  next " in output


def test_a_scheduler_without_a_database_says_so_in_one_line() -> None:
    night = program("postgresql://someone:secret@127.0.0.1:9/nowhere", "")
    code, output = night.run("scheduler.py", "--once")
    assert code == 1
    assert "Traceback" not in output
    assert "secret" not in output
    assert output.strip().count("\n") == 0
