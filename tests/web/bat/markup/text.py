"""Words as WordPress writes them into markup and into scripts."""

import html
import json
from datetime import UTC, datetime
from typing import Any


def esc(text: str) -> str:
    """`text` for markup; the sign × as WordPress has it."""
    return html.escape(text).replace("&#x27;", "&#039;").replace("×", "&#215;")


def php_json(value: Any) -> str:
    """JSON as PHP writes it: ASCII only, each slash escaped (so `</script` cannot end a script)."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


def day(timestamp: int) -> str:
    """The day in words: "April 24, 2026"."""
    moment = datetime.fromtimestamp(timestamp, UTC)
    return f"{moment:%B} {moment.day}, {moment.year}"


def short_day(timestamp: int, *, century: bool = False) -> str:
    """The day in digits: "4/24/26", or with its `century` "4/24/2026"."""
    moment = datetime.fromtimestamp(timestamp, UTC)
    return f"{moment.month}/{moment.day}/{moment.year if century else f'{moment:%y}'}"


def long_day(timestamp: int) -> str:
    """The day in two digits each: "04/24/2026"."""
    return f"{datetime.fromtimestamp(timestamp, UTC):%m/%d/%Y}"


def clock(timestamp: int) -> str:
    """Weekday, day and time: "Friday, April 24 at 11:55am"."""
    moment = datetime.fromtimestamp(timestamp, UTC)
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    return f"{moment:%A, %B} {moment.day} at {hour}:{moment:%M}{half}"
