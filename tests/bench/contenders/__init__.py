"""Queues in Postgres that claim and complete beside each other: the program's own, and two others.

Each keeps its own schema, installed by itself, and runs its own SQL through its own classes. All
have logged tables, the same server and its settings, psycopg 3 with its prepared statements, the
plain asyncio loop, and as many processes. Triggers that only wake sleeping workers are off: nobody
sleeps here, and a notification makes commits wait for each other.
"""

import importlib
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Protocol


@dataclass(slots=True)
class Share:
    """What one process did: rows claimed, the seconds of each claim and each completion, and those
    of all together."""

    rows: int = 0
    claim_seconds: list[float] = field(default_factory=list)
    complete_seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0


class Step(Protocol):
    """Claims some rows, completes them, and writes that into the share."""

    async def __call__(self, share: Share) -> None: ...


class Contender(Protocol):
    """A queue's module."""

    # What a waiting row takes on disk, with all its indexes.
    BYTES_A_ROW: int

    def install(self, url: str) -> None:
        """Make its tables in the database."""

    def fill(self, url: str, rows: int, hosts: int) -> None:
        """Empty it, and let so many rows wait, all due now; ANALYZE and VACUUM."""

    def session(self, url: str) -> AbstractAsyncContextManager[Step]:
        """Connected, ready to work."""


# The name of each, its module, and the package that it needs.
_MODULES = {
    "ours": ("tests.bench.contenders.ours", "db"),
    "procrastinate": ("tests.bench.contenders.procrastinate_jobs", "procrastinate"),
    "pgqueuer": ("tests.bench.contenders.pgqueuer_jobs", "pgqueuer"),
}
NAMES = tuple(_MODULES)
PEERS = NAMES[1:]


def missing() -> list[str]:
    """The peers whose package is not installed: they come with the extra `bench`."""
    return [name for name, (_, package) in _MODULES.items() if find_spec(package) is None]


def contender(name: str) -> Contender:
    """The one of this name. Raises ModuleNotFoundError when its package is not installed."""
    module: Contender = importlib.import_module(_MODULES[name][0])
    return module
