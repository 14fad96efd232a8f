"""Whole nights, compared with the sample web's truth in every column of every row."""

import json
from itertools import islice
from typing import Any

import psycopg

from tests.e2e.truth import differences, unfinished
from tests.program import Program, SampleWeb, give_ended_lots, program

# Columns that say when, not what: they may change when a page is read again.
SEEN = {"last_seen_at", "read_at", "listed_at"}
TABLES = (
    "businesses",
    "vehicles",
    "listings",
    "vehicle_images",
    "dealer_inventory",
    "organization_vehicles",
    "bat_lots",
    "bat_history",
    "bat_comments",
    "bat_bids",
)


def rows(database: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, but for when they were last seen."""
    found = {}
    with psycopg.connect(database) as conn:
        for table in TABLES:
            cursor = conn.execute(f"SELECT * FROM {table}")
            names = [column.name for column in cursor.description or ()]
            kept = [n for n, name in enumerate(names) if name not in SEEN]
            found[table] = sorted((tuple(row[n] for n in kept) for row in cursor), key=repr)
    return found


def test_a_night_brings_exactly_the_truth_and_a_second_one_changes_nothing(
    database: str, whole_web: SampleWeb
) -> None:
    night = program(database, whole_web.gateway)
    give_ended_lots(night, whole_web)
    code, output = night.run("scheduler.py", "--once")
    assert code == 0, output[-3000:]
    assert list(islice(differences(database, whole_web.truth), 1)) == []
    assert list(unfinished(database)) == []

    # Every page once more, whatever the queues say: what is there already stays as it is.
    before = rows(database)
    with psycopg.connect(database) as conn:
        for table, key in (
            ("classic_seller_queue", "profile_url"),
            ("import_queue", "listing_url"),
        ):
            urls = [row[0] for row in conn.execute(f"SELECT {key} FROM {table}")]
            code, output = night.run("scrapy", "enqueue", table, *urls, "--again")
            assert code == 0, output
        conn.execute("UPDATE organization_inventory_sync_queue SET next_run_at = now()")
        conn.execute("UPDATE queue_hosts SET claim_at = now(), due_from = '-infinity'")
    code, output = night.run("scheduler.py", "--once")
    assert code == 0, output[-3000:]
    after = rows(database)
    for table in TABLES:
        assert after[table] == before[table], table
    code, output = night.run("scrapy", "status", "--json")
    assert code == 0, output
    assert all(counts["stuck"] == 0 for counts in json.loads(output)["queues"].values())


def test_a_crawl_that_finds_nothing_due_ends_well(night: Program) -> None:
    for spider in ("classic_profiles", "dealer_inventory", "listings", "bat_comments"):
        code, output = night.run("scrapy", "crawl", spider)
        assert code == 0, output[-2000:]
        assert "Traceback" not in output
