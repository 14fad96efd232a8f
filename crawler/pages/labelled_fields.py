"""Values that a page marks with a label: "Stock #: 4711", <dt>Phone</dt><dd>…</dd>."""

from parsel import Selector, SelectorList

from crawler.pages.text import squeeze

_LABEL = (
    ".//*[self::dt or self::th or self::td or self::strong or self::b or self::label or self::span"
    " or self::div or self::p or self::h2 or self::h3 or self::h4 or self::h5]"
    "[string-length(normalize-space()) < 40]"
)
_EMPTY = frozenset(("", "-", "–", "—", "n/a", "none", "unknown"))


def labelled_text(scope: Selector, *labels: str) -> str | None:
    """The text that `scope` puts beside the first of `labels` (compared without case, colon and
    white space); None where no such label stands or its value is empty or a dash."""
    for label in _labels(scope, labels):
        direct = squeeze(
            " ".join(label.xpath("following-sibling::node()[1][self::text()]").getall())
        )
        direct = direct.lstrip(": ").strip()
        text = direct or squeeze(" ".join(_value(label).xpath(".//text()").getall()))
        if text.casefold() not in _EMPTY:
            return text
    return None


def labelled_link(scope: Selector, *labels: str) -> str | None:
    """The href of the link beside the first of `labels`; None where there is none."""
    for label in _labels(scope, labels):
        href = _value(label).xpath("descendant-or-self::a/@href").get()
        if href:
            return str(href)
    return None


def _labels(scope: Selector, labels: tuple[str, ...]) -> list[Selector]:
    wanted = {label.casefold() for label in labels}
    return [
        element
        for element in scope.xpath(_LABEL)
        if squeeze(element.xpath("string()").get() or "").rstrip(": ").casefold() in wanted
    ]


def _value(label: Selector) -> SelectorList[Selector]:
    return label.xpath("following-sibling::*[1]")
