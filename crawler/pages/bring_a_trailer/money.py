"""Amounts as Bring a Trailer writes them: "USD $42,000.00", "$12,000", "CHF 5,250"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crawler.pages.vehicle_text import read_price

# Takes in more than Bring a Trailer writes ("$14 250", "CHF 14'250", "$14k"): of an amount in
# another notation no part is one.
_AMOUNT = re.compile(
    r"(?:(?:(?<![A-Z])(?P<code>[A-Z]{1,3})\s+)?(?:(?<![A-Za-z])[A-Z]{0,3}[$£€¥]|\bFr\.?)\s?"
    r"|(?<![A-Z])(?P<bare>[A-Z]{3})\s+)"
    r"(?P<digits>\d(?:[\d,.'’]*\d)?(?:[\s,.'’]{1,3}\d{3}(?!\d))*"
    r"(?:\s?(?i:k|mm?|mio|thousand|million)\b)?)"
    r"(?:\s(?P<after>[A-Z]{3})\b)?"
)
_WRITTEN = re.compile(r"\d[\d,]*(?:\.\d\d)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A stated amount. `coded` tells whether its currency is stated by code: "USD"."""

    amount: Decimal
    currency: str
    coded: bool


def first_amount(text: str | None) -> Amount | None:
    """The first amount with its currency in `text`, one of the page's own lines (never prose), or
    None where that one is not written as Bring a Trailer writes it. A "$" without a code is a US
    dollar's."""
    match = _AMOUNT.search(text or "")
    if match is None or not _WRITTEN.fullmatch(match["digits"]):
        return None
    price = read_price(match[0])
    if price is None:
        return None
    coded = match["code"] or match["bare"] or match["after"]
    return Amount(price.amount, price.currency, coded is not None)
