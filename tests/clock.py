"""The database's clock, put to another time, where it stands still or runs at another speed.

Everything that the program does by time it does by the database's `now()` and `clock_timestamp()`.
A schema that comes before `pg_catalog` in the database's search path answers them instead.
"""

from datetime import datetime

import psycopg
from psycopg import sql

_CLOCK = """
CREATE SCHEMA clock;
CREATE TABLE clock.setting (
    shown timestamptz NOT NULL, speed float NOT NULL, since timestamptz NOT NULL);
CREATE FUNCTION clock.now() RETURNS timestamptz STABLE LANGUAGE sql
    AS 'SELECT shown + (pg_catalog.now() - since) * speed FROM clock.setting';
CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
    AS 'SELECT shown + (pg_catalog.clock_timestamp() - since) * speed FROM clock.setting';
GRANT USAGE ON SCHEMA clock TO PUBLIC;
GRANT SELECT ON clock.setting TO PUBLIC;
"""


class DatabaseClock:
    """The clock of one database that only tests use, as all its new connections see it."""

    def __init__(self, database: str, now: datetime) -> None:
        """Puts the clock of the database at this URL to `now`."""
        self.database = database
        with psycopg.connect(database, autocommit=True) as conn:
            conn.execute(_CLOCK)
            conn.execute(
                "INSERT INTO clock.setting VALUES (%s, 0, pg_catalog.clock_timestamp())", [now]
            )
            name = sql.Identifier(conn.info.dbname)
            path = "clock, public, pg_catalog"
            conn.execute(sql.SQL(f"ALTER DATABASE {{}} SET search_path = {path}").format(name))

    def set(self, now: datetime, speed: float = 0.0) -> None:
        """It is `now`, and time runs at `speed` (0: it stands still)."""
        with psycopg.connect(self.database, autocommit=True) as conn:
            conn.execute(
                "UPDATE clock.setting"
                " SET shown = %s, speed = %s, since = pg_catalog.clock_timestamp()",
                [now, speed],
            )
