"""How a claim ends: each verb demands the lease token, and changes nothing without it."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.claims import MAX_ATTEMPTS, Claim
from db.queue.due_hosts import lower
from db.queue.enqueueing import host_of
from db.queue.leases import UNLOCKED, LeaseLost, hold
from db.queue.reopening import reopen
from db.queue.tables import Queue

RETRIED = frozenset({"timeout", "connection", "server_error"})
SKIPPED = frozenset({"not_a_vehicle", "robots"})
BACKOFF_BASE = timedelta(minutes=5)
BACKOFF_CAP = timedelta(hours=6)


@cache
def _end(queue: Queue, changes: str) -> TextClause:
    return text(f"""
        UPDATE {queue.table} SET {changes}, updated_at = now()
        WHERE id = :id AND lease_token = :token
        RETURNING host, {queue.due} AS due
    """)


async def _ended(conn: AsyncConnection, claim: Claim, changes: str, **values: Any) -> None:
    found = await conn.execute(
        _end(claim.queue, changes), {"id": claim.id, "token": claim.token, **values}
    )
    row = found.one_or_none()
    if row is None:
        raise LeaseLost(claim)
    if row.due is not None:
        await lower(conn, claim.queue, {row.host: row.due})


@cache
def _complete(queue: Queue) -> TextClause:
    again = "NULL" if queue.again_after is None else "now() + make_interval(secs => :again)"
    return text(f"""
        UPDATE {queue.table} q
        SET status = '{queue.done}', {queue.due} = {again}, cursor = NULL, reason = NULL,
            message = NULL, http_status = NULL, ended_at = now(), updated_at = now(), {UNLOCKED}
        WHERE q.id = ANY(CAST(:ids AS bigint[])) AND q.lease_token = :token
        RETURNING q.id, {"q.host" if queue.again_after else "NULL AS host"}, q.{queue.due} AS due
    """)


async def complete(conn: AsyncConnection, claims: Sequence[Claim]) -> None:
    """The good end of claims of one queue, all or none. A row of a queue with `again_after` comes
    due again after that time."""
    by_token: dict[uuid.UUID, list[Claim]] = {}
    for claim in claims:
        by_token.setdefault(claim.token, []).append(claim)
    for token, held in by_token.items():
        queue = held[0].queue
        values: dict[str, Any] = {"ids": [claim.id for claim in held], "token": token}
        if queue.again_after is not None:
            values["again"] = queue.again_after.total_seconds()
        rows = (await conn.execute(_complete(queue), values)).all()
        if len(rows) != len(held):
            ended = {row.id for row in rows}
            raise LeaseLost(next(claim for claim in held if claim.id not in ended))
        await lower(conn, queue, {row.host: row.due for row in rows if row.due is not None})


async def postpone(conn: AsyncConnection, claim: Claim, run_at: datetime) -> None:
    """The page was read, but its story goes on: pending again from `run_at`, nothing held
    against the row."""
    await _ended(
        conn,
        claim,
        f"status = 'pending', {claim.queue.due} = CAST(:run_at AS timestamptz), attempts = 0,"
        f" cursor = NULL, reason = NULL, message = NULL, http_status = NULL, {UNLOCKED}",
        run_at=run_at,
    )


def backoff(attempts: int, *, chance: float | None = None) -> timedelta:
    """How long a failed row waits before attempt number `attempts` + 1: exponential from 5 min to
    6 h, with full jitter (a random share of it, `chance` in 0..1), so that rows which failed
    together do not come back together."""
    doublings = min(max(attempts, 1) - 1, 20)
    longest: timedelta = min(BACKOFF_CAP, BACKOFF_BASE * 2**doublings)
    return longest * (random.random() if chance is None else chance)  # noqa: S311


async def fail(
    conn: AsyncConnection,
    claim: Claim,
    reason: str,
    message: str,
    *,
    http_status: int | None = None,
    wait: float = 0.0,
    max_attempts: int = MAX_ATTEMPTS,
) -> str:
    """The bad end, with its reason (db.models.FAILURE_REASONS). Returns the row's new status.

    Passing troubles are retried after a backoff until the attempts are used up; `blocked` gives
    the row back for `wait` seconds from now, and without the attempt (the host is what waits);
    everything else is final.
    """
    due = claim.queue.due
    said = f"reason = :reason, message = :message, http_status = :http_status, {UNLOCKED}"
    values = {"reason": reason, "message": message[:2000], "http_status": http_status}
    if reason == "blocked":
        await _ended(
            conn,
            claim,
            f"status = 'pending', {due} = now() + make_interval(secs => :wait),"
            f" attempts = greatest(attempts - 1, 0), {said}",
            wait=wait,
            **values,
        )
        return "pending"
    if reason in RETRIED and (attempts := await hold(conn, claim)) < max_attempts:
        await _ended(
            conn,
            claim,
            f"status = 'pending', {due} = now() + make_interval(secs => :wait), {said}",
            wait=backoff(attempts).total_seconds(),
            **values,
        )
        return "pending"
    status = "skipped" if reason in SKIPPED else "failed"
    await _ended(
        conn, claim, f"status = '{status}', {due} = NULL, ended_at = now(), {said}", **values
    )
    return status


async def complete_unclaimed(conn: AsyncConnection, queue: Queue, key: Any, url: str) -> None:
    """Write down that nothing is left to do for a row that another queue's claim finished.

    A row that a worker holds just now is left to that worker.
    """
    await conn.execute(
        text(f"""
            INSERT INTO {queue.table} AS q ({queue.key}, host, status, {queue.due}, ended_at)
            VALUES (:key, :host, '{queue.done}', NULL, now())
            ON CONFLICT ({queue.key}) DO UPDATE SET
                status = '{queue.done}', {queue.due} = NULL, ended_at = now(), reason = NULL,
                message = NULL, http_status = NULL, updated_at = now(), last_seen_at = now()
            WHERE q.status NOT IN ('processing', '{queue.done}')
        """),
        {"key": key, "host": host_of(url)},
    )


async def requeue(
    conn: AsyncConnection,
    queue: Queue,
    *,
    reason: str | None = None,
    host: str | None = None,
    older_than: timedelta | None = None,
) -> int:
    """Make failed and skipped rows pending again: those of a reason, of a host, that ended at
    least so long ago. Returns how many."""
    conditions = ["status IN ('failed', 'skipped')"]
    values: dict[str, Any] = {}
    if reason is not None:
        conditions.append("reason = :reason")
        values["reason"] = reason
    if host is not None:
        conditions.append("host = :host")
        values["host"] = host
    if older_than is not None:
        conditions.append("ended_at <= now() - make_interval(secs => :age)")
        values["age"] = older_than.total_seconds()
    return await reopen(conn, queue, " AND ".join(conditions), values)
