"""One async engine from DATABASE_URL, else the embedded server of this machine."""

import os
from functools import cache

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.local_server import LocalServerError, server_url

STATEMENT_TIMEOUT = 60_000  # milliseconds: no statement of ours is meant to take that long


class DatabaseUrlError(ValueError):
    """DATABASE_URL is not a URL of a PostgreSQL database."""


# What it raises to work with a database that is not there.
NO_DATABASE = (SQLAlchemyError, DatabaseUrlError, LocalServerError, OSError)


def why_no_database(error: BaseException) -> str:
    """One of NO_DATABASE's errors as one line for a person."""
    if isinstance(error, DatabaseUrlError | LocalServerError):
        return str(error)
    return f"the database does not answer: {one_line(error)}"


@cache
def database_url() -> URL:
    """The database this process works on, with SQLAlchemy's driver name for psycopg 3.

    DATABASE_URL as any tool of PostgreSQL writes it; unset or empty: the embedded server, which is
    started if need be and lives as long as one of its processes.
    """
    given = os.environ.get("DATABASE_URL") or server_url()
    try:
        url = make_url(given)
    except Exception as error:
        raise DatabaseUrlError("DATABASE_URL cannot be read as a URL") from error
    if url.drivername.split("+")[0] not in ("postgresql", "postgres"):
        raise DatabaseUrlError(f"DATABASE_URL speaks of {url.drivername}, not of PostgreSQL")
    return url.set(drivername="postgresql+psycopg")


def shown_url() -> str:
    """The database's URL for a person: psql takes it as it is. The password of a DATABASE_URL is
    left out; the embedded server's own is only of use on this machine."""
    embedded = not os.environ.get("DATABASE_URL")
    url = database_url().set(drivername="postgresql")
    return url.render_as_string(hide_password=not embedded)


def create_engine(*, pool_size: int = 5) -> AsyncEngine:
    """An engine of this process: at most `pool_size` connections, each tried before use, since a
    server may have been restarted meanwhile."""
    return create_async_engine(
        database_url(),
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "application_name": "overnight-extraction",
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT}",
        },
    )


def one_line(error: BaseException) -> str:
    """A database error as one line for a person: what the server or the driver said first.

    The URL and its password never stand in it.
    """
    cause = getattr(error, "orig", None) or error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return lines[0] if lines else type(cause).__name__
