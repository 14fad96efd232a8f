"""A database for one benchmark: all tables made, dropped at its end."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import create_engine, database_url
from db.migrate import migrate


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def scratch_database() -> Iterator[str]:
    """The URL of an empty, migrated database on the server of TEST_DATABASE_URL, else of
    DATABASE_URL, else on the embedded one, with the settings that it has in real life."""
    given = os.environ.get("TEST_DATABASE_URL")
    server = make_url(given) if given else database_url()
    own = server.set(database=f"bench_{uuid.uuid4().hex[:12]}")
    name = sql.Identifier(own.database or "")
    with psycopg.connect(_plain(server), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            migrate(own.set(drivername="postgresql+psycopg"))
            yield _plain(own)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def engine_of(url: str) -> AsyncEngine:
    """The program's own engine, with all its settings, on a scratch database."""
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    database_url.cache_clear()
    try:
        return create_engine()
    finally:
        database_url.cache_clear()
        if before is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = before
