"""A real database for each test that asks for one: made from a migrated template, dropped after."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.local_server import server_url
from db.migrate import migrate


def _plain(url: URL, database: str) -> str:
    return url.set(database=database, drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server() -> URL:
    """The server that tests make databases on: TEST_DATABASE_URL's, else the embedded one."""
    return make_url(os.environ.get("TEST_DATABASE_URL") or server_url())


@pytest.fixture(scope="session")
def template(server: URL) -> Iterator[str]:
    """A migrated, empty database that each test's own is a copy of."""
    name = f"test_template_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(_plain(server, server.database or "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        migrate(server.set(database=name, drivername="postgresql+psycopg"))
        yield name
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(server: URL, template: str) -> Iterator[str]:
    """The URL of a database of this test's own, all tables made, nothing in them."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(_plain(server, server.database or "postgres"), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        yield _plain(server, name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the test's own database."""
    made = create_async_engine(make_url(database).set(drivername="postgresql+psycopg"))
    yield made
    await made.dispose()


@pytest.fixture
async def conn(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection on which each statement is a transaction of its own: what is written is there
    for every other connection at once."""
    async with engine.connect() as connection:
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")
