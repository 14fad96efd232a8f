"""What a list states of its things, in JSON or markup: each once; what cannot be read is told."""

from collections.abc import Iterable

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry
from crawler.pages.errors import refuse_many_unread


def entry_list(
    name: str, found: Iterable[InventoryEntry | UnreadEntry], further: Iterable[ListPage] = ()
) -> ReadPage:
    """The page of a list of what was `found` in it, in its order, the first entry of each URL.

    name: the page class. further: the list pages that it leads to. Raises Unreadable where more
    than a tenth could not be read.
    """
    entries: dict[str, InventoryEntry] = {}
    unread: list[UnreadEntry] = []
    for one in found:
        if isinstance(one, UnreadEntry):
            unread.append(one)
        else:
            entries.setdefault(one.url, one)
    refuse_many_unread([one.why for one in unread], len(entries) + len(unread))
    items = tuple(entries.values())
    return ReadPage(page=name, items=items, further=tuple(further), unread=tuple(unread))
