"""A business as its own page states it, into the one row that is its own."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.businesses.identities import (
    Identity,
    add_identities,
    businesses_known_by,
    contradicts,
    identities,
    identities_of,
    lock_identities,
)
from db.upserts.businesses.joining import join, lock_for_joining, lock_sync
from db.upserts.businesses.places import one_place, one_state
from db.upserts.businesses.registrable import registrable_host
from db.upserts.rows import Stored

_COLUMNS = (
    "business_name",
    "business_type",
    "profile_url",
    "website",
    "website_host",
    "phone",
    "email",
    "address",
    "city",
    "state",
    "postal_code",
    "country",
    "license_number",
    "logo_url",
    "description",
    "specialities",
    "bat_username",
)
_PLACE = ("address", "city", "state", "postal_code", "country")


def _said(name: str) -> str:
    return f"CAST(:{name} AS {'jsonb' if name == 'specialities' else 'text'})"


def _merged(name: str) -> str:
    """The column's new value, as SQL."""
    said, known = _said(name), f"b.{name}"
    if name == "profile_url":
        return f"coalesce({known}, {said})"  # one seller's later pages are identities only
    if name == "website":
        # A page on a marketplace is no reason to forget the business's own site.
        own = _said("website_host")
        return f"CASE WHEN {own} IS NULL THEN coalesce({known}, {said}) ELSE {said} END"
    if name in _PLACE:
        # Who moved to another city did not take the state along.
        return f"CASE WHEN :moved THEN {said} ELSE coalesce({said}, {known}) END"
    if name == "license_number":
        return f"CASE WHEN :left_state THEN {said} ELSE coalesce({said}, {known}) END"
    return f"coalesce({said}, {known})"


_INSERT = text(f"""
    INSERT INTO businesses ({", ".join(_COLUMNS)})
    VALUES ({
    ", ".join(f"coalesce({_said(n)}, '[]')" if n == "specialities" else _said(n) for n in _COLUMNS)
}) RETURNING id
""")
_UPDATE = text(f"""
    UPDATE businesses b
    SET {", ".join(f"{name} = {_merged(name)}" for name in _COLUMNS)}, last_seen_at = now(),
        updated_at = CASE WHEN ({", ".join(f"b.{name}" for name in _COLUMNS)})
                               IS DISTINCT FROM ({", ".join(_merged(name) for name in _COLUMNS)})
                          THEN now() ELSE updated_at END
    WHERE id = :id RETURNING updated_at = now()
""")


async def store_business(conn: AsyncConnection, business: Any) -> tuple[int, Stored]:
    """Keep a business as its own page states it; returns its id.

    It is the one known by any identity that the page states (see `identities`), unless a surer
    one contradicts. Where several are, they are one business: joined into the one that the surest
    identity names. What the page does not state keeps its earlier value (but for the rest of an
    address in another place, and a licence of another state); the profile_url column keeps the
    first.
    """
    stated = identities(business)
    await lock_identities(conn, stated)
    known, known_by = await _lock_known(conn, stated)
    kept, goers = _one_business(stated, known, known_by)
    values = {name: getattr(business, name) for name in _COLUMNS if name != "website_host"}
    values["website_host"] = registrable_host(business.website)
    values["specialities"] = json.dumps(business.specialities) if business.specialities else None
    if kept is None:
        made = int(await conn.scalar(_INSERT, values) or 0)
        await add_identities(conn, made, stated)
        return made, Stored(inserted=1)
    for gone, met in goers:
        await join(conn, kept, gone, met)
    known_place = (
        await conn.execute(
            text("SELECT city, state, country FROM businesses WHERE id = :id"), {"id": kept}
        )
    ).one()
    values["moved"] = not one_place(business, known_place)
    values["left_state"] = not one_state(business, known_place)
    changed = bool(await conn.scalar(_UPDATE, {**values, "id": kept}) or goers)
    of_all = {*stated, *known_by[kept]}.union(*(known_by[gone] for gone, _ in goers))
    await add_identities(conn, kept, of_all)
    return kept, Stored(updated=int(changed), unchanged=int(not changed))


async def _lock_known(
    conn: AsyncConnection, stated: Sequence[Identity]
) -> tuple[dict[Identity, int], dict[int, set[Identity]]]:
    """The business of each identity that has one, and all by which each of these businesses is
    known; their rows are locked until the transaction ends."""
    while True:
        known = await businesses_known_by(conn, stated)
        ids = sorted(set(known.values()))
        await (lock_for_joining if len(ids) > 1 else lock_sync)(conn, ids)
        # A row that stays need not keep others from referring to it meanwhile.
        strength = "UPDATE" if len(ids) > 1 else "NO KEY UPDATE"
        rows = (
            await conn.execute(
                text(f"SELECT * FROM businesses WHERE id = ANY(:ids) ORDER BY id FOR {strength}"),
                {"ids": ids},
            )
        ).all()
        if len(rows) < len(ids):
            continue  # another worker joined one of them into another an instant ago
        known_by: dict[int, set[Identity]] = {business_id: set() for business_id in ids}
        for business_id, identity in await identities_of(conn, ids):
            known_by[business_id].add(identity)
        for row in rows:
            # What somebody wrote by hand has no identity yet.
            rules = {identity.rule for identity in known_by[row.id]}
            known_by[row.id] |= {i for i in identities(row) if i.rule not in rules}
        return known, known_by


def _one_business(
    stated: Sequence[Identity],
    known: dict[Identity, int],
    known_by: dict[int, set[Identity]],
) -> tuple[int | None, list[tuple[int, Identity]]]:
    """Which of the known businesses it is (None: none of them), and which others are the same
    one, each with the identity by which it is."""
    kept: int | None = None
    goers: list[tuple[int, Identity]] = []
    ours = set(stated)
    for identity in stated:
        found = known.get(identity)
        if found is None or found == kept or found in dict(goers):
            continue
        if contradicts(identity.rule, ours, known_by[found]):
            continue
        if kept is None:
            kept = found
        else:
            goers.append((found, identity))
        ours |= known_by[found]
    return kept, goers
