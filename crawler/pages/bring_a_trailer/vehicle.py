"""The car of a lot, from Bring a Trailer's own groups, the title and the Listing Details."""

import re
from collections.abc import Iterable, Mapping

from crawler.items import Vehicle
from crawler.pages.bring_a_trailer.essentials import Essentials
from crawler.pages.vehicle_text import TitleWords, read_mileage, read_number, read_title
from crawler.pages.vehicle_text.title import read_make

# Whole words of the categories whose lots are no cars.
_NO_CAR = re.compile(
    r"\b(?:parts|wheels|seats|automobilia|memorabilia|literature|signs|art|toys|tools|luggage"
    r"|motorcycles|scooters|minibikes|bicycles|go-karts|all-terrain|atvs|side-by-sides|utvs"
    r"|tractors|trailers|boats|aircraft|trains|snowmobiles|engines)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?:chassis|vin|serial)\b", re.IGNORECASE)
_ENGINE = re.compile(
    r"\b\d{1,2}\.\d{1,2}[- ]?l(?:iter|itre)?\b|\b\d{2,4}[- ]?(?:ci|cc|cubic[- ]inch)\b"
    r"|\b(?:flat|inline|straight|slant)-(?:twin|two|three|four|five|six|eight)\b|\b[VW]-?(?:[468]|10|12|16)\b"
    r"|\b(?:rotary|wankel|flathead|dual-motor|electric motors?)\b",
    re.IGNORECASE,
)
_NO_ENGINE = re.compile(
    r"\b(?:package|badges?|badging|emblems?|supercharger|turbocharger|exhaust|wheels|paint|upholstery"
    r"|intake|transmission|transaxle|gearbox|transfer case|hood|scoop|conversion kit|spare|extra"
    r"|included|replaced|rebuilt in|carburetors?|brakes|edition|sound system|swap kit|cover)\b",
    re.IGNORECASE,
)
_GEARS = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})-speed"
    r"|(?:single|dual)-speed|cvt|pdk|tiptronic|powerglide|smg|automatic|manual"
)
_TRANSMISSION = re.compile(
    rf"\b(?:{_GEARS})\b.*\b(?:transmission|transaxle|gearbox)\b|^.*\b(?:transmission|transaxle)$"
    rf"|\b(?:{_GEARS.split('|cvt')[0]})\b.*\b(?:manual|automatic|overdrive|conversion|swap)\b",
    re.IGNORECASE,
)
_NO_TRANSMISSION = re.compile(
    r"\b(?:rebuil[dt]|replaced|serviced|service|cooler|fluid|mount|climate|top|seats)\b",
    re.IGNORECASE,
)
_DRIVETRAIN = re.compile(
    r"\b(?:(?:part|full)-time )?(?:all|four|front|rear)-wheel[- ]drive\b"
    r"|\b(?:AWD|4WD|RWD|FWD|4×4)$",
    re.IGNORECASE,
)
_NO_COLOUR = frozenset(("original", "custom", "new", "older", "fresh", "full", "matching"))


def is_car(title: str, groups: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the lot is a car: in no category of parts, memorabilia, motorcycles and the like,
    and with a Make group or a title that states year and make."""
    if any(_NO_CAR.search(category) for category in groups.get("Category", ())):
        return False
    words = read_title(title)
    return "Make" in groups or (words.year is not None and words.make is not None)


def read_vehicle(
    title: str,
    groups: Mapping[str, tuple[str, ...]],
    essentials: Essentials,
    description: str | None,
) -> Vehicle:
    """The car of the lot `title`. Make and model are those of Bring a Trailer's groups, else the
    title's; the number, mileage and equipment are lines of the Listing Details."""
    lines = essentials.features
    words = read_title(title)
    make, model, trim = _make_model_trim(words, groups)
    number = read_number(next((line for line in lines if _NUMBER.match(line)), ""))
    mileage = next(filter(None, map(read_mileage, lines)), None)
    return Vehicle(
        vin=number.vin,
        vin_text=number.vin_text,
        chassis_number=number.chassis_number,
        year=words.year,
        make=make,
        model=model,
        trim=trim,
        mileage=mileage.mileage if mileage else None,
        mileage_text=mileage.text if mileage else None,
        mileage_unit=mileage.unit if mileage else None,
        engine=_labelled(lines, "Engine", _ENGINE) or _first(lines, _ENGINE, _NO_ENGINE),
        transmission=_labelled(lines, "Transmission", _TRANSMISSION)
        or _first(lines, _TRANSMISSION, _NO_TRANSMISSION),
        drivetrain=_first_match(lines, _DRIVETRAIN),
        exterior_color=_before(lines, "Paint"),
        interior_color=_before(lines, "Upholstery"),
        description=description,
    )


def _make_model_trim(
    words: TitleWords, groups: Mapping[str, tuple[str, ...]]
) -> tuple[str | None, str | None, str | None]:
    group = groups.get("Make", (None,))[0]
    stated = groups.get("Model", (None,))[0]
    make = _spelled(group) if group else words.make
    if group is None or stated is None:
        return make, words.model, words.trim
    model = stated[len(group) :].strip() if _begins_with(stated, group) else stated
    if not model or words.make != make:
        return make, model or None, None
    return make, model, _beyond(model, words) or None


def _spelled(make: str) -> str:
    """`make` in the one spelling that other sites' makes get, too; as stated if it is unknown."""
    known, rest = read_make(make)
    return known if known and not rest else make


def _begins_with(text: str, word: str) -> bool:
    return re.match(rf"{re.escape(word)}(?![\w-])", text, re.IGNORECASE) is not None


def _beyond(model: str, title: TitleWords) -> str:
    """What the title says beyond the group's `model`: the words from the first that both say, but
    for those that the model says, too. The group may name a generation for what the title calls
    it ("996 Carrera" for "911 Carrera 4"), or less than the title does ("Defender", "Defender
    110"). Where they share no word, the title's own trim, else its model, goes beyond."""
    said = " ".join(filter(None, (title.model, title.trim))).split()
    known = {word.casefold() for word in model.split()}
    shared = [word.casefold() in known for word in said]
    if True not in shared:
        return title.trim or title.model or ""
    beyond = zip(said, shared, strict=True)
    return " ".join(word for word, known in [*beyond][shared.index(True) :] if not known)


def _labelled(lines: Iterable[str], label: str, wanted: re.Pattern[str]) -> str | None:
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and name.strip().casefold() == label.casefold() and wanted.search(value):
            return value.strip()
    return None


def _first(lines: Iterable[str], wanted: re.Pattern[str], refused: re.Pattern[str]) -> str | None:
    return next((line for line in lines if wanted.search(line) and not refused.search(line)), None)


def _first_match(lines: Iterable[str], wanted: re.Pattern[str]) -> str | None:
    return next((match[0].strip() for line in lines if (match := wanted.search(line))), None)


def _before(lines: Iterable[str], last: str) -> str | None:
    """The words before `last` of the first line that ends with it and states no more."""
    for line in lines:
        colour, _, word = line.rpartition(" ")
        if word == last and colour and colour.casefold() not in _NO_COLOUR:
            return colour
    return None
