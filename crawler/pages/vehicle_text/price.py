"""One price in words."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crawler.pages.text import squeeze

_LONGEST = 200  # what is longer is prose
# Signs that stand for one currency alone, but for "$", which is every dollar's.
_SIGNS = {
    "$": "USD", "US$": "USD", "US $": "USD", "C$": "CAD", "CA$": "CAD", "CAD$": "CAD",
    "CDN$": "CAD", "CDN $": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD",
    "S$": "SGD", "£": "GBP", "€": "EUR", "EURO": "EUR", "₣": "CHF", "FR.": "CHF", "SFR.": "CHF",
}  # fmt: skip
_CODES = (
    *("USD", "CAD", "AUD", "NZD", "GBP", "EUR", "CHF", "JPY", "HKD", "SGD"),
    *("AED", "SEK", "NOK", "DKK", "PLN", "CZK", "MXN", "ZAR", "CNY"),
)
_CROWNS = frozenset(("SEK", "NOK", "DKK", "ISK"))
_SHARED = {
    "$": frozenset(("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN")),
    "¥": frozenset(("JPY", "CNY")),
    "KR": _CROWNS,
    "KR.": _CROWNS,
}
# Where no comma parts the cents: "$895,00" lacks a digit or has one too many.
_POINTED = _SHARED["$"] | {"GBP"}
_SIGN = "|".join(
    re.escape(word) for word in sorted([*_SIGNS, *_CODES, *_SHARED], key=len, reverse=True)
)
_ONE = rf"""
    (?:(?P<code>{"|".join(_CODES)})\ ?)?(?P<before>{_SIGN})?\ ?
    (?P<amount>\d{{1,3}}(?:(?P<group>[,.'’ ])\d{{3}})(?:(?P=group)\d{{3}})*|\d+)
    (?:(?P<point>[.,])(?P<cents>\d{{1,2}}(?!\d)|[-–—]{{1,2}}))?
    (?:(?P<scale>k|mm?)|\ ?(?P<word>million|mio\.?|thousand))?
    (?:\ ?(?P<after>{_SIGN}))?
"""
_KINDS = (
    "our|asking|sale|list|internet|online|retail|cash|current|final|sold|selling|special|reduced"
    r"|dealer|advertised|buy\ it\ now|buy\ now"
)
# What the words before an amount say of it. A discount, a rate, "MSRP" and "from" are not known,
# so nothing that says one of them gives a price.
_LABEL = rf"""
    (?P<now>now(?:\ only)?|(?:price\ )?(?:reduced|lowered)\ to|(?:current|sale|our|special)\ price
        (?:\ is)?)
    |(?P<was>was|originally|formerly|original\ price(?:\ was)?|regular\ price
        |(?P<from>(?:price\ )?(?:reduced|lowered)\ from))
    |(?P<to>to)
    |(?P<save>(?:you\ )?save)
    |(?:(?:{_KINDS})\ )*price|asking|buy(?:\ it)?\ now|bid\ to|sold(?:\ for)?|only|just
"""
# "+ fees" names what every advertised price leaves out; "+ VAT" would make it another price.
_REMARK = r"""
    \ ?\*{1,2}|!|\ \(?(?:obo|o\.b\.o\.|ono|firm|or\ (?:best|nearest)\ offer|negotiable)\)?
    |\ \(?inc(?:l\.?|luding)?\ (?:vat|tax)\)?
    |\ ?(?:\+|plus)\ (?:dealer\ fees|fees|ttl|(?:sales\ )?tax(?:es)?
        (?:,?\ (?:title,?\ )?(?:&|and)\ (?:fees|licen[sc](?:e|ing)))?)
"""
_STATED = re.compile(
    rf"""
    (?:(?:^|\ ?[,;.|/–—-]?\ )(?:{_LABEL})(?:\ ?[:–—-]\ ?|\ )|^|[,;.]?\ )
    {_ONE}
    (?:{_REMARK})?
    (?:\ ?\((?P<other>[^()]*)\))?
    (?=[\ ,;.|/–—-]|$)
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_OTHER = re.compile(rf"(?:~\ ?|approx\.?\ |about\ )?{_ONE}", re.ASCII | re.IGNORECASE | re.VERBOSE)
_SCALES = {"K": 1_000, "M": 1_000_000, "MM": 1_000_000, "MILLION": 1_000_000, "MIO": 1_000_000,
           "THOUSAND": 1_000}  # fmt: skip
_YEAR = re.compile(r"(?:18|19|20)\d\d", re.ASCII)
_MOST_IN_SCALE = {1_000: 5_000, 1_000_000: 50}  # "$499m" is a month's rate
_MOST = 200_000_000  # no car has cost as much; a yen or a crown buys less
LEAST_PRICE = 100  # dealers who state no price fill in 1 or 99
_FILLER = re.compile(r"(\d)\1{6,}|1234567\d*")
_CODE = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Price:
    """An amount above nil in its own currency (ISO 4217)."""

    amount: Decimal
    currency: str


def read_price(text: str, currency: str | None = None) -> Price | None:
    """The one price that `text`, one field's content, states: "$45k" is 45000, "€12.500" 12500.

    `currency` (ISO 4217) is the one that the field's context states, a priceCurrency or the
    market of a dealer's site. It holds for amounts without sign or code, which are none without
    it, and tells which dollar "$" is (else the US one); what the text itself states wins.

    None for anything else: words ("Call"), a nil, a rate ("$499/mo"), a fee ("$695 Delivery"), a
    range, "from", a title, a bare year, a sign that several countries use. Of an amount with its
    conversion in brackets the first stands. Of two amounts the one stands that "Now", "Reduced
    to", "Sale price" mark, and only if the others are higher; "Was $95,000 $89,500" gives None,
    for a crossed-out price must not pass for the one that is asked. "+ fees" and "+ tax" stay
    beside the amount, which is what other dealers advertise; a price without VAT is none.

    What stands for a price that is not stated gives None: 1, 9999999, 1234567; and in the field
    of a dealer (`currency` is given) all below 100. Assumed: no car is offered for less, but an
    auction's lot is.
    """
    stated = squeeze(text).rstrip(".")
    stated_code = (currency or "").strip().upper()
    context = stated_code if _CODE.fullmatch(stated_code) else None
    if len(stated) > _LONGEST:
        return None
    prices: dict[str, set[Price]] = {"now": set(), "was": set(), "save": set(), "plain": set()}
    for match in _amounts(stated):
        price = _price(match, context)
        if price is None or not _is_converted(match["other"], price):
            return None
        prices[_kind(match)].add(price)
    asked = _asked(**prices)
    return asked if asked and asked.amount >= (LEAST_PRICE if context else 2) else None


def _amounts(stated: str) -> list[re.Match[str]]:
    """Each amount with the words about it; none where the text says anything else."""
    found: list[re.Match[str]] = []
    position = 0
    while position < len(stated):
        match = _STATED.match(stated, position)
        if match is None or (match["to"] and not (found and found[-1]["from"])):
            return []
        found.append(match)
        position = match.end()
    return found


def _kind(match: re.Match[str]) -> str:
    if match["now"] or match["to"]:
        return "now"
    return "was" if match["was"] else "save" if match["save"] else "plain"


def _asked(now: set[Price], was: set[Price], save: set[Price], plain: set[Price]) -> Price | None:
    """The one amount that is marked as the current one; without a mark the only one there is."""
    others = was | plain if now else was | save
    current = now or plain
    if len(current) != 1 or (others and not now):
        return None
    (price,) = current
    alike = all(one.currency == price.currency for one in others | save)
    return price if alike and all(one.amount >= price.amount for one in others) else None


def _is_converted(other: str | None, price: Price) -> bool:
    """Whether what stands in brackets, if anything, is the same price in another currency."""
    match = _OTHER.fullmatch(other.strip()) if other else None
    converted = _price(match, None) if match else None
    return not other or (converted is not None and converted.currency != price.currency)


def _price(match: re.Match[str], context: str | None) -> Price | None:
    currency = _currency(match, context)
    if currency is None or _FILLER.fullmatch(re.sub(r"\D", "", match["amount"])):
        return None
    if not (match["code"] or match["before"] or match["after"]) and _is_a_number(match):
        return None
    amount = _amount(match, comma_parts_cents=currency not in _POINTED)
    most = _MOST if currency in _POINTED or currency in ("EUR", "CHF") else 100 * _MOST
    return Price(amount, currency) if amount and amount <= most else None


def _is_a_number(match: re.Match[str]) -> bool:
    """Whether an amount without currency may as well be a year, or a phone's or stock number."""
    year = _YEAR.fullmatch(match["amount"]) and not (match["cents"] or match["scale"])
    return bool(year) or re.fullmatch(r"\d{9,}", match["amount"]) is not None


def _currency(match: re.Match[str], context: str | None) -> str | None:
    words = {match[name].upper() for name in ("code", "before", "after") if match[name]}
    if not words:
        return context
    codes = words & set(_CODES)
    meant = [_SHARED.get(sign) or {_SIGNS[sign]} for sign in words - codes]
    possible = set(codes or meant[0]).intersection(*meant)
    if len(codes) > 1 or not possible:
        return None
    if len(possible) == 1:
        return possible.pop()
    # Of the dollars the context's, else that of most sites we read.
    return context if context in possible else "USD" if "USD" in possible else None


def _amount(match: re.Match[str], *, comma_parts_cents: bool) -> Decimal | None:
    digits = re.sub(r"\D", "", match["amount"])
    scale = _SCALES.get((match["scale"] or match["word"] or "").upper().rstrip("."), 1)
    cents, group, point = match["cents"] or "", match["group"], match["point"]
    if len(digits) > 11 or (digits[0] == "0" and len(digits) > 1):
        return None
    if scale > 1 and (group or int(digits) > _MOST_IN_SCALE[scale]):
        return None  # "$1.234M": 1.234 or 1,234 of them
    if not cents.isdigit():
        return None if cents and point == group else Decimal(digits) * scale
    if point == group or (point == "," and not (comma_parts_cents or group or scale > 1)):
        return None
    return Decimal(f"{digits}.{cents}") * scale
