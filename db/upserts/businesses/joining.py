"""Two rows that turned out to be of one business, made one."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queue import IMPORT_QUEUE, INVENTORY_QUEUE, Queue
from db.queue.due_hosts import lower
from db.upserts.businesses.identities import Identity
from db.upserts.businesses.places import one_place, one_state
from db.upserts.businesses.registrable import registrable_host

# What the kept row lacks. The parts of a place are of one place, and a licence is of its state.
_PLACE = ("address", "city", "state", "postal_code", "country")
_TAKEN = (
    "business_type",
    "profile_url",
    "website_host",
    "platform",
    "phone",
    "email",
    "logo_url",
    "description",
    "bat_username",
)

_REMEMBER = text("""
    INSERT INTO business_joins (business_id, joined_id, rule, value, joined)
    SELECT :kept, b.id, :rule, :value, to_jsonb(b) FROM businesses b WHERE b.id = :gone
    RETURNING id
""")
_MOVE = tuple(
    text(statement)
    for statement in (
        "UPDATE business_joins SET business_id = :kept WHERE business_id = :gone",
        # Of an entry that both have, the one seen last counts; but what a page or a list has told
        # is not lost to a sitemap that tells nothing.
        """
        WITH both_have AS (
            SELECT CASE WHEN g.tells AND NOT k.tells OR g.later AND g.tells = k.tells
                        THEN k.id ELSE g.id END AS drop_id,
                   CASE WHEN g.later THEN g.missed ELSE k.missed END AS missed,
                   k.listing_url, least(k.first_seen_at, g.first_seen_at) AS first_seen_at,
                   greatest(k.last_seen_at, g.last_seen_at) AS last_seen_at,
                   greatest(k.modified_at, g.modified_at) AS modified_at
            FROM (SELECT *, coalesce(status <> 'removed', false) AS tells
                  FROM dealer_inventory WHERE organization_id = :kept) k
            CROSS JOIN LATERAL (
                SELECT *, coalesce(status <> 'removed', false) AS tells,
                       last_seen_at > k.last_seen_at AS later
                FROM dealer_inventory
                WHERE organization_id = :gone AND listing_url = k.listing_url
            ) g
        ), dropped AS (
            DELETE FROM dealer_inventory d USING both_have WHERE d.id = drop_id
            RETURNING d.id, d.listing_url, d.vehicle_id
        )
        UPDATE dealer_inventory d
        SET first_seen_at = both_have.first_seen_at, last_seen_at = both_have.last_seen_at,
            modified_at = both_have.modified_at, missed = both_have.missed,
            vehicle_id = coalesce(d.vehicle_id, dropped.vehicle_id)
        FROM dropped JOIN both_have ON drop_id = dropped.id
        WHERE d.listing_url = dropped.listing_url AND d.id <> dropped.id
          AND d.organization_id IN (:kept, :gone)
        """,
        "UPDATE dealer_inventory SET organization_id = :kept WHERE organization_id = :gone",
        """
        WITH both_have AS (
            SELECT k.vehicle_id, k.first_seen_at AS kept_since, g.first_seen_at AS gone_since,
                   CASE WHEN g.updated_at > k.updated_at THEN :kept ELSE :gone END AS drop_of
            FROM organization_vehicles k JOIN organization_vehicles g USING (vehicle_id)
            WHERE k.organization_id = :kept AND g.organization_id = :gone
        ), dropped AS (
            DELETE FROM organization_vehicles o USING both_have
            WHERE o.vehicle_id = both_have.vehicle_id AND o.organization_id = both_have.drop_of
            RETURNING o.organization_id, o.vehicle_id
        )
        UPDATE organization_vehicles o SET first_seen_at = least(kept_since, gone_since)
        FROM both_have JOIN dropped USING (vehicle_id)
        WHERE o.vehicle_id = both_have.vehicle_id AND o.organization_id IN (:kept, :gone)
          AND o.organization_id <> dropped.organization_id
        """,
        "UPDATE organization_vehicles SET organization_id = :kept WHERE organization_id = :gone",
        "UPDATE listings SET organization_id = :kept WHERE organization_id = :gone",
        f"UPDATE {IMPORT_QUEUE.table} SET organization_id = :kept WHERE organization_id = :gone",
        "UPDATE business_identities SET business_id = :kept WHERE business_id = :gone",
    )
)
_SYNCS = text(f"""
    SELECT organization_id, status, start_url, run_mode FROM {INVENTORY_QUEUE.table}
    WHERE organization_id IN (:kept, :gone)
""")
# Whose site is not walked any more is not missed in the lists of the other one's: its cars are
# looked at by themselves.
_LEAVE_SITE = text("""
    UPDATE dealer_inventory SET source = 'other'
    WHERE organization_id = :left AND source = 'dealer'
""")
# A worker that walks the inventory just now does it in the name of the row that goes: its lease is
# lost, and the walk goes on from its cursor in the name of the one that is kept.
_MOVE_SYNC = text(f"""
    UPDATE {INVENTORY_QUEUE.table} q
    SET organization_id = :kept, updated_at = now(),
        status = CASE WHEN status = 'processing' THEN 'pending' ELSE status END,
        {INVENTORY_QUEUE.due} = CASE WHEN status = 'processing' THEN now()
                                     ELSE {INVENTORY_QUEUE.due} END,
        attempts = CASE WHEN status = 'processing' THEN greatest(attempts - 1, 0)
                        ELSE attempts END,
        lease_token = NULL, locked_at = NULL, locked_by = NULL
    WHERE organization_id = :gone
    RETURNING host, {INVENTORY_QUEUE.due} AS due
""")


def _fill() -> str:
    sets = [f"{name} = coalesce(b.{name}, g.{name})" for name in _TAKEN]
    sets += [
        f"{name} = CASE WHEN {agree} THEN coalesce(b.{name}, g.{name}) ELSE b.{name} END"
        for names, agree in ((_PLACE, ":one_place"), (("license_number",), ":one_state"))
        for name in names
    ]
    # A page on a marketplace gives way to a site of one's own.
    sets.append("""website = CASE WHEN b.website_host IS NULL AND g.website_host IS NOT NULL
        THEN g.website ELSE coalesce(b.website, g.website) END""")
    sets.append(
        "specialities = CASE WHEN b.specialities = '[]' THEN g.specialities ELSE b.specialities END"
    )
    return f"""
        UPDATE businesses b SET {", ".join(sets)}, updated_at = now()
        FROM business_joins j, jsonb_populate_record(NULL::businesses, j.joined) g
        WHERE j.id = :join_id AND b.id = :kept
    """


_FILL = text(_fill())


async def lock_sync(conn: AsyncConnection, business_ids: Sequence[int]) -> None:
    """Wait for the workers that walk the inventories of these businesses just now: they lock their
    queue row before the business's own row, and so does everybody who writes both."""
    await _lock_rows(conn, INVENTORY_QUEUE, business_ids)


async def lock_for_joining(conn: AsyncConnection, business_ids: Sequence[int]) -> None:
    """Wait for the workers that store something of these businesses just now: their queue rows,
    in the order in which they take them, before the businesses' own rows."""
    await lock_sync(conn, business_ids)
    await _lock_rows(conn, IMPORT_QUEUE, business_ids)


async def _lock_rows(conn: AsyncConnection, queue: Queue, business_ids: Sequence[int]) -> None:
    await conn.execute(
        text(f"""
            SELECT FROM {queue.table} WHERE organization_id = ANY(:ids)
            ORDER BY {queue.key} FOR UPDATE
        """),
        {"ids": list(business_ids)},
    )


async def join(conn: AsyncConnection, kept: int, gone: int, met: Identity) -> None:
    """Make `gone` a part of `kept`: all that is its becomes the kept one's, what the kept row
    lacks is taken from it, and its row, as it was, goes to business_joins.

    met: the identity by which they were found to be one. Both rows are locked by the caller.
    """
    ids = {"kept": kept, "gone": gone}
    places = await conn.execute(
        text("SELECT city, state, country FROM businesses WHERE id IN (:kept, :gone)"), ids
    )
    ours, theirs = places.all()
    join_id = await conn.scalar(_REMEMBER, {**ids, "rule": met.rule, "value": met.value})
    await _leave_one_sync(conn, kept, gone)
    for statement in _MOVE:
        await conn.execute(statement, ids)
    moved = (await conn.execute(_MOVE_SYNC, ids)).all()
    await conn.execute(text("DELETE FROM businesses WHERE id = :gone"), {"gone": gone})
    agree = {"one_place": one_place(ours, theirs), "one_state": one_state(ours, theirs)}
    await conn.execute(_FILL, {"kept": kept, "join_id": join_id, **agree})
    await lower(conn, INVENTORY_QUEUE, {row.host: row.due for row in moved if row.due is not None})


async def _leave_one_sync(conn: AsyncConnection, kept: int, gone: int) -> None:
    """Of two inventory rows the kept one's stays, unless it came to an ill end and the other one
    did not. It is asked for the lists that either was asked for."""
    syncs = {
        row.organization_id: row for row in await conn.execute(_SYNCS, {"kept": kept, "gone": gone})
    }
    if len(syncs) < 2:
        return
    ended_ill = {of for of, row in syncs.items() if row.status in ("failed", "skipped")}
    stays, drops = (gone, kept) if ended_ill == {kept} else (kept, gone)
    await conn.execute(
        text(f"DELETE FROM {INVENTORY_QUEUE.table} WHERE organization_id = :drops"),
        {"drops": drops},
    )
    if syncs[stays].run_mode != syncs[drops].run_mode:
        await conn.execute(
            text(
                f"UPDATE {INVENTORY_QUEUE.table} SET run_mode = 'both' WHERE organization_id = :of"
            ),
            {"of": stays},
        )
    if _site(syncs[stays].start_url) != _site(syncs[drops].start_url):
        await conn.execute(_LEAVE_SITE, {"left": drops})


def _site(start_url: str) -> str | None:
    return registrable_host(start_url) or urlsplit(start_url).hostname


async def current_business(conn: AsyncConnection, business_id: int) -> int | None:
    """The id under which a business is known now: its own, or that of the one it was joined into;
    None for one that never was. It stays so until the transaction ends.

    For whoever learnt the id in an earlier transaction and is about to refer to it.
    """
    while True:
        stands = await conn.scalar(
            text("SELECT id FROM businesses WHERE id = :id FOR KEY SHARE"), {"id": business_id}
        )
        if stands is not None:
            return int(stands)
        joined_into = await conn.scalar(
            text("SELECT business_id FROM business_joins WHERE joined_id = :id"),
            {"id": business_id},
        )
        if joined_into is None:
            return None
        business_id = int(joined_into)
