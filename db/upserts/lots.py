"""BaT's lots with their comments and bids."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.rows import Children, Stored, store_children

_COLUMNS = (
    "url",
    "bat_id",
    "lot_number",
    "title",
    "status",
    "currency",
    "current_bid",
    "high_bid",
    "sale_price",
    "no_reserve",
    "seller_username",
    "seller_type",
    "buyer_username",
    "bid_count",
    "comment_count",
    "view_count",
    "watcher_count",
    "started_at",
    "ends_at",
    "location",
)
_LISTS = ("features", "categories")


def _upsert() -> str:
    own = (*_COLUMNS, *_LISTS)
    values = [f":{name}" for name in _COLUMNS] + [f"CAST(:{name} AS jsonb)" for name in _LISTS]
    sets = ", ".join(f"{name} = excluded.{name}" for name in own)
    old = ", ".join(f"l.{name}" for name in own)
    new = ", ".join(f"excluded.{name}" for name in own)
    return f"""
        WITH stored AS (
            INSERT INTO bat_lots AS l (listing_id, {", ".join(own)})
            VALUES (:listing_id, {", ".join(values)})
            ON CONFLICT (bat_id) DO UPDATE SET listing_id = excluded.listing_id, {sets},
                updated_at = now()
            WHERE (l.listing_id, {old}) IS DISTINCT FROM (excluded.listing_id, {new})
            RETURNING id, comments_digest, bids_digest, (xmax = 0) AS new, true AS changed
        )
        SELECT * FROM stored
        UNION ALL
        SELECT id, comments_digest, bids_digest, false, false FROM bat_lots
        WHERE bat_id = :bat_id AND NOT EXISTS (SELECT FROM stored)
    """


_UPSERT = text(_upsert())


@dataclass(frozen=True, slots=True)
class StoredLot:
    """A lot's row: its id, what was last stored of its thread, and what the upsert did."""

    id: int
    comments_digest: bytes | None
    bids_digest: bytes | None
    stored: Stored


async def store_lot(conn: AsyncConnection, listing_id: int, lot: Any) -> StoredLot:
    """Keep a lot as its newest page states it. Its key is BaT's own id."""
    values = {name: getattr(lot, name) for name in _COLUMNS}
    values |= {name: json.dumps(list(getattr(lot, name))) for name in _LISTS}
    row = (await conn.execute(_UPSERT, {"listing_id": listing_id, **values})).one()
    return StoredLot(
        id=row.id,
        comments_digest=row.comments_digest,
        bids_digest=row.bids_digest,
        stored=Stored(int(row.new), int(row.changed and not row.new), int(not row.changed)),
    )


_COMMENTS = Children(
    table="bat_comments",
    parent="bat_lots",
    digest="comments_digest",
    key=("id",),
    types=(
        ("id", "bigint"),
        ("kind", "text"),
        ("author_username", "text"),
        ("author_id", "bigint"),
        ("is_seller", "boolean"),
        ("posted_at", "timestamptz"),
        ("text", "text"),
        ("markup", "text"),
        ("likes", "int"),
        ("parent_id", "bigint"),
        ("was_edited", "boolean"),
        ("author_deleted", "boolean"),
    ),
    fixed=(("lot_id", "bigint"),),
)
_BIDS = Children(
    table="bat_bids",
    parent="bat_lots",
    digest="bids_digest",
    key=("id",),
    types=(
        ("id", "bigint"),
        ("bidder_username", "text"),
        ("bidder_id", "bigint"),
        ("amount", "numeric"),
        ("placed_at", "timestamptz"),
        ("cancelled", "boolean"),
    ),
    fixed=(("lot_id", "bigint"),),
)


async def store_comments(conn: AsyncConnection, lot: StoredLot, comments: Sequence[Any]) -> Stored:
    """Keep a lot's comments by BaT's own ids. An unchanged thread is not even sent."""
    return await store_children(
        conn,
        _COMMENTS,
        comments,
        parent=lot.id,
        fixed={"lot_id": lot.id},
        stored=lot.comments_digest,
    )


async def store_bids(conn: AsyncConnection, lot: StoredLot, bids: Sequence[Any]) -> Stored:
    """Keep a lot's bids by BaT's own ids, like its comments."""
    return await store_children(
        conn, _BIDS, bids, parent=lot.id, fixed={"lot_id": lot.id}, stored=lot.bids_digest
    )
