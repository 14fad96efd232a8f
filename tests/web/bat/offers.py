"""What lots offer: cars for the most part, some motorcycles, wheels, seats and signs."""

import random
from dataclasses import dataclass

from tests.web.bat.description import (
    HOSTILE,
    Paragraph,
    car_paragraphs,
    motorcycle_paragraphs,
    part_paragraphs,
)
from tests.web.bat.details import Details, car_details, part_details
from tests.web.bat.motorcycles import CATEGORY as MOTORCYCLES
from tests.web.bat.motorcycles import Motorcycle, make_motorcycle, motorcycle_details
from tests.web.bat.photos import Photo
from tests.web.cars import FOUR_WHEEL, Car

_PARTS = ("Pair of Recaro Seats", "Illuminated Dealership Sign", "Set of 15″ Campagnolo Wheels")
_PARTS_CATEGORY = "Parts and Automobilia"
_PREFIXES = ("One-Owner", "Euro", "Restored", "20-Years-Owned", "Modified")
_SUFFIXES = ("5-Speed", "4-Speed", "Project", "Conversion")
_ORIGINS = {"Porsche": "German", "BMW": "German", "Ferrari": "Italian", "Jaguar": "British"}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A thing with its title, categories and groups (those of place come from where it stands).

    `trim` is what the title says after year, make and model of a car.
    """

    title: str
    trim: str | None = None
    car: Car | None = None
    motorcycle: Motorcycle | None = None
    categories: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()

    def details(self, rng: random.Random, traps: frozenset[str]) -> Details:
        """Its Listing Details."""
        if self.car:
            return car_details(rng, self.car, withheld="withheld" in traps, old="old" in traps)
        if self.motorcycle:
            return motorcycle_details(rng, self.motorcycle)
        return part_details(rng)

    def paragraphs(
        self,
        rng: random.Random,
        traps: frozenset[str],
        details: Details,
        photos: tuple[Photo, ...],
    ) -> tuple[Paragraph, ...]:
        """Its description."""
        if self.car:
            found = car_paragraphs(rng, self.car, details, photos)
        elif self.motorcycle:
            found = motorcycle_paragraphs(rng, self.title, photos)
        else:
            found = part_paragraphs(rng, self.title, photos)
        return (*found, *HOSTILE) if "hostile" in traps else found


def car_offer(rng: random.Random, car: Car, traps: frozenset[str]) -> Offer:
    """`car`, with the groups of a second make where `traps` want one."""
    title, trim = _title(rng, car)
    categories = _categories(rng, car)
    groups = [("Make", car.make), ("Model", f"{car.make} {car.model}")]
    if "makes" in traps:
        groups += [("Make", "Alpina"), ("Model", f"Alpina {car.model}")]
        categories = (*dict.fromkeys((*categories, "Project Cars", "Race Cars")),)
    groups.append(("Era", f"{car.year // 10 * 10}s"))
    groups.append(("Origin", _ORIGINS.get(car.make, "American")))
    groups += [("Category", category) for category in categories]
    return Offer(title=title, trim=trim, car=car, categories=categories, groups=tuple(groups))


def other_offer(rng: random.Random, serial: int, traps: frozenset[str]) -> Offer:
    """What `traps` want instead of a car."""
    if "motorcycle" in traps:
        found = make_motorcycle(rng, serial)
        return Offer(
            title=found.title, motorcycle=found, categories=(MOTORCYCLES,), groups=found.groups
        )
    title = _PARTS[serial % len(_PARTS)]
    categories: tuple[str, ...] = (_PARTS_CATEGORY,)
    if "wheels" in traps:
        title, categories = "Pair of 7×16″ Fuchs Wheels for Porsche 911", ("Wheels",)
    if "memorabilia" in traps:
        title, categories = "1961 Jaguar Showroom Poster", ("Memorabilia", _PARTS_CATEGORY)
    groups = tuple(("Category", category) for category in categories)
    return Offer(title=title, categories=categories, groups=groups)


def _title(rng: random.Random, car: Car) -> tuple[str, str | None]:
    words = [car.trim] if car.trim else []
    if car.drivetrain == FOUR_WHEEL and rng.random() < 0.4:
        words.append("4×4")
    if rng.random() < 0.3:
        words.append(rng.choice(_SUFFIXES))
    trim = " ".join(words) or None
    prefix = ""
    luck = rng.random()
    if luck < 0.12 and car.mileage >= 1_000:
        prefix = f"{car.mileage // 1_000}k-Mile "
    elif luck < 0.25:
        prefix = rng.choice(_PREFIXES) + " "
    tail = f" {trim}" if trim else ""
    return f"{prefix}{car.year} {car.make} {car.model}{tail}", trim


def _categories(rng: random.Random, car: Car) -> tuple[str, ...]:
    found = ["Convertibles"] if car.body_style in ("Convertible", "Roadster") else []
    if car.drivetrain == FOUR_WHEEL:
        found.append("Truck & 4x4")
    if rng.random() < 0.1:
        found.append("Project Cars")
    return tuple(found)
