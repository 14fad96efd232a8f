"""Databases of a test's own on the tests' server: made, and dropped however the test ends."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import URL


@contextmanager
def new_database(
    server: URL, name: str = "test", *, like: str = "template1", owner: str | None = None
) -> Iterator[str]:
    """The URL of a database of its own, as the server's own role.

    name: what its name begins with. like: the database that it is a copy of. owner: whose it is, if
    not the server's own role's.
    """
    plain = server.set(drivername="postgresql", database=server.database or "postgres")
    name = f"{name}_{uuid.uuid4().hex[:12]}"
    words = {"name": sql.Identifier(name), "like": sql.Identifier(like)}
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {like}").format(**words))
        try:
            if owner:
                words["owner"] = sql.Identifier(owner)
                admin.execute(sql.SQL("ALTER DATABASE {name} OWNER TO {owner}").format(**words))
            yield plain.set(database=name).render_as_string(hide_password=False)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**words))
