"""What many claims and completions leave behind in a table."""

from collections.abc import Sequence

import psycopg

_SIZES = """
    SELECT relname, n_dead_tup, n_live_tup, pg_table_size(relid), pg_indexes_size(relid),
           autovacuum_count, n_tup_upd, n_tup_hot_upd
    FROM pg_stat_user_tables WHERE relname = ANY(%s)
"""


def left_behind(url: str, tables: Sequence[str]) -> dict[str, float]:
    """For each table: dead rows, megabytes of the table and of its indexes, how often it was
    vacuumed, and the share of updates that wrote no index."""
    found: dict[str, float] = {}
    with psycopg.connect(url) as conn:
        for name, dead, _, size, indexes, vacuums, updates, hot in conn.execute(
            _SIZES, (list(tables),)
        ):
            found |= {
                f"dead rows in {name}": dead,
                f"MB {name}": size / 1e6,
                f"MB indexes of {name}": indexes / 1e6,
                f"vacuums of {name}": vacuums,
                f"% updates of {name} without an index": 100 * hot / max(updates, 1),
            }
    return found
