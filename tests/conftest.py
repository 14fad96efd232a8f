"""A real database for each test that asks for one: made from a migrated template, dropped after."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.local_server import server_url
from db.migrate import migrate
from tests.databases import new_database
from tests.roles import install_roles, scheduler_url


@pytest.fixture(scope="session")
def server() -> URL:
    """The server that tests make databases on: TEST_DATABASE_URL's, else the embedded one."""
    return make_url(os.environ.get("TEST_DATABASE_URL") or server_url())


@pytest.fixture(scope="session")
def template(server: URL) -> Iterator[str]:
    """A migrated, empty database that each test's own is a copy of."""
    with new_database(server, "test_template") as url:
        migrate(make_url(url).set(drivername="postgresql+psycopg"))
        install_roles(url)
        yield make_url(url).database or ""


@pytest.fixture
def database(server: URL, template: str) -> Iterator[str]:
    """The URL of a database of this test's own, all tables made, nothing in them."""
    with new_database(server, like=template) as url:
        yield url


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the test's own database, with the rights of a scheduler and its workers."""
    async with _engine(scheduler_url(database)) as made:
        yield made


@pytest.fixture
async def conn(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection on which each statement is a transaction of its own: what is written is there
    for every other connection at once."""
    async with engine.connect() as connection:
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")


@pytest.fixture
async def owner(database: str) -> AsyncIterator[AsyncConnection]:
    """The same as the database's owner, who may arrange what no worker ever does."""
    async with _engine(database) as made, made.connect() as connection:
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")


@asynccontextmanager
async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    made = create_async_engine(make_url(url).set(drivername="postgresql+psycopg"))
    yield made
    await made.dispose()
