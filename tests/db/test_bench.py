"""Each benchmark runs at tiny sizes and prints its ratios; how large they are is not tested."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from tests.bench.__main__ import BENCHMARKS
from tests.bench.contenders import PEERS, missing
from tests.bench.figure import Figure

PROJECT_ROOT = Path(__file__).parents[2]
FIGURES = {
    "claims": ["claims"],
    "backlog": [
        "claims, longest backlog",
        *(f"backlog, beside {peer}" for peer in PEERS if peer not in missing()),
    ],
    "churn": ["claims, read transaction open", "claims, after many rows"],
    "storing": [
        "storing, beside single rows",
        "storing, beside COPY",
        "re-reading unchanged lots",
    ],
    "whole_path": ["whole path"],
    "memory": ["memory"],
    "reading": ["reading, 20 comments", "reading, 2000 comments"],
    "inventories": ["queueing 5,000 inventories", "reading vehicle pages of all platforms"],
    "politeness": ["politeness, the shortest gap", "politeness, the pace"],
}


def measured(server: URL, *arguments: str) -> str:
    """What `python -m tests.bench --quick` prints, its databases made on the tests' server."""
    return run(server, "-m", "tests.bench", "--quick", *arguments).stdout


def run(server: URL, *words: str) -> subprocess.CompletedProcess[str]:
    """A run of Python with these words that ended well."""
    ended = subprocess.run(
        [sys.executable, *words],
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
    return ended


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


WITHOUT_PEERS = """
import sys
sys.modules.update(dict.fromkeys(("procrastinate", "pgqueuer")))
from tests.bench.__main__ import main
main()
"""


def test_without_their_packages_the_peers_are_left_out_and_told_of(server: URL) -> None:
    ended = run(server, "-c", WITHOUT_PEERS, "--quick", "--json", "--only", "backlog")
    assert [figure["name"] for figure in json.loads(ended.stdout)["figures"]] == [
        "claims, longest backlog"
    ]
    assert "the extra `bench` is missing: procrastinate, pgqueuer" in ended.stderr


def test_a_backlog_for_which_there_is_no_room_is_left_out_and_told_of(server: URL) -> None:
    with psycopg.connect(server.render_as_string(hide_password=False)) as conn:
        found = conn.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'")
        (folder,) = found.fetchone() or (None,)
    if folder is None or not Path(folder).exists():
        pytest.skip("the server's disk is not to be seen from here")
    ended = run(server, "-m", "tests.bench.backlog", "--rows", str(10**12), "--queue", "ours")
    assert "1,000,000,000,000 rows: left out" in ended.stderr
    assert "GB are free" in ended.stderr


def test_the_backlog_is_drawn_and_printed_as_a_table(server: URL, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / "claims.svg"
    words = ["--rows", "800", "--rows", "400", "--processes", "1", "--quick", "--plot", str(file)]
    table = run(server, "-m", "tests.bench.backlog", *words).stdout
    assert "| 800 | 1 | ours |" in table
    drawn = file.read_text()
    assert "ours, 40 rows a claim" in drawn
    # Any background shines through.
    assert "fill: #ffffff" not in drawn


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
