"""The price of Dealer Inspire's cards and pages: rows of a dealer's own words and amounts, as
"Selling Price $6,100 Delivery & Handling $480 Elm's Sales Price $6,580"."""

import re

from parsel import Selector

from crawler.pages.element_text import element_text
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price, read_price

_AMOUNT = re.compile(
    r"\$\d[\d,]*(?:\.\d\d)?"
    r"(?P<rate>\s?(?:/|per\b)?\s?(?:mo(?:nth)?|w(?:ee)?k|bi-?weekly)\b)?",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60
# The words for the price before fees. "Sale price" and "sales price" are those of rows with fees.
_ADVERTISED = re.compile(
    r"(?:^|\s)(?:selling|internet|asking|advertised|our|dealer|cash|special) price\s*[:*]?$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"^(?:(?:sale\s*)?price)?\s*[:*]?$", re.IGNORECASE)


def advertised_price(text: str, currency: str, *, labelled: bool = False) -> Price | None:
    """The price before fees that rows of words and amounts state; None where no row's words name
    it, and for payments. One amount alone may go without words, unless it must be `labelled`.
    currency: of the site's market, whose dollar "$" is."""
    rows: list[tuple[str, str]] = []
    words, end = squeeze(text), 0
    for found in _AMOUNT.finditer(words):
        label, end = words[end : found.start()][-_LONGEST_LABEL:].strip(), found.end()
        if not found["rate"]:
            rows.append((label, found[0]))
    for label, amount in rows:
        if _ADVERTISED.search(label):
            return read_price(amount, currency)
    if len(rows) == 1 and not labelled and _PLAIN.match(rows[0][0]):
        return read_price(rows[0][1], currency)
    return None


def price_texts(scope: Selector) -> list[str]:
    """The texts of the outermost elements of `scope` that are named for a price."""
    named = "contains(@class, 'price')"
    blocks = scope.xpath(f".//*[{named} and not(ancestor::*[{named}]) and not(self::body)]")
    return [element_text(block) for block in blocks]
