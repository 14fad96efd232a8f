"""Claims begin where the last one ended: past the index entries of what was taken long ago, and
never past a row that waits."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue
from db.queue import IMPORT_QUEUE, Line, NewRow
from tests.db.queue_rows import fill, page

HOST = "a.example"
# 20 hosts whose rows lie scattered over the table.
_MANY_HOSTS = (
    """
    INSERT INTO import_queue (listing_url, host, run_at)
    SELECT 'https://host-' || i % 20 || '.example/' || i, 'host-' || i % 20 || '.example',
           now() - interval '1 day' + i * interval '1 ms'
    FROM generate_series(1, 6000) AS i
    """,
    """
    INSERT INTO queue_hosts (queue, host, claim_at)
    SELECT 'import_queue', host, min(run_at) FROM import_queue GROUP BY host
    """,
    "ANALYZE import_queue",
    "ANALYZE queue_hosts",
)


# In this transaction.
_FETCHED = text("""
    SELECT sum(pg_stat_get_xact_blocks_fetched(oid)) FROM (
        SELECT oid FROM pg_class WHERE relname IN ('import_queue', 'queue_hosts')
        UNION ALL SELECT indexrelid FROM pg_index
        WHERE indrelid IN (CAST('import_queue' AS regclass), CAST('queue_hosts' AS regclass))
    ) of_the_queue (oid)
""")


async def keys(conn: AsyncConnection, rows: int = 40) -> list[str]:
    return [claim.key for claim in await queue.claim(conn, IMPORT_QUEUE, rows, "w1")]


async def stuck(conn: AsyncConnection) -> int:
    return (await queue.count(conn, IMPORT_QUEUE)).stuck


async def test_a_row_that_was_due_before_those_already_taken_is_found(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {HOST: 3})
    assert len(await keys(conn, 2)) == 2
    earlier = NewRow(page(HOST, 9), page(HOST, 9), run_at=datetime.now(UTC) - timedelta(days=30))
    await queue.enqueue(conn, IMPORT_QUEUE, [earlier])
    assert (await keys(conn))[0] == earlier.key
    assert await stuck(conn) == 0


async def test_a_row_that_another_transaction_held_is_not_passed_over_for_good(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await fill(conn, {HOST: 3})
    async with engine.begin() as other:
        await queue.lock(other, IMPORT_QUEUE, page(HOST, 0))
        assert len(await keys(conn)) == 2
    assert await keys(conn) == [page(HOST, 0)]


async def test_rows_given_back_out_of_order_are_all_found(conn: AsyncConnection) -> None:
    await fill(conn, {HOST: 6})
    claims = await queue.claim(conn, IMPORT_QUEUE, 6, "w1")
    for claim in reversed(claims):
        await queue.release(conn, [claim])
        assert await stuck(conn) == 0
    assert sorted(await keys(conn)) == sorted(claim.key for claim in claims)


async def test_a_lease_never_ends_sooner_by_being_renewed(conn: AsyncConnection) -> None:
    await fill(conn, {HOST: 1})
    (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1", lease=timedelta(minutes=15))
    due = text("SELECT run_at FROM import_queue")
    ends = await conn.scalar(due)
    await queue.heartbeat(conn, IMPORT_QUEUE, [claim], lease=timedelta(minutes=1))
    assert await conn.scalar(due) == ends
    await queue.advance(conn, claim, "{}", lease=timedelta(minutes=1))
    assert await conn.scalar(due) == ends


async def test_a_host_that_comes_in_before_the_place_of_the_last_look_is_found(
    conn: AsyncConnection,
) -> None:
    line = Line()
    await fill(conn, {HOST: 2})
    (first,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1", line=line)
    await fill(conn, {"b.example": 1})
    long_ago = "UPDATE queue_hosts SET claim_at = now() - interval '1 day' WHERE host = 'b.example'"
    await conn.execute(text(long_ago))
    found = {first.host}
    for _ in range(4):  # a claim may find the place of a host that was just emptied
        found |= {claim.host for claim in await queue.claim(conn, IMPORT_QUEUE, 1, "w1", line=line)}
    assert found == {HOST, "b.example"}


async def _pages_read(engine: AsyncEngine, line: Line) -> int:
    """Buffers of the queue, its hosts and their indexes that one claim touches; it is undone."""
    async with engine.connect() as conn:
        for _ in range(2):  # the first one plans what the second only runs
            await conn.rollback()
            before = int(await conn.scalar(_FETCHED) or 0)
            claims = await queue.claim(conn, IMPORT_QUEUE, 40, "w1", line=line)
            assert len(claims) == 40
            pages = int(await conn.scalar(_FETCHED) or 0) - before
        await conn.rollback()
        return pages


async def test_a_claim_reads_hardly_more_while_an_old_snapshot_keeps_all_dead_versions(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    for statement in _MANY_HOSTS:
        await conn.execute(text(statement))
    line = Line()
    await queue.claim(conn, IMPORT_QUEUE, 40, "w1", line=line)
    clean = await _pages_read(engine, line)
    async with engine.connect() as old:
        await old.execution_options(isolation_level="REPEATABLE READ")
        await old.execute(text("SELECT 1 FROM import_queue LIMIT 1"))
        for _ in range(100):
            async with engine.begin() as working:
                claims = await queue.claim(working, IMPORT_QUEUE, 40, "w1", line=line)
                await queue.complete(working, claims)
        # 4,000 rows were taken, each host's place written 25 times. A write looks at all versions
        # of its place that are kept, since its key is unique.
        versions = 5 * 25
        assert await _pages_read(engine, line) < 1.3 * clean + versions
        # Without the marks it reads them all.
        await conn.execute(text("UPDATE queue_hosts SET due_from = '-infinity'"))
        assert await _pages_read(engine, Line()) > 1.5 * clean + versions
