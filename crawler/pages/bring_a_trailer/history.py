"""The history of a lot's car: its auctions on Bring a Trailer, this one among them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import BatHistoryEntry
from crawler.pages.bring_a_trailer.address import canonical_lot_url
from crawler.pages.bring_a_trailer.elements import at_most_one, attribute, text_of
from crawler.pages.bring_a_trailer.money import Amount, first_amount
from crawler.pages.text import squeeze

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d\d?), (\d{{4}})\b", re.IGNORECASE)
# BaT's own words, without the names and amounts between them.
_STATUSES = {
    "sold": re.compile(r"^sold\b", re.IGNORECASE),
    "reserve_not_met": re.compile(r"\bbid to\b", re.IGNORECASE),
    "withdrawn": re.compile(r"\bwithdrawn\b", re.IGNORECASE),
}
# Entries that mark no name as such. BaT's usernames hold no blank.
_PLAIN = re.compile(
    r"^(?P<sold>Sold)(?: by (?P<seller>\S+))?(?: to (?P<buyer>\S+))?(?: for (?P<price>\S.*))?$"
    r"|^Listed by (?P<lister>[^\s,]+)"
    r"(?:,? (?P<bid>bid to) (?P<high>\S.*)|,? (?P<out>withdrawn)\b.*)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class History:
    """The entries in the page's order. `own` is the one of the page's lot."""

    entries: tuple[BatHistoryEntry, ...]
    own: BatHistoryEntry | None


@dataclass(frozen=True, slots=True)
class _Wording:
    status: str | None
    seller: str | None
    buyer: str | None
    amount: Amount | None


def read_history(page: LexborHTMLParser, url: str) -> History:
    """The history on `page`, a lot's page; `url` is the canonical one of its lot.

    Raises Unreadable when the page has several histories.
    """
    box = at_most_one(page, "div.history")
    entries: dict[str, BatHistoryEntry] = {}
    for link in box.css(".items a.item") if box is not None else ():
        lot_url = url if "current" in attribute(link, "class").split() else _lot_url(link)
        message = link.css_first("div.message")
        if lot_url and message is not None and lot_url not in entries:
            entries[lot_url] = _entry(lot_url, len(entries) + 1, message)
    return History(tuple(entries.values()), entries.get(url))


def _lot_url(link: LexborNode) -> str | None:
    try:
        return canonical_lot_url(attribute(link, "href"))
    except ValueError:
        return None  # an article of the years before the auctions


def _entry(url: str, position: int, message: LexborNode) -> BatHistoryEntry:
    words = next((part for part in message.iter() if part.tag == "em"), None)
    text = text_of(words)
    wording = _marked(words) if words is not None and words.css_first("strong, b") else _plain(text)
    return BatHistoryEntry(
        url=url,
        position=position,
        text=text,
        status=wording.status,
        seller_username=wording.seller,
        buyer_username=wording.buyer if wording.status == "sold" else None,
        currency=wording.amount.currency if wording.amount else None,
        amount=wording.amount.amount if wording.amount else None,
        ended_on=_ended_on(message),
    )


def _marked(words: LexborNode) -> _Wording:
    """What `words` states where names and amounts are bold: who or what each of them is, BaT's
    last word before it tells."""
    bare: list[str] = []
    bold: dict[str, str] = {}
    for text, is_bold in _runs(words):
        if not is_bold:
            bare.append(text)
        elif said := "".join(bare).split():
            bold.setdefault(said[-1].casefold(), text)
    said_by_bat = squeeze(" ".join(bare))
    statuses = (status for status, pattern in _STATUSES.items() if pattern.search(said_by_bat))
    status = next(statuses, None)
    amounts = {"sold": bold.get("for"), "reserve_not_met": bold.get("to")}
    amount = first_amount(amounts.get(status or ""))
    return _Wording(status, bold.get("by") or None, bold.get("to") or None, amount)


def _runs(words: LexborNode) -> Iterator[tuple[str, bool]]:
    for part in words.iter(include_text=True):
        is_bold = part.tag in ("strong", "b")
        yield squeeze(part.text()) if is_bold else part.text(), is_bold


def _plain(text: str) -> _Wording:
    match = _PLAIN.match(text)
    if match is None:
        return _Wording(None, None, None, None)
    status = "sold" if match["sold"] else "reserve_not_met" if match["bid"] else None
    if match["out"]:
        status = "withdrawn"
    amount = first_amount(match["price"] or match["high"])
    return _Wording(status, match["seller"] or match["lister"], match["buyer"], amount)


def _ended_on(message: LexborNode) -> date | None:
    """The day, as written; else that of the moment the page states, in UTC."""
    parts = message.iter(include_text=True)
    match = _DATE.search(squeeze(" ".join(part.text() for part in parts if part.tag == "-text")))
    moment = attribute(message.css_first(".date-localize[data-timestamp]"), "data-timestamp")
    try:
        if match:
            return date(int(match[3]), _MONTHS.index(match[1].casefold()) + 1, int(match[2]))
        return datetime.fromtimestamp(int(moment), UTC).date() if moment.isdecimal() else None
    except (ValueError, OverflowError, OSError):
        return None  # no day of the calendar
