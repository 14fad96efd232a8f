"""Claiming and completing with 10 thousand to 10 million rows waiting, beside procrastinate and
PgQueuer on the same server, in turns.

Ours takes 40 rows of 2,000 hosts a claim, with a lease and a token for each, in the order of the
hosts' turns, and completes them in one statement; done rows stay. PgQueuer takes 40 jobs a dequeue
and moves them to its log in one statement. procrastinate takes one job a query and finishes each by
another, four at a time. Neither peer knows hosts. A completion is as durable as the server makes
it, for all. `tests.bench.contenders` says how each is set up.

`python -m tests.bench.backlog --rows 100000` measures with that many rows only, and draws nothing.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.backlog_cell import Cell, as_markdown, cell
from tests.bench.backlog_plot import draw
from tests.bench.contenders import NAMES, PEERS, Share, missing
from tests.bench.crew import Crew, crew
from tests.bench.database import scratch_database
from tests.bench.figure import Figure
from tests.bench.progress import say
from tests.bench.waiting_rows import Backlog, why_no_room

PLOT = Path(__file__).parents[2] / "docs" / "claims.svg"
# A peer whose rows would take longer to fill than this stays out of that size.
_LONGEST_FILL = 240.0  # seconds
# The figures' own number of processes; the others are told beside it.
_COMPARED = 4


@dataclass(frozen=True, slots=True)
class Size:
    """What is measured: backlogs, processes, and how long."""

    waiting: Sequence[int]
    processes: Sequence[int]
    hosts: int
    seconds: float
    rounds: int


FULL = Size((10_000, 100_000, 1_000_000, 10_000_000), (1, 4, 8), 2_000, 4.0, 3)
QUICK = Size((1_000, 4_000), (1, 2), 20, 0.3, 1)


def _measure(
    size: Size, waiting: int, names: Sequence[str], workers: Crew, seconds_a_row: dict[str, float]
) -> list[Cell]:
    with scratch_database() as url:
        if why := why_no_room(url, names, waiting):
            say(f"{waiting:,} rows: left out, {why}")
            return []
        backlogs = {name: Backlog(name, url, waiting, size.hosts) for name in names}
        cells = []
        for processes in size.processes:
            rounds: dict[str, list[Sequence[Share]]] = {name: [] for name in names}
            for _ in range(size.rounds):
                for name, backlog in backlogs.items():
                    rounds[name].append(backlog.round(workers, processes, size.seconds))
            for name in names:
                found = cell(name, waiting, processes, rounds[name])
                cells.append(found)
                say(
                    f"{waiting:,} rows, {processes} processes, {name}:"
                    f" {found.rows_a_second:,.0f} rows/s, {found.claim:.1f} ms a claim of"
                    f" {found.rows_a_claim:.0f}, {found.complete:.1f} ms a completion"
                )
        seconds_a_row.update((n, b.fill_seconds / waiting) for n, b in backlogs.items())
        return cells


def measure(size: Size, wanted: Sequence[str] = NAMES) -> list[Cell]:
    """A cell for each contender, backlog and number of processes. Peers that are not installed
    are left out, and so are backlogs for which there is no room."""
    absent = [name for name in missing() if name in wanted]
    if absent:
        say(f"left out, since the extra `bench` is missing: {', '.join(absent)}")
    names = [name for name in wanted if name not in absent]
    cells: list[Cell] = []
    seconds_a_row: dict[str, float] = {}
    with crew(size.processes) as workers:
        for waiting in size.waiting:
            slow = [
                name
                for name in names
                if name in PEERS and seconds_a_row.get(name, 0) * waiting > _LONGEST_FILL
            ]
            if slow:
                say(f"{waiting:,} rows: {' and '.join(slow)} left out, filling takes too long")
            left = [name for name in names if name not in slow]
            cells += _measure(size, waiting, left, workers, seconds_a_row)
    return cells


def figures(cells: Sequence[Cell], size: Size) -> list[Figure]:
    """The claim's growth from the shortest backlog to the longest, and our rate beside each
    peer's at the longest that a full run is compared at."""
    compared = _COMPARED if _COMPARED in size.processes else max(size.processes)
    by_place = {(c.contender, c.waiting, c.processes): c for c in cells}
    shortest = by_place["ours", min(size.waiting), compared]
    longest = by_place["ours", max(c.waiting for c in cells), compared]
    found = [
        Figure(
            name="claims, longest backlog",
            value=longest.claim,
            unit="ms",
            reference=shortest.claim,
            against=f"{shortest.waiting:,} rows waiting",
            at_most=2.0,
            details={
                "rows waiting": longest.waiting,
                "processes": compared,
                "rows a claim": longest.rows_a_claim,
                "rows a claim of the shortest": shortest.rows_a_claim,
            }
            | {
                f"ms, {c.waiting:,} rows and {c.processes} processes": c.claim
                for c in cells
                if c.contender == "ours"
            },
        )
    ]
    at = min(1_000_000, max(c.waiting for c in cells))
    for peer, target in zip(PEERS, (20.0, 1.5), strict=True):
        theirs = by_place.get((peer, at, compared))
        if theirs is None:
            continue
        ours = by_place["ours", at, compared]
        found.append(
            Figure(
                name=f"backlog, beside {peer}",
                value=ours.rows_a_second,
                unit="rows/s",
                reference=theirs.rows_a_second,
                against=peer,
                at_least=target,
                details={"rows waiting": at, "processes": compared}
                | {
                    f"times as many with {c.processes} processes": c.rows_a_second
                    / by_place[peer, at, c.processes].rows_a_second
                    for c in cells
                    if c.contender == "ours" and c.waiting == at and c.processes != compared
                },
            )
        )
    return found


def run(quick: bool) -> list[Figure]:
    """Rows a second and the claim's milliseconds over the backlog. The full size draws docs/
    claims.svg, and prints its table."""
    size = QUICK if quick else FULL
    cells = measure(size)
    if not quick:
        say(f"as a table:\n{as_markdown(cells)}")
        if missing():
            say("nothing drawn: the extra `bench` is missing")
        else:
            draw(cells, PLOT)
    return figures(cells, size)


def main() -> int:
    """Measure some backlogs only, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.backlog", description=__doc__)
    parser.add_argument("--rows", type=int, action="append", required=True, metavar="WAITING")
    parser.add_argument("--processes", type=int, action="append", metavar="N")
    parser.add_argument("--queue", choices=NAMES, action="append", help="only this one")
    parser.add_argument("--quick", action="store_true", help="a moment for each, once")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw them, as SVG")
    asked = parser.parse_args()
    size = replace(
        QUICK if asked.quick else FULL,
        waiting=sorted(asked.rows),
        processes=sorted(asked.processes or FULL.processes),
    )
    cells = measure(size, asked.queue or NAMES)
    print(as_markdown(cells))
    if asked.plot:
        draw(cells, asked.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
