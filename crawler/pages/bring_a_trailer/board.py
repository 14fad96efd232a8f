"""The board of live lots: one JSON object in the page holds all of them."""

import json
import re
from html import unescape

from crawler.items import Listing, ReadPage
from crawler.pages.bring_a_trailer.address import canonical_lot_url
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze

_ASSIGNMENT = re.compile(r"\bvar\s+auctionsCurrentInitialData\s*=\s*(?=\{)")
_NO_RESERVE = re.compile(r"^No Reserve:\s*", re.IGNORECASE)


def read_board(html: str, url: str) -> ReadPage:
    """A Listing, status "live", for each lot of the board at `url`, each once.

    The cards in the page are an empty template; the JSON is complete, whatever the board's size.
    A running bid is no price, so a Listing has none.

    Raises Unreadable when the JSON or an item's title or URL is missing; Challenge for a bot wall.
    """
    refuse_challenge(html)
    assignment = _ASSIGNMENT.search(html)
    if assignment is None:
        raise Unreadable(f"{url}: auctionsCurrentInitialData is missing")
    try:
        board, _ = json.JSONDecoder().raw_decode(html, assignment.end())
    except ValueError as error:
        raise Unreadable(f"{url}: auctionsCurrentInitialData is cut: {error}") from error
    items = board.get("items")
    if not isinstance(items, list):
        raise Unreadable(f"{url}: auctionsCurrentInitialData.items is missing")
    listings = {listing.url: listing for listing in map(_listing, items)}
    return ReadPage(page="bat_board", items=tuple(listings.values()))


def _listing(item: object) -> Listing:
    title = item.get("title") if isinstance(item, dict) else None
    address = item.get("url") if isinstance(item, dict) else None
    if not isinstance(title, str) or not title.strip() or not isinstance(address, str):
        raise Unreadable(f"an item of the board has no title or url: {item!r:.200}")
    try:
        url = canonical_lot_url(address)
    except ValueError as error:
        raise Unreadable(f"an item of the board: {error}") from error
    return Listing(
        url=url,
        source="bringatrailer",
        title=_NO_RESERVE.sub("", squeeze(unescape(title))),
        status="live",
    )
