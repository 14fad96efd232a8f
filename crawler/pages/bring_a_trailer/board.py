"""The board of live lots: one JSON object in the page holds all of them."""

import msgspec

from crawler.items import BatLot, ReadPage
from crawler.pages.bring_a_trailer.embedded import decode
from crawler.pages.bring_a_trailer.initial_data import read_initial_data
from crawler.pages.bring_a_trailer.list_item import (
    ListItem,
    bid_of,
    end_of,
    lot_of,
    read_entries,
)
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable

_VARIABLE = "auctionsCurrentInitialData"


class _Board(msgspec.Struct):
    items: list[msgspec.Raw]


_DECODER = msgspec.json.Decoder(_Board)
_ENTRY = msgspec.json.Decoder(ListItem)


def read_board(html: str, url: str) -> ReadPage:
    """A Listing and a BatLot, both "live", for each lot of the board at `url`, each once.

    The cards in the page are an empty template; the JSON is complete, whatever the board's size.
    A running bid is no price: the BatLot has it as its current bid, the Listing has none. An entry
    that says it is not active any more is left out: what became of the lot, its own page tells.

    An entry that is not as known is left out, and told of in `unread`.

    Raises Unreadable when the JSON is missing, when more than a tenth of the entries are not as
    known, or when no lot is live, which has never been; Challenge for a bot wall.
    """
    refuse_challenge(html)
    board = read_initial_data(html, _VARIABLE, _DECODER)
    items, unread = read_entries(board.items, _live_lot)
    if not items:
        raise Unreadable(f"{url}: no lot of {_VARIABLE} is live")
    return ReadPage(page="bat_board", items=items, unread=unread)


def _live_lot(raw: msgspec.Raw) -> BatLot | None:
    item = decode(bytes(raw).decode(), _ENTRY, "an entry of the board")
    if not item.active:
        return None
    return lot_of(item, "live", current_bid=bid_of(item), ends_at=end_of(item))
