"""Fields in a description: "VIN: …" on a line of its own, where a shop has no other fields."""

import re
from collections.abc import Iterator

from lxml import etree
from parsel import Selector

from crawler.pages.parsed_page import page_of
from crawler.pages.stated_vehicle import LABELS
from crawler.pages.text import squeeze

_BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "tr", "table", "dl", "h1", "h2", "h3", "h4", "h5", "h6",
     "section", "article", "blockquote", "hr", "br", "body")
)  # fmt: skip
_LABEL_CELLS = frozenset(("td", "th", "dt"))
_STARTS = _BLOCKS | {"dt"}
_ENDS = _BLOCKS | {"dd"}
_SILENT = frozenset(("script", "style"))
_PARTS = re.compile(r"\s*[|•·\n]\s*")
_LONGEST = 80  # what is longer is prose
_NAMES = {label.casefold(): name for name, labels in LABELS.items() for label in labels}
_LABELS = "|".join(re.escape(label) for label in sorted(_NAMES, key=len, reverse=True))
_FIELD = re.compile(
    rf"[^\w(]*(?P<label>{_LABELS})"
    r"(?:\s*:[\s:]*|(?<=\#)\s*|\s+[-–—]\s+)(?P<value>\S.*)",
    re.IGNORECASE,
)
_BARE_VIN = re.compile(r"\W*VIN\s+(?P<value>[A-HJ-NPR-Z0-9]{17})\W*", re.IGNORECASE)
# The label is the unit of a bare number.
_UNITS = {"miles": "Miles", "kilometers": "km", "kilometres": "km"}


def described_fields(description: str | None) -> dict[str, str]:
    """The fields that a description (HTML, or plain text) states as "label: value", each on a line,
    in a table's row or between "|", by the names of LABELS, and `mileage_unit` where the label is
    one ("Miles: 45,000"). A field that it states twice, differently, is left out: which one holds
    for the car cannot be told."""
    stated: dict[str, dict[str, str]] = {}
    for line in description_lines(description):
        name, value, unit = _field(line)
        if name and value and len(value) <= _LONGEST:
            stated.setdefault(name, {}).setdefault(value.casefold(), value)
            if unit:
                stated.setdefault("mileage_unit", {}).setdefault(unit, unit)
    return {
        name: next(iter(values.values())) for name, values in stated.items() if len(values) == 1
    }


def field_name(label: str | None) -> str | None:
    """The name of the field that a label of LABELS stands for ("Ext. Color:"); None for another."""
    return _NAMES.get(squeeze(label or "").rstrip(": ").casefold())


def _field(line: str) -> tuple[str | None, str, str | None]:
    """Name, value and unit of the field that a line states."""
    if bare := _BARE_VIN.fullmatch(line):
        return "vin", bare["value"], None
    found = _FIELD.fullmatch(line)
    if found is None:
        return None, "", None
    label = found["label"].casefold()
    return _NAMES[label], found["value"].strip(" :"), _UNITS.get(label)


def description_lines(description: str | None) -> Iterator[str]:
    """The lines of a description as a reader sees them, squeezed, none empty."""
    text = description or ""
    if re.search(r"<[a-z/!]", text, re.IGNORECASE):
        text = "".join(_pieces(page_of(text).root))
    elif "&" in text:
        text = _lines_of(page_of(text.replace("\n", "<br>")))
    for part in _PARTS.split(text):
        if line := squeeze(part):
            yield line


def _lines_of(page: Selector) -> str:
    return "".join(_pieces(page.root))


def _pieces(root: etree._Element) -> Iterator[str]:
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        tag = element.tag
        if event == "comment":
            yield _inline(element.tail)
        elif event == "start":
            yield "\n" if tag in _STARTS else ""
            yield "" if tag in _SILENT else _inline(element.text)
        else:
            yield ": " if tag in _LABEL_CELLS else "\n" if tag in _ENDS else ""
            yield _inline(element.tail)


def _inline(text: str | None) -> str:
    return (text or "").replace("\n", " ")
