"""Logins with the program's roles, as an operator makes them: what is tested runs as one of them.

Roles are the whole server's, and several test runs may use one server at once: the logins have
fixed names, are made by whoever comes first, and stay.
"""

import hashlib
import time

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from db.roles import ROLES, grant_roles

_READER, _WORKER, _SCHEDULER = ((f"test_{role}", role) for role in ROLES)
# What the server says when another test run does the same just now.
_MEANWHILE = (psycopg.errors.InternalError_, psycopg.IntegrityError, psycopg.ProgrammingError)


def install_roles(owner_url: str) -> None:
    """Give the program's roles their rights in a migrated database, and make a login for each.

    owner_url: of its owner, who may make roles.
    """
    if not grant_roles(make_url(owner_url).set(drivername="postgresql+psycopg")):
        raise RuntimeError("the tests need a server on which they may make roles")
    for login, role in (_READER, _WORKER, _SCHEDULER):
        _make(owner_url, login, role)


def reader_url(owner_url: str) -> str:
    """The same database for a login that has only overnight_reader."""
    return _as(owner_url, _READER[0])


def worker_url(owner_url: str) -> str:
    """The same database for a login that has only overnight_worker."""
    return _as(owner_url, _WORKER[0])


def scheduler_url(owner_url: str) -> str:
    """The same database for a login that has only overnight_scheduler."""
    return _as(owner_url, _SCHEDULER[0])


def _as(owner_url: str, login: str) -> str:
    url = make_url(owner_url).set(username=login, password=_password(owner_url, login))
    return url.render_as_string(hide_password=False)


def _password(owner_url: str, login: str) -> str:
    """As secret as the owner's own, and known to every process that knows that one."""
    return hashlib.sha256(f"{login} {make_url(owner_url).password}".encode()).hexdigest()[:32]


def _make(owner_url: str, login: str, role: str, tries: int = 10) -> None:
    """Make the login, unless it is there and lets us in."""
    words = {
        "login": sql.Identifier(login),
        "role": sql.Identifier(role),
        "password": sql.Literal(_password(owner_url, login)),
    }
    for left in reversed(range(tries)):
        try:
            with psycopg.connect(_as(owner_url, login)) as conn:
                found = conn.execute("SELECT pg_has_role(%s, 'MEMBER')", [role]).fetchone()
                if found == (True,):
                    return
        except psycopg.OperationalError:
            if not left:
                raise
        with psycopg.connect(owner_url, autocommit=True) as owner:
            try:
                if not owner.execute("SELECT FROM pg_roles WHERE rolname = %s", [login]).rowcount:
                    owner.execute(sql.SQL("CREATE ROLE {login}").format(**words))
                owner.execute(
                    sql.SQL("ALTER ROLE {login} LOGIN PASSWORD {password}").format(**words)
                )
                owner.execute(sql.SQL("GRANT {role} TO {login}").format(**words))
            except _MEANWHILE:
                if not left:
                    raise
                time.sleep(0.1)
    raise RuntimeError(f"{login} cannot be made")
