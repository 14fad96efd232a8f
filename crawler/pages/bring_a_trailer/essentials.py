"""The box of a lot's essentials: seller, place, details, lot number, and the lot's groups."""

import re
from dataclasses import dataclass

from parsel import Selector

from crawler.pages.text import squeeze

_SELLER_TYPES = {"private party": "private_party", "dealer": "dealer"}
_LABEL = "(.//strong | .//b)[starts-with(normalize-space(), '{}')][1]"


@dataclass(frozen=True, slots=True)
class Essentials:
    """What the box states; None or empty where it states nothing."""

    seller_username: str | None
    seller_type: str | None  # "private_party" or "dealer"
    location: str | None
    features: tuple[str, ...]
    lot_number: int | None


def read_essentials(box: Selector) -> Essentials:
    """The essentials in `box`, the page's `div.essentials`, in its form of today or that of the
    lots up to about 2021 (bold labels, the place inside the label, bare text)."""
    seller = box.xpath(
        "(.//*[contains(concat(' ', @class, ' '), ' item-seller ')]//a[contains(@href, '/member/')]"
        f" | {_LABEL.format('Seller')}/following-sibling::a[contains(@href, '/member/')])[1]"
    )
    kind = re.search(r"Private Party or Dealer\s*:\s*([A-Za-z ]+)", _text(box, "Private Party"))
    lot = re.search(r"^Lot\s*#?\s*([\d,]+)", _text(box, "Lot"))
    lines = box.xpath(f"{_LABEL.format('Listing Details')}/following-sibling::ul[1]/li")
    return Essentials(
        seller_username=squeeze(seller.xpath("string()").get("")) or None,
        seller_type=_SELLER_TYPES.get(kind[1].strip().lower()) if kind else None,
        location=_location(box),
        features=tuple(
            line for line in (squeeze(li) for li in lines.xpath("string()").getall()) if line
        ),
        lot_number=int(lot[1].replace(",", "")) if lot else None,
    )


def read_groups(page: Selector) -> dict[str, tuple[str, ...]]:
    """The lot's groups by their labels: {"Make": ("Porsche",), "Category": ("Projects",), …}."""
    groups: dict[str, tuple[str, ...]] = {}
    for link in page.xpath("//a[contains(@class, 'group-link')]"):
        label = squeeze(link.xpath("string(strong)").get(""))
        text = squeeze("".join(link.xpath("text() | *[not(self::strong)]//text()").getall()))
        if label and text:
            groups[label] = (*groups.get(label, ()), text)
    return groups


def _text(box: Selector, label: str) -> str:
    """The text of the item that begins with `label`."""
    found = box.xpath(
        f"(.//div | .//p)[starts-with(normalize-space(), '{label}')][not(.//ul)][last()]"
    ).xpath("string()")
    if found:
        return squeeze(found.get(""))
    bold = box.xpath(_LABEL.format(label))
    tail = bold.xpath("string(following-sibling::text()[1])").get("")
    return squeeze(f"{bold.xpath('string()').get('')} {tail}")


def _location(box: Selector) -> str | None:
    label = box.xpath(_LABEL.format("Location"))
    text = label.xpath("string(.//a)").get("") or label.xpath(
        "string(following-sibling::a[1])"
    ).get("")
    return squeeze(text) or None
