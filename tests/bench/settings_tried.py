"""The tables' settings and indexes by experiment: `python -m tests.bench.settings_tried`.

Each variant is a change to a fresh database. Rows then go through a standing backlog as in
`tests.bench.churn`, without the open transaction. The unchanged tables are measured first and last:
what lies between those two is noise. It prints a table for the documentation.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace

import psycopg

from tests.bench.churn import FULL, Churn, Churned, churned
from tests.bench.database import scratch_database
from tests.bench.progress import say

_AS_THEY_ARE = "as they are"
_AUTOVACUUM = (
    "autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_cost_delay"
)
VARIANTS: dict[str, tuple[str, ...]] = {
    _AS_THEY_ARE: (),
    **{
        f"import_queue: fillfactor {percent}": (
            f"ALTER TABLE import_queue SET (fillfactor = {percent})",
        )
        for percent in (50, 70, 90, 100)
    },
    **{
        f"queue_hosts: fillfactor {percent}": (
            f"ALTER TABLE queue_hosts SET (fillfactor = {percent})",
        )
        for percent in (50, 70, 90, 100)
    },
    "autovacuum's defaults, both tables": (
        f"ALTER TABLE import_queue RESET ({_AUTOVACUUM})",
        f"ALTER TABLE queue_hosts RESET ({_AUTOVACUUM})",
    ),
    "autovacuum's defaults, queue_hosts": (f"ALTER TABLE queue_hosts RESET ({_AUTOVACUUM})",),
    "no index of import_queue on organization_id": ("DROP INDEX import_queue_organization_id_idx",),
    "no index of import_queue on ended_at": ("DROP INDEX IF EXISTS import_queue_ended_at_idx",),
    "no triggers of import_queue": ("ALTER TABLE import_queue DISABLE TRIGGER USER",),
    "one index more, on import_queue (status)": ("CREATE INDEX ON import_queue (status)",),
    "one index more, on import_queue (updated_at)": ("CREATE INDEX ON import_queue (updated_at)",),
    "no check constraints of import_queue": (
        """
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT conname FROM pg_constraint
                WHERE conrelid = 'import_queue'::regclass AND contype = 'c'
            LOOP EXECUTE format('ALTER TABLE import_queue DROP CONSTRAINT %I', name); END LOOP;
        END $$
        """,
    ),
}


def tried(statements: Iterable[str], churn: Churn) -> Churned:
    """Rows gone through a fresh database that was changed so."""
    with scratch_database() as url:
        with psycopg.connect(url, autocommit=True) as conn:
            for statement in statements:
                conn.execute(statement)
        return churned(url, churn)


def _line(name: str, found: Churned) -> str:
    left = found.left
    return (
        f"| {name} | {found.rows / found.seconds:,.0f} |"
        f" {found.cost.cpu * 1e6:.0f} | {found.cost.wal:,.0f} |"
        f" {found.clean.claim:.1f} | {found.after[-1].claim:.1f} |"
        f" {found.clean.idle:.1f} | {found.after[-1].idle:.1f} |"
        f" {left['MB import_queue']:.0f} + {left['MB indexes of import_queue']:.0f} |"
        f" {left['% updates of import_queue without an index']:.0f} % |"
        f" {left['MB queue_hosts']:.1f} + {left['MB indexes of queue_hosts']:.1f} |"
        f" {left['% updates of queue_hosts without an index']:.0f} % |"
        f" {left['vacuums of import_queue']:.0f}, {left['vacuums of queue_hosts']:.0f} |"
    )


def main() -> int:
    """Try all variants, or those whose names hold a given text."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.settings_tried")
    parser.add_argument("--rows", type=int, default=500_000, help="rows that go through")
    parser.add_argument("--waiting", type=int, default=FULL.waiting)
    parser.add_argument("--only", action="append", metavar="TEXT", help="part of a variant's name")
    asked = parser.parse_args()
    churn = replace(FULL, held=0.0, rows=asked.rows, waiting=asked.waiting, window=5.0)
    names = [n for n in VARIANTS if any(text in n for text in asked.only or [""])]
    if _AS_THEY_ARE not in names:
        names.insert(0, _AS_THEY_ARE)
    print(
        "| variant | rows/s | server CPU a row, µs | WAL a row, bytes |"
        " claim at first, ms | at the end |"
        " empty transaction at first, ms | at the end | import_queue, MB + indexes |"
        " HOT updates | queue_hosts, MB + indexes | HOT updates | vacuums |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    for name in [*names, _AS_THEY_ARE]:
        say(name)
        print(_line(name, tried(VARIANTS[name], churn)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
