"""One async engine from DATABASE_URL, else the embedded server of this machine."""

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.database_url import database_url, is_pooled, shown_url
from db.errors import NO_DATABASE, DatabaseUrlError, one_line, why_no_database
from db.pool_ping import ping_idle

__all__ = [
    "NO_DATABASE",
    "DatabaseUrlError",
    "client_arguments",
    "create_engine",
    "database_url",
    "one_line",
    "shown_url",
    "why_no_database",
]

STATEMENT_TIMEOUT = 60_000  # milliseconds: no statement of ours is meant to take that long
# A network that is gone says nothing, and TCP by itself goes on hoping for a quarter of an hour
# with a statement under way, for ever without one. So both ends watch. The worker: what it sent is
# not acknowledged for 15 s (or, while it waits for an answer, three probes are not), then no new
# connection for 10 s: within about half a minute it knows. A shorter cut is only a slow statement.
_WATCHED = {
    "connect_timeout": 10,  # seconds
    "tcp_user_timeout": 15_000,  # milliseconds
    "keepalives_idle": 10,  # seconds
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
# The server: a machine that vanished in mid-transaction holds its locks until the server knows. One
# that froze still answers for its connections: it may not sit on locks either.
_WATCHED_BY_SERVER = {
    "tcp_user_timeout": 15_000,  # milliseconds
    "tcp_keepalives_idle": 10,  # seconds
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
    "idle_in_transaction_session_timeout": 30_000,  # milliseconds; ours never think for seconds
}
# What a database may have as its default must not count: a verb's second statement has to see what
# was committed while its first one waited for a lock.
_ISOLATION = "READ COMMITTED"


def client_arguments(url: URL) -> dict[str, Any]:
    """What the driver is told beside the URL, for any connection. What the URL itself says of
    these counts more."""
    told: dict[str, Any] = {**_WATCHED, "application_name": "overnight-extraction"}
    if is_pooled():
        # A prepared statement is a connection's own, and the next transaction may have another.
        told["prepare_threshold"] = None
    return {name: value for name, value in told.items() if name not in url.query}


def create_engine(*, pool_size: int = 5) -> AsyncEngine:
    """An engine of this process: at most `pool_size` connections. One that was idle for a second is
    tried before use: the server may have been restarted. Raises DatabaseUrlError.

    Its limits of time are those of its connections; behind a pooler in transaction mode (which
    refuses settings at the start of a connection) they are set anew in each transaction, at the
    price of one more statement there. They do not hold for a statement outside transactions.
    """
    url = database_url()
    arguments = client_arguments(url)
    pooled = is_pooled()
    if not pooled:
        settings = {
            "statement_timeout": STATEMENT_TIMEOUT,
            **_WATCHED_BY_SERVER,
            # For what is sent outside transactions.
            "default_transaction_isolation": _ISOLATION.lower().replace(" ", "\\ "),
        }
        words = [f"-c {name}={value}" for name, value in settings.items()]
        # The last word counts: the operator's.
        arguments["options"] = " ".join([*words, str(url.query.get("options", ""))]).rstrip()
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        isolation_level=_ISOLATION,
        connect_args=arguments,
    )
    ping_idle(engine.sync_engine)
    if pooled:
        event.listen(engine.sync_engine, "begin", _limit)
    return engine


def alone(engine: AsyncEngine) -> AsyncEngine:
    """The engine for transactions of one statement each, which need no BEGIN and no COMMIT; its
    connections are those of `engine`. Behind a pooler it is `engine`: only a BEGIN can say there
    which isolation a transaction has."""
    return engine if is_pooled() else engine.execution_options(isolation_level="AUTOCOMMIT")


_LIMITS = {
    "statement_timeout": STATEMENT_TIMEOUT,
    "idle_in_transaction_session_timeout": _WATCHED_BY_SERVER[
        "idle_in_transaction_session_timeout"
    ],
}
# Not by set_config: after a SELECT a transaction can have no other isolation any more.
_SET_LIMITS = "; ".join(f"SET LOCAL {name} = {value}" for name, value in _LIMITS.items())


def _limit(conn: Connection) -> None:
    if conn.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        conn.exec_driver_sql(_SET_LIMITS, execution_options={"no_parameters": True})
