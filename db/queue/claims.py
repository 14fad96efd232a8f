"""A claimed row, and the UPDATE that makes rows a worker's own."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from db.queue.tables import Queue

LEASE = timedelta(minutes=15)
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this worker holds until it ends it, or its lease runs out.

    token: the proof of holding, demanded by every write that ends or follows from the claim.
    cursor: where an earlier claim of a row of several pages got to.
    """

    queue: Queue
    id: int
    key: Any
    url: str
    host: str
    token: uuid.UUID
    attempts: int
    cursor: dict[str, Any] | None = None
    carried: dict[str, Any] = field(default_factory=dict)


def taking(queue: Queue, which: str = "FROM picked WHERE q.id = picked.id") -> str:
    """The UPDATE that makes the rows of the CTE `picked` the worker's own, each attempt counted
    here and nowhere else. A row whose workers all died is not given to one more. It returns what
    `claims_of` reads, and `due`; its parameters are lease, token, worker and max_attempts.
    which: how the rows of `picked` are found in the table."""
    due = queue.due
    poison = "(q.status = 'processing' AND q.attempts >= :max_attempts)"
    # A row that comes round again starts anew.
    attempts = f"CASE WHEN q.status = '{queue.done}' THEN 1 ELSE q.attempts + 1 END"
    carried = "".join(f", q.{name}" for name in queue.carried)
    return f"""
        UPDATE {queue.table} q SET
            status = CASE WHEN {poison} THEN 'failed' ELSE 'processing' END,
            {due} = CASE WHEN {poison} THEN NULL
                         ELSE now() + make_interval(secs => :lease) END,
            attempts = CASE WHEN {poison} THEN q.attempts ELSE {attempts} END,
            lease_token = CASE WHEN {poison} THEN NULL ELSE CAST(:token AS uuid) END,
            locked_at = CASE WHEN {poison} THEN q.locked_at ELSE now() END,
            locked_by = CASE WHEN {poison} THEN q.locked_by ELSE :worker END,
            reason = CASE WHEN {poison} THEN 'poison' END,
            message = CASE WHEN {poison} THEN format(
                'its worker died %s times, the last was %s at %s',
                q.attempts, q.locked_by, q.locked_at) END,
            http_status = NULL,
            ended_at = CASE WHEN {poison} THEN now() END,
            updated_at = now()
        {which}
        RETURNING q.id, q.{queue.key} AS key, q.{queue.url} AS url, q.host, q.status,
                  q.attempts, q.cursor{carried}, q.{due} AS due
    """


def claims_of(queue: Queue, token: uuid.UUID, rows: Iterable[Sequence[Any]]) -> list[Claim]:
    """The claims among the rows that `taking` returned, with or without what comes last there."""
    names = tuple(queue.carried)
    return [
        Claim(
            queue,
            id_,
            key,
            url,
            host,
            token,
            attempts,
            cursor,
            dict(zip(names, carried, strict=False)),
        )
        for id_, key, url, host, status, attempts, cursor, *carried in rows
        if status == "processing"
    ]
