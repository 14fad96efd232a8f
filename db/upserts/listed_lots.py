"""BaT's lots as its lists show them: the board of live lots, the results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot as it is stored, as far as lists are concerned."""

    bat_id: int
    url: str
    status: str
    ends_at: datetime | None
    read_at: datetime


async def stored_lots(
    conn: AsyncConnection, bat_ids: Sequence[int], *, live: bool = False
) -> dict[int, LotRow]:
    """The stored lots among `bat_ids`, by BaT's id, and with `live` all others that run."""
    rows = await conn.execute(
        text(f"""
            SELECT bat_id, url, status, ends_at, read_at FROM bat_lots
            WHERE bat_id = ANY(CAST(:ids AS bigint[])) {"OR status = 'live'" if live else ""}
        """),
        {"ids": list(bat_ids)},
    )
    return {row.bat_id: LotRow(**row._mapping) for row in rows}


async def other_lots_at(conn: AsyncConnection, lots: Sequence[Any]) -> dict[str, int]:
    """Addresses among those of `lots` at which another lot is stored, with its BaT id."""
    rows = await conn.execute(
        text("""
            SELECT l.url, l.bat_id FROM bat_lots l
            JOIN unnest(CAST(:urls AS text[]), CAST(:ids AS bigint[])) AS given (url, bat_id)
              ON given.url = l.url AND given.bat_id <> l.bat_id
        """),
        {"urls": [lot.url for lot in lots], "ids": [lot.bat_id for lot in lots]},
    )
    return {row.url: row.bat_id for row in rows}


async def refresh_live_lots(
    conn: AsyncConnection, entries: Sequence[Any], *, listed_at: datetime
) -> int:
    """Give live lots what the board that was asked for at `listed_at` says: bid, end, reserve.
    Returns how many changed.

    What is not live, unknown, or was read after that keeps what it has.
    """
    said = msgspec.json.encode(
        [
            {
                "bat_id": entry.bat_id,
                "currency": entry.currency,
                "current_bid": entry.current_bid,
                "no_reserve": entry.no_reserve,
                "ends_at": entry.ends_at,
            }
            for entry in entries
        ]
    )
    changed = await conn.execute(
        text("""
            WITH board AS (
                SELECT * FROM json_to_recordset(CAST(:entries AS json)) AS entry (
                    bat_id bigint, currency text, current_bid numeric, no_reserve boolean,
                    ends_at timestamptz)
            ), shown AS (
                SELECT l.id, b.* FROM bat_lots l JOIN board b ON b.bat_id = l.bat_id
                WHERE l.status = 'live' AND l.read_at < :listed_at
                  AND coalesce(l.listed_at < :listed_at, true)
                ORDER BY l.id FOR NO KEY UPDATE OF l SKIP LOCKED
            )
            UPDATE bat_lots l
            SET currency = coalesce(s.currency, l.currency), current_bid = s.current_bid,
                no_reserve = s.no_reserve,
                reserve = CASE WHEN s.no_reserve THEN 'none' END,
                ends_at = coalesce(s.ends_at, l.ends_at), listed_at = :listed_at,
                updated_at = CASE
                    WHEN (l.currency, l.current_bid, l.no_reserve, l.ends_at) IS DISTINCT FROM
                         (coalesce(s.currency, l.currency), s.current_bid, s.no_reserve,
                          coalesce(s.ends_at, l.ends_at))
                    THEN now() ELSE l.updated_at END
            FROM shown s WHERE s.id = l.id
            RETURNING l.updated_at = now() AS changed
        """),
        {"entries": said.decode(), "listed_at": listed_at},
    )
    return sum(row.changed for row in changed)


async def end_lot(conn: AsyncConnection, url: str, *, asked_at: datetime | None = None) -> None:
    """The page of a lot is gone: if it was live, it is over, and nobody says how. A page that was
    asked for after `asked_at` counts more."""
    await conn.execute(
        text("""
            UPDATE bat_lots SET status = 'ended', current_bid = NULL, updated_at = now()
            WHERE url = :url AND status = 'live'
              AND coalesce(read_at <= CAST(:asked_at AS timestamptz), true)
        """),
        {"url": url, "asked_at": asked_at},
    )
