"""Databases that last as long as one recorded crawl."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db.local_server import server_url
from db.migrate import migrate


def server() -> URL:
    """The server that scratch databases are made on: TEST_DATABASE_URL's, else the embedded one.
    Never DATABASE_URL's, where an operator's rows are."""
    return make_url(os.environ.get("TEST_DATABASE_URL") or server_url())


def plain(url: URL) -> str:
    """`url` as tools of PostgreSQL write it, with its password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def scratch_database(on: URL) -> Iterator[URL]:
    """A migrated, empty database on this server, dropped after the block."""
    made = on.set(database=f"recording_{uuid.uuid4().hex[:12]}", drivername="postgresql+psycopg")
    name = sql.Identifier(str(made.database))
    with psycopg.connect(plain(on), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            migrate(made)
            yield made
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@asynccontextmanager
async def transaction(url: URL) -> AsyncIterator[AsyncConnection]:
    """One transaction on the database at `url`, committed at the end of the block."""
    engine = create_async_engine(url.set(drivername="postgresql+psycopg"))
    try:
        async with engine.begin() as conn:
            yield conn
    finally:
        await engine.dispose()
