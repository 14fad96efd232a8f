"""An entry of a list of lots: what the board, the results and their filter say of each."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import msgspec

from crawler.items import BatLot, Item, Listing, UnreadEntry
from crawler.pages.bring_a_trailer.address import canonical_lot_url
from crawler.pages.errors import Unreadable, refuse_many_unread
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


class _Id(msgspec.Struct):
    id: int


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
    if not 0 < item.id < 2**63 or not title or not _CURRENCY.fullmatch(item.currency):
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


def read_entries(
    stated: Sequence[msgspec.Raw], read: Callable[[msgspec.Raw], BatLot | None]
) -> tuple[tuple[Item, ...], tuple[UnreadEntry, ...]]:
    """A Listing and the BatLot for each lot that `read` finds, each once, in their order, and the
    entries that cannot be used: those that `read` refuses, and lots that share an address or an
    id, but not both.

    Raises Unreadable when more than a tenth cannot be used.
    """
    lots: dict[tuple[str, int], BatLot] = {}
    unread: list[UnreadEntry] = []
    for raw in stated:
        try:
            lot = read(raw)
        except Unreadable as error:
            unread.append(UnreadEntry(why=str(error), bat_id=_id_of(raw)))
        else:
            if lot is not None:
                lots.setdefault((lot.url, lot.bat_id), lot)
    urls = Counter(url for url, _ in lots)
    ids = Counter(bat_id for _, bat_id in lots)
    items: list[Item] = []
    for (url, bat_id), lot in lots.items():
        if urls[url] == ids[bat_id] == 1:
            items += (_listing(lot), lot)
        else:
            unread.append(UnreadEntry(why=f"two lots are {url} or {bat_id}", bat_id=bat_id))
    refuse_many_unread([entry.why for entry in unread], len(stated))
    return tuple(items), tuple(unread)


def _id_of(raw: msgspec.Raw) -> int | None:
    try:
        return msgspec.json.decode(raw, type=_Id).id
    except (msgspec.DecodeError, RecursionError):
        return None


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
