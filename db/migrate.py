"""Brings a database's tables to this program's version, once, whoever starts first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine, text

from db.engine import database_url

# Any number that nothing else in this database locks by.
_ADVISORY_LOCK = 0x0_0E7_16_47


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(url: URL | None = None) -> bool:
    """Make or update all tables; returns whether anything was to do.

    Two processes at once do it once: the second waits for the first and finds it done. Raises
    sqlalchemy.exc.OperationalError if the database cannot be reached.
    """
    config = _config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    engine = create_engine(url or database_url(), connect_args={"connect_timeout": 10})
    try:
        with engine.connect() as connection:
            if MigrationContext.configure(connection).get_current_revision() == newest:
                return False
            connection.rollback()
            # Held by the session, not the transaction: Alembic commits in between.
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ADVISORY_LOCK})
            connection.commit()
            try:
                if MigrationContext.configure(connection).get_current_revision() == newest:
                    return False
                connection.rollback()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
                return True
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY_LOCK})
                connection.commit()
    finally:
        engine.dispose()
