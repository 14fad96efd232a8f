"""Elements of a parsed page: their texts, attributes and siblings."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze


def text_of(element: LexborNode | None) -> str:
    """All text in `element`, white space squeezed; "" of None."""
    return squeeze(element.text()) if element is not None else ""


def attribute(element: LexborNode | None, name: str) -> str:
    """The attribute as stated; "" where it is missing, has no value, or the element is None."""
    return element.attrs.sget(name) if element is not None else ""


def children(element: LexborNode, tag: str) -> Iterator[LexborNode]:
    """The element's own children of that tag, in order."""
    return (child for child in element.iter() if child.tag == tag)


def siblings_after(element: LexborNode) -> Iterator[LexborNode]:
    """What follows `element` in its parent: elements and, tagged "-text", texts."""
    following = element.next
    while following is not None:
        yield following
        following = following.next


def at_most_one(page: LexborHTMLParser, selector: str) -> LexborNode | None:
    """The element that `selector` finds, of which a page has one at most.

    Raises Unreadable where there are several: which of them BaT wrote, nothing tells.
    """
    found = page.css(selector)
    if len(found) > 1:
        raise Unreadable(f"{selector} stands {len(found)} times on the page")
    return found[0] if found else None
