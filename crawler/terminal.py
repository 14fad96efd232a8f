"""What commands show a person: plain at 80 columns into a file, coloured at a terminal."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


def printable(text: str) -> str:
    """`text` as one line without control characters: what a page says must not steer a terminal.

    White space becomes single blanks; whatever has no glyph (escape sequences' first character,
    marks that turn the direction of writing) is dropped.
    """
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


class PrintableFormatter(logging.Formatter):
    """Log lines without control characters, messages and tracebacks alike. What follows a line
    break is set in, so that no text of a page can pass for a line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        return without_controls(super().format(record)).replace("\n", "\n    ")


def without_controls(text: str) -> str:
    """`text` of several lines without control characters; its line breaks and margins stay."""
    kept = (c if c.isprintable() or c == "\n" else " " * c.isspace() for c in text)
    return "".join(kept)


def console() -> Console:
    """Standard output. Colours and the terminal's width only where it is a terminal."""
    width = None if sys.stdout.isatty() else 80
    return Console(width=width, markup=False, highlight=False, emoji=False)


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table without lines. The last column takes what the others leave and wraps; a cell may
    hold several lines, each printed without control characters."""
    made = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for heading in headings[:-1]:
        made.add_column(heading, no_wrap=True, overflow="ellipsis")
    made.add_column(headings[-1], overflow="fold")
    for row in rows:
        made.add_row(*(Text("\n".join(printable(line) for line in c.split("\n"))) for c in row))
    return made


def listed(counts: Mapping[str, int], nothing: str = "none") -> str:
    """`12 pending, 3 failed`: the counts that are not 0, in their order."""
    return ", ".join(f"{n:,} {word}" for word, n in counts.items() if n) or nothing


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 vehicle`, `2 vehicles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lasting(seconds: float) -> str:
    """A time span in its largest sensible unit: `40 s`, `12 min`, `5 h`, `3 d`."""
    for unit, size, until in (("s", 1, 120), ("min", 60, 7_200), ("h", 3_600, 172_800)):
        if seconds < until:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86_400:.0f} d"


def clock(moment: datetime | None) -> str:
    """Month, day and minute of a time in its own zone; a dash for none."""
    return "-" if moment is None else f"{moment:%m-%d %H:%M}"


def as_json(value: Any) -> Any:
    """Values that JSON has no words for: times in ISO 8601. Raises TypeError for others."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def end_with_the_pipe() -> None:
    """End silently, as every tool does, when whoever reads our output has read enough (`head`)."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
