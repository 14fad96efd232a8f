"""The bid table of a lot's page."""

import re
from dataclasses import dataclass
from decimal import Decimal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.bring_a_trailer.elements import at_most_one, attribute, children, text_of
from crawler.pages.errors import Unreadable


@dataclass(frozen=True, slots=True)
class BidTable:
    """The table's rows, and how the page marks it."""

    bat_id: str  # the listing's, as stated; "" where it is not
    values: dict[str, LexborNode]  # by label: "Winning Bid", "Auction Ended", …
    ended: bool
    ends: list[str]  # the end of bidding, unix seconds, of a live lot
    bidding: LexborNode | None  # the machine values beside the bid form of a live lot

    def text(self, *labels: str) -> str:
        """The text of the first of the rows that the table has; "" where it has none."""
        found = (self.values[label] for label in labels if label in self.values)
        return text_of(next(found, None))

    @property
    def reserve_not_met(self) -> bool:
        return "(Reserve Not Met)" in self.text("High Bid", "Winning Bid")

    @property
    def sold(self) -> bool:
        return "Winning Bid" in self.values

    @property
    def ended_at(self) -> list[str]:
        """When the auction ended, unix seconds."""
        return _stated(self.values.get("Auction Ended"), "data-timestamp")

    @property
    def bid_count(self) -> int | None:
        digits = self.text("Bids").replace(",", "")
        return int(digits) if re.fullmatch(r"\d{1,9}", digits) else None

    @property
    def winner_link(self) -> LexborNode | None:
        row = self.values.get("Winning Bid")
        return row.css_first('a[href*="/member/"]') if row is not None else None

    @property
    def winner(self) -> str | None:
        return text_of(self.winner_link) or None

    @property
    def currency(self) -> str | None:
        """The code beside the bid form."""
        code = attribute(self.bidding, "data-listing-currency")
        return code if re.fullmatch(r"[A-Z]{3}", code) else None

    @property
    def current_bid(self) -> Decimal | None:
        """The amount beside the bid form; 0 is none."""
        amount = attribute(self.bidding, "data-amount")
        return Decimal(amount) or None if re.fullmatch(r"\d{1,9}(?:\.\d+)?", amount) else None


def read_bid_table(page: LexborHTMLParser) -> BidTable:
    """The table on `page`, a lot's page. Raises Unreadable when it is missing, not the only
    one, or contradicts itself."""
    found = at_most_one(page, "table#listing-bid")
    rows = found.css('tr[class*="listing-stats-stat"]') if found is not None else []
    if found is None or not rows:
        raise Unreadable("the bid table (#listing-bid) is missing")
    values: dict[str, LexborNode] = {}
    for row in rows:
        cells = [(cell, attribute(cell, "class")) for cell in children(row, "td")]
        labels = (cell for cell, name in cells if "listing-stats-label" in name)
        value = next((cell for cell, name in cells if "listing-stats-value" in name), None)
        label = text_of(next(labels, None))
        if not label or value is None:
            continue
        if text_of(values.setdefault(label, value)) != text_of(value):
            raise Unreadable(f"the bid table has two rows {label!r:.50} that differ")
    marks = f"{attribute(found, 'class')} {attribute(found.parent, 'class')}".split()
    return BidTable(
        bat_id=attribute(found, "data-listing-bid-id"),
        values=values,
        ended="ended" in marks or "listing-closed" in marks,
        ends=_stated(found, "data-timestamp", "[data-auction-ends]") + _stated(found, "data-ends"),
        bidding=found.css_first("[data-listing-current-bidding]"),
    )


def _stated(element: LexborNode | None, name: str, which: str = "") -> list[str]:
    """The values of the attribute `name` in `element`, of those `which` a selector names."""
    found = element.css(f"{which}[{name}]") if element is not None else []
    return [attribute(one, name) for one in found]
