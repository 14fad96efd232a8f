"""What came in since a moment: counted from the tables' own times."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue import QUEUES, count_stuck

# What is reported -> its table, the column of its first time, the column of its last change.
_TABLES = {
    "vehicles": ("vehicles", "created_at"),
    "businesses": ("businesses", "created_at"),
    "listings": ("listings", "first_seen_at"),
    "images": ("vehicle_images", "created_at"),
    "lots": ("bat_lots", "created_at"),
    "comments": ("bat_comments", "created_at"),
    "bids": ("bat_bids", "created_at"),
}


@dataclass(frozen=True, slots=True)
class NewAndChanged:
    """Rows of one kind: made since the moment, and older ones that say something else since."""

    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class QueueEnds:
    """One queue: rows that ended since the moment by status and by reason, those that were no
    vehicle by the rule that told so; rows stuck now."""

    queue: str
    by_status: dict[str, int]
    reasons: dict[str, int]
    rules: dict[str, int]
    stuck: int


async def see_one_moment(conn: AsyncConnection) -> None:
    """Let all of this transaction's statements read the same state, and write none. Its first."""
    await conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


async def new_and_changed(conn: AsyncConnection, since: datetime) -> dict[str, NewAndChanged]:
    """Vehicles, businesses, listings, images, lots, comments and bids since then."""
    found = {}
    for kind, (name, born) in _TABLES.items():
        row = (
            await conn.execute(
                text(f"""
                    SELECT count(*) FILTER (WHERE {born} >= :since) AS new,
                           count(*) FILTER (WHERE {born} < :since) AS changed
                    FROM {name} WHERE {born} >= :since OR updated_at >= :since
                """),
                {"since": since},
            )
        ).one()
        found[kind] = NewAndChanged(row.new, row.changed)
    return found


async def new_live_lots(conn: AsyncConnection, since: datetime) -> int:
    """Lots made since then that are live."""
    number = await conn.scalar(
        text("SELECT count(*) FROM bat_lots WHERE created_at >= :since AND status = 'live'"),
        {"since": since},
    )
    return int(number or 0)


async def queue_ends(conn: AsyncConnection, since: datetime) -> list[QueueEnds]:
    """Each queue's rows that came to an end since then and are still at it."""
    ends = []
    for queue in QUEUES:
        found = await conn.execute(
            text(f"""
                SELECT status, reason, count(*) AS rows,
                       CASE WHEN reason = 'not_a_vehicle'
                            THEN split_part(message, ': ', 1) END AS rule
                FROM {queue.table}
                WHERE ended_at >= :since AND status IN ('{queue.done}', 'failed', 'skipped')
                GROUP BY status, reason, rule ORDER BY rows DESC
            """),
            {"since": since},
        )
        by_status: dict[str, int] = dict.fromkeys((queue.done, "skipped", "failed"), 0)
        reasons: dict[str, int] = {}
        rules: dict[str, int] = {}
        for row in found:
            by_status[row.status] += row.rows
            if row.reason is not None:
                reasons[row.reason] = reasons.get(row.reason, 0) + row.rows
            if row.rule is not None:
                rules[row.rule] = rules.get(row.rule, 0) + row.rows
        stuck = await count_stuck(conn, queue)
        ends.append(QueueEnds(queue.table, by_status, reasons, rules, stuck))
    return ends


async def failing_hosts(
    conn: AsyncConnection, since: datetime, limit: int = 10
) -> list[dict[str, Any]]:
    """The hosts with most rows that failed or wait for another attempt since then: host, rows,
    reasons (reason -> rows), worst first."""
    rows = " UNION ALL ".join(
        f"SELECT host, reason FROM {queue.table}"
        " WHERE reason IS NOT NULL AND status <> 'skipped' AND updated_at >= :since"
        for queue in QUEUES
    )
    found = await conn.execute(
        text(f"""
            SELECT host, CAST(sum(rows) AS bigint) AS rows,
                   jsonb_object_agg(reason, rows) AS reasons
            FROM (SELECT host, reason, count(*) AS rows FROM ({rows}) failed
                  GROUP BY host, reason) by_reason
            GROUP BY host ORDER BY rows DESC, host LIMIT :limit
        """),
        {"since": since, "limit": limit},
    )
    return [
        {
            "host": row.host,
            "rows": row.rows,
            # JSON in the database has no order.
            "reasons": dict(sorted(row.reasons.items(), key=lambda one: -one[1])),
        }
        for row in found
    ]


async def crawls(conn: AsyncConnection, since: datetime) -> list[dict[str, Any]]:
    """Every crawl that ran since then, oldest first. exit_code None: it has not ended, or it was
    killed before it could say so."""
    found = await conn.execute(
        text("""
            SELECT id, spider, worker, started_at, ended_at, exit_code, finish_reason,
                   coalesce(counts, '{}') AS counts
            FROM crawl_runs WHERE started_at >= :since OR ended_at >= :since ORDER BY id
        """),
        {"since": since},
    )
    return [dict(row) for row in found.mappings()]


async def coverage(conn: AsyncConnection, since: datetime) -> dict[str, int]:
    """Of the vehicles made since then, how many have each field. `price`: some listing of theirs
    states what is asked or was paid."""
    row = (
        await conn.execute(
            text("""
                SELECT count(coalesce(v.vin, v.chassis_number)) AS vin_or_chassis_number,
                       count(v.year) AS year, count(v.make) AS make, count(v.model) AS model,
                       count(v.mileage) AS mileage,
                       count(*) FILTER (WHERE EXISTS (
                           SELECT FROM listings l WHERE l.vehicle_id = v.id
                             AND coalesce(l.asking_price, l.sale_price) IS NOT NULL
                       )) AS price
                FROM vehicles v WHERE v.created_at >= :since
            """),
            {"since": since},
        )
    ).one()
    return dict(row._mapping)
