"""`scrapy prune` at a prompt, and as the job that the scheduler runs."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue
from db.queue import IMPORT_QUEUE, NewRow
from tests.e2e.prompt import scrapy
from tests.program import program


async def done(conn: AsyncConnection, name: str, days: int) -> None:
    """A row that was done so long ago, and not found since."""
    url = f"https://dealer.example/cars/{name}"
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(url, url)])
    claim = await queue.claim_row(conn, IMPORT_QUEUE, url, "a worker")
    assert claim is not None
    await queue.complete(conn, [claim])
    await conn.execute(
        text("""
            UPDATE import_queue SET ended_at = ended_at - CAST(:by AS interval),
                last_seen_at = last_seen_at - CAST(:by AS interval)
            WHERE listing_url = :url
        """),
        {"by": timedelta(days=days), "url": url},
    )


async def left(conn: AsyncConnection) -> list[str]:
    rows = await conn.execute(text("SELECT listing_url FROM import_queue ORDER BY id"))
    return [row.listing_url.rpartition("/")[2] for row in rows]


async def test_a_dry_run_says_what_would_go_and_deletes_nothing(
    database: str, conn: AsyncConnection
) -> None:
    for name, days in {"fresh": 1, "older": 40, "oldest": 200}.items():
        await done(conn, name, days)
    said = scrapy("prune", "--dry-run", database=database)
    assert said.code == 0, said.err
    assert "import_queue: 1 row would be deleted" in said.out
    said = scrapy("prune", "--dry-run", "--keep", "30d", database=database)
    assert "import_queue: 2 rows would be deleted" in said.out
    assert await left(conn) == ["fresh", "older", "oldest"]


async def test_old_rows_go_with_a_line_for_each_table_and_the_counts_are_set_right(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    for name, days in {"fresh": 1, "older": 40, "oldest": 200}.items():
        await done(conn, name, days)
    await owner.execute(
        text("INSERT INTO queue_tallies VALUES ('import_queue', 'failed', 'gone', 3)")
    )
    said = scrapy("prune", database=database)
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert "import_queue: 1 row deleted" in lines
    assert {f"{q.table}: 0 rows deleted" for q in queue.QUEUES if q is not IMPORT_QUEUE} < {*lines}
    assert "crawl_runs: 0 rows deleted" in lines
    assert "cron.job_run_details: 0 rows deleted" in lines
    assert "import_queue: the count of failed (gone) was off by 3" in lines
    assert await left(conn) == ["fresh", "older"]
    counts = await queue.count(conn, IMPORT_QUEUE)
    assert (counts.by_status, counts.reasons) == ({"complete": 2}, {})


@pytest.mark.parametrize("span", ["0", ""])
async def test_everything_may_be_kept_for_ever(
    database: str, conn: AsyncConnection, span: str
) -> None:
    await done(conn, "oldest", 4000)
    for words in (("prune",), ("prune", "--dry-run")):
        code, output = program(database, "", RETENTION=span).run("scrapy", *words)
        assert (code, output) == (0, "everything is kept for ever\n")
    assert await left(conn) == ["oldest"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("6d", "7 days"), ("half a year", "90m, 12h or 1d"), ("-1d", "argument"), ("10m", "7 days")],
)
async def test_a_span_that_cannot_be_meant_is_refused(
    database: str, conn: AsyncConnection, wrong: str, said: str
) -> None:
    await done(conn, "oldest", 4000)
    for words in ((), ("--dry-run",)):
        ended = scrapy("prune", "--keep", wrong, *words, database=database)
        assert ended.code == 2
        assert said in ended.message
    assert await left(conn) == ["oldest"]


async def test_the_job_prunes_and_its_run_says_so(database: str, conn: AsyncConnection) -> None:
    await done(conn, "older", 40)
    await done(conn, "oldest", 200)
    night = program(database, "")
    with psycopg.connect(database) as prompt:
        prompt.execute("UPDATE cron.job SET active = (jobname = 'overnight-prune')")
    code, output = night.run("scheduler.py", "--once")
    assert code == 0, output
    assert await left(conn) == ["older"]
    with psycopg.connect(database) as prompt:
        prompt.execute("UPDATE cron.job SET command = 'prune keep=30d' WHERE active")
    code, output = night.run("scheduler.py", "--once")
    assert code == 0, output
    assert await left(conn) == []
    code, output = night.run("scheduler.py", "--once")
    assert code == 0, output
    runs = await conn.execute(
        text("SELECT status, return_message FROM cron.job_run_details ORDER BY runid")
    )
    assert [tuple(run) for run in runs] == [
        ("succeeded", "prune: 1 rows of import_queue pruned"),
        ("succeeded", "prune: 1 rows of import_queue pruned"),
        ("succeeded", "prune: 0 rows pruned"),
    ]


async def test_a_prune_that_fails_is_a_failed_run(database: str, conn: AsyncConnection) -> None:
    with psycopg.connect(database) as prompt:
        prompt.execute("UPDATE cron.job SET active = (jobname = 'overnight-prune')")
        prompt.execute("UPDATE cron.job SET command = 'prune keep=1h'")
    code, _ = program(database, "").run("scheduler.py", "--once")
    assert code == 2
    status = await conn.scalar(text("SELECT status FROM cron.job_run_details"))
    assert status == "failed"
