"""Motorcycles that might exist: lots that state make, model and number, and are no cars."""

import random
from dataclasses import dataclass

from tests.web.bat.details import Details

CATEGORY = "Motorcycles"
_KINDS = (
    ("Ducati", "750 GT", 1972, 1974, "Italian", "Air-Cooled 748cc V-Twin", "DM750S"),
    ("Ducati", "900SS", 1975, 1982, "Italian", "Air-Cooled 864cc V-Twin", "DM860SS"),
    ("Vincent", "Comet", 1949, 1954, "British", "Air-Cooled 499cc Single", "RC/1/"),
    ("Honda", "CB750", 1969, 1976, "Japanese", "Air-Cooled 736cc Inline-Four", "CB750-"),
)
_PAINTS = ("Silver & Blue", "Candy Ruby Red", "Black", "Mint Green & White")
_EXTRAS = (
    "Amal Carburetors", "Front & Rear Drum Brakes", "Kickstarter", "Tool Roll & Spare Levers",
    "Headlight w/Analog Instruments", '19" Spoked Wheels', "Dual Exhaust Outlets",
)  # fmt: skip


@dataclass(frozen=True)
class Motorcycle:
    """One motorcycle and what a page might state of it."""

    year: int
    make: str
    model: str
    origin: str
    engine: str
    frame: str
    miles: int

    @property
    def title(self) -> str:
        return f"{self.year} {self.make} {self.model}"

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """Its groups, but for those of place."""
        return (
            ("Make", self.make),
            ("Model", f"{self.make} {self.model}"),
            ("Era", f"{self.year // 10 * 10}s"),
            ("Origin", self.origin),
            ("Category", CATEGORY),
        )


def make_motorcycle(rng: random.Random, serial: int) -> Motorcycle:
    """A motorcycle whose frame number none of another `serial` has."""
    make, model, first, last, origin, engine, prefix = rng.choice(_KINDS)
    year, frame = rng.randint(first, last), f"{prefix}{serial + 70_000}"
    return Motorcycle(year, make, model, origin, engine, frame, rng.randint(2, 60))


def motorcycle_details(rng: random.Random, motorcycle: Motorcycle) -> Details:
    """The lines for `motorcycle`: a frame number where cars have a chassis number."""
    lines = [
        f"Frame: {motorcycle.frame}",
        f"{motorcycle.miles}k Miles Shown, TMU",
        motorcycle.engine,
        "Five-Speed Transmission",
        f"{rng.choice(_PAINTS)} Paint",
        "Black Vinyl Upholstery",
        *rng.sample(_EXTRAS, rng.randint(2, 5)),
    ]
    return Details(tuple(line + rng.choice(("", " ")) for line in lines), None, {})
