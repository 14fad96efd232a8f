"""What a long benchmark is at, for whoever waits: on standard error, with the time so far."""

import sys
import time

_BEGAN = time.monotonic()


def say(what: str) -> None:
    """One line, after the minutes and seconds since the benchmarks began."""
    minutes, seconds = divmod(int(time.monotonic() - _BEGAN), 60)
    print(f"{minutes:3}:{seconds:02}  {what}", file=sys.stderr, flush=True)
