"""Amounts as Bring a Trailer writes them: "USD $42,000.00", "$12,000", "CHF 5,250"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crawler.pages.vehicle_text import read_price

_AMOUNT = re.compile(
    r"(?:(?:\b(?P<code>[A-Z]{3})\s+)?(?:[A-Z]{0,3}[$£€¥]|\bFr\.?)\s?|\b(?P<bare>[A-Z]{3})\s+)"
    r"\d[\d,]*(?:\.\d\d)?(?![\d,.]*\d)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A stated amount. `coded` tells whether its currency is stated by code: "USD"."""

    amount: Decimal
    currency: str
    coded: bool


def first_amount(text: str | None) -> Amount | None:
    """The first amount with its currency in `text`, one of the page's own lines (never prose), or
    None. A "$" without a code is a US dollar's."""
    for match in _AMOUNT.finditer(text or ""):
        if price := read_price(match[0]):
            coded = match["code"] or match["bare"]
            return Amount(price.amount, price.currency, coded is not None)
    return None
