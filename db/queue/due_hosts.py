"""`queue_hosts`: for each queue and host, when the next claim can find something there.

The invariant that makes claims cheap and loses nothing: `claim_at` is never later than the first
due row of its host, unless the host is blocked until then. Whoever makes a row due lowers it, as
the last thing before the commit; only a claim, which holds the host's row, raises it.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.tables import Queue

_LOWER = text("""
    INSERT INTO queue_hosts AS qh (queue, host, claim_at)
    SELECT :queue, host, claim_at
    FROM unnest(CAST(:hosts AS text[]), CAST(:times AS timestamptz[])) AS due (host, claim_at)
    ORDER BY host
    ON CONFLICT (queue, host) DO UPDATE SET claim_at = excluded.claim_at
    WHERE qh.claim_at > excluded.claim_at
""")


async def lower(conn: AsyncConnection, queue: Queue, due: Mapping[str, datetime]) -> None:
    """Let claims find each host's rows from its time on, if they would have looked later.

    It locks the hosts' rows even where it changes nothing: that is what keeps a claim from
    declaring a host empty while the transaction that fills it is still open.
    """
    if due:
        await conn.execute(
            _LOWER, {"queue": queue.table, "hosts": list(due), "times": list(due.values())}
        )
