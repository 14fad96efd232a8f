"""Waiting for what a worker process does, with a generous deadline."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from tests.chaos.crew import worker_name
from tests.program import Program, SampleWeb

_DEADLINE = 60.0  # seconds


@contextmanager
def started(night: Program, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`scrapy …` or `scheduler.py …` in the background; killed if it outlives the block."""
    process = night.start(*words)
    try:
        yield process
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def wait_until(what: Callable[[], Any], why: str, seconds: float = _DEADLINE) -> None:
    """Until `what` gives something true; fails with `why` when that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"not in {seconds:.0f} s: {why}"
        time.sleep(0.05)


def held_by(database: str, worker: subprocess.Popen[str], table: str = "import_queue") -> int:
    """How many rows of a queue this process holds."""
    query = f"SELECT count(*) FROM {table} WHERE status = 'processing' AND locked_by = %s"
    with psycopg.connect(database) as conn:
        row = conn.execute(query, [worker_name(worker.pid)]).fetchone()
    return int(row[0]) if row else 0


def statuses(database: str, table: str = "import_queue") -> set[tuple[str, int]]:
    """Which status and number of attempts a queue's rows have."""
    with psycopg.connect(database) as conn:
        return set(conn.execute(f"SELECT DISTINCT status, attempts FROM {table}"))


def asked(web: SampleWeb, part: str) -> int:
    """How many requests the web has got whose path has this part."""
    return sum(part in entry["path"] for entry in json.loads(web.ask("/log")))
