"""One price in words."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crawler.pages.text import squeeze

# Signs that stand for one currency alone; a bare "$" is the US dollar on the sites we read. "¥" and
# "kr" stand for several and give no price without a code.
_SIGNS = {
    "$": "USD",
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "CAD$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "£": "GBP",
    "€": "EUR",
    "₣": "CHF",
    "FR.": "CHF",
    "SFR.": "CHF",
}
_CODES = (
    *("USD", "CAD", "AUD", "NZD", "GBP", "EUR", "CHF", "JPY", "HKD", "SGD"),
    *("AED", "SEK", "NOK", "DKK", "PLN", "CZK", "MXN", "ZAR", "CNY"),
)
_CURRENCY = "|".join(re.escape(word) for word in sorted([*_SIGNS, *_CODES], key=len, reverse=True))
_AMOUNT = r"\d{1,3}(?:(?P<group>[,.'’ ])\d{3})(?:(?P=group)\d{3})*|\d+"
_ONE = rf"""
    (?:(?P<code>{"|".join(_CODES)})\ ?)?(?P<before>{_CURRENCY}|¥|kr\.?)?\ ?
    (?P<amount>{_AMOUNT})(?:(?P<point>[.,])(?P<cents>\d{{1,2}}|[-–]{{1,2}}))?(?P<scale>k|m|mm)?
    (?:\ ?(?P<after>{_CURRENCY}))?
"""
_PRICE = re.compile(
    rf"""
    (?:(?:our|asking|sale|list|internet|retail|cash|buy\ now|current|final|sold|selling)\ )*
    (?:(?:price|asking|sold\ for|bid\ to|buy\ now)\s?:?\ )?
    {_ONE}
    (?:\ ?\*|\ (?:obo|o\.b\.o\.|ono|firm|or\ best\ offer))?
    (?P<other>\ ?\(.*\))?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_OTHER = re.compile(
    rf"\(?(?:~|approx\.?\ |about\ )?{_ONE}\)?", re.ASCII | re.IGNORECASE | re.VERBOSE
)
_SCALES = {"": 1, "K": 1_000, "M": 1_000_000, "MM": 1_000_000}


@dataclass(frozen=True, slots=True)
class Price:
    """An amount above nil in its own currency (ISO 4217)."""

    amount: Decimal
    currency: str


def read_price(text: str) -> Price | None:
    """The one price that `text`, one field's content, states.

    None for anything else: words ("Call"), a nil, a monthly payment, a range, an amount without
    currency (which may be a year), a currency sign that several countries use. Of an amount with
    its conversion in brackets the first stands. "$45k" is 45000, "€12.500" 12500.
    """
    stated = squeeze(text)
    match = _PRICE.fullmatch(stated)
    if match is None:
        return None
    other = match["other"]
    if other and not _OTHER.fullmatch(other.strip()):
        return None
    currency = _currency(match)
    amount = _amount(match)
    return Price(amount, currency) if currency and amount else None


def _currency(match: re.Match[str]) -> str | None:
    code, before, after = (match[k] and match[k].upper() for k in ("code", "before", "after"))
    named = {_SIGNS.get(word, word) for word in (code, before, after) if word in _CODES}
    if len(named) == 1:
        (currency,) = named
        # "CAD $45,000": every dollar writes "$"; any other sign must agree with the code.
        signs = {
            _SIGNS.get(w, w)
            for w in (before, after)
            if w and w not in _CODES and w not in ("$", "¥")
        }
        return currency if signs <= {currency} and _fits(currency, before, after) else None
    if named:
        return None
    signs = {_SIGNS[word] for word in (before, after) if word in _SIGNS}
    return signs.pop() if len(signs) == 1 else None


def _fits(currency: str, *signs: str | None) -> bool:
    if "$" in signs and currency not in ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"):
        return False
    return "¥" not in signs or currency in ("JPY", "CNY")


def _amount(match: re.Match[str]) -> Decimal | None:
    digits = re.sub(r"\D", "", match["amount"])
    if len(digits) > 11:
        return None
    cents = match["cents"] or ""
    scale = (match["scale"] or "").upper()
    if scale and match["group"]:  # "$1.234M": 1.234 or 1,234 of them
        return None
    if cents and match["point"] == match["group"]:
        return None
    cents = cents if cents.isdigit() else ""
    amount = Decimal(f"{digits}.{cents}" if cents else digits) * _SCALES[scale]
    return amount if amount > 0 else None
