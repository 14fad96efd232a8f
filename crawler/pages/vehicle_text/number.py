"""A vehicle's number: the VIN of 17 characters, or the shorter number of an older chassis."""

import re
from dataclasses import dataclass

from crawler.pages.text import squeeze

_LABEL = re.compile(
    r"^(?:vin|chassis|serial|frame|s/n)(?:\s*/\s*(?:vin|chassis))?"
    r"(?:\s*(?:no\.?|nr\.?|number|num\.?|code|#))*(?:\s*[:#]+\s*|\s+|$)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*(?:[(\[,;].*|\s[-–—]\s.*)$")
# ISO 3779: no I, O, Q. No country's code begins with 0.
_VIN = re.compile(r"[1-9A-HJ-NPR-Z][0-9A-HJ-NPR-Z]{16}")
# Slashes, dots and stars stand inside the numbers of some makes: DB5/1234/R, 113.044-10-001234.
_CHASSIS = re.compile(r"[0-9A-Z](?:[0-9A-Z /.*-]{0,28}[0-9A-Z*])?")
_WORD = re.compile(
    r"[A-Z]{5,}|NOT?|NONE|AND|OR|OF|THE|SEE|TBD|TBA|CALL|ASK|TITLE|YEAR|SALE|BILL|MILES?|UNIT|ONLY"
)
_MOST_LABELS = 3  # "Chassis: VIN: No. …"
_LONGEST = 64  # what is longer is prose
_PLACEHOLDER = re.compile(
    r"0*|(.)\1{4,}|X+\d*X*|1234567(?:890?|89)?\d*|VIN.*|TEST\d*|ABCD[A-Z]*1234\d*"
)
# Part of the number is hidden: what is left is that of many cars.
_MASKED = re.compile(r"X{5}|\*{3}")

_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)],
        strict=True,
    )
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class VehicleNumber:
    """A stated number. At most one of `vin` and `chassis_number` is set."""

    vin: str | None
    chassis_number: str | None
    vin_text: str | None  # as stated, without its label; None of an empty text


def read_number(text: str) -> VehicleNumber:
    """The number in `text`, which is one field's content, with or without its label.

    A VIN is 17 characters of the VIN alphabet, with the check digit right where the standard of
    the maker's country demands one (49 CFR 565 for world manufacturer codes 1 to 5). A number that
    fails this is kept as chassis number: stated, but no identity. Words ("Withheld", "N/A") and
    placeholders (one character repeated, template marks) are neither.
    """
    stated = squeeze(text)
    for _ in range(_MOST_LABELS):
        if label := _LABEL.match(stated):
            stated = stated[label.end() :]
    if not stated:
        return VehicleNumber(None, None, None)
    number = _ASIDE.sub("", stated[: _LONGEST * 4]).upper().strip().rstrip(".")
    if len(number) > _LONGEST:
        return VehicleNumber(None, None, stated)
    if _is_vin(number):
        return VehicleNumber(number, None, stated)
    joined = re.sub(r"[ -]", "", number)
    # Written in groups, only a right check digit tells a VIN from an older, longer number.
    if joined != number and _is_vin(joined) and check_digit(joined) == joined[8]:
        return VehicleNumber(joined, None, stated)
    if _CHASSIS.fullmatch(number) and re.search(r"\d", number) and not _is_words(number):
        return VehicleNumber(None, number, stated)
    return VehicleNumber(None, None, stated)


def check_digit(vin: str) -> str:
    """The check digit (0-9 or X) that the 17 characters of `vin` call for, by 49 CFR 565.15."""
    rest = sum(_VALUES[c] * w for c, w in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _is_vin(number: str) -> bool:
    if not _VIN.fullmatch(number) or len(set(number)) < 5 or not re.search(r"\d", number):
        return False
    if _MASKED.search(number) or _PLACEHOLDER.fullmatch(number):
        return False
    return number[0] not in "12345" or check_digit(number) == number[8]


def _is_words(number: str) -> bool:
    if _MASKED.search(number) or _PLACEHOLDER.fullmatch(re.sub(r"[^0-9A-Z]", "", number)):
        return True
    return any(_WORD.fullmatch(word) for word in re.split(r"[ /.*-]+", number))
