"""Holding a claim: the fence before every write, renewal, progress, and giving back."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.claims import LEASE, Claim
from db.queue.due_hosts import lower
from db.queue.tables import Queue

# What a row that nobody holds says of its holder.
UNLOCKED = "lease_token = NULL, locked_at = NULL, locked_by = NULL"


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


def _renewed(queue: Queue) -> str:
    """The end of a renewed lease: never sooner than before, also on a database whose clock went
    back, since claims look for the row from there on (db.queue.due_hosts)."""
    return f"greatest({queue.due}, now() + make_interval(secs => :lease))"


def _held(queue: Queue) -> str:
    """A CTE of the rows that are still the caller's, locked in the one order of all verbs."""
    return f"""
        WITH held AS MATERIALIZED (
            SELECT q.id FROM {queue.table} q
            JOIN unnest(CAST(:ids AS bigint[]), CAST(:tokens AS uuid[])) AS given (id, token)
              ON q.id = given.id AND q.lease_token = given.token
            ORDER BY q.{queue.key} FOR UPDATE OF q
        )
    """


def _given(claims: Iterable[Claim]) -> dict[str, Any]:
    claims = list(claims)
    return {"ids": [claim.id for claim in claims], "tokens": [claim.token for claim in claims]}


@cache
def _heartbeat(queue: Queue) -> TextClause:
    return text(f"""
        {_held(queue)}
        UPDATE {queue.table} q
        SET {queue.due} = {_renewed(queue)}, locked_at = now(),
            updated_at = now()
        FROM held WHERE q.id = held.id
        RETURNING q.id
    """)


async def heartbeat(
    conn: AsyncConnection, queue: Queue, claims: Iterable[Claim], *, lease: timedelta = LEASE
) -> set[int]:
    """Renew the leases of all these claims in one statement. Returns the ids still held: a claim
    that is not among them belongs to another worker now."""
    found = await conn.execute(
        _heartbeat(queue), {**_given(claims), "lease": lease.total_seconds()}
    )
    return set(found.scalars())


@cache
def _advance(queue: Queue) -> TextClause:
    return text(f"""
        UPDATE {queue.table} SET
            cursor = CAST(:cursor AS jsonb), attempts = least(attempts, 1),
            {queue.due} = {_renewed(queue)}, updated_at = now()
        WHERE id = :id AND lease_token = :token
        RETURNING id
    """)


async def advance(
    conn: AsyncConnection, claim: Claim, cursor: str, *, lease: timedelta = LEASE
) -> None:
    """One page of several is done: keep where the next one starts (`cursor`, JSON) and the lease.
    Raises LeaseLost.

    A row that gets on is no poison: only attempts since the last advance count.
    """
    kept = await conn.scalar(
        _advance(claim.queue),
        {
            "id": claim.id,
            "token": claim.token,
            "cursor": cursor,
            "lease": lease.total_seconds(),
        },
    )
    if kept is None:
        raise LeaseLost(claim)


@cache
def _release(queue: Queue) -> TextClause:
    return text(f"""
        {_held(queue)}
        UPDATE {queue.table} q
        SET status = 'pending', {queue.due} = now(), updated_at = now(),
            attempts = greatest(attempts - 1, 0), {UNLOCKED}
        FROM held WHERE q.id = held.id
        RETURNING q.host, q.{queue.due} AS due
    """)


async def release(conn: AsyncConnection, claims: list[Claim]) -> int:
    """Give rows back at once, as if they had not been claimed (the cursor stays). Returns how
    many were still held."""
    by_queue: dict[Queue, list[Claim]] = {}
    for claim in claims:
        by_queue.setdefault(claim.queue, []).append(claim)
    released = 0
    for queue, held in by_queue.items():
        found = await conn.execute(_release(queue), _given(held))
        rows = found.all()
        released += len(rows)
        await lower(conn, queue, {row.host: row.due for row in rows})
    return released
