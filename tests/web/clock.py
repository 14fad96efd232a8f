"""The sample web's time, which may stand still, run at any speed, or be set."""

import time


class Clock:
    """`speed` 0 stands still, 1 runs as clocks do, 60 makes a minute of each second."""

    def __init__(self, now: float, speed: float = 0.0) -> None:
        """`now` in unix seconds."""
        self.set(now, speed)

    def set(self, now: float, speed: float) -> None:
        """From this moment it is `now`, in unix seconds, and time runs at `speed`."""
        self.speed = speed
        self._now = now
        self._since = time.monotonic()

    def __call__(self) -> float:
        """The present, in unix seconds."""
        return self._now + (time.monotonic() - self._since) * self.speed
