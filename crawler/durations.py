"""Spans of time as operators write them."""

import re
from datetime import timedelta

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta | None:
    """`90m`, `12h` or `1d` as a span of time; None of an empty text. Raises ValueError."""
    if not text.strip():
        return None
    match = re.fullmatch(r"\s*([1-9]\d{0,5})\s*([mhd])\s*", text)
    if match is None:
        raise ValueError(f"not a span of time like 90m, 12h or 1d: {text!r}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
