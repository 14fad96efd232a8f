"""Where walks that have no queue row got to, by name."""

import json
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def read(conn: AsyncConnection, name: str) -> dict[str, Any] | None:
    """The position kept under this name; None if there is none."""
    position: dict[str, Any] | None = await conn.scalar(
        text("SELECT position FROM cursors WHERE name = :name"), {"name": name}
    )
    return position


async def keep(conn: AsyncConnection, name: str, position: dict[str, Any]) -> None:
    """Keep a position under this name."""
    await conn.execute(
        text("""
            INSERT INTO cursors AS c (name, position) VALUES (:name, CAST(:position AS jsonb))
            ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = now()
        """),
        {"name": name, "position": json.dumps(position)},
    )
