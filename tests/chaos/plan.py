"""What a round will meet, drawn from its seed."""

from __future__ import annotations

import random
import signal
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from tests.chaos.faults import FAULTS, Fault
from tests.chaos.faults.processes import SchedulerKilled

Style = Literal["crawls", "once", "served"]

FAULTY = 8.0  # seconds from the first claim; what began by then may last longer
CLOCK_SHIFT = 2 * 3600.0  # seconds


@dataclass(frozen=True)
class Plan:
    """A round before it happens.

    style: who works: single `crawls`, two `scheduler.py --once` at a time, or two schedulers that
    are `served` a slot every minute. shift: how wrong the clock of every other process is, in
    seconds. pool_size: connections that a single crawl may have; None: as set. last_signal: what
    the crew gets at the end; None: it ends by itself.
    """

    seed: int
    style: Style
    faults: tuple[Fault, ...]
    shift: float
    pool_size: int | None
    last_signal: int | None

    @property
    def names(self) -> Counter[str]:
        """How often each fault is planned, and what holds for the whole round."""
        found = Counter(fault.name for fault in self.faults)
        if self.shift:
            found["wrong clock"] = 1
        if self.pool_size:
            found["small pool"] = 1
        if self.style != "crawls":
            found["two schedulers"] = 1
        return found


def draw(seed: int, only: str | None = None, without: frozenset[str] = frozenset()) -> Plan:
    """The plan of this seed. only: no fault but the one of this name, and nothing else wrong.
    without: names of faults that cannot happen here. Raises ValueError for an unknown name."""
    chance = random.Random(seed)
    if only is None:
        styles: tuple[Style, ...] = ("crawls", "crawls", "once", "served")
        style = chance.choice(styles)
        kinds = [kind for kind in FAULTS if style != "crawls" or kind is not SchedulerKilled]
        drawn = chance.sample(kinds, chance.randint(3, 5))
        shift = chance.choice((0.0, 0.0, CLOCK_SHIFT, -CLOCK_SHIFT))
        pool_size = chance.choice((None, None, 1)) if style == "crawls" else None
    else:
        drawn = [kind for kind in FAULTS if kind.name == only]
        if not drawn:
            known = ", ".join(kind.name for kind in FAULTS)
            raise ValueError(f"no fault {only!r}; the faults are {known}")
        style = "served" if SchedulerKilled in drawn else "crawls"
        shift, pool_size = 0.0, None
    faults = [
        kind(at=chance.uniform(0, FAULTY), seconds=chance.uniform(*kind.lasts))
        for kind in drawn
        for _ in range(chance.randint(1, kind.times))
    ]
    last: int | None = chance.choice((None, signal.SIGTERM, signal.SIGKILL))
    if style == "served" and last is None:  # it never ends by itself
        last = signal.SIGINT
    return Plan(
        seed,
        style,
        tuple(sorted((f for f in faults if f.name not in without), key=lambda fault: fault.at)),
        shift,
        pool_size,
        last,
    )
