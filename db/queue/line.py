"""The line of hosts before a queue: where a worker's looks begin, and when it has something."""

import time
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue.tables import Queue

# Seconds after which a worker looks at the line from its very beginning again.
_WHOLE_LOOK = 1.0


class Line:
    """Where one worker's looks at the line of a queue's hosts begin.

    Every claim sends hosts to the line's end. What it leaves at the beginning are dead entries of
    the index, until vacuum may take them; while some transaction is open for minutes these are
    hundreds of thousands, and a look that starts at the beginning reads them all. So a look starts
    where the last one found its first host. It is a hint only: a host that came in before that
    place is found by the next whole look, a second later or as soon as nothing else is found.
    """

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._looked = float("-inf")  # time.monotonic() of the last whole look

    def start(self) -> datetime | None:
        """Where the next look begins; None: at the beginning."""
        if time.monotonic() - self._looked >= _WHOLE_LOOK:
            return None
        return self._since

    def found(self, first: datetime | None, *, whole: bool) -> None:
        """A look found its first host there; None: no host."""
        self._since = first
        if whole:
            self._looked = time.monotonic()


_NEXT_DUE = text("""
    SELECT extract(epoch FROM min(greatest(qh.claim_at, h.blocked_until)) - now())
    FROM queue_hosts qh LEFT JOIN hosts h ON h.host = qh.host
    WHERE qh.queue = :queue AND qh.claim_at <> 'infinity'
      AND (CAST(:host AS text) IS NULL OR qh.host = :host)
""")


async def next_due(conn: AsyncConnection, queue: Queue, *, host: str | None = None) -> float | None:
    """Seconds until a claim may find something (0 or less: now); None: nothing waits at all."""
    seconds = await conn.scalar(_NEXT_DUE, {"queue": queue.table, "host": host})
    return None if seconds is None else float(seconds)
