"""What a benchmark puts aside while it fills a table comes back as it was."""

import psycopg

from tests.bench.indexes import WORTH_IT, without_indexes

_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'import_queue' ORDER BY 1"
_CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = 'import_queue'::regclass ORDER BY 1
"""


def test_all_indexes_but_the_primary_keys_are_away_meanwhile_and_then_as_before(
    database: str,
) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        before = conn.execute(_INDEXES).fetchall(), conn.execute(_CONSTRAINTS).fetchall()
        assert len(before[0]) >= 4
        with without_indexes(conn, "import_queue", WORTH_IT):
            meanwhile = conn.execute(_INDEXES).fetchall()
            assert [name for name, _ in meanwhile] == ["import_queue_pkey"]
        assert before == (
            conn.execute(_INDEXES).fetchall(),
            conn.execute(_CONSTRAINTS).fetchall(),
        )


def test_for_few_rows_the_indexes_stay(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        before = conn.execute(_INDEXES).fetchall()
        with without_indexes(conn, "import_queue", WORTH_IT - 1):
            assert conn.execute(_INDEXES).fetchall() == before
