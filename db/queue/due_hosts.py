"""`queue_hosts`: for each queue and host, when the next claim can find something there.

Two times, and the invariants that make claims cheap and lose nothing:

- `claim_at`, the host's place in the line, is never later than its first due row (or now, if that
  is later), unless the host is blocked until then;
- `due_from`, where a claim begins its range scan of the host's rows, is never later than its first
  due row, and past the index entries of all that were taken before.

Whoever makes a row due lowers both, as the last thing before the commit; only a claim, which holds
the host's row, raises them (and whoever blocks the host `claim_at`, to the block's end).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.tables import Queue

_LOWER = text("""
    INSERT INTO queue_hosts AS qh (queue, host, claim_at, due_from)
    SELECT :queue, host, greatest(due, now()), due
    FROM unnest(CAST(:hosts AS text[]), CAST(:times AS timestamptz[])) AS given (host, due)
    ORDER BY host
    ON CONFLICT (queue, host) DO UPDATE SET
        claim_at = least(qh.claim_at, excluded.claim_at),
        due_from = least(qh.due_from, excluded.due_from)
    WHERE qh.claim_at > excluded.claim_at OR qh.due_from > excluded.due_from
""")


async def lower(conn: AsyncConnection, queue: Queue, due: Mapping[str, datetime]) -> None:
    """Let claims find each host's first due row, if they would have looked later or behind it. A
    row that was due before now does not bring its host forward in the line.

    It locks the hosts' rows even where it changes nothing: that is what keeps a claim from
    declaring a host empty while the transaction that fills it is still open.
    """
    if due:
        await conn.execute(
            _LOWER, {"queue": queue.table, "hosts": list(due), "times": list(due.values())}
        )
