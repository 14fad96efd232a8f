"""The database's clock, told by this process's own monotonic one."""

from __future__ import annotations

import math
import time

# Share of the time passed by which two machines' clocks may part: far more than quartz does, and
# what NTP slews at most (500 ppm).
_DRIFT = 5e-4

# Unlike CLOCK_MONOTONIC, Linux's CLOCK_BOOTTIME goes on while the machine is suspended.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", None)


def monotonic() -> float:
    """Seconds of a clock that never steps and, where the system has one, never stands still."""
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)


class DatabaseClock:
    """Knows at which monotonic time the database's clock shows a time, from statements that
    returned it: their quickest round trip tells it best (Cristian's algorithm)."""

    def __init__(self) -> None:
        self._offset = math.nan
        self._error = math.inf
        self._read_at = -math.inf

    def read(self, shown: float, before: float, after: float) -> None:
        """A statement between the monotonic times `before` and `after` saw the database's clock
        show `shown` (unix seconds)."""
        offset, error = shown - (before + after) / 2, (after - before) / 2
        known_error = self._error + _DRIFT * (after - self._read_at)
        has_stepped = abs(offset - self._offset) > error + known_error
        if error <= known_error or has_stepped:
            self._offset, self._error, self._read_at = offset, error, after

    @property
    def round_trip(self) -> float:
        """Seconds that a quick statement takes; 0 before the first reading."""
        return 0.0 if math.isinf(self._error) else 2 * self._error

    def monotonic_of(self, shown: float) -> float:
        """The monotonic time at which the database's clock shows `shown` (unix seconds); nan
        before the first reading."""
        return shown - self._offset
