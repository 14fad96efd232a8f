"""Measure: `python -m tests.bench [--json] [--only NAME] [--quick]`."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from tests.bench import (
    backlog,
    churn,
    claims,
    inventories,
    memory,
    politeness,
    reading,
    storing,
    whole_path,
)
from tests.bench.figure import Figure

BENCHMARKS: dict[str, Callable[[bool], list[Figure]]] = {
    "claims": claims.run,
    "backlog": backlog.run,
    "churn": churn.run,
    "storing": storing.run,
    "whole_path": whole_path.run,
    "memory": memory.run,
    "reading": reading.run,
    "inventories": inventories.run,
    "politeness": politeness.run,
}


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count() or 0,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"


def table(figures: list[Figure]) -> Table:
    """The figures for people."""
    shown = Table(title="Ratios to a reference of the same run")
    for column in ("figure", "measured", "reference", "ratio", "target", ""):
        shown.add_column(column, justify="right" if column in ("ratio", "target") else "left")
    for figure in figures:
        shown.add_row(
            figure.name,
            f"{_number(figure.value)} {figure.unit}",
            f"{_number(figure.reference)} {figure.unit}: {figure.against}",
            f"{figure.ratio:.2f}",
            figure.target,
            figure.verdict,
        )
    return shown


def main() -> int:
    """Run what is asked for and print it. The exit status is 0 whatever the figures are."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--only", choices=BENCHMARKS, action="append", metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it run at all?")
    asked = parser.parse_args()
    figures: list[Figure] = []
    progress = Console(stderr=True)
    for name in asked.only or BENCHMARKS:
        progress.print(f"measuring {name} …")
        figures += BENCHMARKS[name](asked.quick)
    if asked.json:
        found = {"machine": machine(), "figures": [figure.as_json() for figure in figures]}
        json.dump(found, sys.stdout, indent=2, ensure_ascii=False)
        print()
        return 0
    shown = Console()
    shown.print(table(figures))
    for figure in figures:
        if figure.details:
            said = ", ".join(f"{_number(value)} {name}" for name, value in figure.details.items())
            shown.print(f"{figure.name}: {said}", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
