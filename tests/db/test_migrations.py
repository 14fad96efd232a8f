"""Migrations: they make what the models say, once, whoever starts first."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import URL, create_engine, inspect, text

from db.migrate import migrate
from db.models import metadata


@pytest.fixture
def empty(server: URL) -> Iterator[URL]:
    """The URL of a database with nothing in it."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin_url = server.set(drivername="postgresql", database=server.database or "postgres")
    with psycopg.connect(admin_url.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        admin.execute(
            sql.SQL("ALTER DATABASE {} SET lock_timeout = '20s'").format(sql.Identifier(name))
        )
        yield server.set(database=name, drivername="postgresql+psycopg")
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def catalogue(url: URL) -> dict[str, list[tuple[Any, ...]]]:
    """What the server says of the tables: columns, constraints, indexes, storage parameters."""
    tables = [table.name for table in metadata.sorted_tables]
    statements = {
        "columns": """
            SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity,
                   numeric_precision, numeric_scale
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = ANY(:tables)""",
        "constraints": """
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid::regclass::text = ANY(:tables)""",
        "indexes": """
            SELECT tablename, indexname, indexdef FROM pg_indexes
            WHERE schemaname = 'public' AND tablename = ANY(:tables)""",
        "storage": """
            SELECT relname, array_to_string(reloptions, ' ') FROM pg_class
            WHERE relkind = 'r' AND relname = ANY(:tables)""",
    }
    engine = create_engine(url)
    with engine.connect() as conn:
        found = {
            what: sorted((tuple(r) for r in conn.execute(text(said), {"tables": tables})), key=str)
            for what, said in statements.items()
        }
    engine.dispose()
    return found


def test_the_migrated_tables_are_the_models_tables(empty: URL) -> None:
    migrate(empty)
    engine = create_engine(empty)
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
    engine.dispose()


def test_every_check_index_and_parameter_is_as_the_models_say(
    empty: URL, server: URL, template: str
) -> None:
    engine = create_engine(empty)
    metadata.create_all(engine)
    engine.dispose()
    migrated = catalogue(server.set(database=template, drivername="postgresql+psycopg"))
    modelled = catalogue(empty)
    for what, rows in modelled.items():
        assert rows, what
        assert sorted(set(rows) ^ set(migrated[what]), key=str) == []


def test_a_migrated_database_has_nothing_to_do(empty: URL) -> None:
    assert migrate(empty) is True
    before = catalogue(empty)
    assert migrate(empty) is False
    assert catalogue(empty) == before


def test_many_processes_at_once_migrate_once(empty: URL) -> None:
    with ThreadPoolExecutor(4) as pool:
        did = list(pool.map(migrate, [empty] * 4))
    assert sorted(did) == [False, False, False, True]
    engine = create_engine(empty)
    with engine.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM cron.job")) == 2
        assert set(inspect(conn).get_table_names()) >= {t.name for t in metadata.sorted_tables}
        assert conn.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")) == 0
    engine.dispose()


def test_rows_live_through_a_second_migration(empty: URL) -> None:
    migrate(empty)
    url = empty.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("INSERT INTO businesses (business_name) VALUES ('Old Oak Motors')")
        conn.execute("UPDATE cron.job SET active = false")
        migrate(empty)
        assert conn.execute("SELECT business_name FROM businesses").fetchall() == [
            ("Old Oak Motors",)
        ]
        assert conn.execute("SELECT count(*) FROM cron.job WHERE NOT active").fetchone() == (2,)
