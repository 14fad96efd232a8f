"""Titles that say "SOLD", where a shop has no other mark: "SOLD - 1967 …", "1967 … (Sold)"."""

import re

# As a mark apart from the name. "Sold New in California 1967 …" is none, however it is written.
_BEFORE = re.compile(
    r"^\W*(?:SOLD\W+(?!(?:NEW|BY|TO|AT|IN|AS|WITH|FROM|FOR|ONLY|ORIGINALLY|THROUGH)\b)"
    r"|(?i:sold(?:\s+out)?)\s*[-–—:!*|)\]]+\W*)(?=\w)"
)
_AFTER = re.compile(r"\s*(?:[-–—:(\[*|!/.,]\W*(?i:sold(?:\s+out)?)|\s(?:SOLD|Sold))\W*$")
# What ends so of all cars of a kind: "… 1 of 12 Sold", "… Last One Sold".
_OF_A_KIND = re.compile(
    r"\b(?:(?:of|only|just)\s+\d+(?:\s+\w+)?|ever|never|not|were|was|one|few|be|cars)\s+sold\W*$",
    re.IGNORECASE,
)


def is_sold_title(title: str) -> bool:
    """Whether a title bears the mark."""
    return bool(_BEFORE.search(title) or (_AFTER.search(title) and not _OF_A_KIND.search(title)))


def name_of(title: str) -> str:
    """The title without the mark."""
    if not is_sold_title(title):
        return title
    return _AFTER.sub("", _BEFORE.sub("", title)).strip() or title
