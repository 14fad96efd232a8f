"""The breaker of a host: blocked when it refuses or does not answer, freed by a good answer."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.hosts.slots import Slot

FIRST_BLOCK = timedelta(minutes=15)
LONGEST_BLOCK = timedelta(hours=24)
# A host that does not answer has not asked to be left alone, and it may be our own line that is
# down: its blocks grow no longer than this.
LONGEST_OUTAGE = timedelta(hours=1)
# So many requests in a row, without an answer or with a server's error, block a host: twice the
# attempts of a row, so that it takes more than one page.
TROUBLES = 10


_BLOCK = text("""
    WITH known AS (
        INSERT INTO hosts AS h (host, blocked_until, block_reason, consecutive_failures)
        VALUES (:host, now() + make_interval(secs => coalesce(:seconds, :first)), :reason, 1)
        ON CONFLICT (host) DO UPDATE SET
            blocked_until = greatest(h.blocked_until, now() + make_interval(
                secs => CASE
                    WHEN h.blocked_until > now() AND h.trial_until IS DISTINCT FROM h.blocked_until
                    -- It answers requests that had gone out before: one refusal, not many.
                    THEN coalesce(CAST(:seconds AS float), 0)
                    WHEN CAST(:seconds AS float) IS NULL
                    THEN least(:longest, :first * 2 ^ h.consecutive_failures)
                    -- It goes on refusing after the time that it named.
                    WHEN h.consecutive_failures > 0
                    THEN greatest(:seconds,
                                  least(:longest, :first * 2 ^ (h.consecutive_failures - 1)))
                    ELSE :seconds END)),
            consecutive_failures = CASE
                WHEN h.blocked_until > now() AND h.trial_until IS DISTINCT FROM h.blocked_until
                THEN h.consecutive_failures ELSE least(h.consecutive_failures + 1, 30) END,
            block_reason = excluded.block_reason,
            trial_until = NULL,
            troubles = 0,
            updated_at = now()
        RETURNING host, blocked_until
    ), lines AS (
        -- Claims look at the block itself; the place in the line only spares them that. So it
        -- waits for nobody: stores lock the places of several queues in an order of their own.
        SELECT qh.queue, qh.host FROM queue_hosts qh WHERE qh.host = :host
        FOR UPDATE SKIP LOCKED
    ), passed_over AS (
        UPDATE queue_hosts qh SET claim_at = greatest(qh.claim_at, known.blocked_until)
        FROM known, lines
        WHERE qh.queue = lines.queue AND qh.host = lines.host
    )
    SELECT extract(epoch FROM blocked_until - now()) FROM known
""")


async def block(
    conn: AsyncConnection,
    host: str,
    reason: str,
    *,
    seconds: float | None = None,
    longest: timedelta = LONGEST_BLOCK,
) -> float:
    """Send the host nothing for a while: for `seconds` if it said how long, else for 15 minutes,
    doubled at each refusal in a row, up to `longest`. One that refuses again after the time that
    it named is not believed: 15 minutes at least, doubled likewise. Refusals of a host that is
    blocked already do not count. Returns the seconds.

    Workers that ask for a slot are refused, and claims pass over its rows without reading them.
    """
    waited = await conn.scalar(
        _BLOCK,
        {
            "host": host,
            "reason": reason[:500],
            "seconds": seconds,
            "first": FIRST_BLOCK.total_seconds(),
            "longest": longest.total_seconds(),
        },
    )
    return float(waited)


async def answered(conn: AsyncConnection, host: str) -> None:
    """The host gave a page: earlier refusals and troubles no longer count. A block that began
    after the page was asked for goes on."""
    await conn.execute(
        text("""
            UPDATE hosts SET consecutive_failures = 0, troubles = 0, blocked_until = NULL,
                             trial_until = NULL, block_reason = NULL, updated_at = now()
            WHERE host = :host AND (consecutive_failures > 0 OR troubles > 0)
              AND (blocked_until IS NULL OR blocked_until <= now() OR blocked_until = trial_until)
        """),
        {"host": host},
    )


async def leave_trial(conn: AsyncConnection, host: str, slot: Slot) -> None:
    """The answer to the slot's request, a trial, tells nothing of the host (its robots.txt, a
    redirect): the next request tries it, again alone."""
    await conn.execute(
        text("""
            UPDATE hosts SET blocked_until = now(), trial_until = NULL, updated_at = now()
            WHERE host = :host AND blocked_until = trial_until
              AND trial_until = CAST(:trial AS timestamptz)
        """),
        {"host": host, "trial": slot.trial_until},
    )


async def troubled(conn: AsyncConnection, host: str, reason: str) -> float | None:
    """A request had no answer, or a server's error. The tenth in a row of all workers' requests
    blocks the host, and so does one that was its trial: for 15 minutes, doubled up to an hour.
    Returns the block's seconds; None without one."""
    found = await conn.execute(
        text("""
            UPDATE hosts SET troubles = troubles + 1, updated_at = now()
            WHERE host = :host
              AND (blocked_until IS NULL OR blocked_until <= now() OR blocked_until = trial_until)
            RETURNING troubles, consecutive_failures > 0 AS was_trial
        """),
        {"host": host},
    )
    row = found.one_or_none()
    if row is None or not (row.was_trial or row.troubles >= TROUBLES):
        return None
    counted = reason if row.was_trial else f"{row.troubles} requests in a row failed: {reason}"
    return await block(conn, host, counted, longest=LONGEST_OUTAGE)


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
