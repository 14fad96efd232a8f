"""BaT's lots with their comments and bids."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    "reserve",
    "seller_username",
    "seller_id",
    "seller_url",
    "seller_type",
    "dealer_charges",
    "buyer_username",
    "buyer_id",
    "buyer_url",
    "bid_count",
    "comment_count",
    "view_count",
    "watcher_count",
    "started_at",
    "ends_at",
    "location",
    "description",
)
_LISTS = ("features", "makes", "models", "eras", "origins", "categories")


def _upsert() -> str:
    own = (*_COLUMNS, *_LISTS)
    values = [f":{name}" for name in _COLUMNS] + [f"CAST(:{name} AS jsonb)" for name in _LISTS]
    sets = ", ".join(f"{name} = excluded.{name}" for name in own)
    old = ", ".join(f"l.{name}" for name in own)
    new = ", ".join(f"excluded.{name}" for name in own)
    return f"""
        INSERT INTO bat_lots AS l (listing_id, read_at, scheduled_ends_at, {", ".join(own)})
        VALUES (:listing_id, :read_at, CAST(:scheduled_ends_at AS timestamptz), {", ".join(values)})
        ON CONFLICT (bat_id) DO UPDATE SET listing_id = excluded.listing_id, {sets},
            read_at = excluded.read_at,
            scheduled_ends_at = coalesce(l.scheduled_ends_at, excluded.scheduled_ends_at),
            updated_at = CASE
                WHEN (l.listing_id, {old}) IS DISTINCT FROM (excluded.listing_id, {new})
                THEN now() ELSE l.updated_at END
        RETURNING id, comments_digest, bids_digest, history_digest,
                  (xmax = 0) AS new, updated_at = now() AS changed
    """


_UPSERT = text(_upsert())


@dataclass(frozen=True, slots=True)
class StoredLot:
    """A lot's row: its id, what was last stored of its children, and what the upsert did."""

    id: int
    comments_digest: bytes | None
    bids_digest: bytes | None
    history_digest: bytes | None
    stored: Stored


async def store_lot(
    conn: AsyncConnection, listing_id: int, lot: Any, *, read_at: datetime
) -> StoredLot:
    """Keep a lot as its page states it that was asked for at `read_at`. Its key is BaT's own id.

    The page must be the newest: its listing was stored before it (store_listing refuses others).
    """
    values = {name: getattr(lot, name) for name in _COLUMNS}
    values |= {name: json.dumps(list(getattr(lot, name))) for name in _LISTS}
    values |= {"listing_id": listing_id, "read_at": read_at}
    values["scheduled_ends_at"] = lot.ends_at if lot.status == "live" else None
    row = (await conn.execute(_UPSERT, values)).one()
    return StoredLot(
        id=row.id,
        comments_digest=row.comments_digest,
        bids_digest=row.bids_digest,
        history_digest=row.history_digest,
        stored=Stored(int(row.new), int(row.changed and not row.new), int(not row.changed)),
    )


async def rename_lot(conn: AsyncConnection, lot: Any, *, seen_at: datetime) -> bool:
    """Let the listing of a known lot have the address that its page, asked for at `seen_at`, names
    now: what moved is the same listing, of the same vehicle. Returns False, and changes nothing,
    if a page that was asked for later named another address."""
    values = {"url": lot.url, "bat_id": lot.bat_id, "seen_at": seen_at}
    older = await conn.scalar(
        text("""
            WITH renamed AS (
                UPDATE listings l SET url = :url, updated_at = now() FROM bat_lots b
                WHERE b.bat_id = :bat_id AND b.url <> :url AND b.read_at <= :seen_at
                  AND l.id = b.listing_id AND NOT EXISTS (SELECT FROM listings WHERE url = :url)
            )
            SELECT EXISTS (SELECT FROM bat_lots
                           WHERE bat_id = :bat_id AND url <> :url AND read_at > :seen_at)
        """),
        values,
    )
    return not older


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
        ("dislikes", "int"),
        ("parent_id", "bigint"),
        ("was_edited", "boolean"),
        ("author_deleted", "boolean"),
        ("featured", "boolean"),
        ("photos", "jsonb"),
        ("videos", "jsonb"),
    ),
    fixed=(("lot_id", "bigint"),),
    missing="mark",
    belongs="lot_id",
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
        ("ends_at", "timestamptz"),
    ),
    fixed=(("lot_id", "bigint"),),
    missing="mark",
    belongs="lot_id",
)
_HISTORY = Children(
    table="bat_history",
    parent="bat_lots",
    digest="history_digest",
    key=("lot_id", "url"),
    types=(
        ("url", "text"),
        ("position", "smallint"),
        ("text", "text"),
        ("status", "text"),
        ("seller_username", "text"),
        ("buyer_username", "text"),
        ("currency", "text"),
        ("amount", "numeric"),
        ("ended_on", "date"),
    ),
    fixed=(("lot_id", "bigint"),),
    missing="delete",
    belongs="lot_id",
)


async def store_comments(conn: AsyncConnection, lot: StoredLot, comments: Sequence[Any]) -> Stored:
    """Keep a lot's comments by BaT's own ids; those that left the thread are marked `removed`. An
    unchanged thread is not even sent."""
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


async def store_history(conn: AsyncConnection, lot: StoredLot, entries: Sequence[Any]) -> Stored:
    """Keep the auctions of the same car that a lot's page lists, as it lists them now."""
    return await store_children(
        conn, _HISTORY, entries, parent=lot.id, fixed={"lot_id": lot.id}, stored=lot.history_digest
    )
