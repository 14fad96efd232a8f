"""Businesses of which no more is known than one address: found by it, or made."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.businesses.identities import (
    Identity,
    add_identities,
    businesses_known_by,
    lock_identities,
)
from db.upserts.businesses.registrable import registrable_host

_INSERT = text("""
    INSERT INTO businesses (business_name, profile_url, website, website_host)
    VALUES (:name, :profile_url, :website, :host) RETURNING id
""")
_BY_EXACT_WEBSITE = text("SELECT min(id) FROM businesses WHERE website = :website")


async def business_of_website(conn: AsyncConnection, website: str) -> int:
    """The id of the business whose website this is; made if there is none, with the host for a
    name, since nothing else is known of it.

    A URL that does not tell whose it is (see registrable_host: a page on a marketplace) is found
    by itself alone, letter by letter. Raises ValueError for what is no http(s) URL with a host.
    """
    parts = urlsplit(website)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http(s) URL with a host: {website!r}")
    host = registrable_host(website)
    values = {"profile_url": None, "website": website, "host": host}
    if host is not None:
        values["name"] = host
        return await _found_or_made(conn, Identity("website_host", host), values)
    # Locked as if it were an identity, so that two workers make one business.
    await lock_identities(conn, [Identity("website_host", website)])
    found = await conn.scalar(_BY_EXACT_WEBSITE, {"website": website})
    if found is None:
        values["name"] = parts.hostname.removeprefix("www.")
        found = await conn.scalar(_INSERT, values)
    return int(found or 0)


async def business_of_profile(conn: AsyncConnection, profile_url: str) -> int:
    """The id of the business with this page on Classic.com; made if there is none, with the page's
    slug for a name, since nothing else is known of it.

    profile_url: in its canonical form. Raises ValueError for a URL without a path.
    """
    slug = urlsplit(profile_url).path.strip("/").rpartition("/")[2]
    if not slug:
        raise ValueError(f"not a seller's profile: {profile_url!r}")
    values = {"name": slug, "profile_url": profile_url, "website": None, "host": None}
    return await _found_or_made(conn, Identity("profile_url", profile_url), values)


async def _found_or_made(conn: AsyncConnection, identity: Identity, values: dict[str, Any]) -> int:
    await lock_identities(conn, [identity])
    while True:
        found = (await businesses_known_by(conn, [identity])).get(identity)
        if found is None:
            made = int(await conn.scalar(_INSERT, values) or 0)
            await add_identities(conn, made, [identity])
            return made
        # What the caller stores next refers to it: it must not be joined into another meanwhile.
        stands = await conn.scalar(
            text("SELECT id FROM businesses WHERE id = :id FOR KEY SHARE"), {"id": found}
        )
        if stands is not None:
            return int(stands)


def start_url(website: str | None, profile_url: str | None) -> str | None:
    """Where a walk of a business's inventory begins: at its own site, else (it has none, or a page
    on a marketplace) at its Classic.com profile, else at whatever website it has."""
    own = website if registrable_host(website) else None
    return own or profile_url or website or None


async def inventory_start(conn: AsyncConnection, organization_id: int) -> str | None:
    """Where a walk of this organisation's inventory begins (see `start_url`)."""
    known = await conn.execute(
        text("SELECT website, profile_url FROM businesses WHERE id = :id"), {"id": organization_id}
    )
    row = known.one()
    return start_url(row.website, row.profile_url)


async def classic_profiles(
    conn: AsyncConnection, organization_ids: Sequence[int]
) -> dict[int, str]:
    """The Classic.com page of each of these organisations that has one."""
    found = await conn.execute(
        text("""
            SELECT id, profile_url FROM businesses
            WHERE id = ANY(CAST(:ids AS bigint[])) AND profile_url IS NOT NULL
        """),
        {"ids": list(organization_ids)},
    )
    return {row.id: row.profile_url for row in found}
