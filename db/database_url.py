"""Which database: DATABASE_URL as people and managed services write it, read once and checked."""

import os
from functools import cache

from psycopg.pq import Conninfo
from sqlalchemy import make_url
from sqlalchemy.engine import URL

from db.errors import DatabaseUrlError
from db.local_server import server_url

# Parameters of a URL that nobody is to see; the password itself is moved to its own place.
_SECRET = ("sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret")
# A server with several addresses names each of them.
_REPEATED = ("host", "port")


@cache
def database_url() -> URL:
    """The database this process works on, with SQLAlchemy's driver name for psycopg 3.

    DATABASE_URL as any tool of PostgreSQL writes it; unset or empty: the embedded server, which is
    started if need be and lives as long as one of its processes. Raises DatabaseUrlError.
    """
    given = os.environ.get("DATABASE_URL", "").strip()
    return parsed_url(given or server_url())


def parsed_url(given: str) -> URL:
    """A PostgreSQL URL (`postgres://` and `postgresql+driver://`, too) for SQLAlchemy and psycopg.

    Its parameters are libpq's (https://www.postgresql.org/docs/current/libpq-connect.html, 32.1.2).
    Raises DatabaseUrlError, whose message holds nothing that may be a part of the password.
    """
    # Read as URLs are, the rest of such a password is the host, which errors name.
    if given.count("@") > 1:
        raise DatabaseUrlError("DATABASE_URL has more than one @: write %40 for those of a name")
    try:
        url = make_url(given)
    except Exception:  # noqa: BLE001 - whatever it is, it may quote what it could not read
        raise DatabaseUrlError("DATABASE_URL cannot be read as a URL") from None
    if url.drivername.split("+")[0] not in ("postgresql", "postgres"):
        raise DatabaseUrlError(f"DATABASE_URL speaks of {url.drivername}, not of PostgreSQL")
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    for name, value in url.query.items():
        if name not in known:
            raise DatabaseUrlError(
                f"DATABASE_URL has the parameter {name!r}, which PostgreSQL does not know: take it"
                " out (behind a pooler in transaction mode set DATABASE_POOLER=transaction)"
            )
        if not isinstance(value, str) and name not in _REPEATED:
            raise DatabaseUrlError(f"DATABASE_URL has the parameter {name!r} more than once")
    password = url.query.get("password")
    if isinstance(password, str):
        url = url.set(password=password).difference_update_query(["password"])
    return url.set(drivername="postgresql+psycopg")


def shown_url() -> str:
    """The database's URL for a person: psql takes it as it is. The password of a DATABASE_URL is
    left out; the embedded server's own is only of use on this machine."""
    embedded = not os.environ.get("DATABASE_URL", "").strip()
    url = database_url().set(drivername="postgresql").difference_update_query(_SECRET)
    return url.render_as_string(hide_password=not embedded)


def is_pooled() -> bool:
    """Whether a pooler in transaction mode stands before the server (DATABASE_POOLER=transaction):
    then each transaction may run on another connection, and nothing may be left on one.

    Raises DatabaseUrlError for a word that means nothing.
    """
    pooler = os.environ.get("DATABASE_POOLER", "").strip()
    if pooler not in ("", "transaction"):
        raise DatabaseUrlError(f"DATABASE_POOLER is {pooler!r}: it may be `transaction`, or unset")
    return pooler == "transaction"
