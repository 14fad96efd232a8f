"""Single facts of a business that other pages than its own tell."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def set_platform(conn: AsyncConnection, organization_id: int, platform: str) -> None:
    """Keep by which platform an organisation's site is made: its name, or `unknown`."""
    await conn.execute(
        text("""
            UPDATE businesses SET platform = :platform, updated_at = now()
            WHERE id = :id AND platform IS DISTINCT FROM :platform
        """),
        {"id": organization_id, "platform": platform},
    )


async def set_bat_username(conn: AsyncConnection, organization_id: int, username: str) -> None:
    """Keep the name under which an organisation sells on Bring a Trailer, as its site links it."""
    await conn.execute(
        text("""
            UPDATE businesses SET bat_username = :username, updated_at = now()
            WHERE id = :id AND bat_username IS DISTINCT FROM :username
        """),
        {"id": organization_id, "username": username},
    )
