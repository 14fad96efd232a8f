"""An entry of a list of lots: what the board, the results and their filter say of each."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import msgspec

from crawler.items import BatLot, Item, Listing
from crawler.pages.bring_a_trailer.address import canonical_lot_url
from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze

_NO_RESERVE = re.compile(r"^No Reserve:\s*", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}")
# Ten digits: from 2001 on. Fewer or more are no unix seconds of an auction.
_FIRST_SECOND, _LAST_SECOND = 1_000_000_000, 9_999_999_999


class ListItem(msgspec.Struct):
    """What every entry of every list states. Its counts of comments, views and watchers are left
    out: lists hold null or "0" there, whatever the lot has."""

    id: int
    title: str
    url: str
    currency: str
    current_bid: int | bool  # False: no bid yet
    timestamp_end: int  # unix seconds
    active: bool
    noreserve: bool


def lot_of(
    item: ListItem,
    status: str,
    *,
    current_bid: Decimal | None = None,
    high_bid: Decimal | None = None,
    sale_price: Decimal | None = None,
    ends_at: datetime | None,
) -> BatLot:
    """The lot that an entry speaks of. Raises Unreadable for an entry that is not as known."""
    title = _NO_RESERVE.sub("", squeeze(unescape(item.title)))
    if item.id <= 0 or not title or not _CURRENCY.fullmatch(item.currency):
        raise Unreadable(f"an entry's id, title or currency: {_known(item)}")
    try:
        url = canonical_lot_url(item.url)
    except ValueError as error:
        raise Unreadable(f"the entry {item.id}: {error}") from error
    return BatLot(
        url=squeeze(url),
        bat_id=item.id,
        lot_number=None,
        title=title,
        status=status,
        currency=item.currency,
        current_bid=current_bid,
        high_bid=high_bid,
        sale_price=sale_price,
        no_reserve=item.noreserve,
        reserve=_reserve(item, status),
        ends_at=ends_at,
    )


def bid_of(item: ListItem) -> Decimal | None:
    """The entry's highest bid; None while there is none (false or 0). Raises Unreadable."""
    if item.current_bid is True or item.current_bid < 0:
        raise Unreadable(f"the bid of {_known(item)} is {item.current_bid!r}")
    return Decimal(item.current_bid) if item.current_bid else None


def end_of(item: ListItem) -> datetime:
    """When the entry's bidding ends or ended. Raises Unreadable."""
    if not _FIRST_SECOND <= item.timestamp_end <= _LAST_SECOND:
        raise Unreadable(f"the end of {_known(item)} is {item.timestamp_end!r}")
    return datetime.fromtimestamp(item.timestamp_end, UTC)


def entries(lots: Iterable[BatLot]) -> tuple[Item, ...]:
    """A Listing and the BatLot for each of `lots`, each once, in their order.

    Raises Unreadable when two of them share an address or an id, but not both.
    """
    items: list[Item] = []
    ids: dict[str, int] = {}
    urls: dict[int, str] = {}
    for lot in lots:
        known = (ids.setdefault(lot.url, lot.bat_id), urls.setdefault(lot.bat_id, lot.url))
        if known != (lot.bat_id, lot.url):
            raise Unreadable(f"two lots are {lot.url} or {lot.bat_id}")
        if len(items) < 2 * len(ids):
            items += (_listing(lot), lot)
    return tuple(items)


def _listing(lot: BatLot) -> Listing:
    return Listing(
        url=lot.url,
        source="bringatrailer",
        title=lot.title,
        status=lot.status,
        sale_price=lot.sale_price,
        currency=lot.currency if lot.sale_price is not None else None,
    )


def _reserve(item: ListItem, status: str) -> str | None:
    """RESERVES, as far as an entry tells: of a sale it leaves open whether the reserve was met or
    a price agreed on afterwards."""
    if item.noreserve:
        return "none"
    return "not_met" if status == "reserve_not_met" else None


def _known(item: ListItem) -> str:
    return f"{item.id} ({item.title[:80]!r}, {item.currency[:10]!r}, {item.url[:200]!r})"
