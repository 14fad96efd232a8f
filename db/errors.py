"""What goes wrong with a database as a whole, as one line for a person."""

from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import SQLAlchemyError

from db.local_server import LocalServerError


class DatabaseUrlError(ValueError):
    """DATABASE_URL is not a URL of a PostgreSQL database, or DATABASE_POOLER no kind of pooler."""


class TablesError(RuntimeError):
    """The tables are not this program's, and this login may not change them."""


# What it raises to work with a database that is not there, or not ready.
NO_DATABASE = (SQLAlchemyError, DatabaseUrlError, TablesError, LocalServerError, OSError)

# What PgBouncer says of a startup packet, and a server behind it of statements that it knows only
# on another connection.
_OF_A_POOLER = ("unsupported startup parameter", 'prepared statement "_pg3_')


def why_no_database(error: BaseException) -> str:
    """One of NO_DATABASE's errors as one line for a person."""
    if isinstance(error, DatabaseUrlError | TablesError | LocalServerError):
        return str(error)
    line = one_line(error)
    if isinstance(getattr(error, "orig", None), InsufficientPrivilege):
        return f"the database refuses: {line}; db/roles.sql says who may do what"
    if any(words in line for words in _OF_A_POOLER):
        line += "; behind a pooler in transaction mode set DATABASE_POOLER=transaction"
    return f"the database does not answer: {line}"


def one_line(error: BaseException) -> str:
    """A database error as one line for a person: what the server or the driver said first.

    The URL and its password never stand in it.
    """
    cause = getattr(error, "orig", None) or error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return lines[0] if lines else type(cause).__name__
