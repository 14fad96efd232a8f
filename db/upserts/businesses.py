"""Sellers' businesses."""

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.rows import Stored

_COLUMNS = (
    "business_name",
    "business_type",
    "profile_url",
    "website",
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
)

_FIND = text("""
    SELECT id FROM businesses
    WHERE profile_url = :profile_url
       OR (profile_url IS NULL OR CAST(:profile_url AS text) IS NULL) AND (
           website_host = :website_host
           OR lower(business_name) = lower(:business_name) AND lower(city) = lower(:city)
              AND lower(state) = lower(:state)
       )
    ORDER BY profile_url = :profile_url DESC NULLS LAST,
             website_host = :website_host DESC NULLS LAST, id
    LIMIT 1 FOR UPDATE
""")


def website_host(website: str | None) -> str | None:
    """The host by which a business is known: lower case, without `www.`."""
    host = urlsplit(website).hostname if website else None
    return host.removeprefix("www.") if host else None


async def store_business(conn: AsyncConnection, business: Any) -> tuple[int, Stored]:
    """Keep a business as its own page states it; returns its id.

    It is the one with the same profile page; else, where one of the two has no profile page, the
    one with the same website host, or with exactly the same name, city and state. Never by a part
    of a name. What the page does not state keeps its earlier value.
    """
    values = {name: getattr(business, name) for name in _COLUMNS}
    values["website_host"] = website_host(business.website)
    found = await conn.scalar(_FIND, values)
    names = (*_COLUMNS, "website_host")
    if found is None:
        inserted = await conn.scalar(
            text(f"""
                INSERT INTO businesses ({", ".join(names)})
                VALUES ({", ".join(f":{name}" for name in names)})
                ON CONFLICT (profile_url) DO NOTHING RETURNING id
            """),
            values,
        )
        if inserted is not None:
            return int(inserted), Stored(inserted=1)
        # Another worker was quicker by an instant.
        found = await conn.scalar(_FIND, values)
    sets = ", ".join(f"{name} = coalesce(:{name}, b.{name})" for name in names)
    old = ", ".join(f"b.{name}" for name in names)
    new = ", ".join(f"coalesce(:{name}, b.{name})" for name in names)
    changed = await conn.scalar(
        text(f"""
            UPDATE businesses b SET {sets}, last_seen_at = now(),
                updated_at = CASE WHEN ({old}) IS DISTINCT FROM ({new})
                                  THEN now() ELSE updated_at END
            WHERE id = :id RETURNING updated_at = now()
        """),
        {**values, "id": found},
    )
    return int(found), Stored(updated=int(bool(changed)), unchanged=int(not changed))


async def business_of_website(conn: AsyncConnection, website: str) -> int:
    """The id of the business with this website's host; made if there is none, with the host for
    a name, since nothing else is known of it."""
    host = website_host(website)
    find = text("SELECT id FROM businesses WHERE website_host = :host ORDER BY id LIMIT 1")
    found = await conn.scalar(find, {"host": host})
    if found is None:
        found = await conn.scalar(
            text("""
                INSERT INTO businesses (business_name, website, website_host)
                VALUES (:host, :website, :host) RETURNING id
            """),
            {"host": host, "website": website},
        )
    return int(found)


async def set_platform(conn: AsyncConnection, organization_id: int, platform: str) -> None:
    """Keep by which platform an organisation's site is made: its name, or `unknown`."""
    await conn.execute(
        text("""
            UPDATE businesses SET platform = :platform, updated_at = now()
            WHERE id = :id AND platform IS DISTINCT FROM :platform
        """),
        {"id": organization_id, "platform": platform},
    )
