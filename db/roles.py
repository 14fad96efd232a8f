"""The roles of roles.sql on a database."""

from importlib.resources import files

from sqlalchemy import URL, NullPool, create_engine, text

from db.engine import client_arguments, database_url

ROLES = ("overnight_reader", "overnight_worker", "overnight_scheduler")

_FILE = files("db") / "roles.sql"


def grant_roles(url: URL | None = None) -> bool:
    """Run roles.sql, by the tables' owner; False where the roles are not there and this login may
    not make any.

    url: of the database; DATABASE_URL's by default. Raises SQLAlchemyError.
    """
    own = url or database_url()
    engine = create_engine(
        own, poolclass=NullPool, connect_args=client_arguments(own), isolation_level="AUTOCOMMIT"
    )
    try:
        with engine.connect() as connection:
            may = connection.scalar(
                text("""
                    SELECT rolsuper OR rolcreaterole OR CAST(:roles AS name[]) <@ ARRAY(
                        SELECT rolname FROM pg_roles)
                    FROM pg_roles WHERE rolname = current_user
                """),
                {"roles": list(ROLES)},
            )
            if may:
                # Many statements at once, in the file's own transaction; no % is a placeholder.
                as_it_is = connection.execution_options(no_parameters=True)
                as_it_is.exec_driver_sql(_FILE.read_text())
            return bool(may)
    finally:
        engine.dispose()
