"""The box of a lot's essentials: seller, place, details, lot number, and the lot's groups."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.bring_a_trailer.address import canonical_member_url
from crawler.pages.bring_a_trailer.elements import (
    at_most_one,
    attribute,
    children,
    siblings_after,
    text_of,
)
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
    seller_url: str | None = None
    dealer_charges: str | None = None  # as stated: "USD $85", "$245.28 Document Fee"


@dataclass(frozen=True, slots=True)
class _Box:
    """Labels and items in the page's order, but none of the details' list: those lines are the
    lot's own, whatever they look like."""

    labels: tuple[tuple[str, LexborNode], ...]  # what is bold, by its text
    items: tuple[LexborNode, ...]

    def label(self, words: str) -> LexborNode | None:
        return next((label for text, label in self.labels if text.startswith(words)), None)

    def beside(self, words: str) -> Iterator[LexborNode]:
        """What follows the label `words` in its parent."""
        label = self.label(words)
        return siblings_after(label) if label is not None else iter(())

    def text(self, words: str) -> str:
        """The text of the item that begins with `words`."""
        texts = (text_of(item) for item in reversed(self.items) if item.css_first("ul") is None)
        item = next((text for text in texts if text.startswith(words)), None)
        return item or f"{text_of(self.label(words))} {self._bare(words)}"

    def value(self, words: str) -> str:
        """The text that the item states behind `words` and a colon."""
        return self.text(words).removeprefix(words).strip(" :")

    def place(self) -> str:
        label = self.label("Location")
        inside = label.css_first("a") if label is not None else None
        beside = next((one for one in self.beside("Location") if one.tag == "a"), None)
        return text_of(inside) or text_of(beside) or self.value("Location")

    def _bare(self, words: str) -> str:
        following = next((one for one in self.beside(words) if one.tag != "-comment"), None)
        is_bare = following is not None and following.tag == "-text"
        return text_of(following) if is_bare else ""


def read_essentials(element: LexborNode) -> Essentials:
    """The essentials in `element`, the page's `div.essentials`, in its form of today or that of
    the lots up to about 2021 (bold labels, the place inside the label, bare text)."""
    box = _box(element)
    seller = _seller(box)
    lot = re.search(r"^#?\s*([\d,]+)$", box.value("Lot"))
    return Essentials(
        seller_username=text_of(seller) or None,
        seller_type=_SELLER_TYPES.get(box.value("Private Party or Dealer").lower()),
        location=box.place() or None,
        features=tuple(line for line in map(text_of, _details(box)) if line),
        lot_number=int(lot[1].replace(",", "")) if lot else None,
        seller_url=profile_url(attribute(seller, "href")),
        dealer_charges=box.value("Additional charges from this dealer") or None,
    )


def read_groups(page: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    """The lot's groups by their labels: {"Make": ("Porsche",), "Category": ("Projects",), …}.

    Raises Unreadable when the page has several columns of groups."""
    column = at_most_one(page, "div.column-groups")
    groups: dict[str, tuple[str, ...]] = {}
    for link in column.css('a[class*="group-link"]') if column is not None else ():
        label = text_of(next(children(link, "strong"), None))
        parts = link.iter(include_text=True)
        text = squeeze("".join(part.text() for part in parts if part.tag != "strong"))
        if label and text:
            groups[label] = (*groups.get(label, ()), text)
    return groups


def profile_url(stated: str) -> str | None:
    """The profile that the link `stated` leads to, canonical; None of any other link."""
    try:
        return canonical_member_url(stated)
    except ValueError:
        return None  # an account that is gone has no profile


def _box(element: LexborNode) -> _Box:
    labels: list[tuple[str, LexborNode]] = []
    items: list[LexborNode] = []
    waiting = [*element.iter()][::-1]
    while waiting:
        one = waiting.pop()
        if one.tag in ("strong", "b"):
            labels.append((text_of(one), one))
        elif one.tag in ("div", "p"):
            items.append(one)
            waiting.extend([*one.iter()][::-1])
    return _Box(tuple(labels), tuple(items))


def _seller(box: _Box) -> LexborNode | None:
    marked = [one for one in box.items if "item-seller" in attribute(one, "class").split()]
    links = [*children(marked[0], "a")] if marked else []
    links += [one for one in box.beside("Seller") if one.tag == "a"]
    return next((link for link in links if "/member/" in attribute(link, "href")), None)


def _details(box: _Box) -> Iterator[LexborNode]:
    lists = (one for one in box.beside("Listing Details") if one.tag == "ul")
    lines = next(lists, None)
    return children(lines, "li") if lines is not None else iter(())
