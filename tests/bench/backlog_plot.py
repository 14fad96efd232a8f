"""The backlog's cells as a drawing, for light and dark pages alike."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.backlog_cell import Cell
from tests.bench.contenders import NAMES

# Middle tones: they stand out from white and from black.
_INK = "#808080"
_COLORS = {"ours": "#2f8fd8", "pgqueuer": "#d98324", "procrastinate": "#8a63d2"}
_LABELS = {
    "ours": "ours, 40 rows a claim",
    "pgqueuer": "PgQueuer, 40 rows a claim",
    "procrastinate": "procrastinate, 1 row a claim",
}


def draw(cells: Sequence[Cell], file: Path) -> None:
    """Write an SVG: the claim's median over the rows waiting, and rows a second by processes.

    Raises ModuleNotFoundError without matplotlib, which the extra `bench` brings.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    counts = sorted({c.processes for c in cells})
    waiting = sorted({c.waiting for c in cells})
    middle = counts[len(counts) // 2]
    # The longest backlog that most queues were measured at.
    names = {w: {c.contender for c in cells if c.waiting == w} for w in waiting}
    compared = max(waiting, key=lambda w: (len(names[w]), w))
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "claims", "font.size": 10}):
        figure = Figure(figsize=(9.6, 4.0), layout="constrained")
        left, right = figure.subplots(1, 2)
        for name in NAMES:
            line = sorted(
                (c.waiting, c.claim) for c in cells if c.contender == name and c.processes == middle
            )
            if line:
                left.plot(*zip(*line, strict=True), "o-", color=_COLORS[name], label=_LABELS[name])
        left.set_xscale("log")
        left.set_xticks(waiting, [_short(number) for number in waiting], minor=False)
        left.minorticks_off()
        left.set_ylim(bottom=0)
        left.set_title(f"median claim, ms ({middle} processes)")
        left.set_xlabel("rows waiting")
        figure.legend(loc="outside lower center", ncols=3, frameon=False, labelcolor=_INK)
        width = 0.8 / len(NAMES)
        for place, name in enumerate(NAMES):
            rates = {
                c.processes: c.rows_a_second
                for c in cells
                if c.contender == name and c.waiting == compared
            }
            bars = right.bar(
                [counts.index(count) + (place - 1) * width for count in rates],
                list(rates.values()),
                width,
                color=_COLORS[name],
            )
            right.bar_label(bars, fmt="{:,.0f}", color=_INK, fontsize=8, padding=2)
        right.set_xticks(range(len(counts)), [str(count) for count in counts])
        right.set_title(f"rows/s claimed and completed ({_short(compared)} waiting)")
        right.margins(y=0.1)
        right.set_xlabel("processes")
        right.yaxis.set_major_formatter("{x:,.0f}")
        for axes in (left, right):
            _plain(axes)
        figure.savefig(
            file,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Title": "Claims and completions over the rows waiting"},
        )


def _short(number: int) -> str:
    return f"{number // 1_000_000} M" if number >= 1_000_000 else f"{number // 1_000} k"


def _plain(axes: Any) -> None:
    axes.tick_params(colors=_INK)
    for part in (axes.title, axes.xaxis.label, axes.yaxis.label):
        part.set_color(_INK)
    for side, spine in axes.spines.items():
        spine.set_color(_INK)
        spine.set_visible(side in ("left", "bottom"))
    axes.grid(axis="y", color=_INK, alpha=0.25)
    axes.set_axisbelow(True)
