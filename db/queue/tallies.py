"""`queue_tallies`: each queue's rows by status and reason, as sums of what each statement changed.

The queues' triggers append a row for each status and reason whose number a statement changes. So
no two transactions wait for each other over a counter, and a sum is true in every snapshot.
"""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.tables import QUEUES

# Fewer rows than this are summed up as fast as they are folded.
_WORTH_FOLDING = 200
# Numbers that nothing else in this database locks by.
_FOLDING, _RECOUNTING = 0x0_0E7_16_48, 0x0_0E7_16_49

_MAY_FOLD = text("""
    SELECT CASE
        WHEN (SELECT count(*) FROM (SELECT FROM queue_tallies LIMIT :least) few) < :least
            THEN false
        WHEN current_setting('transaction_read_only') = 'on'
            OR NOT has_table_privilege('queue_tallies', 'INSERT')
            OR NOT has_table_privilege('queue_tallies', 'DELETE') THEN false
        ELSE pg_try_advisory_xact_lock(:lock) END
""")
_FOLD = text("""
    WITH gone AS (
        DELETE FROM queue_tallies RETURNING queue, status, reason, rows
    ), kept AS (
        INSERT INTO queue_tallies (queue, status, reason, rows)
        SELECT queue, status, reason, sum(rows) FROM gone
        GROUP BY queue, status, reason HAVING sum(rows) <> 0
    )
    SELECT count(*) FROM gone
""")


async def fold(conn: AsyncConnection, *, at_least: int = _WORTH_FOLDING) -> int:
    """Put the sums in the place of their parts; the sums stay what they are in every snapshot.
    Returns how many rows were folded.

    0, and nothing written, where there are fewer than `at_least`, where another transaction folds
    just now, and where this one may not write (a standby, a role that only reads).
    """
    if not await conn.scalar(_MAY_FOLD, {"least": at_least, "lock": _FOLDING}):
        return 0
    return int(await conn.scalar(_FOLD) or 0)


@dataclass(frozen=True, slots=True)
class Miscount:
    """Tallies that were off. rows: by how many the table has more (or, negative, fewer) rows."""

    queue: str
    status: str
    reason: str | None
    rows: int


_MISCOUNTS = text(f"""
    SELECT queue, status, reason, CAST(sum(rows) AS bigint) AS rows FROM (
        {
    " UNION ALL ".join(
        f"SELECT '{queue.table}' AS queue, status, reason, count(*) AS rows"
        f" FROM {queue.table} GROUP BY status, reason"
        for queue in QUEUES
    )
}
        UNION ALL SELECT queue, status, reason, -rows FROM queue_tallies
    ) both_counts
    GROUP BY queue, status, reason HAVING sum(rows) <> 0
    ORDER BY queue, status, reason
""")
_SET_RIGHT = text("""
    INSERT INTO queue_tallies (queue, status, reason, rows)
    VALUES (:queue, :status, :reason, :rows)
""")


async def recount(conn: AsyncConnection) -> list[Miscount]:
    """Count the tables and set the tallies right, while others go on writing both. Returns what was
    wrong: nothing, unless triggers were switched off (as by a restore of the data alone).

    Table and tallies are compared in one snapshot, so the difference is true whatever is committed
    meanwhile. It reads whole tables: once a night, not more.
    """
    await conn.execute(text("SET LOCAL statement_timeout = 0"))
    # Two at once would both add the same difference; the second waits, and then sees the first's.
    await conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _RECOUNTING})
    wrong = [Miscount(*row) for row in await conn.execute(_MISCOUNTS)]
    for one in wrong:
        await conn.execute(
            _SET_RIGHT,
            {"queue": one.queue, "status": one.status, "reason": one.reason, "rows": one.rows},
        )
    return wrong
