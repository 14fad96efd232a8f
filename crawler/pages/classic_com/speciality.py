"""What a seller says that it specialises in."""

import re

from parsel import Selector

from crawler.pages.text import squeeze

_LABEL = re.compile(
    r"^(?:specialt(?:y|ies)|specialit(?:y|ies)|specializes in|specialises in)$", re.I
)
_MARKS = (
    "//*[self::dt or self::th or self::td or self::strong or self::b or self::label or self::span"
    " or self::div or self::p or self::h2 or self::h3 or self::h4 or self::h5]"
    "[string-length(normalize-space()) < 40]"
)
_PARTS = ".//li|.//a|.//span"
_BETWEEN = re.compile(r"\s*[,;|•·\n]\s*")
_LONGEST = 60  # characters; what is longer is prose


def specialities(page: Selector) -> tuple[str, ...]:
    """The things beside the first mark "Specialties" ("Specialities", "Specializes in"), each as
    stated and once: a list's elements, or the parts of an enumeration."""
    for mark in page.xpath(_MARKS):
        if not _LABEL.match(squeeze(mark.xpath("string()").get() or "").rstrip(": ")):
            continue
        direct = squeeze(
            " ".join(mark.xpath("following-sibling::node()[1][self::text()]").getall())
        )
        value = mark.xpath("following-sibling::*[1]")
        if direct.strip(": "):
            found = _BETWEEN.split(direct.lstrip(": "))
        elif parts := value.xpath(_PARTS):
            leaves = [part for part in parts if not part.xpath(_PARTS)]
            found = [leaf.xpath("string()").get() or "" for leaf in leaves]
        else:
            found = _BETWEEN.split(squeeze(value.xpath("string()").get() or ""))
        stated = dict.fromkeys(part for text in found if (part := squeeze(text).strip("-–— ")))
        if stated and all(len(part) <= _LONGEST for part in stated):
            return tuple(stated)
    return ()
