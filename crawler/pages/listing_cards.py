"""The cards of a dealer's list as entries: each car once; what cannot be read is told."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parsel import Selector

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry
from crawler.pages.element_text import element_text
from crawler.pages.errors import Unreadable, refuse_many_unread
from crawler.pages.links import own
from crawler.pages.stated_vehicle import read_entry
from crawler.pages.vehicle_text import Price

_NONE = re.compile(
    r"\b(?:0|no|zero)\s+(?:\w+\s+){0,2}?(?:vehicles?|cars|results?|match(?:es)?|listings?|inventory)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one card states, its texts as they stand there. sold: by the platform's own mark."""

    href: str | None
    title: str | None
    sold: bool = False
    price: Price | None = None
    stock_number: str | None = None
    vin: str | None = None
    mileage: str | None = None
    mileage_unit: str | None = None


def read_cards(
    name: str,
    cards: Iterable[Card],
    page: ListPage,
    *,
    listing_url: Callable[[str], str | None],
    marks_sold: bool = False,
    following: str | None = None,
    unread: Iterable[UnreadEntry] = (),
) -> ReadPage:
    """The list's entries in its order, each car once, however many copies of its card stand there.

    name: the page class. listing_url: the canonical URL of a vehicle's page, None for any other
    page of the site. marks_sold: whether the list marks what is sold, so that the rest is for sale
    where the list's own status does not tell. following: the pager's next page. unread: what else
    the list does not show. A card without a title, or without a link to a vehicle's page, is left
    out and told; raises Unreadable for more than a tenth of them.
    """
    entries: dict[str, InventoryEntry] = {}
    untitled: dict[str, UnreadEntry] = {}
    astray: list[UnreadEntry] = []
    for card in cards:
        link = own(card.href, page.url)
        url = listing_url(link) if link else None
        if url is None:
            what = card.title or card.stock_number or card.vin or "no title"
            astray.append(UnreadEntry(why=f"a card ({what}) links no vehicle: {card.href!r}"))
        elif card.title is None:
            untitled.setdefault(url, UnreadEntry(why=f"the card of {url} has no title"))
        elif url not in entries:
            entries[url] = _entry(url, card, page, marks_sold=marks_sold)
    odd = [*(why for url, why in untitled.items() if url not in entries), *astray]
    refuse_many_unread([one.why for one in odd], len(entries) + len(odd))
    return ReadPage(
        page=name,
        items=tuple(entries.values()),
        further=(ListPage(following, page.status),) if following else (),
        unread=(*odd, *unread),
    )


def refuse_silent_list(page: Selector, cards: int) -> None:
    """Do nothing where a list has `cards`, or the page says that there are none ("0 matches", "No
    vehicles found"). Raises Unreadable for any other: a list that changed must not pass for an
    empty one."""
    if not cards and not _NONE.search(element_text(page)):
        raise Unreadable("a list without a card, which does not say that it is empty")


def _entry(url: str, card: Card, page: ListPage, *, marks_sold: bool) -> InventoryEntry:
    status = "sold" if card.sold else page.status
    return read_entry(
        url,
        card.title,
        status or ("for_sale" if marks_sold else None),
        price=card.price,
        stock_number=card.stock_number,
        vin=card.vin,
        mileage=card.mileage,
        mileage_unit=card.mileage_unit,
    )
