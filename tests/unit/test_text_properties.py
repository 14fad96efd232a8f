"""What holds of the readers of vehicles' words whatever the text: they raise nothing, state nothing
that the text does not say, and end quickly."""

import re
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.items import Vehicle
from crawler.pages.bring_a_trailer.essentials import read_essentials
from crawler.pages.bring_a_trailer.vehicle import is_car, read_vehicle
from crawler.pages.errors import NotAVehicle
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import (
    read_body_style,
    read_drivetrain,
    read_engine,
    read_exterior_color,
    read_interior_color,
    read_mileage,
    read_number,
    read_price,
    read_title,
    read_title_mileage,
    read_transmission,
)
from crawler.pages.vehicle_text.makes import ALIASES, MAKES, MAKES_OF_MODELS
from crawler.pages.vehicle_text.title import read_make

TRIGGERS = (
    *("1972", "1959-1960", "19٣٤", "’32", "1970½", "2000-Mile", "12k-Mile", "No Reserve:", "for"),
    *(
        "Ford",
        "Ford-Powered",
        "Aston",
        "Martin",
        "Mustang",
        "MGB",
        "GT",
        "Mercedes",
        "Benz",
        "Škoda",
    ),
    *("Ducati", "Land", "Rover", "Coupe", "Convertible", "Hardtop", "Power", "Wagon", "w/", "by"),
    *(
        "Miles",
        "miles",
        "12k",
        "12.5k",
        "km",
        "Kilometers",
        "Shown",
        "TMU",
        "TMU,",
        "on",
        "odometer",
    ),
    *("Original", "Under", "~", "(~151k", "Since", "Rebuild", "Mileage:", "1,234", "1.234.567"),
    *(
        "$",
        "€",
        "CAD",
        "USD",
        "45,000",
        "1.250.000,50",
        "k",
        "M",
        "/mo",
        "Price:",
        "OBO",
        "kr",
        "¥",
    ),
    *("VIN:", "Chassis:", "Frame", "No.", "#", "WP0ZZZ91ZMS109999", "1M8GDM9AXKP042788", "85576"),
    *("Withheld", "S/N", "AB5/1234/R", "0", "00000", "Engine:", "350ci", "V8", "Flat-Six", "5.0L"),
    *("Six-Speed", "Manual", "Automatic", "Transmission:", "Transmission", "Exhaust", "AWD", "4×4"),
    *("Four-Wheel", "Drive", "Red", "Silver", "Metallic", "Paint", "Repainted", "Black", "Leather"),
    *("Upholstery", "Interior", "Soft", "Top", "&", "Over", "in", "Trailer", "Wheels", "and"),
    *(
        "(",
        ")",
        ",",
        ";",
        "-",
        "–",
        "/",
        ".",
        ":",
        "½",
        "²³",
        "٣٤",
        "ſ",
        "İ",
        "\u00a0",
        "\x00",
        "\ud800",
    ),
)
ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=80),
    st.lists(st.sampled_from(TRIGGERS), max_size=10).map(" ".join),
    st.lists(st.sampled_from(TRIGGERS), max_size=6).map("".join),
)
whatever = settings(deadline=None, derandomize=True, max_examples=150)

# Every spelling that titles have for a make.
SPELLINGS: dict[str, set[str]] = {make: {make} for make in MAKES}
for spelling, meant in (ALIASES | MAKES_OF_MODELS).items():
    SPELLINGS[meant].add(spelling)


@whatever
@given(ANY_TEXT)
def test_a_title_states_nothing_that_it_does_not_say(text: str) -> None:
    words = read_title(text)
    stated = squeeze(text)
    assert words.year is None or str(words.year) in stated
    assert words.make is None or names(words.make, stated)
    assert words.make is not None or words.model is None
    assert words.model is not None or words.trim is None
    for part in (words.model, words.trim):
        assert part is None or (part and part in stated)


@whatever
@given(ANY_TEXT)
def test_a_make_is_what_the_words_begin_with_and_the_rest_is_theirs(text: str) -> None:
    words = squeeze(text)
    make, rest = read_make(words)
    assert words.endswith(rest)
    if make is None:
        assert rest == words
    else:
        assert names(make, words)


@whatever
@given(ANY_TEXT)
def test_a_number_states_nothing_that_the_text_does_not_say(text: str) -> None:
    number = read_number(text)
    stated = squeeze(text)
    assert number.vin is None or number.chassis_number is None
    assert number.vin_text is None or number.vin_text in stated
    for part in (number.vin, number.chassis_number):
        assert part is None or (re.search(r"\d", part) and in_order(part, stated.upper()))


@whatever
@given(ANY_TEXT)
def test_a_mileage_has_the_digits_of_its_text(text: str) -> None:
    for read in (read_mileage(text), read_title_mileage(text)):
        if read is None:
            continue
        assert read.text in squeeze(text)
        if read.mileage is not None:
            assert 0 < read.mileage <= 2_000_000
            assert follows(str(read.mileage), read.text)
            assert read.unit or re.search("mileage|odo|TMU|not actual", text, re.IGNORECASE)


@whatever
@given(ANY_TEXT)
def test_a_price_has_the_digits_of_its_text_and_a_currency(text: str) -> None:
    price = read_price(text)
    if price is not None:
        assert price.amount > 0
        assert re.fullmatch("[A-Z]{3}", price.currency)
        assert follows(str(price.amount).replace(".", ""), text)


@whatever
@given(st.lists(ANY_TEXT, max_size=4), ANY_TEXT)
def test_equipment_and_colours_are_words_of_the_lines(texts: list[str], title: str) -> None:
    lines = [line for line in map(squeeze, texts) if line]
    body = read_body_style(title)
    drivetrain = read_drivetrain(lines, title)
    assert body is None or (body and body in squeeze(title))
    assert drivetrain is None or any(drivetrain in line for line in [*lines, title])
    for reader in (read_engine, read_transmission, read_exterior_color, read_interior_color):
        value = reader(lines)
        assert value is None or (value and any(value in line for line in lines))


@whatever
@given(
    ANY_TEXT,
    st.lists(ANY_TEXT, max_size=5),
    st.dictionaries(
        st.sampled_from(("Make", "Model", "Category")),
        st.lists(ANY_TEXT.map(squeeze).filter(bool), min_size=1, max_size=3).map(tuple),
    ),
)
def test_a_lots_car_states_nothing_that_the_page_does_not_say(
    title: str, lines: list[str], groups: dict[str, tuple[str, ...]]
) -> None:
    assert is_car(title, groups) in (True, False)
    title = squeeze(title)
    vehicle = read_lot_vehicle(title, lines, groups)
    stated = "\n".join(map(squeeze, lines))
    makes = " ".join(groups.get("Make", ()))
    named = " ".join(groups.get("Model", ()))
    assert vehicle.year is None or str(vehicle.year) in title
    assert vehicle.make is None or vehicle.make in makes or names(vehicle.make, f"{title} {makes}")
    assert vehicle.model is None or vehicle.model in title or vehicle.model in named
    assert vehicle.trim is None or all(word in title for word in vehicle.trim.split())
    assert vehicle.vin is None or vehicle.chassis_number is None
    for number in (vehicle.vin, vehicle.chassis_number):
        assert number is None or in_order(number, stated.upper())
    if vehicle.mileage is not None:
        assert vehicle.mileage_text
        assert follows(str(vehicle.mileage), vehicle.mileage_text)
    for remark in (vehicle.mileage_text or "").split("; "):
        assert remark in f"{stated}\n{title}"
    equipment = (vehicle.engine, vehicle.transmission)
    for value in (*equipment, vehicle.exterior_color, vehicle.interior_color):
        assert value is None or value in stated
    assert vehicle.drivetrain is None or vehicle.drivetrain in f"{stated}\n{title}"
    assert vehicle.body_style in (None, "Convertible") or vehicle.body_style in title


@whatever
@given(st.integers(1, 1_999_999), st.sampled_from(["miles", "km", "mi"]))
def test_a_written_mileage_is_read_back(mileage: int, unit: str) -> None:
    read = read_mileage(f"{mileage:,} {unit}")
    assert read is not None
    assert (read.mileage, read.unit) == (mileage, "km" if unit == "km" else "mi")


@whatever
@given(st.integers(2, 1_234_566))
def test_a_written_price_is_read_back(amount: int) -> None:
    price = read_price(f"${amount:,}")
    assert price is not None
    assert price.amount == amount


def refused(text: str) -> bool:
    """Whether the title or the category, both `text`, is no car's."""
    try:
        refuse_not_a_car(text, Vehicle(vin_text="85576"), category=text)
    except NotAVehicle:
        return True
    return False


READERS: dict[str, Callable[[str], object]] = {
    "title": read_title,
    "make": read_make,
    "number": read_number,
    "mileage": read_mileage,
    "title_mileage": read_title_mileage,
    "price": read_price,
    "price_in_context": lambda text: read_price(text, "USD"),
    "mileage_by_label": lambda text: read_mileage(text, "Mileage"),
    "not_a_car": refused,
    "body_style": read_body_style,
    "vehicle": lambda text: read_lot_vehicle(text, [text, f"Chassis: {text}"], {}),
    "is_car": lambda text: is_car(text, {}),
}
# What a nested or an unanchored repetition would choke on.
LONG = (
    *(
        "1",
        "1,111",
        "1972 ",
        "vin ",
        "chassis: ",
        " ",
        "(",
        "- ",
        "Manual ",
        "Six-Speed ",
        "Paint ",
    ),
    *(
        "5-Speed Conversion ",
        "shown on odometer ",
        "on odometer ",
        "approx. ",
        "TMU, ",
        "1 ",
        "1.1 ",
    ),
    *(
        "Was $1 ",
        "Now $1 ",
        "to $1 ",
        "1.1k ",
        "trailer ",
        "sign & ",
        "Harley-Davidson ",
        "wheels for ",
    ),
    *("Hardtop ", "Leather & ", "a", "A1-", "Mercedes-", "1k-Mile ", "$ ", "price "),
    *("for 1972 ", "w/ ", "Repainted in ", "Red ", "asking ", "V8 ", "\u0130", "12.5L "),
)


@pytest.mark.parametrize("name", READERS)
def test_a_reader_ends_quickly_on_200000_characters(name: str) -> None:
    # A quadratic search would take minutes of the processor's time here.
    for piece in LONG:
        text = piece * (200_000 // len(piece)) + "!"
        began = time.process_time()
        READERS[name](text)
        assert time.process_time() - began < 3, piece


_BOX = LexborHTMLParser('<div class="essentials"></div>').css_first("div")


def read_lot_vehicle(
    title: str, lines: Iterable[str], groups: dict[str, tuple[str, ...]]
) -> Vehicle:
    assert _BOX is not None
    essentials = replace(read_essentials(_BOX), features=tuple(lines))
    return read_vehicle(title, groups, essentials, None)


def names(make: str, text: str) -> bool:
    """Whether `make` stands in `text` in one of its spellings, whatever hyphens and accents."""
    return any(plain(spelling) in plain(text) for spelling in SPELLINGS.get(make, {make}))


def plain(text: str) -> str:
    base = "".join(unicodedata.normalize("NFD", character)[0] for character in text)
    return re.sub(r"[\s-]+", "", base).lower()


def in_order(part: str, text: str) -> bool:
    """Whether the characters of `part` stand in `text` in their order."""
    rest = iter(text)
    return all(character in rest for character in part)


def follows(digits: str, text: str) -> bool:
    """Whether `digits`, but for nils at their end, are digits of `text` in their order."""
    return digits.rstrip("0") in re.sub(r"\D", "", text)
