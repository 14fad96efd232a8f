"""Rows of the queues for tests: put in, aged, and read back as at a prompt."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue, upserts
from db.queue import IMPORT_QUEUE, Claim, NewRow, Queue


def page(host: str, number: int = 0) -> str:
    return f"https://{host}/cars/{number}"


def new(host: str, rows: int = 1) -> list[NewRow]:
    """Rows for the import queue."""
    return [NewRow(page(host, n), page(host, n)) for n in range(rows)]


async def fill(conn: AsyncConnection, rows: Mapping[str, int], into: Queue = IMPORT_QUEUE) -> None:
    """So many rows of each host, the hosts one after the other."""
    for host, number in rows.items():
        await queue.enqueue(conn, into, new(host, number))


async def inventory(conn: AsyncConnection, host: str) -> NewRow:
    """An organisation's row for the inventory queue, its business made."""
    url = f"https://{host}/"
    organisation = await upserts.business_of_website(conn, url)
    return NewRow(organisation, url, carried={"start_url": url, "run_mode": "both"})


async def row(conn: AsyncConnection, of: Claim | NewRow, queue_of: Queue | None = None) -> Any:
    """The queue's row as it stands, all columns as attributes."""
    in_queue = queue_of or (of.queue if isinstance(of, Claim) else IMPORT_QUEUE)
    found = await conn.execute(
        text(f"SELECT * FROM {in_queue.table} WHERE {in_queue.key} = :key"), {"key": of.key}
    )
    return found.one()


async def table(conn: AsyncConnection, name: str, *, order: str = "id") -> list[RowMapping]:
    """A whole table."""
    found = await conn.execute(text(f"SELECT * FROM {name} ORDER BY {order}"))
    return list(found.mappings())


async def seconds_to(conn: AsyncConnection, of: Claim) -> float:
    """Seconds until the claim's row is due, by the database's clock."""
    due = of.queue.due
    left = await conn.scalar(
        text(f"SELECT extract(epoch FROM {due} - now()) FROM {of.queue.table} WHERE id = :id"),
        {"id": of.id},
    )
    return float(left)


async def let_time_pass(conn: AsyncConnection, of: Queue, interval: str) -> None:
    """As if the queue had been left alone for so long: what it says of times moves back."""
    await conn.execute(
        text(f"""
            UPDATE {of.table} SET {of.due} = {of.due} - CAST(:by AS interval),
                locked_at = locked_at - CAST(:by AS interval),
                updated_at = updated_at - CAST(:by AS interval),
                ended_at = ended_at - CAST(:by AS interval)
        """),
        {"by": interval},
    )
    await conn.execute(
        text("""
            UPDATE queue_hosts SET claim_at = claim_at - CAST(:by AS interval),
                due_from = due_from - CAST(:by AS interval)
            WHERE queue = :queue AND claim_at <> 'infinity'
        """),
        {"by": interval, "queue": of.table},
    )
