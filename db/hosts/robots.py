"""robots.txt of a host, read by one worker for all."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# RFC 9309, 2.4: a robots.txt should not be used longer than 24 hours.
ROBOTS_KEPT = timedelta(hours=12)


async def kept_robots(conn: AsyncConnection, host: str) -> str | None:
    """The host's robots.txt, if some worker read it not long ago."""
    found: str | None = await conn.scalar(
        text("""
            SELECT robots_txt FROM hosts
            WHERE host = :host AND robots_read_at > now() - make_interval(secs => :kept)
        """),
        {"host": host, "kept": ROBOTS_KEPT.total_seconds()},
    )
    return found


async def keep_robots(
    conn: AsyncConnection, host: str, robots_txt: str, crawl_delay: float | None
) -> None:
    """Keep what the host's robots.txt says, for every worker. crawl_delay: seconds, as it asks."""
    await conn.execute(
        text("""
            INSERT INTO hosts AS h (host, robots_txt, robots_read_at, crawl_delay)
            VALUES (:host, :robots, now(), :delay)
            ON CONFLICT (host) DO UPDATE SET robots_txt = excluded.robots_txt,
                robots_read_at = now(), crawl_delay = excluded.crawl_delay, updated_at = now(),
                -- The next slot was spaced before the host had said how far.
                next_request_at = greatest(h.next_request_at,
                    clock_timestamp() + make_interval(secs => coalesce(excluded.crawl_delay, 0)))
        """),
        {"host": host, "robots": robots_txt.replace("\x00", ""), "delay": crawl_delay},
    )
