"""Titles, numbers, mileage, colours and equipment, as people write them."""

from datetime import UTC, datetime

import pytest

from crawler.pages.vehicle_text import (
    read_engine,
    read_exterior_color,
    read_interior_color,
    read_mileage,
    read_number,
    read_title,
    read_transmission,
)

CAR_PAGE = "https://oldoak.example/inventory/12/falk-comet"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("1959-1960 Porsche 356", (None, None, None, None)),
        ("1965 to 1970 Ford Mustang", (None, None, None, None)),
        ("1965 & 1966 Ford Mustang", (None, None, None, None)),
        ("1965 and 1966 Ford Mustang", (None, None, None, None)),
        ("Pair of 1967 Ford Mustangs", (None, None, None, None)),
        ("Used 2015 Aston Martin Vantage", (2015, "Aston Martin", "Vantage", None)),
        ("Pre-Owned 2019 Porsche 911 Carrera", (2019, "Porsche", "911", "Carrera")),
        ("X Sold Chevrolet", (None, None, None, None)),
        ("2015 X Sold Chevrolet Corvette", (2015, "Chevrolet", "Corvette", None)),
        ("1967 Sold Chevrolet Camaro", (1967, "Chevrolet", "Camaro", None)),
        ("SOLD! 1967 Ford Mustang", (1967, "Ford", "Mustang", None)),
        ("1967 Ford Mustang - SOLD", (1967, "Ford", "Mustang", None)),
        ("1967 FORD MUSTANG *SOLD*", (1967, "Ford", "MUSTANG", None)),
        ("1967 Ford Mustang GT For Sale", (1967, "Ford", "Mustang", "GT")),
        ("1967 Ford Mustang $45,000", (1967, "Ford", "Mustang", None)),
        ("1967 Ford Mustang Stock #1234", (1967, "Ford", "Mustang", None)),
        ("1967 Ford Mustang | Fully Restored", (1967, "Ford", "Mustang", None)),
        (
            "1970 Ford Mustang Boss 302 Sold New by Falk Ford",
            (1970, "Ford", "Mustang", "Boss 302 Sold New by Falk Ford"),
        ),
        ("1964 Dodge 330 Super Stock 426", (1964, "Dodge", "330", "Super Stock 426")),
        ("1969 CHEVROLET CAMARO Z/28", (1969, "Chevrolet", "CAMARO", "Z/28")),
        ("69 Camaro", (None, None, None, None)),
        ("Stock #1967 1965 Ford Mustang", (1965, "Ford", "Mustang", None)),
        ("2,000-Mile 2015 Porsche 911 GT3", (2015, "Porsche", "911", "GT3")),
        ("2000 Mile 1991 Porsche 911 Carrera 4", (1991, "Porsche", "911", "Carrera 4")),
        ("1800 km 2000 Porsche Boxster", (2000, "Porsche", "Boxster", None)),
        ("Peugeot 2008", (None, None, None, None)),
        ("2014 Peugeot 2008", (2014, "Peugeot", "2008", None)),
        ("Mazda 1800", (None, None, None, None)),
        ("1995 Chevrolet 1500", (1995, "Chevrolet", "1500", None)),
        ("2005 Ram 2500", (2005, "Ram", "2500", None)),
        ("1974 BMW 2002tii", (1974, "BMW", "2002tii", None)),
        ("1973 Volvo 1800ES", (1973, "Volvo", "1800ES", None)),
        ("Porsche 1974 911", (None, None, None, None)),
        ("1932 Ford", (1932, "Ford", None, None)),
        ("Model 1929 Mercedes SSK Replica", (1929, "Mercedes-Benz", "SSK", "Replica")),
        ("1966 Chevy II Nova", (1966, "Chevrolet", "Chevy II Nova", None)),
        ("1966 Chevy Nova", (1966, "Chevrolet", "Nova", None)),
        ("1951 Sunbeam-Talbot 90", (1951, "Sunbeam-Talbot", "90", None)),
        ("1967 Sunbeam Tiger", (1967, "Sunbeam", "Tiger", None)),
        ('1952 Land Rover 80"', (1952, "Land Rover", "80", None)),
        # The words after the year begin with a tuner's name, and with a colour's.
        ("1995 AC Schnitzer BMW M3", (1995, None, None, None)),
        ("1990 Alpine White BMW M3", (1990, None, None, None)),
        ("1965 AC Cobra", (1965, "AC", "Cobra", None)),
        ("1970 Alpine A110", (1970, "Alpine", "A110", None)),
        ("2020 Restored 1965 Ford Mustang", (1965, "Ford", "Mustang", None)),
        ("1 of 2000 1969 Ford Mustang", (1969, "Ford", "Mustang", None)),
        ("1930 isotta fraschini Tipo 8A", (1930, "Isotta Fraschini", "Tipo 8A", None)),
        ("1951 Frazer-Nash Le Mans", (1951, "Frazer Nash", "Le Mans", None)),
        ("1973 CITROËN SM", (1973, "Citroën", "SM", None)),
        ("1957 ZUNDAPP JANUS", (1957, "Zündapp", "JANUS", None)),
    ],
)
def test_a_title_says_what_the_car_is_and_no_more(
    title: str, expected: tuple[int | None, str | None, str | None, str | None]
) -> None:
    words = read_title(title)
    assert (words.year, words.make, words.model, words.trim) == expected


# Numbers, mileage, colours


@pytest.mark.parametrize(
    "text",
    [
        "XXXXXXXXXXXX12345",
        "WP0XXXXXXXX123456",
        "WBSBL9345********",
        "194677XXXXX",
        "ABCDEFGH123456789",
        "VINWBSBL93453JR22502",
        "1 of 50",
        "WBSBL93453JR2250О",  # the last letter is Cyrillic
        "WBSBL93453JR22502 / 1G1YY22G965104367",
        "VIN: Withheld",
        "11111111111111111",
        "{{Vin}}",
    ],
)
def test_what_is_hidden_counted_or_twofold_is_no_number(text: str) -> None:
    number = read_number(text)
    assert (number.vin, number.chassis_number) == (None, None)
    assert number.vin_text


@pytest.mark.parametrize(
    ("text", "vin", "chassis"),
    [
        ("wbsbl93453jr22502", "WBSBL93453JR22502", None),
        ("Chassis: DB5/1234/R", None, "DB5/1234/R"),
        ("1G1YY22G965104368", None, "1G1YY22G965104368"),  # its check digit is wrong
        ("Chassis: 0846, Engine: 0846", None, "0846"),
        ("F25YNB12345 (Engine XXXXX)", None, "F25YNB12345"),
    ],
)
def test_a_number_that_is_stated_is_kept(text: str, vin: str | None, chassis: str | None) -> None:
    number = read_number(text)
    assert (number.vin, number.chassis_number) == (vin, chassis)


@pytest.mark.parametrize(
    "text",
    [
        "5k Miles on Rebuilt Engine",
        "1,200 Miles Since Restoration",
        "30,000-Mile Service",
        "300 mi range",
        "5-10k Miles",
        "12½k Miles",
        "300 Hours",
        "Five-Digit Odometer",
    ],
)
def test_miles_of_something_else_are_no_mileage(text: str) -> None:
    assert read_mileage(text) is None


@pytest.mark.parametrize(
    "line", ["Spot Paint", "Chipped Paint", "Color-Matched Paint", "Faded Original Paint"]
)
def test_the_state_of_the_paint_is_no_colour(line: str) -> None:
    assert read_exterior_color([line]) is None
    assert read_exterior_color([line, "Faded Blue Paint"]) == "Faded Blue"


@pytest.mark.parametrize(
    "line",
    ["Five-Speed Gearbox Included", "Spare 5-Speed Transmission", "Automatic Transmission Removed"],
)
def test_a_gearbox_beside_the_car_is_not_its_transmission(line: str) -> None:
    assert read_transmission([line]) is None
    four_speed = "Four-Speed Manual Transmission, Spare Parts Included"
    assert read_transmission([line, four_speed]) == four_speed


def test_a_book_of_engines_is_no_engine() -> None:
    assert read_engine(["V12 Anniversary Book", "5.3-Liter V12"]) == "5.3-Liter V12"


def test_a_line_of_outside_and_inside_is_not_the_colour_of_the_inside() -> None:
    assert read_interior_color(["Red over Black Leather"]) is None
    assert read_interior_color(["Black Paint & Red Leather"]) is None
    assert read_interior_color(["Red Leather & Black Cloth"]) == "Red Leather & Black Cloth"
