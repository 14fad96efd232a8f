"""What waits, what is due, what has ended, what is stuck: read off tallies and indexes, so that the
answer takes as long in a queue of ten million rows as in one of ten."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.tables import Queue

# Rows are counted one by one up to here: nobody decides otherwise for more.
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class RowCount:
    """A number of rows; with `at_least`, there are that many and more were not counted."""

    rows: int
    at_least: bool = False

    def __str__(self) -> str:
        return f"{'at least ' if self.at_least else ''}{self.rows}"


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """One queue at this moment.

    by_status: rows of each status. due: rows a claim could take now, those of blocked hosts not
    among them; with due_at_least, there are more than so many. oldest_due_seconds: how long the
    first of them has waited; None if none is due. stuck: rows that no claim would ever find (0
    unless the program is wrong), counted up to MOST_COUNTED of each host. reasons: ended or waiting
    rows by failure reason.
    """

    queue: str
    by_status: dict[str, int]
    due: int
    due_at_least: bool
    oldest_due_seconds: float | None
    stuck: int
    reasons: dict[str, int]


def _hosts(queue: Queue) -> str:
    """CTEs: `host`, every host with a row that waits for a time, and the first such time, by one
    probe of the due index each; then what `queue_hosts` and `hosts` say of it."""
    first = f"""
        SELECT q.host, q.{queue.due} AS first_due FROM {queue.table} q
        WHERE q.{queue.due} IS NOT NULL
    """
    order = f"ORDER BY q.host, q.{queue.due} LIMIT 1"
    return f"""
        RECURSIVE waiting AS (
            ({first} {order})
            UNION ALL
            SELECT following.host, following.first_due
            FROM waiting CROSS JOIN LATERAL ({first} AND q.host > waiting.host {order}) following
        ), host AS MATERIALIZED (
            SELECT w.host, w.first_due, qh.due_from, h.blocked_until,
                   coalesce(qh.claim_at, 'infinity') AS claim_at
            FROM waiting w
            LEFT JOIN queue_hosts qh ON qh.queue = '{queue.table}' AND qh.host = w.host
            LEFT JOIN hosts h ON h.host = w.host
        )
    """


def _due(queue: Queue, moment: str) -> str:
    """How many rows of free hosts are due since `moment` (SQL), MOST_COUNTED and one at most."""
    return f"""
        SELECT count(*) FROM (
            SELECT FROM host CROSS JOIN LATERAL (
                SELECT FROM {queue.table} q
                WHERE q.host = host.host AND q.{queue.due} <= {moment}
                ORDER BY q.{queue.due} LIMIT {MOST_COUNTED + 1}
            ) row
            WHERE greatest(first_due, blocked_until) <= {moment}
            LIMIT {MOST_COUNTED + 1}
        ) due
    """


def _stuck(queue: Queue) -> str:
    """How many rows lie where no claim looks: before the time that their host's range scan begins
    at, or behind a host that is in line later than they are (though not for being blocked)."""
    hidden = """
        greatest(CASE WHEN claim_at > greatest(now(), blocked_until) THEN claim_at
                      ELSE '-infinity' END, due_from)
    """
    return f"""
        SELECT coalesce(sum(rows), 0) FROM host CROSS JOIN LATERAL (
            SELECT count(*) AS rows FROM (
                SELECT FROM {queue.table} q
                WHERE q.host = host.host AND q.{queue.due} < {hidden}
                ORDER BY q.{queue.due} LIMIT {MOST_COUNTED}
            ) row
        ) hidden
        WHERE first_due < {hidden}
    """


@cache
def _now(queue: Queue) -> TextClause:
    return text(f"""
        WITH {_hosts(queue)}
        SELECT ({_due(queue, "now()")}) AS due, ({_stuck(queue)}) AS stuck,
               (SELECT extract(epoch FROM now() - min(first_due)) FROM host
                WHERE greatest(first_due, blocked_until) <= now()) AS waited
    """)


@cache
def _due_since(queue: Queue) -> TextClause:
    moment = "CAST(:moment AS timestamptz)"
    return text(f"WITH {_hosts(queue)} SELECT ({_due(queue, moment)})")


@cache
def _only_stuck(queue: Queue) -> TextClause:
    return text(f"WITH {_hosts(queue)} SELECT ({_stuck(queue)})")


_TALLIES = text("""
    SELECT status, reason, CAST(sum(rows) AS bigint) AS rows FROM queue_tallies
    WHERE queue = :queue GROUP BY status, reason HAVING sum(rows) <> 0 ORDER BY status, reason
""")


async def count(conn: AsyncConnection, queue: Queue) -> QueueCounts:
    """Counts of one queue, of one moment where the transaction reads one."""
    by_status: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for row in await conn.execute(_TALLIES, {"queue": queue.table}):
        by_status[row.status] = by_status.get(row.status, 0) + row.rows
        if row.reason is not None:
            reasons[row.reason] = reasons.get(row.reason, 0) + row.rows
    found = (await conn.execute(_now(queue))).one()
    return QueueCounts(
        queue=queue.table,
        by_status={status: rows for status, rows in by_status.items() if rows},
        due=min(found.due, MOST_COUNTED),
        due_at_least=found.due > MOST_COUNTED,
        oldest_due_seconds=None if found.waited is None else float(found.waited),
        stuck=int(found.stuck),
        reasons={reason: rows for reason, rows in reasons.items() if rows},
    )


async def due_since(conn: AsyncConnection, queue: Queue, moment: datetime) -> RowCount:
    """How many rows have been due, and their hosts free, since the moment or longer."""
    rows = int(await conn.scalar(_due_since(queue), {"moment": moment}) or 0)
    return RowCount(min(rows, MOST_COUNTED), at_least=rows > MOST_COUNTED)


async def count_stuck(conn: AsyncConnection, queue: Queue) -> int:
    """How many rows no claim would ever find (see QueueCounts)."""
    return int(await conn.scalar(_only_stuck(queue)) or 0)


async def last_end(conn: AsyncConnection, queue: Queue) -> datetime | None:
    """When a row of the queue came to an end last; None: never."""
    ended: datetime | None = await conn.scalar(text(f"SELECT max(ended_at) FROM {queue.table}"))
    return ended
