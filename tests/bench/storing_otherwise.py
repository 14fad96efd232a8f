"""The two references of storing: upserts of single rows, and COPY into tables without indexes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import (
    BatBid,
    BatComment,
    BatHistoryEntry,
    BatLot,
    Item,
    Listing,
    ReadPage,
    Vehicle,
    VehicleImage,
)
from db.queue import BAT_EXTRACTION_QUEUE, Claim, complete, complete_unclaimed, hold

# Item class -> its table, and the columns that make a row itself.
_TABLES: dict[type[Item], tuple[str, str]] = {
    Listing: ("listings", "url"),
    Vehicle: ("vehicles", "lower(make), chassis_number, year"),
    VehicleImage: ("vehicle_images", "vehicle_id, url"),
    BatLot: ("bat_lots", "bat_id"),
    BatHistoryEntry: ("bat_history", "lot_id, url"),
    BatComment: ("bat_comments", "id"),
    BatBid: ("bat_bids", "id"),
}
_CHASSIS_ONLY = (
    " WHERE vin IS NULL AND make IS NOT NULL AND chassis_number IS NOT NULL AND year IS NOT NULL"
)
_LISTS = (
    *("features", "makes", "models", "eras", "origins", "categories"),  # of a lot
    *("photos", "videos"),  # of a comment
)


def _values(item: Item) -> dict[str, Any]:
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    lists = values.keys() & set(_LISTS)
    return values | {name: json.dumps(values[name], default=asdict) for name in lists}


@cache
def _upsert(table: str, key: str, columns: tuple[str, ...], returning: str) -> TextClause:
    given = ", ".join(
        f"CAST(:{name} AS jsonb)" if name in _LISTS else f":{name}" for name in columns
    )
    changing = ", ".join(f"{name} = excluded.{name}" for name in columns)
    partial = _CHASSIS_ONLY if table == "vehicles" else ""
    return text(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({given})"
        f" ON CONFLICT ({key}){partial} DO UPDATE SET {changing}, updated_at = now() {returning}"
    )


async def _store(
    conn: AsyncConnection, item: Item, belongs_to: Mapping[str, Any], returning: str = ""
) -> Any:
    table, key = _TABLES[type(item)]
    values = {**_values(item), **belongs_to}
    return await conn.execute(_upsert(table, key, tuple(values), returning), values)


async def store_one_by_one(conn: AsyncConnection, claim: Claim, page: ReadPage) -> None:
    """What a pipeline of single rows does: an upsert for each item, in the order of the page, and
    the same end of the claim."""
    await hold(conn, claim)
    ids: dict[str, int] = {}
    for item in page.items:
        match item:
            case Vehicle():
                ids["vehicle"] = (await _store(conn, item, {}, "RETURNING id")).scalar_one()
                await conn.execute(
                    text("UPDATE listings SET vehicle_id = :vehicle WHERE id = :listing"), ids
                )
            case Listing():
                ids["listing"] = (await _store(conn, item, {}, "RETURNING id")).scalar_one()
            case BatLot():
                owner = {"listing_id": ids["listing"], "read_at": datetime.now(UTC)}
                found = await _store(conn, item, owner, "RETURNING id")
                ids["lot"] = found.scalar_one()
            case VehicleImage():
                owners = {"vehicle_id": ids["vehicle"], "listing_id": ids["listing"]}
                await _store(conn, item, owners)
            case BatHistoryEntry() | BatComment() | BatBid():
                await _store(conn, item, {"lot_id": ids["lot"]})
            case _:
                raise TypeError(f"no lot's page has a {type(item).__name__}")
    await complete_unclaimed(conn, BAT_EXTRACTION_QUEUE, claim.url, claim.url)
    await complete(conn, [claim])


async def make_plain_tables(conn: AsyncConnection) -> None:
    """Tables with the same columns, but without keys, indexes and constraints."""
    for table, _ in _TABLES.values():
        await conn.execute(text(f"CREATE TABLE plain_{table} (LIKE {table} INCLUDING DEFAULTS)"))
        await conn.execute(text(f"ALTER TABLE plain_{table} ALTER id DROP NOT NULL"))


async def copy_lot(conn: AsyncConnection, page: ReadPage) -> None:
    """The page's rows by COPY, one for each table: the least that storing them can take."""
    driver: Any = (await conn.get_raw_connection()).driver_connection
    by_table: dict[str, list[dict[str, Any]]] = {}
    for item in page.items:
        by_table.setdefault(_TABLES[type(item)][0], []).append(_values(item) | _owners(item))
    async with driver.cursor() as cursor:
        for table, rows in by_table.items():
            columns = tuple(rows[0])
            async with cursor.copy(f"COPY plain_{table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    await copy.write_row(tuple(row.values()))


def _owners(item: Item) -> dict[str, Any]:
    match item:
        case VehicleImage():
            return {"vehicle_id": 1, "listing_id": 1}
        case BatLot():
            return {"listing_id": 1, "read_at": datetime.now(UTC)}
        case BatHistoryEntry() | BatComment() | BatBid():
            return {"lot_id": 1}
    return {}
