"""How a lot stands or ended: its status, bids, price and times, from the page's own records."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from selectolax.lexbor import LexborNode

from crawler.items import BatHistoryEntry
from crawler.pages.bring_a_trailer.bid_table import BidTable
from crawler.pages.bring_a_trailer.elements import attribute
from crawler.pages.bring_a_trailer.essentials import profile_url
from crawler.pages.bring_a_trailer.money import Amount, first_amount
from crawler.pages.bring_a_trailer.sale_line import SaleLine, read_sale_line
from crawler.pages.bring_a_trailer.thread import Thread
from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze

_WITHDRAWN = re.compile(r"Withdrawn\b", re.IGNORECASE)
_SOLD = re.compile(r"Sold for\b", re.IGNORECASE)
_BID_TO = re.compile(r"Bid to\b", re.IGNORECASE)
_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"))  # that "$" may stand for


@dataclass(frozen=True, slots=True)
class Result:
    """What the page's result line, history, bid table and status line state together."""

    status: str  # LOT_STATUSES
    currency: str | None
    current_bid: Decimal | None
    high_bid: Decimal | None
    sale_price: Decimal | None
    reserve: str | None  # RESERVES
    buyer_username: str | None
    buyer_id: int | None
    buyer_url: str | None
    bid_count: int | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Records:
    """The page's records of a result, the one that is believed first before all others."""

    line: SaleLine
    history: BatHistoryEntry | None  # of this lot
    table: BidTable
    info: LexborNode  # the status line
    said: str  # its words

    @property
    def history_sold(self) -> bool:
        return self.history is not None and self.history.status == "sold"


def read_result(
    table: BidTable,
    intro: LexborNode,
    thread: Thread,
    own: BatHistoryEntry | None,
    *,
    no_reserve: bool,
) -> Result:
    """The result that a lot's bid `table`, the page's header `intro`, the `thread` and the `own`
    entry of the history state.

    A sale's price is the one of the first that states it: the thread's last result line, the
    history's entry of this lot, the bid table, the status line. While the lot is live, no record
    of a sale is read. `no_reserve`: the page marks the lot so. Raises Unreadable when the status
    line is missing or not the only one, or the records contradict each other.
    """
    lines = intro.css("div.listing-available-info")
    if len(lines) != 1:
        stands = f"stands {len(lines)} times" if lines else "is missing"
        raise Unreadable(f"the status line (.listing-available-info) {stands}")
    (info,) = lines
    parts = (part for part in info.iter(include_text=True) if part.tag != "a")
    said = squeeze(" ".join(part.text(separator=" ") for part in parts))
    records = _Records(read_sale_line(thread), own, table, info, said)
    status = _status(records)
    live, sold = status == "live", status == "sold"
    marked = records.line.reserve_not_met or table.reserve_not_met
    not_met = status == "reserve_not_met" or (marked and not live)
    buyer = _buyer(records) if sold else None
    in_line = buyer is not None and buyer.casefold() == (records.line.buyer or "").casefold()
    return Result(
        status=status,
        currency=_currency(records, sold=sold),
        current_bid=_current_bid(table) if live else None,
        high_bid=None if live else _high_bid(table, thread, by_deal=sold and not_met),
        sale_price=_sale_price(records) if sold else None,
        reserve=_reserve(no_reserve=no_reserve, not_met=not_met, sold=sold),
        buyer_username=buyer,
        buyer_id=records.line.buyer_id if in_line else None,
        buyer_url=_buyer_url(records, thread, buyer) if buyer else None,
        bid_count=table.bid_count,
        ends_at=_ends_at(records, thread, withdrawn=status == "withdrawn"),
    )


def _status(records: _Records) -> str:
    table, said = records.table, records.said
    if _WITHDRAWN.match(said):
        return "withdrawn"
    over = table.ended or _SOLD.match(said) or _BID_TO.match(said)
    # A table in which bidding ends is a live lot's, whatever is said above it.
    if (table.ends and not table.ended) or (
        not over and records.info.css_first("[data-until]") is not None
    ):
        return "live"
    if records.line.sold or records.history_sold or _SOLD.match(said):
        return "sold"
    if table.sold and (table.reserve_not_met or _BID_TO.match(said)):
        raise Unreadable(f"the bid table has a winning bid, but the page says {said!r:.100}")
    if table.sold:
        return "sold"
    if _BID_TO.match(said) or table.reserve_not_met or records.line.reserve_not_met:
        return "reserve_not_met"
    if records.history is not None and records.history.status in ("reserve_not_met", "withdrawn"):
        return records.history.status
    if not over:
        raise Unreadable("the page states neither an end of bidding nor that it is over")
    return "ended"


def _reserve(*, no_reserve: bool, not_met: bool, sold: bool) -> str | None:
    if no_reserve:
        return "none"
    if not_met:
        return "not_met"
    return "met" if sold else None


def _sale_price(records: _Records) -> Decimal | None:
    stated = (
        records.line.price.amount if records.line.price else None,
        records.history.amount if records.history and records.history_sold else None,
        _amount(first_amount(records.table.text("Winning Bid"))),
        _amount(first_amount(records.said)) if _SOLD.match(records.said) else None,
    )
    return next((price for price in stated if price is not None), None)


def _high_bid(table: BidTable, thread: Thread, *, by_deal: bool) -> Decimal | None:
    # The table of a sale that was agreed after the auction may state its price.
    stated = None if by_deal else _amount(first_amount(table.text("Winning Bid")))
    stated = stated or _amount(first_amount(table.text("High Bid")))
    return stated or max((bid.amount for bid in thread.bids if not bid.cancelled), default=None)


def _amount(amount: Amount | None) -> Decimal | None:
    return amount.amount if amount else None


def _currency(records: _Records, *, sold: bool) -> str | None:
    """The currency by code, where one stands; only then by sign ("$" is every dollar's).

    Raises Unreadable where the records state amounts of several currencies.
    """
    history = records.history.currency if records.history else None
    table = records.table.text("Winning Bid", "High Bid", "Current Bid")
    amounts = [records.line.price if sold else None, first_amount(table)]
    amounts += [first_amount(records.said)]
    if sold and records.line.price is None and records.history and records.history_sold:
        amounts += [first_amount(records.history.text)]
    stated = [amount for amount in amounts if amount]
    named = {one.currency for one in stated if one.coded or one.currency != "USD"}
    named |= {code for code in (records.table.currency,) if code}
    signs = {"$" for one in stated if not one.coded and one.currency == "USD"}
    if len(named) > 1 or (signs and not named <= _DOLLARS):
        raise Unreadable(f"the page states amounts in several currencies: {sorted(named | signs)}")
    return next(iter(named), None) or history or (stated[0].currency if stated else None)


def _current_bid(table: BidTable) -> Decimal | None:
    if table.bid_count == 0:
        return None
    return table.current_bid or _amount(first_amount(table.text("Current Bid")))


def _buyer(records: _Records) -> str | None:
    in_history = records.history.buyer_username if records.history else None
    return records.line.buyer or in_history or records.table.winner


def _buyer_url(records: _Records, thread: Thread, buyer: str) -> str | None:
    linked = attribute(records.table.winner_link, "href")
    stated = linked if records.table.winner == buyer else thread.member_url(buyer)
    return profile_url(stated or "")


def _ends_at(records: _Records, thread: Thread, *, withdrawn: bool) -> datetime | None:
    table, info = records.table, records.info
    if withdrawn:
        # What else the page holds is when bidding would have ended.
        stated = table.ended_at or [
            attribute(one, "data-timestamp") for one in info.css("[data-timestamp]")
        ]
    else:
        until = [attribute(one, "data-until") for one in info.css("[data-until]")]
        stated = [*table.ended_at, *table.ends, *until, str(thread.last_end or "")]
    seconds = [int(second) for second in stated if re.fullmatch(r"[1-9]\d{8,10}", second)]
    return datetime.fromtimestamp(max(seconds), UTC) if seconds else None
