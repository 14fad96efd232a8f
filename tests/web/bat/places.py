"""Where lots stand, and the currency in which they are bid for there."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A location as the essentials state it, with its country and its currency."""

    text: str
    country: str
    code: str
    alpha3: str
    currency: str
    lat: str
    lon: str


_HOME = ("United States", "US", "USA", "USD")
AMERICAN = tuple(
    Place(text, *_HOME, lat, lon)
    for text, lat, lon in (
        ("Boise, Idaho 83702", "43.6187", "-116.2146"),
        ("Duluth, Minnesota 55802", "46.7833", "-92.1066"),
        ("Marfa, Texas 79843", "30.3095", "-104.0206"),
        ("Bangor, Maine 04401", "44.8016", "-68.7712"),
        ("Astoria, Oregon 97103", "46.1879", "-123.8313"),
        ("Savannah, Georgia 31401", "32.0809", "-81.0912"),
        ("Santa Fe, New Mexico 87501", "35.687", "-105.9378"),
    )
)
FOREIGN = (
    Place("Halifax, Nova Scotia, Canada B3H 1A1", "Canada", "CA", "CAN", "CAD", "44.64", "-63.57"),
    Place("Ludlow, Shropshire, SY8 1AS", "United Kingdom", "GB", "GBR", "GBP", "52.36", "-2.71"),
    Place("Bamberg, Germany 96047", "Germany", "DE", "DEU", "EUR", "49.89", "10.88"),
)


def make_place(rng: random.Random) -> Place:
    """Mostly an American place, about one of six abroad."""
    return rng.choice(FOREIGN) if rng.random() < 0.17 else rng.choice(AMERICAN)
