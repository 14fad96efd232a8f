"""How far a vehicle has gone, as its odometer or its seller says."""

import re
from dataclasses import dataclass
from typing import Literal

from crawler.pages.text import squeeze

_LABEL = re.compile(
    r"^(?:mileage|odometer(?: reading)?|(?P<unit>miles|kilomet(?:er|re)s))\s*:\s*", re.IGNORECASE
)
_UNKNOWN = re.compile(
    r"(?:TMU|(?:true|total|actual) (?:mileage|miles|kilomet(?:er|re)s) unknown"
    r"|mileage (?:unknown|exempt)|not actual miles)",
    re.IGNORECASE,
)
# The number's groups of three may be parted by a comma, a dot, an apostrophe or a blank.
_STATED = re.compile(
    r"""
    (?:(?:approximately|approx\.?|about|only|just|showing|indicated|indicating|circa|ca\.?
        |(?:(?:five|six|5|6)-digit\ )?(?:digital\ )?odometer\ (?:shows|showing|indicates|reads))\ )*
    (?P<bound>(?:under|over|less\ than|fewer\ than|more\ than|up\ to)\ )?
    [~≈]?\s?
    (?P<number>\d{1,3}(?:(?P<group>[,.'’ ])\d{3})(?:(?P=group)\d{3})*|\d+)(?P<part>\.\d+)?
    \ ?(?P<thousand>k)?(?P<more>\+)?
    (?:(?:\ ?|-|\ (?:original|actual|documented|claimed|believed|indicated|shown|total|chassis)\ )
        (?P<unit>miles?|mi\.?|kms?\.?|kilomet(?:er|re)s?))?
    (?P<tail>(?:\ (?:shown|indicated|showing|TMU|original|actual|documented|believed|claimed|stated
        |total|chassis|since\ new|from\ new|accumulated|approximately|approx\.?
        |on\ chassis|on\ (?:the\ )?(?:[\w-]+\ ){0,3}(?:odometer|speedometer|cluster)))*+)
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
# Remarks follow after a comma, a semicolon, a bracket; a comma inside the number is none.
_CLAUSE_END = re.compile(r",(?!\d{3}(?!\d))|[;(\[/]|\s[-–—]\s")
_MOST = 2_000_000
_LONGEST = 200  # what is longer is prose
_OF_TITLE = re.compile(r"(?<![\w.,])[\d.,]+k?-(?:Mile|Kilometer)(?= (?:18|19|20)\d\d\b)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mileage:
    """A stated mileage. `mileage` is None where the text says it is unknown, a bound, or nil."""

    mileage: int | None
    unit: Literal["mi", "km"] | None
    text: str  # as stated, squeezed


def read_mileage(text: str) -> Mileage | None:
    """The mileage that `text`, one field's or one list line's content, states in miles or km.

    None when the text speaks of something else: a service interval, an engine's miles since its
    rebuild, a tyre's miles, a bare number without unit or label. "13k" is 13000; of "243k
    Kilometers (~151k Miles)" the first stands, of "TMU, 7k Miles Shown" what is shown. A bound
    ("Under 500 Miles") is no count. A nil is no statement: dealers leave it unfilled.
    """
    stated = squeeze(text)
    if len(stated) > _LONGEST:
        return None
    label = _LABEL.match(stated)
    words = stated[label.end() :] if label else stated
    unknown = False
    for part in _CLAUSE_END.split(words):
        clause = part.strip(" )]")
        match = _STATED.fullmatch(clause)
        if match and (match["unit"] or label):
            return Mileage(_count(match), _unit(match["unit"] or (label and label["unit"])), stated)
        if not _UNKNOWN.fullmatch(clause):
            break
        unknown = True
    return Mileage(None, None, stated) if unknown else None


def read_title_mileage(title: str) -> Mileage | None:
    """The mileage that a title states before the year: "23k-Mile 1991 …" is 23000 miles."""
    found = _OF_TITLE.search(squeeze(title)[:_LONGEST])
    return read_mileage(found[0]) if found else None


def _count(match: re.Match[str]) -> int | None:
    if match["bound"] or match["more"]:
        return None
    digits = re.sub(r"\D", "", match["number"])
    if len(digits) > 7:
        return None
    part = match["part"] or ""
    if match["thousand"]:
        if len(part) > 4:
            return None
        count = int(digits) * 1000 + int(part[1:].ljust(3, "0") if part else 0)
    elif part:
        return None
    else:
        count = int(digits)
    return count if 0 < count <= _MOST else None


def _unit(word: str | None) -> Literal["mi", "km"] | None:
    if word is None:
        return None
    return "km" if word[0] in "kK" else "mi"
