"""The politeness of a host, shared by all workers on all machines and kept through restarts.

Only the database's clock counts. A host is *blocked* (until a time) or *free*.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

FIRST_BLOCK = timedelta(minutes=15)
LONGEST_BLOCK = timedelta(hours=24)
# RFC 9309, 2.4: a robots.txt should not be used longer than 24 hours.
ROBOTS_KEPT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the host's line of requests.

    at: when the request may go out. wait: seconds until then.
    blocked: seconds for which the host is blocked
    (then the slot was not taken, and nothing may be sent); None when it is free.
    failures: refusals since the last good answer.
    """

    at: datetime
    wait: float
    blocked: float | None
    failures: int


_TAKE = text("""
    INSERT INTO hosts AS h (host, next_request_at, requests)
    VALUES (:host, clock_timestamp() + make_interval(secs => :delay), 1)
    ON CONFLICT (host) DO UPDATE SET
        next_request_at = CASE
            WHEN h.blocked_until > clock_timestamp() THEN h.next_request_at
            ELSE greatest(h.next_request_at, clock_timestamp())
                 + make_interval(secs => greatest(coalesce(h.delay, :delay), h.crawl_delay)) END,
        requests = h.requests + CASE WHEN h.blocked_until > clock_timestamp() THEN 0 ELSE 1 END
    RETURNING
        h.next_request_at - make_interval(secs => greatest(coalesce(h.delay, :delay),
                                                           h.crawl_delay)) AS at,
        extract(epoch FROM h.next_request_at - clock_timestamp())
            - greatest(coalesce(h.delay, :delay), h.crawl_delay) AS wait,
        CASE WHEN h.blocked_until > clock_timestamp()
             THEN extract(epoch FROM h.blocked_until - clock_timestamp()) END AS blocked,
        h.consecutive_failures AS failures
""")


async def take_slot(conn: AsyncConnection, host: str, default_delay: float) -> Slot:
    """The host's next free moment for a request, in one statement.

    default_delay: seconds between two requests of a host that has no delay of its own; what its
    robots.txt asks is kept in any case.
    """
    row = (await conn.execute(_TAKE, {"host": host, "delay": default_delay})).one()
    return Slot(
        at=row.at,
        wait=max(0.0, float(row.wait)),
        blocked=None if row.blocked is None else float(row.blocked),
        failures=row.failures,
    )


_BLOCK = text("""
    WITH blocked AS (
        INSERT INTO hosts AS h (host, blocked_until, block_reason, consecutive_failures)
        VALUES (:host, now() + make_interval(secs => coalesce(:seconds, :first)), :reason, 1)
        ON CONFLICT (host) DO UPDATE SET
            blocked_until = greatest(h.blocked_until, now() + make_interval(
                secs => CASE
                    WHEN CAST(:seconds AS float) IS NULL
                    THEN least(:longest, :first * 2 ^ h.consecutive_failures)
                    -- It goes on refusing after the time that it named.
                    WHEN h.consecutive_failures > 0 AND h.blocked_until <= now()
                    THEN greatest(:seconds,
                                  least(:longest, :first * 2 ^ (h.consecutive_failures - 1)))
                    ELSE :seconds END)),
            block_reason = excluded.block_reason,
            consecutive_failures = least(h.consecutive_failures + 1, 30),
            updated_at = now()
        RETURNING host, blocked_until
    ), lines AS (
        SELECT qh.queue, qh.host FROM queue_hosts qh WHERE qh.host = :host
        ORDER BY qh.queue FOR UPDATE
    ), passed_over AS (
        UPDATE queue_hosts qh SET claim_at = greatest(qh.claim_at, blocked.blocked_until)
        FROM blocked, lines
        WHERE qh.queue = lines.queue AND qh.host = lines.host
    )
    SELECT extract(epoch FROM blocked_until - now()) FROM blocked
""")


async def block(
    conn: AsyncConnection, host: str, reason: str, *, seconds: float | None = None
) -> float:
    """Send the host nothing for a while: for `seconds` if it said how long, else for 15 minutes,
    doubled at each refusal in a row, up to a day. One that refuses again after the time that it
    named is not believed: 15 minutes at least, doubled likewise. Returns the seconds.

    Workers that ask for a slot are refused, and claims pass over its rows without reading them.
    """
    waited = await conn.scalar(
        _BLOCK,
        {
            "host": host,
            "reason": reason[:500],
            "seconds": seconds,
            "first": FIRST_BLOCK.total_seconds(),
            "longest": LONGEST_BLOCK.total_seconds(),
        },
    )
    return float(waited)


async def answered(conn: AsyncConnection, host: str) -> None:
    """The host gave a page: earlier refusals no longer count."""
    await conn.execute(
        text("""
            UPDATE hosts SET consecutive_failures = 0, blocked_until = NULL, block_reason = NULL,
                             updated_at = now()
            WHERE host = :host AND consecutive_failures > 0
              AND (blocked_until IS NULL OR blocked_until <= now())
        """),
        {"host": host},
    )


async def kept_robots(conn: AsyncConnection, host: str) -> str | None:
    """The host's robots.txt, if some worker read it not long ago."""
    found: str | None = await conn.scalar(
        text("""
            SELECT robots_txt FROM hosts
            WHERE host = :host AND robots_read_at > now() - make_interval(secs => :kept)
        """),
        {"host": host, "kept": ROBOTS_KEPT.total_seconds()},
    )
    return found


async def keep_robots(
    conn: AsyncConnection, host: str, robots_txt: str, crawl_delay: float | None
) -> None:
    """Keep what the host's robots.txt says, for every worker. crawl_delay: seconds, as it asks."""
    await conn.execute(
        text("""
            INSERT INTO hosts AS h (host, robots_txt, robots_read_at, crawl_delay)
            VALUES (:host, :robots, now(), :delay)
            ON CONFLICT (host) DO UPDATE SET robots_txt = excluded.robots_txt,
                robots_read_at = now(), crawl_delay = excluded.crawl_delay, updated_at = now()
        """),
        {"host": host, "robots": robots_txt.replace("\x00", ""), "delay": crawl_delay},
    )


async def blocked_hosts(conn: AsyncConnection) -> list[dict[str, Any]]:
    """Every host that is blocked now: host, reason, seconds left."""
    found = await conn.execute(
        text("""
            SELECT host, block_reason AS reason,
                   CAST(extract(epoch FROM blocked_until - now()) AS float) AS seconds
            FROM hosts WHERE blocked_until > now() ORDER BY blocked_until DESC
        """)
    )
    return [dict(row) for row in found.mappings()]
