"""The lines of a thread by which Bring a Trailer announces a lot's result."""

import re
from dataclasses import dataclass

from crawler.pages.bring_a_trailer.money import Amount, first_amount
from crawler.pages.bring_a_trailer.thread import Thread
from crawler.pages.text import squeeze

# "Sold on 4/24/26 for USD $42,000.00 to X"; the lines of lots sold after the auction say the same.
_SALE = re.compile(r"^Sold\b.*?\bfor\s+(?P<price>.*?)(?:\s+to\s+(?P<buyer>\S+))?$", re.I | re.S)
_NOT_MET = re.compile(r"^Reserve not met\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_DEAL = "bat-rnm-accepted"


@dataclass(frozen=True, slots=True)
class SaleLine:
    """What the last line states, if it announces a sale; and whether any line tells that the
    reserve was not met. `buyer_id` is stated where the buyer is the line's author."""

    sold: bool = False
    price: Amount | None = None
    buyer: str | None = None
    buyer_id: int | None = None
    reserve_not_met: bool = False


def read_sale_line(thread: Thread) -> SaleLine:
    """The result that the lines of `thread` announce, the last of several."""
    lines = sorted(thread.results, key=lambda line: line.posted_at)
    not_met = any(line.type == _DEAL or _NOT_MET.match(squeeze(line.text)) for line in lines)
    sale = _SALE.match(squeeze(_TAG.sub("", lines[-1].text))) if lines else None
    if sale is None:
        return SaleLine(reserve_not_met=not_met)
    last, buyer = lines[-1], sale["buyer"]
    is_author = buyer is not None and buyer.casefold() == (last.author_username or "").casefold()
    return SaleLine(
        sold=True,
        price=first_amount(sale["price"]),
        buyer=buyer,
        buyer_id=last.author_id if is_author else None,
        reserve_not_met=not_met,
    )
