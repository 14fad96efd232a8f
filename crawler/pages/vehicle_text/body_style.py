"""The body that a listing's title names."""

import re

from crawler.pages.text import squeeze

_LONGEST = 300
# Whole words: "Targa-Style" and "Convertibles" name no body; nor do names that only borrow its
# word: a Power Wagon is a pickup, a Country Sedan a wagon.
_STYLES = (
    *("Drophead Coup[eé]", "Fixed-?head Coup[eé]", "Gran Coup[eé]", "Coup[eé]", "Berlinetta"),
    *("Convertible", "Cabriolet", "Roadster", "Speedster", "Spider", "Spyder", "Barchetta"),
    *("Targa", "Phaeton", "Tourer", "Runabout", "Landaulet", "Landau", "Victoria"),
    *("Sedan Delivery", "(?<!country )Sedan", "Saloon", "Berlina", "Limousine"),
    *("Fastback", "Notchback", "Squareback", "Hatchback", "Liftback", "Hardtop", "Shooting Brake"),
    *("Station Wagon", "(?<!power )Wagon", "Pickup", "Panel Truck", "Panel Van"),
    *("Minivan", "(?<!step )Van", "Microbus", "Motorhome", "Hearse"),
)
_NAMES_OF_MODELS = frozenset(("victoria", "landau"))
_STYLE = re.compile(
    rf"(?<![\w/–-])(?:{'|'.join(_STYLES)})(?: (?:{'|'.join(_STYLES)}))*(?![\w/–-])", re.IGNORECASE
)
# What follows is who made it, or what goes with it ("w/Hardtop").
_ASIDE = re.compile(r"\s(?:w/|with\b|by\b|from\b|and\b|&|\+|plus\b).*$|\s?[(\[].*$", re.IGNORECASE)
_YEAR = re.compile(r"^.*?(?<![\w-])(?:18|19|20)[0-9]{2}(?![\w-])")


def read_body_style(title: str) -> str | None:
    """The body that the words of `title` after its year name, as they stand there: "Coupe",
    "Station Wagon", "Hardtop Sedan".

    None where they name none, or two apart from each other ("Roadster … Coupe").
    """
    words = _ASIDE.sub("", _YEAR.sub("", squeeze(title)[:_LONGEST], count=1))
    found = {match[0].casefold(): match[0] for match in _STYLE.finditer(words)}
    for name in _NAMES_OF_MODELS & found.keys():
        del found[name]  # "Crown Victoria Sedan", "Landau" roofs: alone they tell nothing
    return found.popitem()[1] if len(found) == 1 else None
