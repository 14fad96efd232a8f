"""Listings that an organisation is known by, whether or not its lists show them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_ADOPT = text("""
    WITH lots AS MATERIALIZED (
        SELECT b.listing_id, b.url, b.title, b.status, b.started_at, l.vehicle_id
        FROM businesses o
        JOIN bat_lots b
          ON lower(substring(b.seller_url FROM '/member/([^/]+)')) = lower(o.bat_username)
        JOIN listings l ON l.id = b.listing_id
        WHERE o.id = :organization_id
          AND (CAST(:url AS text) IS NULL OR b.url = :url)
    ), adopted AS (
        UPDATE listings l SET organization_id = :organization_id, updated_at = now()
        FROM lots WHERE l.id = lots.listing_id AND l.organization_id IS NULL
    ), listed AS (
        INSERT INTO dealer_inventory AS d
            (organization_id, listing_url, source, vehicle_id, title, status)
        SELECT :organization_id, url, 'bringatrailer', vehicle_id, title, status
        FROM lots ORDER BY url
        ON CONFLICT (organization_id, listing_url) DO UPDATE
            SET status = excluded.status, vehicle_id = excluded.vehicle_id, updated_at = now()
            WHERE d.source = 'bringatrailer'
              AND (d.status, d.vehicle_id) IS DISTINCT FROM (excluded.status, excluded.vehicle_id)
        RETURNING (xmax = 0) AS new
    ), linked AS (
        -- What else the organisation says of a car it has is not taken back by an old auction.
        INSERT INTO organization_vehicles AS o (organization_id, vehicle_id, status)
        SELECT DISTINCT ON (vehicle_id) :organization_id, vehicle_id, status
        FROM lots WHERE vehicle_id IS NOT NULL
        ORDER BY vehicle_id, started_at DESC NULLS LAST, url
        ON CONFLICT (organization_id, vehicle_id) DO UPDATE
            SET status = excluded.status, updated_at = now()
            WHERE o.status = 'live' AND excluded.status <> 'live'
    )
    SELECT count(*) FILTER (WHERE new) FROM listed
""")


async def organization_of_member(conn: AsyncConnection, member_url: str | None) -> int | None:
    """The organisation whose member page on Bring a Trailer this is; None where none is known."""
    found: int | None = await conn.scalar(
        text("""
            SELECT id FROM businesses
            WHERE bat_username = lower(substring(CAST(:url AS text) FROM '/member/([^/]+)'))
            ORDER BY id LIMIT 1
        """),
        {"url": member_url},
    )
    return found


async def adopt_bat_lots(
    conn: AsyncConnection, organization_id: int, *, url: str | None = None
) -> int:
    """Make the stored Bring a Trailer lots that an organisation sold, or sells, its own: their
    listings (unless they are another's), inventory rows with the lots' status, and its vehicles.

    A lot is its own if the member page of the lot's seller is the organisation's own
    (businesses.bat_username, in any case); one without such a page has none. Returns how many lots
    were new to its inventory; a second call adds nothing. url: only the lot with this URL.
    """
    values = {"organization_id": organization_id, "url": url}
    return int(await conn.scalar(_ADOPT, values) or 0)


async def known_listings(
    conn: AsyncConnection,
    organization_id: int,
    *,
    sources_walked: Sequence[str],
    older_than: timedelta,
    since: datetime,
) -> list[str]:
    """URLs of an organisation's listings that no walk tells anything of, to be read by themselves:
    those for sale whose page was asked for longer ago than `older_than`, the oldest first.

    sources_walked: the sources whose lists were walked; what was listed there once is theirs to
    miss, and left out, unless they showed nothing for sale. since: what any list has shown from
    this moment on is left out, too. So are Bring a Trailer's, which are read when their auctions
    end.
    """
    rows = await conn.execute(
        text("""
            WITH telling AS (
                SELECT DISTINCT source FROM dealer_inventory
                WHERE organization_id = :organization_id AND last_seen_at >= :since
                  AND source = ANY(CAST(:walked AS text[]))
                  AND (status IS NULL OR status = 'for_sale')
            )
            SELECT l.url FROM listings l
            WHERE l.organization_id = :organization_id AND l.status = 'for_sale'
              AND l.source <> 'bringatrailer'
              AND l.last_seen_at < now() - CAST(:older_than AS interval)
              AND NOT EXISTS (
                SELECT FROM dealer_inventory d
                WHERE d.organization_id = l.organization_id AND d.listing_url = l.url
                  AND (d.last_seen_at >= :since OR d.source IN (SELECT source FROM telling)))
            ORDER BY l.last_seen_at, l.url
        """),
        {
            "organization_id": organization_id,
            "older_than": older_than,
            "since": since,
            "walked": list(sources_walked),
        },
    )
    return list(rows.scalars())


async def stale_listings(
    conn: AsyncConnection, urls: Sequence[str], *, older_than: timedelta
) -> list[str]:
    """Those of these listings, unless they are sold, whose page was asked for longer ago than
    `older_than`, the oldest first. What is not stored yet is not among them."""
    rows = await conn.execute(
        text("""
            SELECT url FROM listings
            WHERE url = ANY(CAST(:urls AS text[])) AND status <> 'sold'
              AND last_seen_at < now() - CAST(:older_than AS interval)
              -- A page that was gone was asked for when its row was written last.
              AND (status <> 'removed' OR updated_at < now() - CAST(:older_than AS interval))
            ORDER BY last_seen_at, url
        """),
        {"urls": list(urls), "older_than": older_than},
    )
    return list(rows.scalars())
