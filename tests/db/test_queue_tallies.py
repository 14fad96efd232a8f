"""Tallies: whatever changes a queue, whoever does it, their sums are what counting would find."""

import asyncio

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db import queue
from db.queue import IMPORT_QUEUE, QUEUES, Miscount, Queue
from tests.db.queue_rows import fill, inventory, table
from tests.roles import reader_url

URL = "https://a.example/cars/"


async def tallied(conn: AsyncConnection, of: Queue = IMPORT_QUEUE) -> dict[tuple[str, str], int]:
    """The sums of the tallies, (status, reason) -> rows."""
    rows = await conn.execute(
        text("""
            SELECT status, coalesce(reason, ''), CAST(sum(rows) AS int) FROM queue_tallies
            WHERE queue = :queue GROUP BY 1, 2 HAVING sum(rows) <> 0
        """),
        {"queue": of.table},
    )
    return {(status, reason): number for status, reason, number in rows}


async def counted(conn: AsyncConnection, of: Queue = IMPORT_QUEUE) -> dict[tuple[str, str], int]:
    """The same, counted."""
    rows = await conn.execute(
        text(f"SELECT status, coalesce(reason, ''), count(*) FROM {of.table} GROUP BY 1, 2")
    )
    return {(status, reason): number for status, reason, number in rows}


async def parts(conn: AsyncConnection) -> int:
    return len(await table(conn, "queue_tallies", order="queue"))


async def test_rows_of_every_queue_are_tallied(conn: AsyncConnection) -> None:
    for of in QUEUES:
        if of.key == "organization_id":
            await queue.enqueue(conn, of, [await inventory(conn, "a.example")])
        else:
            await fill(conn, {"a.example": 3}, of)
        (claim, *_) = await queue.claim(conn, of, 1, "w1")
        await queue.complete(conn, [claim])
        found = await tallied(conn, of)
        assert found == await counted(conn, of)
        assert found[of.done, ""] == 1


@pytest.mark.parametrize(
    "typed",
    ["UPDATE import_queue SET status = 'failed', run_at = NULL, reason = 'gone' WHERE id % 2 = 0",
     "UPDATE import_queue SET reason = 'timeout'",
     "DELETE FROM import_queue WHERE id % 3 = 0",
     "TRUNCATE import_queue",
     "INSERT INTO import_queue (listing_url, host, status, run_at)"
     " VALUES ('https://a.example/x', 'a.example', 'skipped', NULL)",
     "INSERT INTO import_queue (listing_url, host) SELECT listing_url, host FROM import_queue"
     " UNION ALL SELECT 'https://a.example/x', 'a.example'"
     " ON CONFLICT (listing_url) DO UPDATE SET status = 'complete', run_at = NULL",
     "MERGE INTO import_queue q USING (VALUES ('https://a.example/cars/1'), ('https://b.example/'),"
     " ('https://c.example/'))"
     " AS given (url) ON q.listing_url = given.url"
     " WHEN MATCHED THEN DELETE"
     " WHEN NOT MATCHED THEN INSERT (listing_url, host) VALUES (url, 'b.example')"],
)  # fmt: skip
async def test_what_an_operator_types_is_tallied(
    conn: AsyncConnection, owner: AsyncConnection, typed: str
) -> None:
    if "MERGE" in typed and (conn.dialect.server_version_info or ()) < (15,):
        pytest.skip("PostgreSQL has MERGE since version 15")
    await fill(conn, {"a.example": 9})
    before = await counted(conn)
    await owner.execute(text(typed))
    assert await tallied(conn) == await counted(conn) != before


async def test_a_queue_emptied_by_truncate_leaves_the_others_counts(
    conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await fill(conn, {"a.example": 2})
    await fill(conn, {"a.example": 5}, queue.BAT_EXTRACTION_QUEUE)
    await owner.execute(text("TRUNCATE import_queue"))
    assert await tallied(conn) == {}
    assert await tallied(conn, queue.BAT_EXTRACTION_QUEUE) == {("pending", ""): 5}


async def test_a_renewed_lease_and_a_row_seen_again_write_no_tally(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 5})
    claims = await queue.claim(conn, IMPORT_QUEUE, 5, "w1")
    before = await parts(conn)
    assert await queue.heartbeat(conn, IMPORT_QUEUE, claims) == {claim.id for claim in claims}
    await fill(conn, {"a.example": 5})
    assert await queue.claim(conn, IMPORT_QUEUE, 5, "w2") == []
    assert await parts(conn) == before


async def test_transactions_that_change_the_same_count_do_not_wait_for_each_other(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    await fill(conn, {"a.example": 1, "b.example": 1})
    async with engine.begin() as first, engine.begin() as second:
        for worker in (first, second):
            await worker.execute(text("SET LOCAL lock_timeout = '2s'"))
            assert len(await queue.claim(worker, IMPORT_QUEUE, 1, "w1")) == 1
        # Neither has committed: nothing of them counts.
        assert await tallied(conn) == {("pending", ""): 2}
    assert await tallied(conn) == {("processing", ""): 2}


async def test_folding_leaves_one_row_for_each_count_and_the_same_sums(
    conn: AsyncConnection,
) -> None:
    for n in range(6):
        await fill(conn, {f"h{n}.example": 2})
        (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1", host=f"h{n}.example")
        await queue.fail(conn, claim, "gone", "HTTP 404")
    before, rows = await tallied(conn), await parts(conn)
    assert await queue.fold(conn, at_least=rows + 1) == 0
    assert await parts(conn) == rows > 3
    assert await queue.fold(conn, at_least=rows) == rows
    assert await tallied(conn) == before == await counted(conn)
    assert await parts(conn) == len(before)


async def test_two_folds_do_not_wait_for_each_other(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    await fill(conn, {"a.example": 2})
    await fill(conn, {"b.example": 2})
    async with engine.begin() as first, engine.begin() as second:
        await second.execute(text("SET LOCAL lock_timeout = '2s'"))
        assert await queue.fold(first, at_least=1) == 2
        assert await queue.fold(second, at_least=1) == 0
        await fill(conn, {"c.example": 1})
        assert await tallied(conn) == {("pending", ""): 5}
    assert await tallied(conn) == {("pending", ""): 5}


async def test_who_only_reads_folds_nothing_and_meets_no_error(
    database: str, conn: AsyncConnection
) -> None:
    await fill(conn, {"a.example": 2})
    url = make_url(reader_url(database)).set(drivername="postgresql+psycopg")
    reading = create_async_engine(url)
    async with reading.begin() as reader:
        assert (await queue.count(reader, IMPORT_QUEUE)).by_status == {"pending": 2}
        assert await queue.fold(reader, at_least=1) == 0
    await reading.dispose()
    async with conn.engine.begin() as read_only:
        await read_only.execute(text("SET TRANSACTION READ ONLY"))
        assert await queue.fold(read_only, at_least=1) == 0


async def test_recounting_sets_right_what_was_written_past_the_triggers(
    conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await fill(conn, {"a.example": 4})
    assert await queue.recount(conn) == []
    # As a restore of the data alone does.
    await owner.execute(text("ALTER TABLE import_queue DISABLE TRIGGER USER"))
    await owner.execute(
        text("UPDATE import_queue SET status = 'failed', run_at = NULL WHERE id % 2 = 0")
    )
    await owner.execute(text("ALTER TABLE import_queue ENABLE TRIGGER USER"))
    assert await tallied(conn) != await counted(conn)
    assert await queue.recount(conn) == [
        Miscount("import_queue", "failed", None, 2),
        Miscount("import_queue", "pending", None, -2),
    ]
    assert await tallied(conn) == await counted(conn)
    assert await queue.recount(conn) == []


async def test_a_recount_amid_others_writes_is_right_when_all_are_committed(
    engine: AsyncEngine, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await owner.execute(
        text("INSERT INTO queue_tallies VALUES ('import_queue', 'failed', NULL, 7)")
    )
    await fill(conn, {"a.example": 20})
    async with engine.begin() as before, engine.begin() as counting:
        await queue.claim(before, IMPORT_QUEUE, 8, "w1")
        assert await queue.recount(counting) == [Miscount("import_queue", "failed", None, -7)]
        await fill(conn, {"b.example": 3})
        assert await queue.fold(conn, at_least=1) > 0
        other = asyncio.ensure_future(_recounted(engine))
        await fill(conn, {"c.example": 2})
    assert await other == []
    assert await tallied(conn) == await counted(conn)


async def test_a_recount_waits_for_another_one_longer_than_a_statement_may_take(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    await fill(conn, {"a.example": 2})

    async def hurried() -> list[Miscount]:
        async with engine.begin() as counting:
            await counting.execute(text("SET LOCAL statement_timeout = '500ms'"))
            return await queue.recount(counting)

    async with engine.begin() as first:
        assert await queue.recount(first) == []
        second = asyncio.ensure_future(hurried())
        await asyncio.sleep(1)
        assert not second.done()
    assert await second == []


async def _recounted(engine: AsyncEngine) -> list[Miscount]:
    async with engine.begin() as conn:
        return await queue.recount(conn)
