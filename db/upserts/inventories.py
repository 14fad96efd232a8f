"""What an organisation's lists show, and which vehicles that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.rows import Stored

_SAID = (
    ("title", "text"),
    ("status", "text"),
    ("asking_price", "numeric"),
    ("currency", "text"),
    ("stock_number", "text"),
    ("vin", "text"),
    ("vin_text", "text"),
    ("mileage", "int"),
    ("mileage_unit", "text"),
    ("modified_at", "timestamptz"),
)
_TYPES = (("listing_url", "text"), *_SAID, ("entry_digest", "bytea"))


@dataclass(frozen=True, slots=True)
class InventoryChanges:
    """Which list entries are new, and which say something else than at the last reading."""

    new: frozenset[str]
    changed: frozenset[str]
    stored: Stored


def _upsert() -> str:
    names = ", ".join(name for name, _ in _TYPES)
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _TYPES)
    # An entry that says what it said before adds nothing to what its page has said since.
    speaks = """(excluded.status IS NOT NULL AND (
        coalesce(d.status, 'removed') = 'removed'
        OR d.entry_digest IS DISTINCT FROM excluded.entry_digest))"""
    # A sold car's entry often loses its price: the last one asked stays.
    priceless_sale = "(excluded.status = 'sold' AND excluded.asking_price IS NULL)"
    news = {name: f"CASE WHEN {speaks} THEN excluded.{name} ELSE d.{name} END" for name, _ in _SAID}
    # A list that never stated a price does not take back the one that the page states.
    priced = f"""({speaks} AND NOT {priceless_sale}
                  AND (excluded.asking_price IS NOT NULL OR d.price_listed))"""
    for name in ("asking_price", "currency"):
        news[name] = f"CASE WHEN {priced} THEN excluded.{name} ELSE d.{name} END"
    # Removed by walks that missed it (not because its page was gone): a sitemap that shows it
    # tells that it is back.
    missed = "(d.status = 'removed' AND d.missed > 0)"
    news["status"] = f"""CASE WHEN {speaks} OR {missed}
                              THEN excluded.status ELSE d.status END"""
    news["modified_at"] = "coalesce(excluded.modified_at, d.modified_at)"
    news["entry_digest"] = "coalesce(excluded.entry_digest, d.entry_digest)"
    news["price_listed"] = f"CASE WHEN {priced} THEN excluded.price_listed ELSE d.price_listed END"
    sets = ", ".join(f"{name} = {new}" for name, new in news.items())
    # A row without a digest was never described by a list, or before lists' numbers were kept: what
    # it lacks of those is nothing that the entry says otherwise now.
    always = ("title", "status", "asking_price", "currency", "stock_number")
    old = ", ".join(f"d.{name}" for name in always)
    new = ", ".join(news[name] for name in always)
    differs = " OR ".join(
        f"coalesce(d.{name} <> excluded.{name}, false)" for name, _ in _SAID if name not in always
    )
    changed = f"""
        CASE WHEN {missed} OR d.status = 'removed' AND excluded.status IS NOT NULL THEN true
             WHEN excluded.status IS NULL
             THEN coalesce(d.modified_at <> excluded.modified_at, false)
             WHEN d.entry_digest IS NULL
             THEN ({old}) IS DISTINCT FROM ({new}) OR {differs}
             ELSE d.entry_digest <> excluded.entry_digest END"""
    # The time of the statement, not of the transaction, which may store several pages.
    return f"""
        INSERT INTO dealer_inventory AS d (organization_id, source, {names}, price_listed)
        SELECT DISTINCT ON (listing_url) :organization_id, :source, {names},
               asking_price IS NOT NULL
        FROM unnest({arrays}) WITH ORDINALITY AS row ({names}, place)
        ORDER BY listing_url, place
        ON CONFLICT (organization_id, listing_url) DO UPDATE SET {sets},
            source = excluded.source, missed = 0, last_seen_at = now(),
            updated_at = CASE WHEN {changed} THEN statement_timestamp() ELSE d.updated_at END
        RETURNING listing_url, (xmax = 0) AS new, updated_at = statement_timestamp() AS changed
    """


_UPSERT = text(_upsert())


async def store_inventory(
    conn: AsyncConnection, organization_id: int, source: str, entries: Sequence[Any]
) -> InventoryChanges:
    """Keep the entries (crawler.items.InventoryEntry) of one page of a source's lists.

    source: whose lists they are (INVENTORY_SOURCES). Changed is an entry that says anything else
    than at the last reading, and whatever was removed and is listed again (but for a page that was
    gone, which sitemaps go on listing: see mark_removed). What an entry says now
    replaces what the row has, but for the price of a sold car that states none; an entry that says
    the same leaves what its page has said since. One without a status (a sitemap's) states its URL
    and perhaps a time: nothing else of the row is touched, and it changed if that time did.
    """
    if not entries:
        return InventoryChanges(frozenset(), frozenset(), Stored())
    values: dict[str, list[Any]] = {
        name: [getattr(entry, name) for entry in entries] for name, _ in _SAID
    }
    values["listing_url"] = [entry.url for entry in entries]
    values["entry_digest"] = [_digest(entry) for entry in entries]
    rows = (
        await conn.execute(
            _UPSERT, {"organization_id": organization_id, "source": source, **values}
        )
    ).all()
    new = frozenset(row.listing_url for row in rows if row.new)
    changed = frozenset(row.listing_url for row in rows if row.changed and not row.new)
    return InventoryChanges(
        new, changed, Stored(len(new), len(changed), len(rows) - len(new) - len(changed))
    )


def _digest(entry: Any) -> bytes | None:
    """Of all that an entry states; None for one that does not even tell its status."""
    if entry.status is None:
        return None
    said = [_plain(getattr(entry, name)) for name, _ in _SAID]
    return blake2b(msgspec.json.encode(said), digest_size=16).digest()


def _plain(value: Any) -> Any:
    """One form for one value: 48500 and 48500.00 are one price, and a moment has many zones."""
    match value:
        case Decimal():
            return format(value.normalize(), "f")
        case datetime():
            return value.astimezone(UTC)
    return value


def _describe() -> str:
    # What no list has said, the page said at its last reading: a price that it asks no longer goes.
    by_page = "d.entry_digest IS NULL"
    kept_price = "(:status = 'sold' AND CAST(:asking_price AS numeric) IS NULL)"
    news = {
        "vehicle_id": "CAST(:vehicle_id AS bigint)",
        "status": ":status",
        "title": f"CASE WHEN {by_page} THEN :title ELSE coalesce(d.title, :title) END",
        "stock_number": f"""CASE WHEN {by_page} THEN CAST(:stock_number AS text)
                                 ELSE coalesce(d.stock_number, :stock_number) END""",
    }
    for name, kind in (("asking_price", "numeric"), ("currency", "text")):
        news[name] = f"""CASE WHEN d.asking_price IS NULL
                                   OR NOT d.price_listed AND NOT {kept_price}
                              THEN CAST(:{name} AS {kind}) ELSE d.{name} END"""
    sets = ", ".join(f"{name} = {new}" for name, new in news.items())
    return f"""
        UPDATE dealer_inventory d SET {sets}, updated_at = now()
        WHERE organization_id = :organization_id AND listing_url = :url
          AND ({", ".join(f"d.{name}" for name in news)})
              IS DISTINCT FROM ({", ".join(news.values())})
    """


_ON_ITS_PAGE = ("url", "status", "title", "asking_price", "currency", "stock_number")
_DESCRIBE = text(_describe())


async def link_vehicle(
    conn: AsyncConnection, organization_id: int, listing: Any, vehicle_id: int | None
) -> Stored:
    """Tell an organisation what the page of a listing (crawler.items.Listing) says that it has.

    vehicle_id: of the vehicle that the page offers; None: it offers none. The inventory's row takes
    the page's status, which is newer than the list's, and title, price and stock number where the
    list states none; a row that no list has described (a sitemap's) takes what the page says now. A
    listing that no list shows gets no such row. The organisation's vehicle has the status of the
    page read last; but an old sale does not take back what another page of the same source offers,
    nor an offer on Classic.com a sale on the dealer's own page. Returns what became of
    organization_vehicles.
    """
    said = {name: getattr(listing, name) for name in _ON_ITS_PAGE}
    await conn.execute(
        _DESCRIBE, {"organization_id": organization_id, "vehicle_id": vehicle_id, **said}
    )
    if vehicle_id is None:
        return Stored()
    # Another worker may be storing another page of the same car: the next statement sees it.
    await conn.execute(
        text("""
            SELECT FROM organization_vehicles
            WHERE organization_id = :organization_id AND vehicle_id = :vehicle_id FOR UPDATE
        """),
        {"organization_id": organization_id, "vehicle_id": vehicle_id},
    )
    written = await conn.scalar(
        text("""
            INSERT INTO organization_vehicles AS o (organization_id, vehicle_id, status)
            VALUES (:organization_id, :vehicle_id, :status)
            ON CONFLICT (organization_id, vehicle_id) DO UPDATE
                SET status = excluded.status, updated_at = now()
                WHERE o.status <> excluded.status AND NOT EXISTS (
                    SELECT FROM listings l
                    WHERE l.vehicle_id = :vehicle_id AND l.organization_id = :organization_id
                      AND l.url <> :url AND (
                        l.source = :source AND l.status = 'for_sale' AND :status <> 'for_sale'
                        OR :source = 'classic_com' AND l.source = 'dealer'
                           AND l.status = 'sold' AND :status = 'for_sale'))
            RETURNING (xmax = 0)
        """),
        {
            "organization_id": organization_id,
            "vehicle_id": vehicle_id,
            "status": listing.status,
            "url": listing.url,
            "source": listing.source,
        },
    )
    return Stored(int(written is True), int(written is False), int(written is None))
