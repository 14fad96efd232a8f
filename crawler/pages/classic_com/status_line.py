"""What a car's page says of its offer: "FOR SALE $1,234 by …", "SOLD PRICE UNDISCLOSED by …"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.pages.errors import Unreadable
from crawler.pages.vehicle_text import Price, read_price

_STATUSES = {
    "for sale": "for_sale",
    "sold": "sold",
    "not sold": "reserve_not_met",
    "reserve not met": "reserve_not_met",  # assumed, as the next two
    "withdrawn": "withdrawn",
    "ended": "ended",
}
_ASKED = ("last asking", "last asking price")
_WORDS = "|".join(sorted((*_STATUSES, *_ASKED), key=len, reverse=True))
_LINE = re.compile(rf"^({_WORDS})(?:\s*[:–-])?(?:\s+(?:for\s+)?(.+))?$", re.IGNORECASE)
_BETWEEN = re.compile(r"^(?:for|:|-|–|price|asking|asking price)$", re.IGNORECASE)
_BID = re.compile(r"^(?:current |high |highest )?bid\b", re.IGNORECASE)
_UNDISCLOSED = "price undisclosed"
_DATE = re.compile(r"^[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}$")


@dataclass(frozen=True, slots=True)
class StatusLine:
    """status: one of `crawler.items.LISTING_STATUSES`. asking: what is or was asked; sale: what it
    was sold for. Each None where the page does not state it."""

    status: str
    asking: Price | None
    sale: Price | None


def read_status_line(texts: Sequence[str]) -> StatusLine | None:
    """The status of the page's own car, from the page's texts in their order; None where no text
    is a status word.

    The price stands right after its word. That of a car that was not sold is a bid, and neither
    asked nor paid. A status word that follows a date or goes on with "at" is a row of a history.
    Raises Unreadable for two statuses, or two prices of one kind.
    """
    statuses: set[str] = set()
    asking: set[Price] = set()
    sale: set[Price] = set()
    was_asked = False
    for i, text in enumerate(texts):
        found = _LINE.match(text)
        if not found or (i and _DATE.match(texts[i - 1])):
            continue
        word = found[1].casefold()
        follows = found[2] or _following(texts, i)
        price = None if _BID.match(follows) else read_price(follows)
        if found[2] and price is None and found[2].casefold() != _UNDISCLOSED:
            continue  # a sentence that begins with the word
        if follows == "at" or follows.startswith("at "):
            continue
        if word in _ASKED:
            was_asked = True
        else:
            statuses.add(_STATUSES[word])
        if price and (word in _ASKED or word == "for sale"):
            asking.add(price)
        elif price and word == "sold":
            sale.add(price)
    if len(statuses) > 1 or len(asking) > 1 or len(sale) > 1:
        raise Unreadable("the page's status or price contradicts itself")
    if not statuses and not was_asked:
        return None
    return StatusLine(
        status=statuses.pop() if statuses else "ended",
        asking=asking.pop() if asking else None,
        sale=sale.pop() if sale else None,
    )


def _following(texts: Sequence[str], i: int) -> str:
    for text in texts[i + 1 : i + 4]:
        if not _BETWEEN.match(text):
            return text
    return ""
