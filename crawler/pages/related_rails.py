"""Blocks of other cars ("Similar vehicles") that a vehicle's page shows beside its own car."""

import re

from parsel import Selector

_NAMED = re.compile(
    r"(?:^|[\s_-])(?<!has[_-])(?<!with[_-])(?<!no[_-])(?<!show[_-])(?:related|similar|recommended|recently-viewed|recent-vehicles|also-like"
    r"|more-vehicles|other-vehicles)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"^(?:similar|related|recommended|recently viewed|you (?:may|might) also"
    r"|(?:more|other) (?:cars|vehicles|listings|inventory))\b",
    re.IGNORECASE,
)
_MARKED = "//*[(@class or @id) and not(self::html or self::body or self::main or self::script)]"


def cut_rails(page: Selector) -> None:
    """Remove every block of other cars from `page`, with all its scripts.

    A block is known by a word of its class or id, or by its heading. One that holds the page's
    own h1 is no rail and stays.
    """
    for block in page.xpath(_MARKED):
        named = " ".join(block.xpath("@class|@id").getall())
        if _NAMED.search(named) and not block.xpath(".//h1|self::h1"):
            _drop(block)
    for heading in page.xpath("//h2|//h3|//h4"):
        if _HEADED.match(" ".join(heading.xpath("string()").getall()).strip()):
            _cut_below(heading)


def _cut_below(heading: Selector) -> None:
    first_of_block = not heading.xpath("preceding-sibling::*")
    parent = heading.xpath("parent::*[self::section or self::aside or self::div][not(.//h1)]")
    if first_of_block and parent:
        _drop(parent[0])
        return
    for sibling in heading.xpath("following-sibling::*"):
        if sibling.xpath("self::h1|self::h2|self::h3|self::h4"):
            break
        _drop(sibling)
    _drop(heading)


def _drop(block: Selector) -> None:
    if block.xpath("parent::*"):  # not yet gone with a block around it
        block.drop()
