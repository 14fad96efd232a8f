"""Who may bring the tables up to date, and what everybody else is told."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from db.errors import NO_DATABASE, TablesError, why_no_database
from db.migrate import migrate
from tests.databases import new_database
from tests.program import ROOT
from tests.roles import reader_url, worker_url


def driven(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


@contextmanager
def version(database: str, number: str) -> Iterator[None]:
    """The database says that its tables are of this version."""
    with psycopg.connect(database, autocommit=True) as conn:
        (before,) = conn.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        conn.execute("UPDATE alembic_version SET version_num = %s", [number])
        try:
            yield
        finally:
            conn.execute("UPDATE alembic_version SET version_num = %s", [before])


def run(url: str, *words: str) -> tuple[int, str, str]:
    """`python -m …` with this DATABASE_URL: exit status, output, errors."""
    ended = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize("login", [reader_url, worker_url])
def test_a_login_that_may_change_no_table_has_nothing_to_do_where_they_are_right(
    database: str, login: Callable[[str], str]
) -> None:
    assert migrate(driven(login(database))) is False


def test_a_worker_that_finds_older_tables_says_who_has_to_do_what(database: str) -> None:
    with version(database, "0002"), pytest.raises(TablesError) as told:
        migrate(driven(worker_url(database)))
    line = why_no_database(told.value)
    assert "version 0002" in line
    assert "python -m db migrate" in line
    assert "\n" not in line
    assert isinstance(told.value, NO_DATABASE), "commands say it as they say other such things"


@pytest.mark.parametrize("login", [str, worker_url])
def test_an_older_program_changes_nothing_of_newer_tables(
    database: str, login: Callable[[str], str]
) -> None:
    with version(database, "9999"):
        with pytest.raises(TablesError, match=r"9999.*update the program"):
            migrate(driven(login(database)))
        with psycopg.connect(database) as conn:
            found = conn.execute("SELECT version_num FROM alembic_version").fetchall()
    assert found == [("9999",)]


def test_a_worker_makes_no_tables(server: URL) -> None:
    with new_database(server) as url:
        with pytest.raises(TablesError, match=r"not made yet.*python -m db migrate"):
            migrate(driven(worker_url(url)))
        with psycopg.connect(url) as conn:
            assert conn.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)


def test_a_login_without_a_role_is_told_to_be_given_one(database: str) -> None:
    name = f"test_nobody_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x'").format(sql.Identifier(name)))
        try:
            with pytest.raises(TablesError, match=r"may not read the tables.*role"):
                migrate(driven(database).set(username=name, password="x"))
        finally:
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_a_crawl_of_a_worker_on_older_tables_ends_with_one_line(database: str) -> None:
    with version(database, "0003"):
        code, out, err = run(worker_url(database), "scrapy", "crawl", "listings")
    assert code == 1
    assert "Traceback" not in err
    (line,) = [line for line in err.splitlines() if "0003" in line]
    assert "python -m db migrate" in line
    assert str(make_url(worker_url(database)).password) not in out + err


def test_the_owner_makes_tables_and_roles_with_one_command(server: URL) -> None:
    with new_database(server) as url:
        code, out, err = run(url, "db", "migrate")
        assert (code, err) == (0, "")
        assert "tables: updated" in out
        assert migrate(driven(worker_url(url))) is False
        with psycopg.connect(worker_url(url)) as conn:
            conn.execute("INSERT INTO cursors (name, position) VALUES ('walk', '{}')")
        code, out, err = run(url, "db", "migrate")
        assert (code, err) == (0, "")
        assert "tables: up to date" in out


def test_a_worker_that_gives_the_owners_command_is_refused(database: str) -> None:
    with version(database, "0003"):
        code, out, err = run(worker_url(database), "db", "migrate")
    assert code == 1
    assert "owner" in err
    assert len(err.splitlines()) == 1
    # Where there is nothing to update, the rights are still not a worker's to give.
    code, out, err = run(worker_url(database), "db", "migrate")
    assert code == 1, out
    assert len(err.splitlines()) == 1
    assert "permission denied" in err
