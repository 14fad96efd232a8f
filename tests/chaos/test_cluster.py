"""A test's own server comes back from every end with what was committed."""

from pathlib import Path
from typing import Literal

import psutil
import psycopg
import pytest

from tests.cluster import cluster


def committed(database: str) -> int:
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT count(*) FROM hosts").fetchone()
    return int(row[0]) if row else -1


def test_what_was_committed_is_there_after_every_kind_of_end(tmp_path: Path) -> None:
    hows: tuple[Literal["fast", "immediate"], ...] = ("fast", "immediate")
    with cluster(tmp_path / "cluster") as server:
        database = server.new_database()
        assert committed(database) == 0
        with psycopg.connect(database) as conn:
            conn.execute("INSERT INTO hosts (host) VALUES ('a.example')")
        for how in hows:
            server.stop(how)
            assert not server.is_running()
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(database, connect_timeout=5)
            server.start()
            assert committed(database) == 1
        uncommitted = psycopg.connect(database)
        uncommitted.execute("INSERT INTO hosts (host) VALUES ('b.example')")
        backend = psutil.Process(uncommitted.info.backend_pid)
        server.kill()
        assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE
        uncommitted.close()
        server.start()
        assert committed(database) == 1
        assert committed(server.new_database()) == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url, connect_timeout=5)
