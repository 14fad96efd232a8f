"""The box "Specs" of a car's page: pairs of a label and its value."""

import re
from collections.abc import Mapping

from parsel import Selector

from crawler.pages.text import squeeze

_LABELS = frozenset(
    (
        "year", "make", "model family", "model generation", "model variant", "model trim",
        "engine", "transmission", "drive type", "originality", "mileage", "vin", "body style",
        "doors", "driver side", "ext. color group", "int. color group",
    )
)  # fmt: skip
_HEADING = re.compile(r"^(?:specs|specifications)$", re.IGNORECASE)
_NOT_STATED = frozenset(("-", "–", "—"))
_MOST_LEVELS = 3  # from the heading up to the box


def read_specs(page: Selector) -> dict[str, str] | None:
    """The stated values by their labels, these in lower case; "-" is not stated. None where no
    label has a value, not even "-": the box is missing, or a script has yet to fill it."""
    found: dict[str, str] = {}
    for label in _box(page).xpath(".//*[not(self::script or self::style)]"):
        name = squeeze(label.xpath("string()").get() or "").rstrip(":").casefold()
        value = squeeze(" ".join(label.xpath("following-sibling::*[1]//text()").getall()))
        if name in _LABELS and value and value.rstrip(":").casefold() not in _LABELS:
            found.setdefault(name, value)
    if not found:
        return None
    return {name: value for name, value in found.items() if value not in _NOT_STATED}


def fields(specs: Mapping[str, str]) -> dict[str, str | None]:
    """The specs by the names of `crawler.items.Vehicle`'s columns.

    Classic.com's model family is the model; its variant and trim together are the trim, each as
    stated ("GT3" and "Touring" are "GT3 Touring"; assumed: a trim that begins with its variant
    says it again). Its colours are those of their groups ("Red").
    """
    variant, trim = specs.get("model variant"), specs.get("model trim")
    if variant and trim and not f"{trim} ".casefold().startswith(f"{variant} ".casefold()):
        trim = f"{variant} {trim}"
    return {
        "vin": specs.get("vin"),
        "year": specs.get("year"),
        "make": specs.get("make"),
        "model": specs.get("model family"),
        "trim": trim or variant,
        "mileage": specs.get("mileage"),
        "engine": specs.get("engine"),
        "transmission": specs.get("transmission"),
        "drivetrain": specs.get("drive type"),
        "body_style": specs.get("body style"),
        "exterior_color": specs.get("ext. color group"),
        "interior_color": specs.get("int. color group"),
    }


def _box(page: Selector) -> Selector:
    """The element around the heading "Specs" and its pairs; the whole page where none is headed
    so."""
    for heading in page.xpath("//h2|//h3|//h4|//h5|//div[not(*)]|//span[not(*)]|//p[not(*)]"):
        if not _HEADING.match(squeeze(heading.xpath("string()").get() or "")):
            continue
        box = heading
        for _ in range(_MOST_LEVELS):
            around = box.xpath("parent::*[not(self::body) and not(.//h1)]")
            if not around:
                break
            box = around[0]
            if _has_label(box):
                return box
    return page


def _has_label(box: Selector) -> bool:
    words = box.xpath(".//*[not(*)]").xpath("string()").getall()
    return any(squeeze(word).rstrip(":").casefold() in _LABELS for word in words)
