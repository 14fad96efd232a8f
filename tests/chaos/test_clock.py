"""The tests' own clock: if the program did not go by it, what they show would prove nothing."""

from datetime import UTC, datetime, timedelta

import psycopg
from sqlalchemy.ext.asyncio import create_async_engine

from db import queue
from db.queue import IMPORT_QUEUE
from tests.clock import DatabaseClock
from tests.db.queue_rows import new

THEN = datetime(2031, 3, 4, 20, tzinfo=UTC)


def test_a_database_whose_clock_is_set_lives_at_that_time(database: str) -> None:
    clock = DatabaseClock(database, THEN)
    with psycopg.connect(database) as conn:
        shown = conn.execute("SELECT now(), clock_timestamp()").fetchone()
    clock.set(THEN + timedelta(days=1))
    with psycopg.connect(database) as conn:
        later = conn.execute("SELECT now()").fetchone()
    assert (shown, later) == ((THEN, THEN), (THEN + timedelta(days=1),))


def test_a_clock_that_runs_faster_gets_on(database: str) -> None:
    clock = DatabaseClock(database, THEN)
    clock.set(THEN, speed=1_000_000)
    with psycopg.connect(database) as conn:
        conn.execute("SELECT pg_sleep(0.02)")
        shown = conn.execute("SELECT clock_timestamp()").fetchone()
    assert shown is not None
    assert shown[0] > THEN + timedelta(hours=5)


async def test_a_claim_goes_by_the_clock_that_was_set(database: str) -> None:
    clock = DatabaseClock(database, THEN)
    engine = create_async_engine(database.replace("postgresql:", "postgresql+psycopg:"))
    async with engine.begin() as conn:
        await queue.enqueue(conn, IMPORT_QUEUE, new("a.example"))
        (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w1")
    async with engine.begin() as conn:
        assert await queue.claim(conn, IMPORT_QUEUE, 1, "w2") == []
    clock.set(THEN + timedelta(minutes=16))  # a lease is 15 minutes
    async with engine.begin() as conn:
        (again,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w2")
    assert again.key == claim.key
    await engine.dispose()
