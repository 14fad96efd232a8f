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
    which must agree for a conflicting row to be ours to change. where: the condition of the key's
    unique index, if it is a partial one. missing: what becomes of the parent's rows that are not
    among those given: "keep", "mark" (the column `removed`; a row that comes back loses the mark)
    or "delete". belongs: the fixed column that names the parent.
    """

    table: str
    parent: str
    digest: str
    key: tuple[str, ...]
    types: tuple[tuple[str, str], ...]
    fixed: tuple[tuple[str, str], ...]
    ours: tuple[str, ...] = ()
    where: str = ""
    missing: str = "keep"
    belongs: str = ""


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
    where = f"WHERE {children.where}" if children.where else ""
    own_key = [name for name in children.key if name in own]
    by_key = ", ".join(own_key)
    differs = f"({old}) IS DISTINCT FROM ({new})"
    gone = "SELECT NULL WHERE false"
    missing = f"""t.{children.belongs} = :parent AND NOT EXISTS (
        SELECT FROM given WHERE {" AND ".join(f"given.{n} = t.{n}" for n in own_key)})"""
    if children.missing == "mark":
        sets += ", removed = false"
        differs = f"({differs} OR t.removed)"
        gone = f"""UPDATE {children.table} t SET removed = true, updated_at = now()
            WHERE NOT t.removed AND {missing} RETURNING 1"""
    elif children.missing == "delete":
        gone = f"DELETE FROM {children.table} t WHERE {missing} RETURNING 1"
    # What a page states twice is one row: its first place counts.
    return text(f"""
        WITH given AS MATERIALIZED (
            SELECT DISTINCT ON ({by_key}) {", ".join(own)}
            FROM ROWS FROM (json_to_recordset(CAST(:rows AS json)) AS ({typed}))
                 WITH ORDINALITY AS row ({", ".join(own)}, place)
            ORDER BY {by_key}, place
        ), written AS (
            INSERT INTO {children.table} AS t ({", ".join(fixed + own)})
            SELECT {given}, {", ".join(own)} FROM given ORDER BY {by_key}
            ON CONFLICT ({key}) {where} DO UPDATE SET {sets}, updated_at = now()
            WHERE {differs}{ours}
            RETURNING (xmax = 0) AS new
        ), gone AS (
            {gone}
        ), kept AS (
            UPDATE {children.parent} SET {children.digest} = :digest WHERE id = :parent
        )
        SELECT count(*) FILTER (WHERE new) AS inserted, count(*) AS written,
               (SELECT count(*) FROM gone) AS gone
        FROM written
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
    """Insert the rows that are new and update those that differ, in one statement. Rows that went
    missing and are not kept count as updated.

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
    updated = row.written - row.inserted + row.gone
    return Stored(row.inserted, updated, len(rows) - row.written)
