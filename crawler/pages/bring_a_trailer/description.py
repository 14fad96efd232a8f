"""A lot's description: the words that its seller and BaT's editors wrote."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.bring_a_trailer.elements import text_of
from crawler.pages.text import squeeze

_BLOCKS = frozenset(("p", "h2", "h3", "h4", "h5", "blockquote"))
_LISTS = frozenset(("ul", "ol"))


def take_description(page: LexborHTMLParser) -> str | None:
    """The paragraphs, headings and lists of the lot's own `div.post-excerpt`, each apart from the
    next by an empty line; what else stands there (photos, widgets, tags) is no text of it.

    The element is taken out of `page`, so that markup in a description states no other field.
    """
    excerpt = page.css_first("div.post-excerpt")
    if excerpt is None or _is_of_comments(excerpt):
        return None
    texts = [text for block in excerpt.iter() if (text := _text(block))]
    excerpt.decompose()
    return "\n\n".join(texts) or None


def _is_of_comments(excerpt: LexborNode) -> bool:
    # The forms below the lot's own excerpt have one, too.
    around = excerpt.parent
    while around is not None and around.tag != "-document":
        if around.tag == "form" or around.id == "comments":
            return True
        around = around.parent
    return False


def _text(block: LexborNode) -> str:
    if block.tag in _LISTS:
        return "\n".join(filter(None, map(_words, block.iter())))
    return _words(block) if block.tag in _BLOCKS else ""


def _words(block: LexborNode) -> str:
    if block.css_first("br") is None:
        return text_of(block)
    # A line's end parts words as a blank does.
    parts = block.traverse(include_text=True)
    texts = (part.text() if part.tag == "-text" else " " * (part.tag == "br") for part in parts)
    return squeeze("".join(texts))
