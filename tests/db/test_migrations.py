"""Migrations: they make what the models say, once, whoever starts first."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import URL, create_engine, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

import db
from crawler.items import Business
from db import upserts
from db.migrate import migrate
from db.models import metadata
from tests.db.dealer_lists import entry, place


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
        assert conn.scalar(text("SELECT count(*) FROM cron.job")) == 3
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
        assert conn.execute("SELECT count(*) FROM cron.job WHERE NOT active").fetchone() == (3,)


def upgrade_to(url: URL, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(db.__file__).parent / "migrations"))
    engine = create_engine(url)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    engine.dispose()


SECOND_VERSIONS_ROWS = """
    INSERT INTO businesses
        (business_name, profile_url, website, website_host, license_number, city, state)
    VALUES
        ('Old Oak', 'https://directory.example/s/oak/', 'https://www.oldoak.example/',
         'oldoak.example', 'DL 1', 'Elmton', 'CA'),
        ('Oak Cars', 'https://directory.example/s/oak-2/', 'https://cars.oldoak.example/',
         'cars.oldoak.example', 'N/A', 'Elmton', 'California'),
        ('Elm', NULL, 'https://www.facebook.com/elm', 'facebook.com', NULL, NULL, NULL),
        ('Ash', NULL, 'https://www.facebook.com/ash', 'facebook.com', NULL, NULL, NULL),
        ('[', NULL, 'https://[ash', 'ash', '000', '', ''),
        ((SELECT string_agg(md5(n::text), '') FROM generate_series(1, 300) n), NULL, 'call us',
         NULL, NULL, 'Elmton', 'CA');
    INSERT INTO vehicles (year) VALUES (1965);
    INSERT INTO listings (url, source, title, status, vehicle_id, organization_id)
    SELECT 'https://oldoak.example/cars/0', 'dealer', '1965 Falk', 'for_sale', v.id, b.id
    FROM vehicles v, businesses b WHERE b.business_name = 'Old Oak';
    INSERT INTO dealer_inventory (organization_id, listing_url, title, status, asking_price,
                                  currency, stock_number)
    SELECT b.id, 'https://oldoak.example/cars/' || n, '1965 Falk Comet Roadster', status, 48500,
           'USD', 'F-17'
    FROM businesses b, (VALUES (0, 'for_sale'), (1, 'sold')) AS car (n, status)
    WHERE b.business_name = 'Old Oak';
    INSERT INTO organization_inventory_sync_queue
        (organization_id, start_url, host, status, next_run_at, cursor)
    SELECT id, website, website_host, 'pending', now(), '{"page": 3}' FROM businesses
    WHERE business_name LIKE 'O%'
"""


async def test_the_second_versions_rows_are_taken_along(empty: URL) -> None:
    upgrade_to(empty, "0002")
    url = empty.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(SECOND_VERSIONS_ROWS)
        ids = [row[0] for row in conn.execute("SELECT id FROM businesses ORDER BY id").fetchall()]
        migrate(empty)
        found = conn.execute(
            "SELECT rule, value, business_id FROM business_identities ORDER BY rule, value"
        ).fetchall()
        assert found == [
            ("license", "CA:DL1", ids[0]),
            ("name_and_place", "oak cars, elmton, CA", ids[1]),
            ("name_and_place", "old oak, elmton, CA", ids[0]),
            ("profile_url", "https://directory.example/s/oak-2/", ids[1]),
            ("profile_url", "https://directory.example/s/oak/", ids[0]),
            ("website_host", "oldoak.example", ids[0]),
        ]
        hosts = conn.execute("SELECT website_host FROM businesses ORDER BY id").fetchall()
        assert [host for (host,) in hosts] == ["oldoak.example"] * 2 + [None] * 4
    engine = create_async_engine(empty)
    async with engine.begin() as conn:
        page = Business(
            business_name="Oak",
            profile_url="https://directory.example/s/oak-2/",
            website="https://oldoak.example/",
            state="CA",
        )
        kept, _ = await upserts.store_business(conn, page)
        assert kept in ids[:2]
        cars = [f"https://oldoak.example/cars/{n}" for n in range(2)]
        said = [entry(cars[0]), place(cars[1])]
        changes = await upserts.store_inventory(conn, kept, "dealer", said)
        assert (changes.new, changes.changed) == (frozenset(), frozenset())
        rows = await conn.execute(
            text("SELECT status, source, asking_price FROM dealer_inventory ORDER BY listing_url")
        )
        assert [tuple(row) for row in rows] == [
            ("for_sale", "dealer", 48500),
            ("sold", "dealer", 48500),
        ]
        syncs = await conn.execute(
            text("SELECT organization_id, cursor FROM organization_inventory_sync_queue")
        )
        assert [tuple(row) for row in syncs] == [(kept, {"page": 3})]
    await engine.dispose()
