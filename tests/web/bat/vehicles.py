"""What several lots of one car say of it together."""

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

# Fields that are taken from one listing together.
GROUPS = (
    ("vin", "vin_text", "chassis_number"),
    ("year",),
    ("make", "model", "trim"),
    ("mileage", "mileage_text", "mileage_unit"),
    ("engine",),
    ("transmission",),
    ("drivetrain",),
    ("body_style",),
    ("exterior_color",),
    ("interior_color",),
    ("description",),
)


def shared(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of vehicles that several of `rows` are of: their VINs are equal, or where none is
    stated, make, chassis number and year."""
    same: dict[Any, list[Row]] = {}
    for row in rows:
        if row["vin"]:
            same.setdefault(row["vin"], []).append(row)
        elif row["chassis_number"] and row["make"] and row["year"]:
            key = (row["make"].lower(), row["chassis_number"], row["year"])
            same.setdefault(key, []).append(row)
    return [found for found in same.values() if len(found) > 1]


def merge(rows: Sequence[Row]) -> None:
    """Give all `rows`, of one vehicle, its values: each group of fields is the first row's that
    states the group's first field, else the first one's that states any of it."""
    merged: Row = {}
    for group in GROUPS:
        any_of_it = [row for row in rows if any(row[name] is not None for name in group)]
        speaking = [row for row in any_of_it if row[group[0]] is not None] or any_of_it
        merged |= {name: speaking[0][name] if speaking else None for name in group}
    for row in rows:
        row.update(merged)
