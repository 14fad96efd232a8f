"""schema.org markup of a page, JSON-LD and microdata in one form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from extruct.jsonld import JsonLdExtractor
from extruct.w3cmicrodata import MicrodataExtractor
from parsel import Selector

from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze

VEHICLE_TYPES = frozenset(("Vehicle", "Car", "Motorcycle", "BusOrCoach", "MotorizedBicycle"))
# Products that bear one of these are vehicles, whatever type the site gave them.
_VEHICLE_PROPERTIES = (
    "vehicleIdentificationNumber",
    "mileageFromOdometer",
    "vehicleModelDate",
    "vehicleTransmission",
    "vehicleEngine",
)
_PAGE_PARTS = ("@graph", "mainEntity", "mainEntityOfPage")


@dataclass(frozen=True, slots=True)
class Thing:
    """One node: its types without namespace ("Car"), and each property's values in order."""

    types: frozenset[str]
    properties: Mapping[str, tuple["str | Thing", ...]] = field(default_factory=dict)

    def text(self, *names: str) -> str | None:
        """The first text of the first of the properties `names` that has one: a plain value, or
        the name of the thing that stands there. White space squeezed; None where none has."""
        for name in names:
            for value in self.properties.get(name, ()):
                text = squeeze(value) if isinstance(value, str) else value.text("name")
                if text and "{{" not in text:  # a template's slot that nobody filled
                    return text
        return None

    def texts(self, name: str) -> list[str]:
        """All plain values of property `name`."""
        return [value for value in self.properties.get(name, ()) if isinstance(value, str)]

    def things(self, *names: str) -> list["Thing"]:
        """All nodes that stand under the properties `names`."""
        return [v for name in names for v in self.properties.get(name, ()) if isinstance(v, Thing)]

    @property
    def is_vehicle(self) -> bool:
        """Whether its type, or for a Product one of its properties, says vehicle."""
        if self.types & VEHICLE_TYPES:
            return True
        return "Product" in self.types and any(
            self.text(p) or self.things(p) for p in _VEHICLE_PROPERTIES
        )


@dataclass(frozen=True, slots=True)
class Offered:
    """A thing that a page offers, with the offer around it where the page nests it so."""

    thing: Thing
    offer: Thing | None = None


def page_things(page: Selector, url: str) -> list[Thing]:
    """The top nodes of `page`, JSON-LD first, each in page order.

    A JSON-LD script that is no JSON is passed over. Raises Unreadable where microdata cannot be
    taken apart.
    """
    things = []
    for script in page.xpath('descendant-or-self::script[@type="application/ld+json"]'):
        try:
            found = JsonLdExtractor().extract_items(script.root)
            things += [_json_ld(node) for node in found if isinstance(node, dict)]
        except (ValueError, RecursionError):
            continue  # one broken script (often the theme's own) must not hide the car's
    try:
        items = MicrodataExtractor().extract_items(page.root, base_url=url)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"microdata: {error}") from error
    return things + [_microdata(item) for item in items]


def offered(things: list[Thing]) -> Iterator[Offered]:
    """Each node that the page itself is about: top nodes, and what stands under @graph,
    mainEntity or a makesOffer; never the entries of an ItemList, never related things."""
    for thing in things:
        yield Offered(thing)
        yield from offered(thing.things(*_PAGE_PARTS))
        for offer in [thing] if "Offer" in thing.types else thing.things("makesOffer"):
            yield from (Offered(item, offer) for item in offer.things("itemOffered"))


def _json_ld(node: dict[str, Any]) -> Thing:
    types = node.get("@type", ())
    return Thing(
        types=_short([types] if isinstance(types, str) else types),
        properties={
            name.removeprefix("schema:"): _values(value, _json_ld)
            for name, value in node.items()
            if name != "@type"
        },
    )


def _microdata(node: dict[str, Any]) -> Thing:
    types = node.get("type", ())
    properties = {
        name: _values(value, _microdata) for name, value in node.get("properties", {}).items()
    }
    return Thing(types=_short([types] if isinstance(types, str) else types), properties=properties)


def _short(types: Any) -> frozenset[str]:
    names = [t for t in types if isinstance(t, str)] if isinstance(types, list | tuple) else []
    return frozenset(name.rstrip("/").rpartition("/")[2].rpartition(":")[2] for name in names)


def _values(value: Any, read: Any) -> tuple["str | Thing", ...]:
    values = value if isinstance(value, list) else [value]
    read_values: list[str | Thing] = []
    for one in values:
        if isinstance(one, dict):
            read_values.append(str(one["@value"]) if "@value" in one else read(one))
        elif isinstance(one, list):
            read_values.extend(_values(one, read))
        elif one is not None and not isinstance(one, bool):
            read_values.append(str(one))
    return tuple(read_values)
