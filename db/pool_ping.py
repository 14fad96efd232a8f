"""A ping for connections that lay in the pool: the server may have been restarted meanwhile."""

import select
import time
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

# Seconds. A ping is a round trip of its own; a connection in use a moment ago is tried only if the
# server has said something since: that it ends, most likely.
IDLE = 1.0
_GIVEN_BACK = "given_back"  # time.monotonic()


def ping_idle(engine: Engine) -> None:
    """Try each connection of this engine that was idle for IDLE or longer, or that the server wrote
    to, before it is used. If it is dead, another is made instead, and the pool's others of its age
    are not used either."""

    @event.listens_for(engine, "checkin")
    def given_back(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info[_GIVEN_BACK] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def taken(conn: DBAPIConnection, entry: ConnectionPoolEntry, _: object) -> None:
        # A new connection has not been given back yet.
        idle = time.monotonic() - entry.info.get(_GIVEN_BACK, float("inf"))
        if idle < IDLE and not _was_written_to(entry.driver_connection):
            return
        try:
            engine.dialect.do_ping(conn)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _was_written_to(driver_connection: Any) -> bool:
    try:
        number = driver_connection.fileno()
    except psycopg.OperationalError:  # it is known to be closed
        return True
    # Not select.select: it knows no numbers beyond 1023.
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))
