"""Compares every table with the sample web's truth, column by column."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

Truth = dict[str, list[dict[str, Any]]]
Rows = dict[Any, dict[str, Any]]

# Of each table: the SQL that gives its rows with natural keys for numbers, and the key.
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "classic_sellers": (
        "SELECT profile_url, seller_name AS name, business_type FROM classic_seller_queue",
        ("profile_url",),
    ),
    "businesses": ("SELECT * FROM businesses", ("profile_url",)),
    "listings": (
        """SELECT l.*, b.profile_url AS business,
                  CASE WHEN l.vehicle_id IS NOT NULL THEN l.url END AS vehicle
           FROM listings l LEFT JOIN businesses b ON b.id = l.organization_id""",
        ("url",),
    ),
    "vehicles": (
        "SELECT l.url AS key, v.* FROM vehicles v JOIN listings l ON l.vehicle_id = v.id",
        ("key",),
    ),
    "same_vehicle": (
        """SELECT array_agg(url ORDER BY url COLLATE "C") AS urls FROM listings
           WHERE vehicle_id IS NOT NULL GROUP BY vehicle_id HAVING count(*) > 1""",
        ("urls",),
    ),
    "vehicle_images": (
        """SELECT l.url AS listing_url, i.* FROM vehicle_images i JOIN listings l
           ON l.id = i.listing_id AND l.vehicle_id IS NOT DISTINCT FROM i.vehicle_id""",
        ("listing_url", "url"),
    ),
    "dealer_inventory": (
        """SELECT b.profile_url AS business, d.* FROM dealer_inventory d
           JOIN businesses b ON b.id = d.organization_id""",
        ("business", "listing_url"),
    ),
    "bat_lots": ("SELECT * FROM bat_lots", ("url",)),
    "bat_history": (
        "SELECT l.url AS lot_url, h.* FROM bat_history h JOIN bat_lots l ON l.id = h.lot_id",
        ("lot_url", "url"),
    ),
    "bat_comments": (
        "SELECT l.url AS lot_url, c.* FROM bat_comments c JOIN bat_lots l ON l.id = c.lot_id"
        " WHERE NOT removed",
        ("id",),
    ),
    "bat_bids": (
        "SELECT l.url AS lot_url, b.* FROM bat_bids b JOIN bat_lots l ON l.id = b.lot_id"
        " WHERE NOT removed",
        ("id",),
    ),
    "skipped": (
        "SELECT listing_url AS url, reason FROM import_queue WHERE status = 'skipped'",
        ("url",),
    ),
}
# Tables whose every row the SQL above must have given: nothing hangs in the air.
WHOLE = ("vehicle_images", "dealer_inventory", "bat_history")


def plain(value: Any) -> Any:
    """A value in the one form in which both sides are compared."""
    if isinstance(value, Decimal):
        return value.normalize()
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def stated(column: str, value: Any) -> Any:
    """A value of the truth as it stood in the JSON: money and times are text there."""
    if value is None or not isinstance(value, str):
        return plain(value)
    if column.endswith(("_price", "_bid")) or column == "amount":
        return Decimal(value).normalize()
    if column.endswith("_at"):
        return datetime.fromisoformat(value).timestamp()
    if column.endswith("_on"):
        return date.fromisoformat(value)
    return value


def keyed(rows: list[dict[str, Any]], key: tuple[str, ...]) -> Rows:
    """Rows by their key; two with one key are a difference of their own."""
    found: Rows = {}
    for row in rows:
        name = tuple(
            tuple(row[column]) if isinstance(row[column], list) else row[column] for column in key
        )
        if name in found:
            found[(*name, "TWICE")] = row
        found[name] = row
    return found


def differences(database: str, truth: Truth) -> Iterator[str]:
    """Each difference between the database and the truth's tables, in words; none: they are equal.

    A comment or bid that left its lot's thread is in the database only, and marked.
    """
    with psycopg.connect(database, row_factory=dict_row) as conn:
        for table, true in truth.items():
            query, key = TABLES[table]
            expected, found = keyed(true, key), keyed(conn.execute(query).fetchall(), key)
            for name in sorted(expected.keys() - found.keys(), key=str):
                yield f"{table} {name}: missing"
            for name in sorted(found.keys() - expected.keys(), key=str):
                yield f"{table} {name}: not in the truth"
            for name in sorted(expected.keys() & found.keys(), key=str):
                for column, value in expected[name].items():
                    want, got = stated(column, value), plain(found[name][column])
                    if want != got:
                        yield f"{table} {name} {column}: {got!r}, in truth {want!r}"
            if table in WHOLE:
                count = conn.execute(f"SELECT count(*) AS n FROM {table}").fetchone()
                if count and count["n"] != len(found):
                    yield f"{table}: {count['n']} rows, of which {len(found)} belong somewhere"
        alone = conn.execute("""
            SELECT id FROM vehicles v
            WHERE NOT EXISTS (SELECT FROM listings l WHERE l.vehicle_id = v.id)
        """)
        yield from (f"vehicles {row['id']}: no listing" for row in alone)


def unfinished(database: str) -> Iterator[str]:
    """Rows that a night should have brought to an end and did not, in words."""
    with psycopg.connect(database) as conn:
        for table, due in (
            ("classic_seller_queue", "run_at"),
            ("organization_inventory_sync_queue", "next_run_at"),
            ("import_queue", "run_at"),
            ("bat_extraction_queue", "run_at"),
        ):
            rows = conn.execute(
                f"""SELECT id, status, reason, {due} FROM {table}
                    WHERE status = 'processing' OR {due} <= now()
                       OR status = 'failed' OR (status = 'pending' AND reason IS NOT NULL)"""
            ).fetchall()
            yield from (f"{table} {row}" for row in rows)
