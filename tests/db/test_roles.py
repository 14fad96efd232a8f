"""The roles have the rights that the program's statements need, and nobody has any other."""

import subprocess
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

import db
from db import queue
from db.local_server import psql_command
from db.migrate import migrate
from db.queue.claim_function import function_name
from db.roles import ROLES, grant_roles
from tests.databases import new_database
from tests.db.statements import written
from tests.roles import reader_url, scheduler_url, worker_url

READER, WORKER, SCHEDULER = ROLES
FILE = Path(db.__file__).with_name("roles.sql")
# Tables that only the functions of the schedule's owner read; and one that these tests keep.
UNREAD = {"cron.unscheduled_job", "first_jobs"}

# (who, what, right); schemas' tables without the schema's name if it is `public`.
Right = tuple[str, str, str]
_RELATIONS = """
    SELECT coalesce(r.rolname, 'PUBLIC'),
           CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname,
           a.privilege_type
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
         aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.nspname IN ('public', 'cron') AND a.grantee <> c.relowner
"""
_COLUMNS = """
    SELECT coalesce(r.rolname, 'PUBLIC'), c.oid::regclass || '(' || t.attname || ')',
           a.privilege_type
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace,
         aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.nspname IN ('public', 'cron') AND a.grantee <> c.relowner
"""
_FUNCTIONS = """
    SELECT coalesce(r.rolname, 'PUBLIC'), p.proname, a.privilege_type
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace,
         aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
         LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.nspname IN ('public', 'cron') AND a.grantee <> p.proowner
"""
_SCHEMAS = """
    SELECT coalesce(r.rolname, 'PUBLIC'), n.nspname, a.privilege_type
    FROM pg_namespace n, aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.nspname IN ('public', 'cron') AND a.grantee <> n.nspowner
"""
_DATABASE = """
    SELECT coalesce(r.rolname, 'PUBLIC'), 'database', a.privilege_type
    FROM pg_database d, aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE d.datname = current_database() AND a.grantee <> d.datdba
"""


def rights(url: str, *queries: str) -> set[Right]:
    """Who but the owner was granted what."""
    with psycopg.connect(url) as conn:
        return {tuple(row) for query in queries for row in conn.execute(query.encode())}


def tables(url: str) -> set[str]:
    """All tables and views of the program's two schemas."""
    with psycopg.connect(url) as conn:
        found = conn.execute("""
            SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('public', 'cron') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        """)
        return {name for (name,) in found} - UNREAD


def test_every_table_that_stands_in_the_database_can_be_read_by_the_reader(database: str) -> None:
    granted = {
        what
        for who, what, right in rights(database, _RELATIONS)
        if (who, right) == (READER, "SELECT")
    }
    assert granted == tables(database), "db/roles.sql names every table, and no other"


def test_the_rights_to_write_are_those_that_statements_of_the_program_need(database: str) -> None:
    needed = {
        (role, table, right)
        for role, who in ((WORKER, "worker"), (SCHEDULER, "scheduler"))
        for table, kinds in written()[who].items()
        for right in kinds
    }
    # What a worker may do the scheduler may do as well.
    needed -= {(SCHEDULER, what, right) for who, what, right in needed if who == WORKER}
    granted = {one for one in rights(database, _RELATIONS) if one[2] != "SELECT"}
    assert sorted(granted ^ needed) == []


def test_a_single_column_is_given_to_lock_jobs_by(database: str) -> None:
    assert rights(database, _COLUMNS) == {(SCHEDULER, "cron.job(nodeport)", "UPDATE")}


def test_of_the_programs_functions_workers_may_call_the_claims_and_nobody_makes_anything(
    database: str,
) -> None:
    claims = {(WORKER, function_name(one), "EXECUTE") for one in queue.QUEUES}
    assert rights(database, _FUNCTIONS) == claims
    assert {one for one in rights(database, _SCHEMAS) if one[2] != "USAGE"} == set()
    of_public = {one[2] for one in rights(database, _DATABASE) if one[0] == "PUBLIC"}
    assert of_public <= {"CONNECT"}


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE vehicles",
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE SCHEMA mine",
        "ALTER TABLE vehicles ADD COLUMN mine int",
        "DROP TABLE vehicles",
        "CREATE TRIGGER mine AFTER INSERT ON vehicles EXECUTE FUNCTION tally_new_rows()",
        "DELETE FROM listings",
        "DELETE FROM bat_comments",
        "DELETE FROM hosts",
        "UPDATE alembic_version SET version_num = '0'",
        "UPDATE cron.job SET command = 'mine'",
        "SELECT cron.schedule('mine', '* * * * *', 'listings')",
        "SELECT cron.unschedule('overnight-extraction-pulse')",
        "SET ROLE pg_read_server_files",
    ],
)
@pytest.mark.parametrize("login", [reader_url, worker_url, scheduler_url])
def test_what_no_login_may_do(database: str, login: Callable[[str], str], statement: str) -> None:
    with (
        psycopg.connect(login(database)) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(statement.encode())


@pytest.mark.parametrize(
    "statement", ["INSERT INTO cursors VALUES ('x', '{}')", "DELETE FROM cursors"]
)
def test_the_reader_writes_nothing(database: str, statement: str) -> None:
    with (
        psycopg.connect(reader_url(database)) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute(statement.encode())


def test_a_worker_does_not_delete_what_is_old_nor_write_the_runs_of_jobs(database: str) -> None:
    for statement in ("DELETE FROM import_queue", "UPDATE cron.job_run_details SET status = ''"):
        with (
            psycopg.connect(worker_url(database)) as conn,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            conn.execute(statement.encode())
        with psycopg.connect(scheduler_url(database)) as conn:
            conn.execute(statement.encode())
            conn.rollback()


def test_run_again_the_file_takes_back_what_it_does_not_give(database: str) -> None:
    before = rights(database, _RELATIONS, _COLUMNS, _FUNCTIONS, _SCHEMAS)
    with psycopg.connect(database) as conn:
        conn.execute("GRANT TRUNCATE ON vehicles TO overnight_worker")
        conn.execute("GRANT SELECT ON vehicles TO PUBLIC")
        conn.execute("GRANT UPDATE (command) ON cron.job TO overnight_scheduler")
    argv, environment = psql_command(database)
    words = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(FILE)]
    done = subprocess.run(
        [*argv, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert rights(database, _RELATIONS, _COLUMNS, _FUNCTIONS, _SCHEMAS) == before


def test_databases_of_one_server_make_the_roles_at_once(server: URL, template: str) -> None:
    prefix = f"test_{uuid.uuid4().hex[:8]}_"
    file = FILE.read_text().replace("overnight_", prefix)
    names = [sql.Identifier(role.replace("overnight_", prefix)) for role in ROLES]

    def run(url: str) -> None:
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute(file.encode())

    def drop_roles() -> None:
        plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.SQL(", ").join(names)))

    with ExitStack() as stack:
        stack.callback(drop_roles)
        urls = [stack.enter_context(new_database(server, like=template)) for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(run, urls))
        for url in urls:
            given = {one for one in rights(url, _RELATIONS) if one[0].startswith(prefix)}
            assert (f"{prefix}worker", "vehicles", "INSERT") in given


def test_an_owner_who_is_no_superuser_makes_tables_and_gives_rights(server: URL) -> None:
    owner = f"test_owner_{uuid.uuid4().hex[:8]}"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD 'x'").format(sql.Identifier(owner))
        )
        try:
            with new_database(server, owner=owner) as url:
                as_owner = make_url(url).set(
                    drivername="postgresql+psycopg", username=owner, password="x"
                )
                assert migrate(as_owner)
                assert grant_roles(as_owner)
                with psycopg.connect(worker_url(url)) as conn:
                    conn.execute("INSERT INTO cursors VALUES ('x', '{}')")
                admin.execute(sql.SQL("ALTER ROLE {} NOCREATEROLE").format(sql.Identifier(owner)))
                assert grant_roles(as_owner), "the roles are there"
        finally:
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(owner)))
