"""The claim's functions: those that are installed are those that the program means."""

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue
from db.database_url import database_url
from db.engine import alone, create_engine
from db.queue import IMPORT_QUEUE, QUEUES, Queue
from db.queue.claim_function import claim_function, function_name
from tests.db.queue_rows import fill
from tests.roles import worker_url


def installed(conn: psycopg.Connection, of: Queue) -> list[str]:
    """The words of the function as the database has it, whatever the blanks between them."""
    row = conn.execute(
        "SELECT pg_get_functiondef(CAST(%s AS regproc))", [function_name(of)]
    ).fetchone()
    assert row is not None
    return str(row[0]).split()


@pytest.mark.parametrize("of", QUEUES, ids=lambda of: of.table)
def test_the_migrated_function_is_the_one_that_the_queue_renders(database: str, of: Queue) -> None:
    with psycopg.connect(database) as conn:
        migrated = installed(conn, of)
        conn.execute(claim_function(of).encode())
        rendered = installed(conn, of)
        conn.rollback()
    assert migrated == rendered, (
        "db/queue renders another claim than the newest migration installed:"
        " write a migration that replaces the function"
    )


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
async def test_a_claim_refuses_to_look_with_one_snapshot_only(
    conn: AsyncConnection, engine: AsyncEngine, level: str
) -> None:
    await fill(conn, {"a.example": 1})
    other = engine.execution_options(isolation_level=level)
    async with other.connect() as looking:
        with pytest.raises(DBAPIError, match="a claim needs READ COMMITTED"):
            await queue.claim(looking, IMPORT_QUEUE, 10, "w1")
    assert len(await queue.claim(conn, IMPORT_QUEUE, 10, "w1")) == 1


@pytest.mark.parametrize("pooler", ["", "transaction"])
async def test_a_claim_on_its_own_is_there_at_once_whatever_the_database_prefers(
    conn: AsyncConnection,
    owner: AsyncConnection,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    pooler: str,
) -> None:
    await fill(conn, {"a.example": 3})
    name = make_url(database).database
    prefer = f"ALTER DATABASE {name} SET default_transaction_isolation = serializable"
    await owner.execute(text(prefer))
    monkeypatch.setenv("DATABASE_URL", worker_url(database))
    monkeypatch.setenv("DATABASE_POOLER", pooler)
    database_url.cache_clear()
    worker = create_engine()
    try:
        async with alone(worker).begin() as claiming:
            claims = await queue.claim(claiming, IMPORT_QUEUE, 10, "w1")
        assert len(claims) == 3
        assert (await queue.count(conn, IMPORT_QUEUE)).by_status == {"processing": 3}
    finally:
        database_url.cache_clear()
        await worker.dispose()
        await owner.execute(text(f"ALTER DATABASE {name} RESET default_transaction_isolation"))


async def test_a_claim_that_is_rolled_back_took_nothing(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    await fill(conn, {"a.example": 3})
    async with engine.connect() as claiming:
        assert len(await queue.claim(claiming, IMPORT_QUEUE, 10, "w1")) == 3
        await claiming.rollback()
    assert len(await queue.claim(conn, IMPORT_QUEUE, 10, "w2")) == 3


async def test_the_function_looks_for_tables_where_its_caller_does(
    conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await fill(conn, {"a.example": 1})
    await owner.execute(text("CREATE SCHEMA clock"))
    try:
        await owner.execute(
            text("""
                CREATE FUNCTION clock.now() RETURNS timestamptz STABLE LANGUAGE sql
                AS $$ SELECT pg_catalog.now() - interval '1 day' $$
            """)
        )
        await owner.execute(text("SET search_path = clock, public, pg_catalog"))
        assert await queue.claim(owner, IMPORT_QUEUE, 10, "w1") == [], "not due yesterday"
        await owner.execute(text("SET search_path = public"))
        assert len(await queue.claim(owner, IMPORT_QUEUE, 10, "w1")) == 1
    finally:
        await owner.execute(text("DROP SCHEMA clock CASCADE"))
