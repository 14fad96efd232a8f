"""How far a vehicle has gone, as its odometer or its seller says."""

import re
from dataclasses import dataclass
from typing import Literal

from crawler.pages.text import squeeze

_LABEL = re.compile(
    r"^(?:mileage|odo(?:meter)?(?: reading)?|TMU|(?:(?P<unit>miles|kilomet(?:er|re)s|mi|kms?)\.?"
    r"(?: on odometer)?))\s*:\s*|^(?:mileage|odometer(?: reading)?)\s+(?=[\d~])",
    re.ASCII | re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"(?:TMU|(?:true|total|actual) (?:mileage|miles|kilomet(?:er|re)s) unknown"
    r"|mileage (?:unknown|exempt)|not actual(?: miles| mileage)?)",
    re.IGNORECASE,
)
_UNKNOWN_BY_LABEL = re.compile(r"(?:unknown|exempt|undisclosed)", re.IGNORECASE)
# The number's groups of three may be parted by a comma, a dot, an apostrophe or a blank.
_STATED = re.compile(
    r"""
    (?:(?:approximately|approx\.?|about|only|just|showing|shows|reads|indicated|indicating|circa|ca\.?
        |(?:(?:five|six|5|6)-digit\ )?(?:digital\ )?odometer\ (?:shows|showing|indicates|reads))\ )*
    (?P<bound>(?:under|over|less\ than|fewer\ than|more\ than|up\ to)\ |[<>≤≥]\ ?)?
    [~≈]?\s?
    (?P<number>\d{1,3}(?:(?P<group>[,.'’ ])\d{3})(?:(?P=group)\d{3})*|\d+)(?P<part>\.\d+)?
    \ ?(?P<thousand>k)?(?P<more>\+)?
    (?:(?:\ ?|-|\ (?:original|actual|documented|certified|verified|claimed|believed|indicated|shown
        |total|chassis)\ )
        (?P<unit>miles?|mi\.?|kms?\.?|kilomet(?:er|re)s?))?
    (?P<tail>(?:\ (?:shown|indicated|showing|TMU|original|actual|documented|claimed|stated
        |believed(?:\ to\ be\ (?:actual|original|accurate|correct))?|total
        |chassis|since\ new|from\ new|accumulated|approximately|approx\.?
        |on\ chassis|on\ (?:the\ )?(?:[\w-]+\ ){0,3}(?:odometer|speedometer|cluster)))*+)
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
# Remarks follow after a comma, a semicolon, a bracket; a comma inside the number is none.
_CLAUSE_END = re.compile(r",(?!\d{3}(?!\d))|[;(\[/|]|\s[-–—]\s")
_MOST = 2_000_000
_FILLER = re.compile("9{6,}")  # what an odometer of six digits ends with; nobody's count
_LONGEST = 200  # what is longer is prose
_CONSUMPTION = re.compile(r"\bmpg\b|l ?/ ?100 ?km", re.IGNORECASE)
_OF_TITLE = re.compile(r"(?<![\w.,])[\d.,]+k?-(?:Mile|Kilometer)(?= (?:18|19|20)\d\d\b)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mileage:
    """A stated mileage. `mileage` is None where the text says it is unknown, a bound, or nil."""

    mileage: int | None
    unit: Literal["mi", "km"] | None
    text: str  # as stated, squeezed


def read_mileage(text: str, label: str | None = None) -> Mileage | None:
    """The mileage that `text`, one field's or one list line's content, states in miles or km.

    `label` is the field's own where it stands apart from `text`: "Mileage", "Miles", "Odometer",
    "Kilometers". It makes a bare number a mileage, and gives it the unit that it names.

    None when the text speaks of something else: a service interval, an engine's miles since its
    rebuild, a tyre's miles, what it burns ("18/24 mpg"), a bare number without unit or label.
    "13k" is 13000; of "243k Kilometers (~151k Miles)" the first stands, of "TMU, 7k Miles Shown"
    what is shown. A bound ("Under 500 Miles") is no count. A nil is no statement: dealers leave
    it unfilled, or fill in 999999.
    """
    stated = squeeze(text)
    if len(stated) > _LONGEST or _CONSUMPTION.search(stated):
        return None
    inner = _LABEL.match(stated)
    outer = _LABEL.match(f"{squeeze(label).rstrip(': ')}:") if label else None
    words = stated[inner.end() :] if inner else stated
    named = next((one["unit"] for one in (inner, outer) if one and one["unit"]), None)
    clauses = [part.strip(" )]") for part in _CLAUSE_END.split(words)]
    labelled = bool(inner or outer)
    unknown = False
    for position, clause in enumerate(clauses):
        match = _STATED.fullmatch(clause)
        if match and (match["unit"] or labelled or _is_of_odometer(match, clauses[position + 1 :])):
            return Mileage(_count(match), _unit(match["unit"] or named), stated)
        by_label = labelled and _UNKNOWN_BY_LABEL.fullmatch(clause)
        if not (by_label or _UNKNOWN.fullmatch(clause)):
            break
        unknown = True
    return Mileage(None, None, stated) if unknown else None


def read_title_mileage(title: str) -> Mileage | None:
    """The mileage that a title states before the year: "23k-Mile 1991 …" is 23000 miles."""
    found = _OF_TITLE.search(squeeze(title)[:_LONGEST])
    return read_mileage(found[0]) if found else None


def _is_of_odometer(match: re.Match[str], after: list[str]) -> bool:
    """Whether a bare number is called an untrue mileage: "45,000 TMU", "1,234 (TMU)"."""
    return match["tail"].upper().endswith("TMU") or bool(after and _UNKNOWN.fullmatch(after[0]))


def _count(match: re.Match[str]) -> int | None:
    if match["bound"] or match["more"]:
        return None
    digits = re.sub(r"\D", "", match["number"])
    if len(digits) > 7 or _FILLER.fullmatch(digits):
        return None
    part = match["part"] or ""
    if match["thousand"]:
        if len(part) > 4:
            return None
        count = int(digits) * 1000 + int(part[1:].ljust(3, "0") if part else 0)
    elif part.strip(".0"):
        return None
    else:
        count = int(digits)
    return count if 0 < count <= _MOST else None


def _unit(word: str | None) -> Literal["mi", "km"] | None:
    if word is None:
        return None
    return "km" if word[0] in "kK" else "mi"
