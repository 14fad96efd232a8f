"""What the status says, and when it says that something is wrong."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import hosts, queue
from db.queue import IMPORT_QUEUE, NewRow
from tests.e2e.prompt import scrapy

PULSE = "overnight-extraction-pulse"
URL = "https://dealer.example/cars/1"


def problems(database: str) -> list[str]:
    """What the status finds wrong; its exit status must agree."""
    ended = scrapy("status", "--json", database=database)
    state: dict[str, Any] = json.loads(ended.out)
    assert ended.code == (1 if state["problems"] else 0)
    found: list[str] = state["problems"]
    return found


async def waiting(conn: AsyncConnection, minutes: float, url: str = URL) -> None:
    """A listing that has been due for so long."""
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(url, url, run_at=since)])


async def always_on(owner: AsyncConnection) -> None:
    """The pulse comes every minute, day and night."""
    await owner.execute(
        text("UPDATE cron.job SET schedule = '* * * * *' WHERE jobname = :job"), {"job": PULSE}
    )


async def run(conn: AsyncConnection, status: str, message: str, *, silent: str = "0 s") -> None:
    """A run of the pulse that ended so, or was last heard of so long ago."""
    await conn.execute(
        text("""
            INSERT INTO cron.job_run_details (jobid, status, return_message, start_time, alive_at)
            SELECT jobid, :status, :message, now(), now() - CAST(:silent AS interval)
            FROM cron.job WHERE jobname = :job
        """),
        {"status": status, "message": message, "silent": silent, "job": PULSE},
    )


async def test_the_status_counts_rows_reasons_hosts_jobs_and_runs(
    database: str, conn: AsyncConnection
) -> None:
    await waiting(conn, 2)
    gone = "https://dealer.example/cars/2"
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(gone, gone)])
    claim = await queue.claim_row(conn, IMPORT_QUEUE, gone, "a worker")
    assert claim is not None
    await queue.fail(conn, claim, "gone", "HTTP 404")
    await hosts.block(conn, "wall.example", "HTTP 403", seconds=600)
    await run(conn, "succeeded", "listings: 1 done")
    ended = scrapy("status", "--json", database=database)
    assert ended.code == 0, ended.out
    state = json.loads(ended.out)
    assert list(state) == ["queues", "hosts_blocked", "runs", "jobs", "problems"]
    assert set(state["queues"]) == {q.table for q in queue.QUEUES}
    counts = state["queues"]["import_queue"]
    assert 110 < counts.pop("oldest_due_seconds") < 200
    assert counts == {
        "by_status": {"pending": 1, "failed": 1},
        "due": 1,
        "due_at_least": False,
        "stuck": 0,
        "reasons": {"gone": 1},
    }
    (blocked,) = state["hosts_blocked"]
    assert (blocked["host"], blocked["reason"]) == ("wall.example", "HTTP 403")
    assert state["runs"][0]["return_message"] == "listings: 1 done"
    (pulse,) = (job for job in state["jobs"] if job["name"] == PULSE)
    assert (pulse["schedule"], pulse["active"]) == ("*/5 20-23,0-7 * * *", True)
    assert datetime.fromisoformat(pulse["next"]) > datetime.now(UTC)


async def test_a_row_that_no_claim_would_find_is_wrong(
    database: str, conn: AsyncConnection
) -> None:
    await waiting(conn, 1)
    await conn.execute(text("UPDATE queue_hosts SET claim_at = 'infinity'"))
    assert problems(database) == ["import_queue: 1 stuck, no claim would find them"]


async def test_the_newest_run_of_a_job_decides_whether_it_failed(
    database: str, conn: AsyncConnection
) -> None:
    await run(conn, "failed", "no crawl began")
    (said,) = problems(database)
    assert said.startswith(PULSE)
    assert "no crawl began" in said
    await run(conn, "succeeded", "listings: nothing due")
    assert problems(database) == []


async def test_a_run_whose_scheduler_has_died_is_wrong(
    database: str, conn: AsyncConnection
) -> None:
    await run(conn, "running", "", silent="1 minute")
    assert problems(database) == []
    await run(conn, "running", "", silent="5 minutes")
    (said,) = problems(database)
    assert "its scheduler died" in said


async def test_a_schedule_that_cannot_be_read_is_wrong(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await owner.execute(
        text("UPDATE cron.job SET schedule = 'at night' WHERE jobname = :job"), {"job": PULSE}
    )
    (said,) = problems(database)
    assert "'at night' cannot be read" in said


async def test_work_that_waits_while_nothing_moves_is_wrong(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await always_on(owner)
    await waiting(conn, 60)
    (said,) = problems(database)
    assert "1 of import_queue" in said
    # Rows of other queues that end show that somebody works.
    await queue.complete_unclaimed(conn, queue.BAT_EXTRACTION_QUEUE, URL, URL)
    assert problems(database) == []


async def test_work_that_has_only_begun_to_wait_is_not_wrong(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await always_on(owner)
    await waiting(conn, 20)
    assert problems(database) == []


async def test_work_may_wait_outside_the_schedules_hours_and_while_jobs_are_paused(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await always_on(owner)
    await waiting(conn, 600)
    await owner.execute(text("UPDATE cron.job SET active = false"))
    assert problems(database) == []
    hour = (datetime.now(UTC) + timedelta(hours=12)).hour
    await owner.execute(
        text("UPDATE cron.job SET active = true, schedule = :schedule"),
        {"schedule": f"*/5 {hour} * * *"},
    )
    assert problems(database) == []


async def test_rows_of_a_blocked_host_do_not_wait_in_vain(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await always_on(owner)
    await waiting(conn, 60)
    await hosts.block(conn, "dealer.example", "HTTP 403")
    assert problems(database) == []


async def read(conn: AsyncConnection, table: str) -> tuple[int, int, int]:
    """How often the table was read from end to end, how often by an index, and how many entries
    the due index gave, as the server counts it."""
    row = await conn.execute(
        text("""
            SELECT t.seq_scan, t.idx_scan, i.idx_tup_read
            FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid)
            WHERE t.relname = :table AND i.indexrelname = :table || '_due_idx'
        """),
        {"table": table},
    )
    return tuple(row.one())


async def test_the_status_of_a_long_queue_is_read_off_indexes(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    if (conn.dialect.server_version_info or ()) < (15,):
        pytest.skip("PostgreSQL counts what a session read at once since version 15")
    await always_on(owner)
    await owner.execute(
        text("""
            INSERT INTO import_queue (listing_url, host, status, run_at, ended_at)
            SELECT 'https://h.example/' || n, 'h' || n % 50, 'complete', NULL,
                   now() - interval '1 day' - n * interval '1 s'
            FROM generate_series(1, 60000) AS n
        """)
    )
    await owner.execute(
        text("""
            INSERT INTO import_queue (listing_url, host, run_at)
            SELECT 'https://w.example/' || n, 'h' || n % 50,
                   now() + CASE WHEN n <= 300 THEN interval '-1 hour' ELSE interval '1 day' END
            FROM generate_series(1, 30000) AS n
        """)
    )
    for statement in (
        "INSERT INTO queue_hosts SELECT 'import_queue', host, min(run_at), min(run_at)"
        " FROM import_queue WHERE run_at IS NOT NULL GROUP BY host",
        "VACUUM ANALYZE import_queue",
        "ANALYZE queue_hosts",
    ):
        await owner.execute(text(statement))
    # What a session read is counted later, when it ends at the latest: this one's own now.
    await owner.execute(text("SELECT pg_stat_force_next_flush()"))
    scans, probes, entries = await read(owner, "import_queue")
    ended = scrapy("status", "--json", database=database)
    state = json.loads(ended.out)
    assert state["queues"]["import_queue"] == {
        "by_status": {"complete": 60000, "pending": 30000},
        "due": 300,
        "due_at_least": False,
        "oldest_due_seconds": state["queues"]["import_queue"]["oldest_due_seconds"],
        "stuck": 0,
        "reasons": {},
    }
    assert len(state["problems"]) == 1
    assert "300 of import_queue" in state["problems"][0]
    deadline = time.monotonic() + 30
    while (now := await read(owner, "import_queue"))[1] == probes:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)
    assert now[0] == scans
    # A probe for each host and each of the 300, for the queue and for the check of a standstill.
    assert now[2] - entries < 2000


async def test_more_rows_than_are_counted_are_said_to_be_at_least_so_many(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await owner.execute(
        text("""
            INSERT INTO import_queue (listing_url, host, run_at)
            SELECT 'https://w.example/' || n, 'h' || n % 3, now() - interval '1 hour'
            FROM generate_series(1, 10050) AS n
        """)
    )
    await owner.execute(
        text("""
            INSERT INTO queue_hosts
            SELECT DISTINCT 'import_queue', host, run_at, run_at FROM import_queue
        """)
    )
    counts = json.loads(scrapy("status", "--json", database=database).out)["queues"]["import_queue"]
    assert (counts["due"], counts["due_at_least"]) == (10000, True)
    assert "at least 10,000 due, first 60 min ago" in scrapy("status", database=database).out
    # A blocked host's rows are none that a claim could take.
    await hosts.block(conn, "h1", "HTTP 403")
    counts = json.loads(scrapy("status", "--json", database=database).out)["queues"]["import_queue"]
    assert (counts["due"], counts["due_at_least"], counts["stuck"]) == (6700, False, 0)


async def test_a_job_that_runs_no_spider_does_not_make_rows_wait_in_vain(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await waiting(conn, 60)
    for command, wrong in (("prune", 0), ("listings", 1)):
        await owner.execute(
            text("""
                UPDATE cron.job SET active = jobname = 'overnight-prune', schedule = '* * * * *',
                                    command = :command
            """),
            {"command": command},
        )
        assert len(problems(database)) == wrong


async def test_the_status_fits_80_columns_and_nothing_in_it_steers_a_terminal(
    database: str, conn: AsyncConnection
) -> None:
    await waiting(conn, 5)
    await hosts.block(conn, "wall.example", "HTTP 403 \x1b[31m[bold]red\x1b[0m\u202e \x07" * 9)
    await run(conn, "succeeded", "listings: 5 done\x1b]0;title\x07; bat_live: 70 done, 70 claimed")
    ended = scrapy("status", database=database)
    assert ended.code == 0
    assert "[bold]red" in ended.out
    assert all(c.isprintable() or c == "\n" for c in ended.out)
    assert max(len(line) for line in ended.out.splitlines()) <= 80
    assert "Nothing is wrong." in ended.out
