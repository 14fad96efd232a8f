"""A site's XML, parsed: sitemaps and feeds."""

import re
from html import unescape
from xml.sax.saxutils import escape

from lxml import etree

from crawler.pages.errors import Unreadable
from crawler.pages.text import storable

# XML holds none of them, and storable replaces but the first.
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# An ampersand that should have been written as "&amp;", or as HTML's own entity, which XML has not.
_BARE = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)(?:[a-zA-Z]\w*;)?",
    re.DOTALL,
)
_ASIDE = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)


def xml_root(text: str, *entries: str) -> etree._Element:
    """The root of `text`. Nothing is fetched and no entity resolved: it is a stranger's.

    entries: the names, without prefix, of the elements that are read. XML that is broken (bare
    ampersands, undeclared prefixes, an end left out) is mended where all of them survive; raises
    Unreadable where one does not, for a text that is cut, and for one that declares entities.
    """
    if "<!ENTITY" in text:
        raise Unreadable("XML with entities of its own")
    whole = _CONTROLS.sub("�", storable(text)).lstrip("\ufeff \r\n\t")
    try:
        root = etree.fromstring(whole.encode(), _parser(recover=False))
    except etree.XMLSyntaxError as error:
        root = _mended(whole, entries, str(error))
    if next(root.iter(etree.Entity), None) is not None:
        raise Unreadable("XML with entities that it does not declare")
    return root


def _mended(text: str, entries: tuple[str, ...], fault: str) -> etree._Element:
    text = _BARE.sub(_escaped, text)
    try:
        root = etree.fromstring(text.encode(), _parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unreadable(f"no XML: {fault}")
    last = re.escape(f"{root.prefix}:" if root.prefix else "") + re.escape(_name(root))
    bare = _ASIDE.sub("", text)
    begun = len(re.findall(rf"<(?:[\w.-]+:)?(?:{'|'.join(entries)})[\s>]", bare))
    read = sum(_name(one) in entries for one in root.iter(etree.Element))
    if begun != read or not re.search(rf"</{last}\s*>\s*$", bare):
        raise Unreadable(f"broken XML, or one that is cut: {fault}")
    return root


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<") else escape(unescape(found[0]))


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _parser(*, recover: bool) -> etree.XMLParser:
    # The text is decoded by now, whatever encoding it names.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=recover, encoding="utf-8"
    )
