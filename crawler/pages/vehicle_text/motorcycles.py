"""Which makes and models are motorcycles: many makers of cars build both."""

import re

from crawler.pages.vehicle_text.makes import MOTORCYCLE_MAKES
from crawler.pages.vehicle_text.title import read_make, read_title

# What the words after a make that builds both begin with, where it is a motorcycle. Triumph's
# TR5, TR6 and TR7 are cars as well, Honda's Odyssey, Passport and Pilot, too: no such name is here.
_MODELS = {
    "Ariel": r"square four|red hunter|arrow|leader|huntmaster|HT[35]",
    "BMW": r"R ?\d{2,4}(?:/\d)?[A-Z]{0,3}|R ?nine ?T|K ?(?:1|\d{2,4})[A-Z]{0,3}|S ?1000 ?[A-Z]*"
    r"|M ?1000 ?R+|[FGC] ?\d{3,4} ?[A-Z]{0,3}|HP[24]",
    "Brough Superior": r"SS ?(?:80|100)|680|11[.-]?50",
    "Hesketh": r"V ?1000|vampire",
    "Honda": r"(?:CBR?|CBX|CL|CT|CRF?|CM|CX|GL|VFR|VF|VTX?|VTR|XR|XL|NSR|SL|NR|XRV?|NX|CA|CH|MR"
    r"|QA|NC|TRX|ATC|RC|RVT|RVF|Z|ST) ?\d{2,4}(?<!Z600)(?<!Z360)[A-Z]{0,3}|CBX|gold ?wing"
    r"|rebel|shadow|valkyrie|magna|super cub|trail|monkey|grom|ruckus|nighthawk|super ?hawk|hawk"
    r"|interceptor|africa twin|dream|hurricane|blackbird|scrambler|benly|elite|fourtrax|rancher"
    r"|foreman",
    "KTM": r"(?!x-?bow).+",
    "NSU": r"quickly|super ?max|max|konsul|fox|supermax|sportmax|rennmax",
    "Suzuki": r"(?:GSX|GS|GT|RM|DR|TS|TC|RG|RGV|SV|TL|VS|VZ|RV|LT) ?-?[A-Z]?\d{2,4}[A-Z]{0,3}"
    r"|GSX-?R|RE-?5|T-?500|hayabusa|katana|bandit|v-strom|intruder|boulevard|burgman|savage"
    r"|quadrunner|titan",
    "Triumph": r"bonneville|tiger|trophy|thunderbird|daytona|speed triple|street triple|rocket|cub"
    r"|scrambler|thruxton|trident|hurricane|speed twin|america|speedmaster|sprint|X-?75"
    r"|T-?1[0-4]\d[A-Z]{0,3}|TR5T|TR6(?:R|C|SC|RV)|TR7(?:V|RV)|[356]TA?|tiger cub|legend"
    r"|street twin|adventurer|terrier",
    "Vespa": r"(?!400\b).+",
    "Zündapp": r"KS ?\d{2,4}|K ?\d{3}|DB ?\d{3}|bella",
}
_PATTERNS = {
    make: re.compile(rf"(?:{models})(?![\w/])", re.IGNORECASE) for make, models in _MODELS.items()
}
# What such a make never built: a colour ("1989 Indian Red Porsche"), another maker's edition
# ("2003 Harley-Davidson F-150"), and the few cars of makers of motorcycles.
_NO_MOTORCYCLE = re.compile(
    r"(?:red|F-?[123]50|edition|ranger|space ranger|OX99.*|nine)\b", re.IGNORECASE
)
_CARS_OF_MAKES = {"BSA": re.compile(r"scout\b|ten\b|three[- ]wheel|TW", re.IGNORECASE)}


def is_motorcycle(title: str, make: str | None = None, model: str | None = None) -> bool:
    """Whether the words after a year at a title's begin, or the title's first words, name a make
    that builds motorcycles alone or a motorcycle of one that builds cars, too. Where the title
    names no make, `make` and `model` are looked at, as the page states them.

    A name that a car bears as well ("Triumph TR6") is no motorcycle's.
    """
    words = read_title(title)
    named, rest = words.make, " ".join(filter(None, (words.model, words.trim)))
    if named is None:
        named, rest = read_make(title)
    if named is None:
        named, rest = read_make(make)[0] if make else None, model or ""
    if named is None or read_make(rest)[0] not in (None, named):
        return False  # "Harley-Davidson Ford F-150"
    if named in MOTORCYCLE_MAKES:
        cars = _CARS_OF_MAKES.get(named)
        return not (_NO_MOTORCYCLE.match(rest) or (cars and cars.match(rest)))
    pattern = _PATTERNS.get(named)
    return pattern is not None and pattern.match(rest) is not None
