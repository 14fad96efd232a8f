"""Amounts as Bring a Trailer writes them: "USD $42,000.00", "$12,000", "CAD $5,250"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crawler.pages.vehicle_text import read_price

_AMOUNT = re.compile(
    r"(?:\b(?P<code>[A-Z]{3})\s+)?[A-Z]{0,3}[$£€]\s?\d[\d,]*(?:\.\d\d)?(?![\d,.]*\d)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A stated amount. `coded` tells whether its currency is stated by code: "USD"."""

    amount: Decimal
    currency: str
    coded: bool


def first_amount(text: str | None) -> Amount | None:
    """The first amount in `text`, one of the page's own lines (never prose), or None."""
    match = _AMOUNT.search(text or "")
    price = read_price(match[0]) if match else None
    if match is None or price is None:
        return None
    return Amount(price.amount, price.currency, match["code"] is not None)
