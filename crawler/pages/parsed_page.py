"""A page's HTML, parsed."""

from parsel import Selector

from crawler.pages.text import storable


def page_of(text: str) -> Selector:
    """The elements of `text`, all of whose words may be stored.

    It is read as HTML whatever it looks like: a Selector left to guess takes a text that is JSON
    for JSON, and then refuses every question that is asked of a page.
    """
    return Selector(text=storable(text), type="html")
