"""Each benchmark runs at tiny sizes and prints its ratios; how large they are is not tested."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from tests.bench.__main__ import BENCHMARKS
from tests.bench.figure import Figure

PROJECT_ROOT = Path(__file__).parents[2]
FIGURES = {
    "claims": ["claims"],
    "storing": [
        "storing, beside single rows",
        "storing, beside COPY",
        "re-reading unchanged lots",
    ],
    "whole_path": ["whole path"],
    "memory": ["memory"],
    "reading": ["reading, 20 comments", "reading, 2000 comments"],
    "inventories": ["queueing 5,000 inventories", "reading vehicle pages of all platforms"],
}


def measured(server: URL, *arguments: str) -> str:
    """What `python -m tests.bench --quick` prints, its databases made on the tests' server."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", *arguments],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "TEST_DATABASE_URL": server.render_as_string(hide_password=False),
            "COLUMNS": "200",  # no cell of the table is broken into lines
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_prints_its_ratios(server: URL, name: str) -> None:
    found: dict[str, Any] = json.loads(measured(server, "--json", "--only", name))
    assert [figure["name"] for figure in found["figures"]] == FIGURES[name]
    for figure in found["figures"]:
        assert figure["value"] > 0
        assert figure["ratio"] == pytest.approx(figure["value"] / figure["reference"], rel=0.05)
        assert figure["verdict"] in (("ok", "missed") if figure["target"] else (None,))


def test_people_get_a_table_with_target_and_verdict(server: URL) -> None:
    shown = measured(server, "--only", "storing")
    assert "upserts one by one" in shown
    assert "≥ 0.15" in shown
    assert "274 rows a lot" in shown


@pytest.mark.parametrize(
    ("value", "target", "verdict"),
    [
        (80.0, {"at_least": 0.7}, "ok"),
        (60.0, {"at_least": 0.7}, "missed"),
        (105.0, {"at_most": 1.1}, "ok"),
        (120.0, {"at_most": 1.1}, "missed"),
        (1.0, {}, ""),
    ],
)
def test_a_verdict_compares_the_ratio_with_its_target(
    value: float, target: dict[str, float], verdict: str
) -> None:
    figure = Figure(name="n", value=value, unit="u", reference=100.0, against="r", **target)  # type: ignore[arg-type]
    assert figure.verdict == verdict
