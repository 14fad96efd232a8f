"""Brings a database's tables to this program's version, once, whoever starts first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError

from db.engine import client_arguments, database_url
from db.errors import TablesError
from db.migration_files import migration_folder

# Any number that nothing else in this database locks by; db/roles.sql names it, too.
ADVISORY_LOCK = 0x0_0E7_16_47
_AS_OWNER = "run `python -m db migrate` with the DATABASE_URL of the tables' owner"

# Whether this login may change the tables, or make them where there are none.
_MAY_MIGRATE = text("""
    SELECT CASE WHEN to_regclass('alembic_version') IS NULL
        THEN has_schema_privilege(current_schema(), 'CREATE')
             AND has_database_privilege(current_database(), 'CREATE')
        ELSE pg_has_role((SELECT relowner FROM pg_class
                          WHERE oid = to_regclass('alembic_version')), 'USAGE') END
""")


def migrate(url: URL | None = None) -> bool:
    """Make or update all tables; returns whether anything was to do.

    url: of the database; DATABASE_URL's by default. All of it is one transaction. Two processes at
    once do it once: the second waits for the first and finds it done. A login that may not change
    the tables only looks at their version.
    Raises TablesError, with what to do, where the tables are not this program's and cannot be made
    so; sqlalchemy.exc.OperationalError if the database cannot be reached.
    """
    with migration_folder() as folder:
        return _migrate(url or database_url(), folder)


def _migrate(url: URL, folder: Path) -> bool:
    config = Config()
    config.set_main_option("script_location", str(folder))
    script = ScriptDirectory.from_config(config)
    engine = create_engine(url, poolclass=NullPool, connect_args=client_arguments(url))
    try:
        with engine.begin() as connection:
            if not _is_to_do(connection, script):
                return False
            # Limits that the login or the database has are not meant for this.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            # Held by the transaction: behind a pooler there is no session to hold it.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            if not _is_to_do(connection, script):
                return False
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            return True
    finally:
        engine.dispose()


def _is_to_do(connection: Connection, script: ScriptDirectory) -> bool:
    """Whether there are tables to make or to update, which this login may do."""
    newest = script.get_current_head()
    found = _version(connection)
    if found == newest:
        return False
    if found is not None and found not in {one.revision for one in script.walk_revisions()}:
        raise TablesError(
            f"the tables are of version {found}, which this program ({newest}) does not know:"
            " update the program"
        )
    if not connection.scalar(_MAY_MIGRATE):
        state = "not made yet" if found is None else f"of version {found}"
        raise TablesError(f"the tables are {state}, this program needs {newest}: {_AS_OWNER}")
    return True


def _version(connection: Connection) -> str | None:
    try:
        return MigrationContext.configure(connection).get_current_revision()
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise TablesError(
            f"this login may not read the tables: {_AS_OWNER}, and give it a role of db/roles.sql"
        ) from error
