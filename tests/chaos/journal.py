"""Every change of every queue row and every slot of every host, written down by triggers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from db.queue import QUEUES

_TABLES = """
CREATE SCHEMA journal;
CREATE TABLE journal.change (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue text, id bigint, at timestamptz,
    was_status text, was_attempts int, was_token uuid, was_by text, was_due timestamptz,
    status text, attempts int, token uuid, by text, due timestamptz, reason text);
CREATE TABLE journal.slot (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host text, at timestamptz);
-- A slot begins when the one before it ends, or at once: not before this time. One that is taken
-- anew, since its time had passed, is no further slot.
CREATE FUNCTION journal.slot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO journal.slot (host, at)
        SELECT NEW.host, clock_timestamp() WHERE NEW.requests > 0;
    ELSIF NEW.requests > OLD.requests THEN
        INSERT INTO journal.slot (host, at)
        VALUES (NEW.host, greatest(OLD.next_request_at, clock_timestamp()));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER slot AFTER INSERT OR UPDATE ON hosts FOR EACH ROW EXECUTE FUNCTION journal.slot();
"""
_OF_QUEUE = """
CREATE FUNCTION journal.{table}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    INSERT INTO journal.change (queue, id, at, was_status, was_attempts, was_token, was_by,
                                was_due, status, attempts, token, by, due, reason)
    VALUES ('{table}', NEW.id, now(), OLD.status, OLD.attempts, OLD.lease_token, OLD.locked_by,
            OLD.{due}, NEW.status, NEW.attempts, NEW.lease_token, NEW.locked_by, NEW.{due},
            NEW.reason);
    RETURN NULL;
END $$;
CREATE TRIGGER journal AFTER UPDATE ON {table} FOR EACH ROW
WHEN ((OLD.status, OLD.lease_token, OLD.attempts)
      IS DISTINCT FROM (NEW.status, NEW.lease_token, NEW.attempts))
EXECUTE FUNCTION journal.{table}();
"""


@dataclass(frozen=True)
class Change:
    """A queue row before and after; at: when the transaction that changed it began."""

    seq: int
    queue: str
    id: int
    at: datetime
    was_status: str
    was_attempts: int
    was_token: Any
    was_by: str | None
    was_due: datetime | None
    status: str
    attempts: int
    token: Any
    by: str | None
    due: datetime | None
    reason: str | None

    @property
    def is_claim(self) -> bool:
        """Whether somebody took the row."""
        return self.token is not None and self.token != self.was_token

    @property
    def is_takeover(self) -> bool:
        """Whether it was taken (or found to be poison) while its last worker had not ended it."""
        return self.was_token is not None and (self.is_claim or self.reason == "poison")


def keep_journal(database: str) -> None:
    """Put the triggers into a database that nobody works on yet."""
    with psycopg.connect(database) as conn:
        conn.execute(_TABLES)
        for queue in QUEUES:
            conn.execute(_OF_QUEUE.format(table=queue.table, due=queue.due))


def changes(database: str) -> list[Change]:
    """All changes of queue rows, a row's own in their order."""
    with psycopg.connect(database) as conn, conn.cursor(row_factory=class_row(Change)) as cursor:
        return cursor.execute("SELECT * FROM journal.change ORDER BY seq").fetchall()


def slots(database: str) -> dict[str, list[float]]:
    """Of each host, when its slots began, in unix seconds: not before these times."""
    found: dict[str, list[float]] = {}
    with psycopg.connect(database) as conn:
        for host, at in conn.execute("SELECT host, at FROM journal.slot ORDER BY seq"):
            found.setdefault(host, []).append(at.timestamp())
    return found
