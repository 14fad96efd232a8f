"""The wrong clock that some processes of a round have."""

import os
import subprocess
import sys
import time

from tests.chaos.work import SHIFTED

TELL = """
import datetime, time
now = datetime.datetime.now(datetime.UTC)
assert type(now) is datetime.datetime
print(time.time(), now.timestamp(), time.time_ns() / 1e9, time.monotonic(), datetime.date.today())
"""


def told(shift: float) -> list[str]:
    """What the clocks of a process say that is so many seconds wrong."""
    wrong = {"PYTHONPATH": str(SHIFTED), "CLOCK_SHIFT": str(shift)}
    said = subprocess.run(
        [sys.executable, "-c", TELL],
        env={**os.environ, **wrong},
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.split()


def test_a_process_lives_two_days_later_but_no_slower() -> None:
    before, monotonic = time.time(), time.monotonic()
    *clocks, ticks, day = told(2 * 86_400)
    after = time.time()
    for clock in clocks:
        assert before <= float(clock) - 2 * 86_400 <= after
    assert monotonic <= float(ticks) <= time.monotonic()
    days = {time.strftime("%Y-%m-%d", time.localtime(t + 2 * 86_400)) for t in (before, after)}
    assert day in days
