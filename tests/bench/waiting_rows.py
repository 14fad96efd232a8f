"""Rows of a contender that wait to be claimed."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from tests.bench.contenders import Share, contender
from tests.bench.crew import Crew
from tests.bench.progress import say


class Backlog:
    """The rows of one contender in one database, filled anew when too many are gone."""

    def __init__(self, name: str, url: str, waiting: int, hosts: int) -> None:
        self.name, self.url, self.waiting, self.hosts = name, url, waiting, hosts
        self._left = 0
        contender(name).install(url)
        self.fill_seconds = 0.0

    def round(self, workers: Crew, processes: int, seconds: float) -> Sequence[Share]:
        """One round. It ends early rather than take more than half of the rows, and begins with
        seven of ten at least."""
        if self._left < 0.7 * self.waiting:
            self.fill()
        shares = workers.round(
            self.name, self.url, processes, seconds=seconds, rows=self.waiting // 2
        )
        self._left -= sum(share.rows for share in shares)
        return shares

    def fill(self) -> None:
        """All rows anew; what that left to write is not the next round's."""
        began = time.monotonic()
        contender(self.name).fill(self.url, self.waiting, self.hosts)
        with psycopg.connect(self.url, autocommit=True) as conn:
            conn.execute("CHECKPOINT")
        self.fill_seconds = time.monotonic() - began
        self._left = self.waiting
        if self.waiting >= 1_000_000:
            say(f"{self.name}: {self.waiting:,} rows filled in {self.fill_seconds:.0f} s")


def why_no_room(url: str, names: Sequence[str], waiting: int) -> str | None:
    """Why there is no room for such backlogs; None when there is, or nobody here can tell."""
    with psycopg.connect(url) as conn:
        # Not shown to a role that may not read it.
        found = conn.execute(
            "SELECT setting FROM pg_settings WHERE name = 'data_directory'"
        ).fetchone()
    if found is None or not Path(found[0]).exists():
        return None  # a server elsewhere
    folder = Path(found[0])
    # As much again for the write-ahead log and for what building the indexes puts aside.
    needed = 2 * waiting * sum(contender(name).BYTES_A_ROW for name in names)
    free = shutil.disk_usage(folder).free
    if free >= needed:
        return None
    return f"{needed / 1e9:.0f} GB are needed, {free / 1e9:.0f} GB are free"
