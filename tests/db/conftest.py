"""One database for all tests of this folder, emptied after each: making one takes ten times longer
than emptying it."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

from db.models import metadata

_EMPTY = "; ".join(
    [
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),
        "DELETE FROM cron.job_run_details",
        "DELETE FROM cron.unscheduled_job",
        "DELETE FROM cron.job",
        "INSERT INTO cron.job SELECT * FROM first_jobs",
    ]
)


@pytest.fixture(scope="session")
def shared_database(server: URL, template: str) -> Iterator[str]:
    """A copy of the migrated template for this folder."""
    name = f"test_shared_{uuid.uuid4().hex[:12]}"
    plain = server.set(drivername="postgresql")
    admin_url = plain.set(database=server.database or "postgres")
    url = plain.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(admin_url.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        # Two of a test's own connections that wait for each other fail, rather than wait for ever.
        admin.execute(
            sql.SQL("ALTER DATABASE {} SET lock_timeout = '5s'").format(sql.Identifier(name))
        )
        with psycopg.connect(url, autocommit=True) as made:
            made.execute("CREATE TABLE first_jobs AS SELECT * FROM cron.job")
        yield url
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(shared_database: str) -> Iterator[str]:
    """The URL of a database with all tables and nothing in them but the two first jobs."""
    yield shared_database
    with psycopg.connect(shared_database) as made:
        made.execute(_EMPTY.encode())
