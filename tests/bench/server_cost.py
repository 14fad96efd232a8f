"""What work costs the server: numbers that a busy machine blurs less than it blurs times."""

from dataclasses import dataclass

import psutil
import psycopg


@dataclass(frozen=True, slots=True)
class Cost:
    """cpu: seconds of the server processes that are connected to the database; NaN when it runs
    on another machine. wal: bytes that the whole server has written to its write-ahead log."""

    cpu: float
    wal: float

    def __sub__(self, earlier: "Cost") -> "Cost":
        return Cost(self.cpu - earlier.cpu, self.wal - earlier.wal)


def _seconds(pid: int) -> float:
    try:
        process = psutil.Process(pid)
        if not process.name().startswith("postgres"):
            return float("nan")
        spent = process.cpu_times()
    except psutil.NoSuchProcess:
        return float("nan")
    return float(spent.user + spent.system)


def cost(url: str) -> Cost:
    """So far. The difference of two is what the work between them cost, if the same connections
    did it."""
    with psycopg.connect(url) as conn:
        found = conn.execute(
            "SELECT pg_current_wal_lsn() - '0/0', array("
            " SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid())"
        ).fetchone()
    if found is None:
        raise RuntimeError("a SELECT without FROM gave no row")
    wal, pids = found
    return Cost(sum(_seconds(pid) for pid in pids), float(wal))
