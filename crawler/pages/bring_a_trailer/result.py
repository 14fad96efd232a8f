"""How a lot stands or ended: its status, bids, price and times, from the page's own records."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.bring_a_trailer.elements import attribute, children, text_of
from crawler.pages.bring_a_trailer.money import Amount, first_amount
from crawler.pages.bring_a_trailer.thread import Thread
from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze

# "Sold on 4/24/26 for USD $42,000.00 to X"; the lines of lots sold after the auction say the same.
_SALE_LINE = re.compile(
    r"^Sold\b.*?\bfor\s+(?P<price>.*?)(?:\s+to\s+(?P<buyer>\S.*))?$", re.I | re.S
)
_SALE_HISTORY = re.compile(r"^Sold by\b.*?\bfor\s+(?P<price>[^,].*)$", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Result:
    """What the page's result line, bid table, status line and history state together."""

    status: str  # LOT_STATUSES
    currency: str | None
    current_bid: Decimal | None
    high_bid: Decimal | None
    sale_price: Decimal | None
    buyer_username: str | None
    bid_count: int | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Table:
    """The bid table's rows, and how the page marks it."""

    values: dict[str, LexborNode]  # by label
    ended: bool
    ends: list[str]  # the end of bidding, unix seconds, of a live lot
    bidding: LexborNode | None  # the machine values beside the bid form of a live lot

    def text(self, *labels: str) -> str:
        found = (self.values[label] for label in labels if label in self.values)
        return text_of(next(found, None))


def read_result(page: LexborHTMLParser, thread: Thread) -> Result:
    """The result that `page`, a lot's page, and its `thread` state.

    A sale's price is the one of the first that states it: the thread's last result line, the
    history's entry of this listing, the bid table, the status line. While the lot is live, no
    record of a sale is read. Raises Unreadable when the bid table or the status line is missing.
    """
    table = _table(page)
    info = page.css_first("div.listing-available-info")
    if info is None:
        raise Unreadable("the status line (.listing-available-info) is missing")
    parts = (part for part in info.iter(include_text=True) if part.tag != "a")
    line = squeeze(" ".join(part.text(separator=" ") for part in parts))
    sale_line = _sale_line(thread)
    history = text_of(page.css_first("div.history a.item.current div.message em"))
    runs = bool(table.ends or info.css_first("[data-until]"))
    status = _status(table, runs, line, sale_line, history)
    amounts = _stated_amounts(table, line, sale_line, history)
    bids = [bid.amount for bid in thread.bids if not bid.cancelled]
    live, sold = status == "live", status == "sold"
    bid_count = _count(table.text("Bids"))
    stated_high = first_amount(table.text("Winning Bid", "High Bid"))
    return Result(
        status=status,
        currency=_currency(attribute(table.bidding, "data-listing-currency"), amounts),
        current_bid=_current_bid(table, bid_count) if live else None,
        high_bid=None if live else stated_high.amount if stated_high else max(bids, default=None),
        sale_price=_sale_price(table, line, sale_line, history) if sold else None,
        buyer_username=_buyer(table, sale_line) if sold else None,
        bid_count=bid_count,
        ends_at=_ends_at(info, table, thread, withdrawn=status == "withdrawn"),
    )


def _table(page: LexborHTMLParser) -> _Table:
    found = page.css_first("table#listing-bid")
    rows = found.css('tr[class*="listing-stats-stat"]') if found is not None else []
    if found is None or not rows:
        raise Unreadable("the bid table (#listing-bid) is missing")
    values: dict[str, LexborNode] = {}
    for row in rows:
        cells = [(cell, attribute(cell, "class")) for cell in children(row, "td")]
        labels = (cell for cell, name in cells if "listing-stats-label" in name)
        value = next((cell for cell, name in cells if "listing-stats-value" in name), None)
        label = text_of(next(labels, None))
        if label and value is not None:
            values.setdefault(label, value)
    closed = page.css_first("#listing-bid-container.listing-closed table#listing-bid")
    return _Table(
        values=values,
        ended="ended" in attribute(found, "class").split() or closed is not None,
        ends=_stated(found, "data-timestamp", "[data-auction-ends]") + _stated(found, "data-ends"),
        bidding=found.css_first("[data-listing-current-bidding]"),
    )


def _stated(element: LexborNode | None, name: str, which: str = "") -> list[str]:
    """The values of the attribute `name` in `element`, of those `which` a selector names."""
    found = element.css(f"{which}[{name}]") if element is not None else []
    return [attribute(one, name) for one in found]


def _status(
    table: _Table, runs: bool, line: str, sale_line: re.Match[str] | None, history: str
) -> str:
    if re.match(r"Withdrawn\b", line, re.IGNORECASE):
        return "withdrawn"
    over = table.ended or re.match(r"(?:Sold for|Bid to)\b", line, re.IGNORECASE)
    if runs and not over:
        return "live"
    if (
        sale_line
        or re.match(r"Sold for\b", line, re.IGNORECASE)
        or "Winning Bid" in table.values
        or _SALE_HISTORY.match(history)
    ):
        return "sold"
    if re.match(r"Bid to\b", line, re.IGNORECASE) or "(Reserve Not Met)" in table.text("High Bid"):
        return "reserve_not_met"
    return "ended"


def _sale_line(thread: Thread) -> re.Match[str] | None:
    """The thread's last result line, if it announces a sale."""
    results = thread.results
    return _SALE_LINE.match(squeeze(_TAG.sub("", results[-1].text))) if results else None


def _stated_amounts(
    table: _Table, line: str, sale_line: re.Match[str] | None, history: str
) -> Iterable[Amount]:
    texts = [
        sale_line["price"] if sale_line else None,
        history,
        table.text("Winning Bid", "High Bid", "Current Bid"),
        line,
    ]
    return [amount for text in texts if (amount := first_amount(text))]


def _sale_price(
    table: _Table, line: str, sale_line: re.Match[str] | None, history: str
) -> Decimal | None:
    in_history = _SALE_HISTORY.match(history)
    records = (
        sale_line["price"] if sale_line else None,
        in_history["price"] if in_history else None,
        table.text("Winning Bid"),
        line if re.match(r"Sold for\b", line, re.IGNORECASE) else None,
    )
    stated = next(filter(None, map(first_amount, records)), None)
    return stated.amount if stated else None


def _currency(stated: str, amounts: Iterable[Amount]) -> str | None:
    """The currency by code, where one stands; only then by sign ("$" is every dollar's)."""
    if re.fullmatch(r"[A-Z]{3}", stated):
        return stated
    ranked = sorted(amounts, key=lambda amount: not amount.coded)
    return ranked[0].currency if ranked else None


def _current_bid(table: _Table, bid_count: int | None) -> Decimal | None:
    if bid_count == 0:
        return None
    amount = attribute(table.bidding, "data-amount")
    if re.fullmatch(r"\d+(?:\.\d+)?", amount):
        return Decimal(amount) or None
    stated = first_amount(table.text("Current Bid"))
    return stated.amount if stated else None


def _buyer(table: _Table, sale_line: re.Match[str] | None) -> str | None:
    row = table.values.get("Winning Bid")
    linked = row.css_first('a[href*="/member/"]') if row is not None else None
    return text_of(linked) or (sale_line["buyer"] if sale_line else None) or None


def _count(text: str) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if re.fullmatch(r"\d{1,9}", digits) else None


def _ends_at(
    info: LexborNode, table: _Table, thread: Thread, *, withdrawn: bool
) -> datetime | None:
    ended = _stated(table.values.get("Auction Ended"), "data-timestamp")
    if withdrawn:
        # What else the page holds is when bidding would have ended.
        stated = ended or _stated(info, "data-timestamp")
    else:
        until = _stated(info, "data-until")
        stated = [*ended, *table.ends, *until, str(thread.last_end or "")]
    seconds = [int(second) for second in stated if re.fullmatch(r"[1-9]\d{8,10}", second)]
    return datetime.fromtimestamp(max(seconds), UTC) if seconds else None
