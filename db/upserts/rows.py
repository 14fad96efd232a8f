"""Many rows of one table in one statement, written only where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows of a table were new, changed, and as they were before."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Children:
    """Rows that belong to one row of a parent table.

    key: the columns that make a row itself. types: the rows' own columns with their SQL types.
    fixed: columns with one value for all rows of a call, with SQL types. parent, digest: the
    parent's table, and its column that keeps what was last stored of its children. ours: columns
    which must agree for a conflicting row to be ours to change.
    """

    table: str
    parent: str
    digest: str
    key: tuple[str, ...]
    types: tuple[tuple[str, str], ...]
    fixed: tuple[tuple[str, str], ...]
    ours: tuple[str, ...] = ()


@cache
def _statement(children: Children) -> TextClause:
    """The rows travel as one JSON text: one value for the driver, taken apart by the server."""
    own = [name for name, _ in children.types]
    fixed = [name for name, _ in children.fixed]
    typed = ", ".join(f"{name} {kind}" for name, kind in children.types)
    given = ", ".join(f"CAST(:{name} AS {kind})" for name, kind in children.fixed)
    changing = [name for name in own if name not in children.key]
    sets = ", ".join(f"{name} = excluded.{name}" for name in changing)
    old = ", ".join(f"t.{name}" for name in changing)
    new = ", ".join(f"excluded.{name}" for name in changing)
    ours = "".join(f" AND t.{name} = excluded.{name}" for name in children.ours)
    key = ", ".join(children.key)
    own_key = ", ".join(name for name in children.key if name in own)
    # What a page states twice is one row: its first place counts.
    return text(f"""
        WITH written AS (
            INSERT INTO {children.table} AS t ({", ".join(fixed + own)})
            SELECT DISTINCT ON ({own_key}) {given}, {", ".join(own)}
            FROM ROWS FROM (json_to_recordset(CAST(:rows AS json)) AS ({typed}))
                 WITH ORDINALITY AS row ({", ".join(own)}, place)
            ORDER BY {own_key}, place
            ON CONFLICT ({key}) DO UPDATE SET {sets}, updated_at = now()
            WHERE ({old}) IS DISTINCT FROM ({new}){ours}
            RETURNING (xmax = 0) AS new
        ), kept AS (
            UPDATE {children.parent} SET {children.digest} = :digest WHERE id = :parent
        )
        SELECT count(*) FILTER (WHERE new) AS inserted, count(*) AS written FROM written
    """)


async def store_children(
    conn: AsyncConnection,
    children: Children,
    rows: Sequence[Any],
    *,
    parent: int,
    fixed: Mapping[str, Any],
    stored: bytes | None,
) -> Stored:
    """Insert the rows that are new and update those that differ, in one statement.

    rows: dataclasses whose fields bear the columns' names. parent: the id of their parent's row.
    stored: its digest of what was last stored; the same rows are not even sent.
    """
    said = msgspec.json.encode(rows)
    digest = blake2b(said + repr(sorted(fixed.items())).encode(), digest_size=16).digest()
    if digest == stored:
        return Stored(unchanged=len(rows))
    row = (
        await conn.execute(
            _statement(children),
            {"rows": said.decode(), "digest": digest, "parent": parent, **fixed},
        )
    ).one()
    return Stored(row.inserted, row.written - row.inserted, len(rows) - row.written)
