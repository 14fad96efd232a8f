"""Many rows of one table in one statement, written only where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

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
    """Rows that belong to one parent row.

    parent: the column that holds the parent's id. key: the columns that make a row itself.
    types: column -> SQL type of the rows' own columns, key columns included where they are own.
    fixed: further columns with one value for all rows of a call, with SQL types.
    same_parent: columns which must agree for a conflicting row to be ours to change.
    """

    table: str
    key: tuple[str, ...]
    types: tuple[tuple[str, str], ...]
    fixed: tuple[tuple[str, str], ...]
    ours: tuple[str, ...] = ()


@cache
def _statement(children: Children) -> TextClause:
    own = [name for name, _ in children.types]
    fixed = [name for name, _ in children.fixed]
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in children.types)
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
        INSERT INTO {children.table} AS t ({", ".join(fixed + own)})
        SELECT DISTINCT ON ({own_key}) {given}, {", ".join(own)}
        FROM unnest({arrays}) WITH ORDINALITY AS row ({", ".join(own)}, place)
        ORDER BY {own_key}, place
        ON CONFLICT ({key}) DO UPDATE SET {sets}, updated_at = now()
        WHERE ({old}) IS DISTINCT FROM ({new}){ours}
        RETURNING (xmax = 0) AS new
    """)


def columns_of(children: Children, rows: Sequence[Any]) -> dict[str, list[Any]]:
    """The rows' attributes by column, as the statement takes them."""
    return {name: [getattr(row, name) for row in rows] for name, _ in children.types}


def digest_of(columns: Mapping[str, list[Any]]) -> bytes:
    """A short name of exactly these values: equal digests need no writing."""
    return blake2b(repr(columns).encode("utf-8", "surrogatepass"), digest_size=16).digest()


async def store_children(
    conn: AsyncConnection,
    children: Children,
    columns: Mapping[str, list[Any]],
    fixed: Mapping[str, Any],
) -> Stored:
    """Insert the rows that are new and update those that differ, in one statement."""
    given = len(next(iter(columns.values())))
    if not given:
        return Stored()
    found = await conn.execute(_statement(children), {**columns, **fixed})
    written = found.scalars().all()
    inserted = sum(written)
    return Stored(inserted, len(written) - inserted, given - len(written))
