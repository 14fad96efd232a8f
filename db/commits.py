"""Whether a transaction was committed, where the answer to its COMMIT was lost on the way."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Seconds between two looks at a transaction that the server has not ended, and how many: it ends
# one whose worker is gone sooner than that (db.engine's idle_in_transaction_session_timeout).
_LOOK = 0.1
_LOOKS = 400

_STATUS = text("""
    SELECT CASE WHEN CAST(:id AS xid8) < pg_current_xact_id()
                THEN pg_xact_status(CAST(:id AS xid8)) END
""")


async def transaction_id(conn: AsyncConnection) -> str | None:
    """The id of this transaction; None if it has written nothing."""
    found: str | None = await conn.scalar(
        text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)")
    )
    return found


async def was_committed(conn: AsyncConnection, transaction: str) -> bool:
    """Whether the transaction with this id was committed; waits while it is under way. A server
    that does not know it (a standby that took over before the commit reached it) has not got it.

    conn: in READ COMMITTED, so that each look sees what has happened since.
    """
    for _ in range(_LOOKS):
        status = await conn.scalar(_STATUS, {"id": transaction})
        if status != "in progress":
            return bool(status == "committed")
        await asyncio.sleep(_LOOK)
    return False
