"""A table's indexes, put aside while many rows are written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, sql

# From so many rows on, building an index anew is faster than keeping it.
WORTH_IT = 200_000

_PLAIN = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = %s::regclass
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""
_UNIQUE = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = 'u'
"""


@contextmanager
def without_indexes(conn: Connection[Any], table: str, rows: int) -> Iterator[None]:
    """Drop all indexes of `table` but its primary key's, and make them again at the end, as their
    migration had them. Few `rows` are not worth it."""
    if rows < WORTH_IT:
        yield
        return
    plain = conn.execute(_PLAIN, (table,)).fetchall()
    unique = conn.execute(_UNIQUE, (table,)).fetchall()
    for name, _ in plain:
        conn.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    alter = sql.SQL("ALTER TABLE {} ").format(sql.Identifier(table))
    for name, _ in unique:
        conn.execute(alter + sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(name)))
    yield
    conn.execute("SET maintenance_work_mem = '1GB'")
    for _, definition in plain:
        conn.execute(definition)
    for name, definition in unique:
        conn.execute(
            alter + sql.SQL("ADD CONSTRAINT {} ").format(sql.Identifier(name)) + sql.SQL(definition)
        )
