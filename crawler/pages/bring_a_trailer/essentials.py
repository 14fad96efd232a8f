"""The box of a lot's essentials: seller, place, details, lot number, and the lot's groups."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.bring_a_trailer.elements import attribute, children, siblings_after, text_of
from crawler.pages.text import squeeze

_SELLER_TYPES = {"private party": "private_party", "dealer": "dealer"}


@dataclass(frozen=True, slots=True)
class Essentials:
    """What the box states; None or empty where it states nothing."""

    seller_username: str | None
    seller_type: str | None  # "private_party" or "dealer"
    location: str | None
    features: tuple[str, ...]
    lot_number: int | None


@dataclass(frozen=True, slots=True)
class _Box:
    element: LexborNode
    labels: tuple[tuple[str, LexborNode], ...]  # what is bold, in the page's order, by its text

    def label(self, words: str) -> LexborNode | None:
        return next((label for text, label in self.labels if text.startswith(words)), None)

    def beside(self, words: str) -> Iterator[LexborNode]:
        """What follows the label `words` in its parent."""
        label = self.label(words)
        return siblings_after(label) if label is not None else iter(())


def read_essentials(element: LexborNode) -> Essentials:
    """The essentials in `element`, the page's `div.essentials`, in its form of today or that of
    the lots up to about 2021 (bold labels, the place inside the label, bare text)."""
    bold = element.css("strong, b")
    box = _Box(element, tuple((text_of(label), label) for label in bold))
    kind = re.search(r"Private Party or Dealer\s*:\s*([A-Za-z ]+)", _text(box, "Private Party"))
    lot = re.search(r"^Lot\s*#?\s*([\d,]+)", _text(box, "Lot"))
    return Essentials(
        seller_username=text_of(_seller(box)) or None,
        seller_type=_SELLER_TYPES.get(kind[1].strip().lower()) if kind else None,
        location=_location(box),
        features=tuple(line for line in map(text_of, _details(box)) if line),
        lot_number=int(lot[1].replace(",", "")) if lot else None,
    )


def read_groups(page: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    """The lot's groups by their labels: {"Make": ("Porsche",), "Category": ("Projects",), …}."""
    groups: dict[str, tuple[str, ...]] = {}
    for link in page.css('a[class*="group-link"]'):
        label = text_of(next(children(link, "strong"), None))
        parts = link.iter(include_text=True)
        text = squeeze("".join(part.text() for part in parts if part.tag != "strong"))
        if label and text:
            groups[label] = (*groups.get(label, ()), text)
    return groups


def _seller(box: _Box) -> LexborNode | None:
    marked = box.element.css_first('.item-seller a[href*="/member/"]')
    beside = (one for one in box.beside("Seller") if one.tag == "a")
    linked = (link for link in beside if "/member/" in attribute(link, "href"))
    return marked if marked is not None else next(linked, None)


def _details(box: _Box) -> Iterator[LexborNode]:
    lists = (one for one in box.beside("Listing Details") if one.tag == "ul")
    lines = next(lists, None)
    return children(lines, "li") if lines is not None else iter(())


def _text(box: _Box, label: str) -> str:
    """The text of the item that begins with `label`."""
    found = [
        text
        for item in box.element.css("div, p")
        if item != box.element
        and (text := text_of(item)).startswith(label)
        and item.css_first("ul") is None
    ]
    if found:
        return found[-1]
    bare = (one.text() for one in box.beside(label) if one.tag == "-text")
    return squeeze(f"{text_of(box.label(label))} {next(bare, '')}")


def _location(box: _Box) -> str | None:
    label = box.label("Location")
    inside = label.css_first("a") if label is not None else None
    beside = (one for one in box.beside("Location") if one.tag == "a")
    return text_of(inside) or text_of(next(beside, None)) or None
