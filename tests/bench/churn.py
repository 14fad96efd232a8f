"""Claims while rows go through: beside an open read transaction, and after 2 million rows.

Four processes claim and complete a standing backlog of 100 thousand rows, and enqueue a new row for
each one that they completed. After the first seconds somebody opens a REPEATABLE READ transaction
and keeps it for a minute, as a report or a dump would: meanwhile nothing dead can be vacuumed away.
Then it goes on until 2 million rows have gone through.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import psycopg

from tests.bench.churned_table import left_behind
from tests.bench.contenders import ours
from tests.bench.database import scratch_database
from tests.bench.feeding import Claimed, Feeders, feeders
from tests.bench.figure import Figure
from tests.bench.progress import say
from tests.bench.server_cost import Cost, cost

_LATE = 3  # windows


@dataclass(frozen=True, slots=True)
class Churn:
    """How much goes through. Times in seconds."""

    waiting: int
    hosts: int
    processes: int
    window: float
    held: float
    rows: int
    longest: float


FULL = Churn(100_000, 2_000, 4, 10.0, 60.0, 2_000_000, 600.0)
QUICK = Churn(4_000, 20, 2, 0.7, 1.4, 2_000, 30.0)


@dataclass(frozen=True, slots=True)
class Window:
    """Medians of some seconds, in milliseconds: of a claim, and of a transaction that does nothing,
    which tells how busy the machine was with other things."""

    claim: float
    idle: float


@dataclass(frozen=True, slots=True)
class Churned:
    """Window by window: the first one clean, then those while the transaction was open, then the
    rest. cost: the server's for one row, its enqueueing included. left: what was left behind in the
    tables."""

    clean: Window
    held: list[Window]
    after: list[Window]
    rows: int
    seconds: float
    cost: Cost
    left: dict[str, float]

    @property
    def all(self) -> list[Window]:
        """In the order of time."""
        return [self.clean, *self.held, *self.after]


def _window(running: Feeders, churn: Churn, what: str) -> Window:
    start = time.monotonic()
    before = running.rows
    claims: list[Claimed] = []
    idle: list[float] = []
    # A slow machine may claim nothing at all in a short window.
    while not (claims and idle):
        running.listen(time.monotonic() + churn.window)
        claims = running.since(start)
        idle = [claim.idle for claim in claims if claim.idle is not None]
    found = Window(median(claim.seconds for claim in claims) * 1000, median(idle) * 1000)
    rate = (running.rows - before) / (time.monotonic() - start)
    say(
        f"{running.rows:,} rows through, {what}: {found.claim:.1f} ms a claim,"
        f" {found.idle:.1f} ms an empty transaction, {rate:,.0f} rows/s"
    )
    return found


def churned(url: str, churn: Churn) -> Churned:
    """Let the rows go through an empty database's import queue."""
    ours.fill(url, churn.waiting, churn.hosts)
    with psycopg.connect(url, autocommit=True) as conn:
        # What filling left to write is not the first window's.
        conn.execute("CHECKPOINT")
    began = time.monotonic()
    with feeders(url, churn.hosts, churn.processes) as running:
        while not running.claims:
            running.listen(time.monotonic() + 0.1)
        before, gone_before = cost(url), running.rows
        clean = _window(running, churn, "clean")
        held = []
        if churn.held:
            with psycopg.connect(url, autocommit=True) as reader:
                reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                reader.execute("SELECT count(*) FROM queue_hosts")
                for _ in range(round(churn.held / churn.window)):
                    held.append(_window(running, churn, "with an open read transaction"))
                reader.execute("COMMIT")
        after = [_window(running, churn, "later")]
        while running.rows < churn.rows and time.monotonic() - began < churn.longest:
            after.append(_window(running, churn, "later"))
        spent = cost(url) - before
        rows = running.rows
        spent_a_row = Cost(spent.cpu / (rows - gone_before), spent.wal / (rows - gone_before))
        seconds = time.monotonic() - began
        left = left_behind(url, ("import_queue", "queue_hosts"))
    return Churned(clean, held, after, rows, seconds, spent_a_row, left)


def _late(windows: Sequence[Window]) -> float:
    # One window alone may have met something else that the machine did.
    return median(window.claim for window in windows[-_LATE:])


def run(quick: bool) -> list[Figure]:
    """The claim's median late beside its median in the first seconds."""
    churn = QUICK if quick else FULL
    with scratch_database() as url:
        found = churned(url, churn)
    # What a window was like, by the second at which it ended.
    over_time: dict[str, float] = {}
    for place, window in enumerate(found.all, 1):
        at = f"{place * churn.window:g} s"
        over_time |= {
            f"ms a claim at {at}": window.claim,
            f"ms an empty transaction at {at}": window.idle,
        }
    clean = "the first seconds of a fresh table"
    return [
        Figure(
            name="claims, read transaction open",
            value=_late(found.held),
            unit="ms",
            reference=found.clean.claim,
            against=clean,
            at_most=2.0,
            details={"seconds open": churn.held, "rows waiting": churn.waiting},
        ),
        Figure(
            name="claims, after many rows",
            value=_late(found.after),
            unit="ms",
            reference=found.clean.claim,
            against=clean,
            at_most=2.0,
            details={
                "rows gone through": found.rows,
                "rows waiting": churn.waiting,
                "rows/s": found.rows / found.seconds,
                "bytes of write-ahead log a row": found.cost.wal,
            }
            | found.left
            | over_time,
        ),
    ]
