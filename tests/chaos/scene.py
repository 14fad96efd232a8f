"""What the faults of a round act on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.chaos.crew import Crew
from tests.chaos.proxy import Proxy
from tests.cluster import Cluster
from tests.program import SampleWeb

LEASE = 3.0  # seconds
HOST_DELAY = 0.1  # seconds


@dataclass
class Scene:
    """One round's server and database, web, processes, and chance.

    database: its URL past the proxy. room: the small file system that the server is on; None:
    it shares the machine's.
    """

    server: Cluster
    database: str
    proxy: Proxy
    web: SampleWeb
    crew: Crew
    chance: random.Random
    room: Path | None

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection past the proxy; each statement is a transaction. Raises OperationalError
        while the server is away."""
        options = "-c lock_timeout=0 -c default_transaction_isolation=read\\ committed"
        with psycopg.connect(
            self.database, autocommit=True, connect_timeout=2, options=options
        ) as conn:
            yield conn

    def holders(self) -> set[str]:
        """The names of the workers that hold rows; empty while nobody can tell."""
        try:
            with self.connection() as conn:
                found = conn.execute("""
                    SELECT locked_by FROM classic_seller_queue WHERE status = 'processing' UNION
                    SELECT locked_by FROM organization_inventory_sync_queue
                        WHERE status = 'processing' UNION
                    SELECT locked_by FROM import_queue WHERE status = 'processing' UNION
                    SELECT locked_by FROM bat_extraction_queue WHERE status = 'processing'
                """)
                return {row[0] for row in found}
        except psycopg.OperationalError:
            return set()

    def victim(self) -> psutil.Process | None:
        """A worker that holds rows, if one does; else any."""
        members = self.crew.members()
        holders = {name.rpartition(":")[2] for name in self.holders()}
        busy = [process for process in members if str(process.pid) in holders]
        workers = self.crew.members("worker")
        return self.chance.choice(busy or workers or members) if members else None

    def set_for_all(self, name: str, value: str | None) -> None:
        """A setting of the database for every new connection; None takes it back."""
        with self.connection() as conn:
            dbname = conn.info.dbname
            if value is None:
                conn.execute(f'ALTER DATABASE "{dbname}" RESET {name}')
            else:
                conn.execute(f"ALTER DATABASE \"{dbname}\" SET {name} = '{value}'")

    def reconnect_all(self) -> None:
        """End every other connection to the database: the next ones have its new settings."""
        self.crew.harm_all()
        with self.connection() as conn:
            conn.execute("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
