"""What the program's connections are told, directly and behind a pooler."""

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import STATEMENT_TIMEOUT, create_engine, one_line, why_no_database
from tests.roles import worker_url


@pytest.fixture
def working(told_database: str, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of a worker on the test's database."""
    monkeypatch.setenv("DATABASE_URL", worker_url(told_database))
    return monkeypatch


async def shown(*settings: str) -> list[str]:
    """What a transaction of the program's own engine has these settings at."""
    engine = create_engine()
    async with engine.begin() as conn:
        found = [str(await conn.scalar(text(f"SHOW {name}"))) for name in settings]
    await engine.dispose()
    return found


@pytest.mark.parametrize("pooler", ["", "transaction"])
async def test_a_transaction_knows_how_long_it_may_take(
    working: pytest.MonkeyPatch, pooler: str
) -> None:
    working.setenv("DATABASE_POOLER", pooler)
    assert await shown("statement_timeout", "idle_in_transaction_session_timeout") == [
        f"{STATEMENT_TIMEOUT // 60_000}min",
        "30s",
    ]


async def test_behind_a_pooler_a_connection_keeps_nothing_of_a_transaction(
    working: pytest.MonkeyPatch,
) -> None:
    working.setenv("DATABASE_POOLER", "transaction")
    engine = create_engine(pool_size=1)
    async with engine.begin() as conn:
        pid = await conn.scalar(text("SELECT pg_backend_pid()"))
        for _ in range(10):
            await conn.scalar(text("SELECT 1 + :one"), {"one": 1})
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    async with alone.connect() as conn:
        assert await conn.scalar(text("SELECT pg_backend_pid()")) == pid
        assert await conn.scalar(text("SHOW statement_timeout")) == "0"
        assert await conn.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0
    await engine.dispose()


@pytest.mark.parametrize("pooler", ["", "transaction"])
async def test_a_transaction_may_ask_for_another_isolation_first(
    working: pytest.MonkeyPatch, pooler: str
) -> None:
    working.setenv("DATABASE_POOLER", pooler)
    engine = create_engine()
    async with engine.begin() as conn:
        await conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        assert await conn.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    await engine.dispose()


@pytest.mark.parametrize("pooler", ["", "transaction"])
async def test_transactions_see_what_others_commit_whatever_the_database_prefers(
    working: pytest.MonkeyPatch, database: str, owner: AsyncConnection, pooler: str
) -> None:
    working.setenv("DATABASE_POOLER", pooler)
    name = make_url(database).database
    await owner.execute(
        text(f"ALTER DATABASE {name} SET default_transaction_isolation = serializable")
    )
    engine = create_engine()
    level = text("SHOW transaction_isolation")
    try:
        async with engine.begin() as conn:
            assert await conn.scalar(level) == "read committed"
        alone = engine.execution_options(isolation_level="AUTOCOMMIT")
        async with alone.connect() as conn:
            assert await conn.scalar(level) == ("serializable" if pooler else "read committed")
    finally:
        await engine.dispose()
        await owner.execute(text(f"ALTER DATABASE {name} RESET default_transaction_isolation"))


async def test_what_the_operators_url_says_of_a_setting_counts_more(
    working: pytest.MonkeyPatch, database: str
) -> None:
    working.setenv(
        "DATABASE_URL",
        worker_url(database)
        + "?options=-c%20statement_timeout%3D5s%20-c%20work_mem%3D9MB&application_name=mine",
    )
    names = ("statement_timeout", "work_mem", "application_name", "tcp_keepalives_idle")
    assert await shown(*names) == ["5s", "9MB", "mine", "10"]


async def test_what_a_role_may_not_do_is_said_in_one_line(working: pytest.MonkeyPatch) -> None:
    engine = create_engine()
    with pytest.raises(DBAPIError) as told:
        async with engine.begin() as conn:
            await conn.execute(text("DELETE FROM hosts WHERE host = :host"), {"host": "swordfish"})
    await engine.dispose()
    line = why_no_database(told.value)
    assert line.startswith("the database refuses: permission denied for table hosts")
    assert "swordfish" not in line


def test_a_refused_password_is_not_told(database: str) -> None:
    wrong = psycopg.conninfo.make_conninfo(worker_url(database), password="swordfish")
    with pytest.raises(psycopg.OperationalError) as told:
        psycopg.connect(wrong)
    assert "swordfish" not in one_line(told.value)
