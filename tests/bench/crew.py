"""Processes that claim and complete at once, all beginning in the same moment."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from tests.bench.contenders import Share, contender

# Set in each process: a round begins when all who take part are connected.
_starts: dict[int, Barrier] = {}


def _enter(starts: dict[int, Barrier]) -> None:
    _starts.update(starts)


async def _work(name: str, url: str, processes: int, seconds: float, rows: int) -> Share:
    share = Share()
    async with contender(name).session(url) as step:
        _starts[processes].wait(timeout=60)
        began = time.monotonic()
        end = began + seconds
        await step(share)
        while time.monotonic() < end and share.rows < rows:
            await step(share)
        share.elapsed = time.monotonic() - began
    return share


def _round(name: str, url: str, processes: int, seconds: float, rows: int) -> Share:
    return asyncio.run(_work(name, url, processes, seconds, rows))


@dataclass(frozen=True, slots=True)
class Crew:
    """Started processes, for rounds with as many of them as were promised."""

    pool: ProcessPoolExecutor

    def round(
        self, name: str, url: str, processes: int, *, seconds: float, rows: int
    ) -> Sequence[Share]:
        """What `processes` of them did with the contender `name`, until the seconds are over or
        they have claimed `rows` together."""
        parts = [
            self.pool.submit(_round, name, url, processes, seconds, rows // processes)
            for _ in range(processes)
        ]
        return [part.result() for part in parts]


@contextmanager
def crew(sizes: Sequence[int]) -> Iterator[Crew]:
    """Processes for rounds of each of these sizes."""
    spawn = get_context("spawn")
    starts = {size: spawn.Barrier(size) for size in sizes}
    with ProcessPoolExecutor(max(sizes), spawn, _enter, (starts,)) as pool:
        yield Crew(pool)
