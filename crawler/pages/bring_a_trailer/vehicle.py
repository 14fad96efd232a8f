"""The car of a lot, from Bring a Trailer's own groups, the title and the Listing Details."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from crawler.items import Vehicle
from crawler.pages.bring_a_trailer.essentials import Essentials
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import (
    Mileage,
    TitleWords,
    VehicleNumber,
    read_body_style,
    read_drivetrain,
    read_engine,
    read_exterior_color,
    read_interior_color,
    read_mileage,
    read_number,
    read_title,
    read_title_mileage,
    read_transmission,
)
from crawler.pages.vehicle_text.makes import MOTORCYCLE_MAKES
from crawler.pages.vehicle_text.title import read_make

# Whole words of the categories whose lots are no cars; "Art Cars" are.
_NO_CAR = re.compile(
    r"\b(?:parts|wheels|seats|automobilia|memorabilia|literature|signs|art|toys|tools|luggage"
    r"|motorcycles|scooters|minibikes|mopeds|bicycles|go-karts|all-terrain|atvs|side-by-sides|utvs"
    r"|tractors|trailers|boats|aircraft|trains|snowmobiles|engines)\b(?! cars?\b)",
    re.IGNORECASE,
)
# The group under which Bring a Trailer puts things instead of a make.
_THINGS = re.compile(r"\b(?:parts|automobilia)\b", re.IGNORECASE)
# "… Trailer" is one, "… w/Trailer" a car with one.
_THING_LAST = re.compile(
    r"\b(?:trailer|go-kart|minibike|moped|bicycle|scooter|motorcycle|snowmobile|boat|seats|wheels"
    r"|signs?|tool kit|luggage set|display model)$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\bw/|\b(?:with|and|on|plus)\b|[&+,]", re.IGNORECASE)

_NUMBER = re.compile(
    r"^(?:chassis|vin|serial|frame|s/n)\b(?: ?(?:(?:no|nr)\b\.?|number|#))? ?(?:[:#]|\S*\d\S*$)",
    re.IGNORECASE,
)
_LONGEST_LINE = 300  # what is longer is prose


def is_car(title: str, groups: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the lot is a car, as far as its page tells: Bring a Trailer's own categories decide.

    A lot of parts, memorabilia, motorcycles and the like is none, nor is one that stands under
    "Parts and Automobilia" instead of a make, nor a title that ends with a thing ("… Travel
    Trailer"). Any other lot is one with a Make group or with a title that states year and make;
    without a category a make of motorcycles alone is no evidence.
    """
    categories = groups.get("Category", ())
    makes = groups.get("Make", ())
    if any(map(_NO_CAR.search, (*categories, *makes))) or any(map(_THINGS.search, makes)):
        return False
    if _THING_LAST.search(title) and not _BESIDE.search(title):
        return False
    words = read_title(title)
    if not categories and (words.make or next(iter(makes), None)) in MOTORCYCLE_MAKES:
        return False
    return bool(makes) or (words.year is not None and words.make is not None)


def read_vehicle(
    title: str,
    groups: Mapping[str, tuple[str, ...]],
    essentials: Essentials,
    description: str | None,
) -> Vehicle:
    """The car of the lot `title`. Make and model are those of Bring a Trailer's groups, else the
    title's; number, mileage and equipment are lines of the Listing Details, and what no line
    states may stand in the title (mileage, driven wheels) or as a category (convertible)."""
    stated = map(squeeze, essentials.features)
    lines = tuple(line for line in stated if 0 < len(line) <= _LONGEST_LINE)
    words = read_title(title)
    make, model, trim = _make_model_trim(words, groups)
    number = _number(lines)
    mileage = _mileage(lines) or read_title_mileage(title)
    convertible = "Convertible" if "Convertibles" in groups.get("Category", ()) else None
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
        engine=read_engine(lines),
        transmission=read_transmission(lines),
        drivetrain=read_drivetrain(lines, title),
        body_style=read_body_style(title) or convertible,
        exterior_color=read_exterior_color(lines),
        interior_color=read_interior_color(lines),
        description=description,
    )


def _number(lines: Iterable[str]) -> VehicleNumber:
    """The first VIN, else the first chassis number, else the first line that has a number's label
    ("Chassis: Withheld")."""
    numbers = [read_number(line) for line in lines if _NUMBER.match(line)]
    numbers.sort(key=lambda number: (number.vin is None, number.chassis_number is None))
    return numbers[0] if numbers else VehicleNumber(None, None, None)


def _mileage(lines: Iterable[str]) -> Mileage | None:
    """The first line that states a count, else the first that says something of the mileage. A
    remark on a line of its own ("TMU") stays with the count."""
    stated = [mileage for mileage in map(read_mileage, lines) if mileage]
    counted = next((one for one in stated if one.mileage is not None), None)
    remark = next((one for one in stated if one.mileage is None and one.unit is None), None)
    if counted and remark:
        return replace(counted, text=f"{counted.text}; {remark.text}")
    return counted or next(iter(stated), None)


def _make_model_trim(
    words: TitleWords, groups: Mapping[str, tuple[str, ...]]
) -> tuple[str | None, str | None, str | None]:
    makes = [make for make in groups.get("Make", ()) if not _THINGS.search(make)]
    # A car on another maker's chassis stands under both makes.
    group = next((make for make in makes if _spelled(make) == words.make), next(iter(makes), None))
    if group is None:
        return words.make, words.model, words.trim
    make = _spelled(group)
    models = groups.get("Model", ())
    stated = next((model for model in models if _begins_with(model, group)), None)
    if stated is None and len(makes) == 1:
        stated = next((model for model in models if not model.startswith("-")), None)
    if stated is None:
        # The title's words are the model of the make that the title states.
        return make, *((words.model, words.trim) if words.make in (None, make) else (None, None))
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
