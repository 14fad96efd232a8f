"""Putting rows into a queue: each key once, however often it is found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.due_hosts import lower
from db.queue.reopening import reopen
from db.queue.tables import Queue


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to enqueue.

    key: its unique key (a canonical URL; the organisation's id for inventories).
    url: the page it will fetch; its host decides politeness.
    run_at: not before this; None: now.
    carried: values of the queue's carried columns.
    """

    key: Any
    url: str
    run_at: datetime | None = None
    carried: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enqueued:
    """How many rows an enqueue made and re-opened, and how many it was given."""

    new: int = 0
    reopened: int = 0
    given: int = 0


def host_of(url: str) -> str:
    """The host whose pace a URL takes part in: lower case, with its port if it names one.

    Raises ValueError for a URL without a host, or that is not http(s).
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http(s) URL with a host: {url!r}")
    return parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"


@cache
def _insert(queue: Queue) -> TextClause:
    columns = [queue.key, "host", queue.due, *queue.carried]
    types = [queue.key_type, "text", "timestamptz", *queue.carried.values()]
    arrays = ", ".join(f"CAST(:c{n} AS {sql_type}[])" for n, sql_type in enumerate(types))
    values = ", ".join(f"coalesce({c}, now())" if c == queue.due else c for c in columns)
    # What the finder knows now replaces what an earlier one knew, but never with nothing.
    fresher = "".join(f", {c} = coalesce(excluded.{c}, q.{c})" for c in queue.carried)
    return text(f"""
        WITH given AS (
            SELECT DISTINCT ON ({queue.key}) *
            FROM unnest({arrays}) AS row ({", ".join(columns)})
            ORDER BY {queue.key}, {queue.due}
        ), stored AS (
            INSERT INTO {queue.table} AS q ({", ".join(columns)})
            SELECT {values} FROM given ORDER BY {queue.key}
            ON CONFLICT ({queue.key}) DO UPDATE
            SET last_seen_at = now(), host = excluded.host{fresher},
                {queue.due} = CASE WHEN q.status = 'pending' AND excluded.{queue.due} > now()
                                   THEN excluded.{queue.due} ELSE q.{queue.due} END
            RETURNING host, {queue.due} AS due, (xmax = 0) AS new
        )
        SELECT host, min(due) AS due,
               count(*) FILTER (WHERE new) AS new, count(*) AS given
        FROM stored GROUP BY host
    """)


async def enqueue(
    conn: AsyncConnection, queue: Queue, rows: Iterable[NewRow], *, again: bool = False
) -> Enqueued:
    """Make each row pending once. A known row keeps its state: it was only seen again. (A pending
    one moves to the `run_at` it is given, if that is still to come.)

    again: known rows that have ended (well or not) become pending anew, too.
    """
    rows = list(rows)
    if not rows:
        return Enqueued()
    columns = [
        [row.key for row in rows],
        [host_of(row.url) for row in rows],
        [row.run_at for row in rows],
        *([row.carried.get(name) for row in rows] for name in queue.carried),
    ]
    found = await conn.execute(_insert(queue), {f"c{n}": c for n, c in enumerate(columns)})
    by_host = found.all()
    due = {row.host: row.due for row in by_host if row.due is not None}
    reopened = 0
    if again:
        known = f"{queue.key} = ANY(:keys)"
        reopened = await reopen(conn, queue, known, {"keys": columns[0]}, due=due)
    else:
        await lower(conn, queue, due)
    return Enqueued(
        new=sum(row.new for row in by_host),
        reopened=reopened,
        given=sum(row.given for row in by_host),
    )
