"""A Python process whose clock is CLOCK_SHIFT seconds wrong, if this folder is on its PYTHONPATH.

Covered: `time.time`, `time.time_ns`, `time.localtime` and `time.gmtime` without a time, and
`now`, `utcnow` and `today` of datetime and date, in all code, since the classes themselves are
changed. Not covered: what C libraries ask of the system by themselves (none of which the program
goes by), and the monotonic clock, which no wrong time moves.
"""

import ctypes
import datetime
import gc
import os
import time
from typing import Any

_SHIFT = float(os.environ.get("CLOCK_SHIFT", "0"))
_DELTA = datetime.timedelta(seconds=_SHIFT)
_time, _time_ns, _localtime, _gmtime = time.time, time.time_ns, time.localtime, time.gmtime
_now = datetime.datetime.now


def _shifted_now(cls: type[datetime.datetime], tz: datetime.tzinfo | None = None) -> Any:
    return _now(tz) + _DELTA


def _shifted_utcnow(cls: type[datetime.datetime]) -> Any:
    return _now(datetime.UTC).replace(tzinfo=None) + _DELTA


def _shifted_today(cls: type[datetime.datetime]) -> Any:
    return _now() + _DELTA


def _shifted_date(cls: type[datetime.date]) -> Any:
    return (_now() + _DELTA).date()


def _replace(cls: type, **methods: Any) -> None:
    """Give a class of the C library other class methods; its own dictionary lets nobody write."""
    (own,) = (found for found in gc.get_referents(cls.__dict__) if isinstance(found, dict))
    own.update({name: classmethod(method) for name, method in methods.items()})
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))


if _SHIFT:
    time.time = lambda: _time() + _SHIFT
    time.time_ns = lambda: _time_ns() + int(_SHIFT * 1_000_000_000)
    time.localtime = lambda secs=None: _localtime(time.time() if secs is None else secs)
    time.gmtime = lambda secs=None: _gmtime(time.time() if secs is None else secs)
    _replace(datetime.datetime, now=_shifted_now, utcnow=_shifted_utcnow, today=_shifted_today)
    _replace(datetime.date, today=_shifted_date)
