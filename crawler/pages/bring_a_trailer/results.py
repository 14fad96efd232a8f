"""The results: lots that ended, the last one first, page by page."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crawler.items import BatLot, ReadPage
from crawler.pages.bring_a_trailer.address import HOST
from crawler.pages.bring_a_trailer.embedded import decode
from crawler.pages.bring_a_trailer.initial_data import read_initial_data
from crawler.pages.bring_a_trailer.list_item import (
    ListItem,
    bid_of,
    end_of,
    lot_of,
    read_entries,
)
from crawler.pages.bring_a_trailer.money import first_amount
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze

RESULTS_URL = f"https://{HOST}/auctions/results/"
FILTER_PATH = "/wp-json/bringatrailer/1.0/data/listings-filter"
RESULTS_PER_PAGE = 36  # of RESULTS_URL; the filter gives 60 at most
RESULT_STATES = ("sold", "unsold")

_VARIABLE = "auctionsCompletedInitialData"
_TAG = re.compile(r"<[^>]*>")
_STATUSES = (
    (re.compile(r"Sold for\b", re.IGNORECASE), "sold"),
    (re.compile(r"Bid to\b", re.IGNORECASE), "reserve_not_met"),
    (re.compile(r"Withdrawn\b", re.IGNORECASE), "withdrawn"),
)


class _ResultItem(ListItem):
    sold_text: str  # "Sold for USD $7,500 <span> on 4/20/2026 </span>"


class _Results(msgspec.Struct):
    items: list[msgspec.Raw]
    items_total: int
    pages_total: int
    # The filter answers with what its query said, which may be the text of it.
    page_current: int | str
    items_per_page: int | str


_DECODER = msgspec.json.Decoder(_Results)
_ENTRY = msgspec.json.Decoder(_ResultItem)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    """One page of results, and how many there are."""

    page: ReadPage
    items_total: int  # of the query, on all its pages
    pages_total: int
    page_current: int  # 1 is the first, which has the lots that ended last
    items_per_page: int

    @property
    def ends(self) -> tuple[datetime, ...]:
        """When the page's lots ended, as far as it states that, in its order."""
        lots = (item for item in self.page.items if isinstance(item, BatLot))
        return tuple(lot.ends_at for lot in lots if lot.ends_at is not None)


def filter_url(page: int, *, category: str = "", state: str = "") -> str:
    """A page of the results as JSON: of all, or of those of one category (its number) or state
    (RESULT_STATES). RESULTS_URL shows the first page of all and knows no query."""
    query: dict[str, str | int] = {
        "page": page,
        "per_page": RESULTS_PER_PAGE,
        "get_items": 1,
        "get_stats": 0,
        "sort": "td",
    }
    given = {"category": category, "state": state}
    query |= {name: value for name, value in given.items() if value}
    return f"https://{HOST}{FILTER_PATH}?{urlencode(query)}"


def read_results(text: str, url: str) -> ResultsPage:
    """A Listing and a BatLot for each lot of a page of results, each once.

    `text` is the page of RESULTS_URL or the JSON of `filter_url`; `url` where it came from. A sale
    and its price stand in the entry's result text alone: the bid beside it is another amount when
    the lot was sold after its auction. An entry that is still active is left out, and one that is
    not as known, of which `unread` tells.

    Raises Unreadable when the JSON is missing, more than a tenth of the entries are not as known,
    or the first page is empty; Challenge for a bot wall.
    """
    results = _decoded(text)
    page = _number(results.page_current, "page_current")
    if not results.items and page == 1:
        raise Unreadable(f"{url}: no results at all")
    if results.items_total < 0 or results.pages_total < 0:
        raise Unreadable(f"{url}: {results.items_total} results on {results.pages_total} pages")
    items, unread = read_entries(results.items, _lot)
    following = _following(url, page) if page < results.pages_total else None
    return ResultsPage(
        page=ReadPage(page="bat_results", items=items, next_url=following, unread=unread),
        items_total=results.items_total,
        pages_total=results.pages_total,
        page_current=page,
        items_per_page=_number(results.items_per_page, "items_per_page"),
    )


def _decoded(text: str) -> _Results:
    if text.lstrip().startswith("{"):
        return decode(text, _DECODER, "the filter's answer")
    refuse_challenge(text)
    return read_initial_data(text, _VARIABLE, _DECODER)


def _number(stated: int | str, name: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", str(stated)):
        raise Unreadable(f"{name} is {stated!r}")
    return int(stated)


def _following(url: str, page: int) -> str:
    query = dict(parse_qsl(urlsplit(url).query))
    return filter_url(page + 1, category=query.get("category", ""), state=query.get("state", ""))


def _lot(raw: msgspec.Raw) -> BatLot | None:
    item = decode(bytes(raw).decode(), _ENTRY, "an entry of the results")
    if item.active:
        return None
    stated = squeeze(unescape(_TAG.sub(" ", item.sold_text)))
    found = (status for words, status in _STATUSES if words.match(stated))
    status = next(found, "ended")
    ends_at = end_of(item)
    return lot_of(
        item,
        status,
        high_bid=bid_of(item),
        sale_price=_price(item, stated) if status == "sold" else None,
        # A lot withdrawn has no end of bidding: what the list holds is when it would have been.
        ends_at=None if status == "withdrawn" else ends_at,
    )


def _price(item: _ResultItem, stated: str) -> Decimal:
    price = first_amount(stated)
    if price is None or price.currency != item.currency:
        raise Unreadable(f"the price of {item.id} in {item.currency[:10]!r}: {stated[:200]!r}")
    return price.amount
