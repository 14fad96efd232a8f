"""Items of a page by their class, and what was done with them as stats."""

from typing import TypeVar

from crawler.items import ReadPage
from db import queue, upserts

_ItemT = TypeVar("_ItemT")


def items_of(page: ReadPage, kind: type[_ItemT]) -> list[_ItemT]:
    """The page's items of one class, in its order."""
    return [item for item in page.items if isinstance(item, kind)]


def one_of(page: ReadPage, kind: type[_ItemT]) -> _ItemT | None:
    """The page's first item of a class, if it has one."""
    return next(iter(items_of(page, kind)), None)


def stored(table: str, rows: upserts.Stored) -> dict[str, int]:
    """What became of a table's rows."""
    return {
        f"store/{table}/inserted": rows.inserted,
        f"store/{table}/updated": rows.updated,
        f"store/{table}/unchanged": rows.unchanged,
    }


def enqueued(rows_of: queue.Queue, rows: queue.Enqueued) -> dict[str, int]:
    """How many rows a queue gained."""
    return {f"queue/{rows_of.table}/new": rows.new}
