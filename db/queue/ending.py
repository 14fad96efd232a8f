"""How a claim ends: each verb demands the lease token, and changes nothing without it."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.claiming import LEASE, MAX_ATTEMPTS, Claim
from db.queue.due_hosts import lower
from db.queue.enqueueing import host_of
from db.queue.reopening import reopen
from db.queue.tables import Queue

RETRIED = frozenset({"timeout", "connection", "server_error"})
SKIPPED = frozenset({"not_a_vehicle", "robots"})
BACKOFF_BASE = timedelta(minutes=5)
BACKOFF_CAP = timedelta(hours=6)


class LeaseLost(Exception):
    """Another worker holds the row now (or somebody ended it): this one may write nothing."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(f"{claim.queue.table} {claim.id} ({claim.key}): the lease was taken over")
        self.claim = claim


@cache
def _hold(queue: Queue) -> TextClause:
    return text(f"""
        SELECT attempts FROM {queue.table} WHERE id = :id AND lease_token = :token FOR UPDATE
    """)


async def hold(conn: AsyncConnection, claim: Claim) -> int:
    """Make sure that the claim is still ours, and keep it so until this transaction ends.

    The first statement of every transaction that stores what a claim brought. Returns the
    attempts that count now: an advance lowers them. Raises LeaseLost.
    """
    attempts = await conn.scalar(_hold(claim.queue), {"id": claim.id, "token": claim.token})
    if attempts is None:
        raise LeaseLost(claim)
    return int(attempts)


@cache
def _end(queue: Queue, changes: str) -> TextClause:
    return text(f"""
        UPDATE {queue.table} SET {changes}, updated_at = now()
        WHERE id = :id AND lease_token = :token
        RETURNING host, {queue.due} AS due
    """)


_UNLOCKED = "lease_token = NULL, locked_at = NULL, locked_by = NULL"


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
            message = NULL, http_status = NULL, ended_at = now(), updated_at = now(), {_UNLOCKED}
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
        f" cursor = NULL, reason = NULL, message = NULL, http_status = NULL, {_UNLOCKED}",
        run_at=run_at,
    )


async def advance(
    conn: AsyncConnection, claim: Claim, cursor: str, *, lease: timedelta = LEASE
) -> None:
    """One page of several is done: keep where the next one starts (`cursor`, JSON) and the lease.

    A row that gets on is no poison: only attempts since the last advance count.
    """
    queue = claim.queue
    found = await conn.execute(
        _end(
            queue,
            f"cursor = CAST(:cursor AS jsonb), attempts = least(attempts, 1),"
            f" {queue.due} = now() + make_interval(secs => :lease)",
        ),
        {
            "id": claim.id,
            "token": claim.token,
            "cursor": cursor,
            "lease": lease.total_seconds(),
        },
    )
    if found.one_or_none() is None:
        raise LeaseLost(claim)


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
    said = f"reason = :reason, message = :message, http_status = :http_status, {_UNLOCKED}"
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


async def release(conn: AsyncConnection, claims: list[Claim]) -> int:
    """Give rows back at once, as if they had not been claimed (the cursor stays). Returns how
    many were still held."""
    by_queue: dict[Queue, list[Claim]] = {}
    for claim in claims:
        by_queue.setdefault(claim.queue, []).append(claim)
    released = 0
    for queue, held in by_queue.items():
        found = await conn.execute(
            text(f"""
                UPDATE {queue.table} q
                SET status = 'pending', {queue.due} = now(), updated_at = now(),
                    attempts = greatest(attempts - 1, 0), {_UNLOCKED}
                FROM unnest(CAST(:ids AS bigint[]), CAST(:tokens AS uuid[])) AS held (id, token)
                WHERE q.id = held.id AND q.lease_token = held.token
                RETURNING q.host, q.{queue.due} AS due
            """),
            {"ids": [c.id for c in held], "tokens": [c.token for c in held]},
        )
        rows = found.all()
        released += len(rows)
        await lower(conn, queue, {row.host: row.due for row in rows})
    return released


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
