from collections.abc import Iterable
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.pages.bring_a_trailer.essentials import Essentials, read_essentials
from crawler.pages.bring_a_trailer.vehicle import is_car, read_vehicle


@pytest.mark.parametrize(
    ("title", "groups", "car"),
    [
        ("1989 Dodge Dart Parts Hauler", {"Make": ("Dodge",), "Category": ("Trucks",)}, True),
        ("1970 Norland 750", {"Category": ("Motorcycles",)}, False),
        ("Twin-Engine Go-Kart", {"Category": ("Go-Karts",)}, False),
        ("1965 Ford Mustang", {}, True),
        ("Illuminated Ford Sign", {}, False),
        ("Wheels for 1973 Porsche 911", {"Make": ("Porsche",), "Category": ("Wheels",)}, False),
        ("Bradley GT II", {"Make": ("Bradley",)}, True),
        ("1970 Norland Six", {"Make": ("Norland",), "Category": ("Service Vehicles",)}, True),
        ("1970 Ford F-100", {"Category": ("Truck & 4x4", "Military Vehicles")}, True),
        ("1970 BMW 2002", {"Make": ("BMW",), "Category": ("Art Cars", "Race Cars")}, True),
        ("2015 Winnebago Brave", {"Category": ("RVs & Campers",)}, True),
        ("1961 Airstream Bambi Travel Trailer", {"Category": ("RVs & Campers",)}, False),
        ("1961 Ford F-100 w/Travel Trailer", {"Make": ("Ford",)}, True),
        ("2015 Norvault Trailer", {"Make": ("Parts and Automobilia",)}, False),
        ("1970 Honda Moped", {"Category": ("Minibikes & Scooters",)}, False),
        ("1984 Honda Big Red", {"Category": ("All-Terrain Vehicles",)}, False),
        ("1995 Porsche 993 Sport Seats", {}, False),
        ("2013 Ducati Monster", {}, False),
        ("2013 Ducati Monster", {"Make": ("Ducati",)}, False),
        ("1959-1960 Porsche 356", {}, False),
    ],
)
def test_a_lot_is_a_car_by_its_groups_or_its_title(
    title: str, groups: dict[str, tuple[str, ...]], car: bool
) -> None:
    assert is_car(title, groups) is car


@pytest.mark.parametrize(
    ("title", "make", "model", "expected"),
    [
        (
            "1988 Mercedes-Benz 560SL",
            "Mercedes-Benz",
            "Mercedes-Benz R107 560SL",
            ("R107 560SL", None),
        ),
        (
            "2001 Porsche 911 Carrera 4 Coupe",
            "Porsche",
            "Porsche 996 Carrera",
            ("996 Carrera", "4 Coupe"),
        ),
        ("2004 BMW M3 Coupe", "BMW", "BMW M3 E46", ("M3 E46", "Coupe")),
        ("Modified Roadster", "Porsche", "Porsche 356", ("356", None)),
    ],
)
def test_the_model_is_the_groups_and_the_trim_is_the_rest_of_the_title(
    title: str, make: str, model: str, expected: tuple[str, str | None]
) -> None:
    vehicle = read_vehicle(title, {"Make": (make,), "Model": (model,)}, details([]), None)
    assert (vehicle.make, (vehicle.model, vehicle.trim)) == (make, expected)


@pytest.mark.parametrize(
    ("lines", "engine", "transmission", "drivetrain"),
    [
        (["5.0L Coyote V8", "Tremec Six-Speed Manual Transmission"], 0, 1, None),
        (["426ci V8", "TorqueFlite Automatic Transmission"], 0, 1, None),
        (["V8 Package", "Engine: 350ci V8", "Transmission: Four-Speed Manual"], 1, 2, None),
        (["Engine: 6142233", "Fabspeed V8 Exhaust System"], None, None, None),
        (["Automatic Climate Control", "Manual Soft Top"], None, None, None),
        (
            ["Part-Time Four-Wheel Drive", "Rebuilt Transmission"],
            None,
            None,
            "Part-Time Four-Wheel Drive",
        ),
    ],
)
def test_equipment_is_read_from_the_line_that_states_it(
    lines: list[str], engine: int | None, transmission: int | None, drivetrain: str | None
) -> None:
    def stated(index: int | None) -> str | None:
        return None if index is None else lines[index].split(": ")[-1]

    vehicle = read_vehicle("1970 Ford Mustang", {}, details(lines), None)
    assert (vehicle.engine, vehicle.transmission) == (stated(engine), stated(transmission))
    assert vehicle.drivetrain == drivetrain


def test_the_first_valid_vin_is_the_number_else_the_first_chassis_number() -> None:
    def numbers(*lines: str) -> tuple[str | None, str | None, str | None]:
        vehicle = read_vehicle("1970 Ford Mustang", {}, details(lines), None)
        return vehicle.vin, vehicle.chassis_number, vehicle.vin_text

    vin = "WP0ZZZ91ZMS109999"
    assert numbers("Chassis: 85576", f"VIN: {vin}") == (vin, None, vin)
    assert numbers("Chassis: Withheld", "Frame: 4711") == (None, "4711", "4711")
    assert numbers("Chassis: Withheld") == (None, None, "Withheld")
    assert numbers("Serial No. 4711") == (None, "4711", "4711")
    assert numbers("Chassis 4711") == (None, "4711", "4711")
    assert numbers("Frame-Off Restoration", "Chassis Repainted in Black") == (None, None, None)


@pytest.mark.parametrize(
    ("title", "lines", "mileage", "unit", "text"),
    [
        ("1970 Ford Mustang", ["7k Miles Shown, TMU"], 7000, "mi", "7k Miles Shown, TMU"),
        ("1970 Ford Mustang", ["TMU", "7k Miles Shown"], 7000, "mi", "7k Miles Shown; TMU"),
        ("1970 Ford Mustang", ["TMU"], None, None, "TMU"),
        ("1970 Ford Mustang", ["4k Miles Since Rebuild", "97,800 miles"], 97800, "mi", None),
        ("23k-Mile 1970 Ford Mustang", [], 23000, "mi", "23k-Mile"),
        ("78k-Kilometer 1970 Ford Mustang", [], 78000, "km", "78k-Kilometer"),
        ("23k-Mile 1970 Ford Mustang", ["23,100 Miles"], 23100, "mi", "23,100 Miles"),
        ("1970 Ford Mustang", ["4k Miles Since Rebuild"], None, None, None),
    ],
)
def test_the_mileage_is_the_cars_own_with_its_remarks(
    title: str, lines: list[str], mileage: int | None, unit: str | None, text: str | None
) -> None:
    vehicle = read_vehicle(title, {}, details(lines), None)
    assert (vehicle.mileage, vehicle.mileage_unit) == (mileage, unit)
    assert vehicle.mileage_text == (text or (lines[-1] if mileage else None))


@pytest.mark.parametrize(
    ("lines", "outside", "inside"),
    [
        (["Sea Blue Paint", "Tan Leather Upholstery"], "Sea Blue", "Tan Leather"),
        (["Arctic Silver Metallic", "Black Soft Top", "Gray Leather"], 0, 2),
        (["Black Soft Top", "Red Leather & Cloth", "White Wheels"], None, 1),
        (["Sea Blue Paint (L042)", "Tan Vinyl [Code 7]"], "Sea Blue", "Tan Vinyl"),
        (["Painted Black", "Sea Blue"], "Sea Blue", None),
        (["Repainted Sea Blue Metallic in 2015"], "Sea Blue Metallic", None),
        (["Red Paint w/White Stripes"], "Red", None),
        (["White Paint Over Red Leather Upholstery"], "White", "Red Leather"),
        (["Red Brake Calipers", "Stripped Interior", "Leather Upholstery"], None, None),
        (["Original Paint", "Black Paint", "Black Interior"], "Black", "Black"),
        (["Wheels Finished in Silver", "Black Leather Luggage"], None, None),
    ],
)
def test_colours_are_those_of_the_car_and_of_its_upholstery(
    lines: list[str], outside: str | int | None, inside: str | int | None
) -> None:
    vehicle = read_vehicle("1970 Ford Mustang", {}, details(lines), None)
    stated = [lines[one] if isinstance(one, int) else one for one in (outside, inside)]
    assert [vehicle.exterior_color, vehicle.interior_color] == stated


def test_the_body_is_the_titles_word_else_the_category_of_convertibles() -> None:
    def body(title: str, category: str) -> str | None:
        return read_vehicle(title, {"Category": (category,)}, details([]), None).body_style

    assert body("1970 Ford Mustang Coupe", "Convertibles") == "Coupe"
    assert body("1970 Ford Mustang", "Convertibles") == "Convertible"
    assert body("1970 Ford Mustang", "Projects") is None


def test_of_two_makes_the_one_that_the_title_states_wins() -> None:
    groups = {
        "Make": ("Mercedes-Benz", "Airstream"),
        "Model": ("Mercedes-Benz Sprinter", "Airstream Interstate"),
    }
    vehicle = read_vehicle("2015 Airstream Interstate", groups, details([]), None)
    assert (vehicle.make, vehicle.model) == ("Airstream", "Interstate")


def test_things_are_no_make() -> None:
    groups = {"Make": ("Parts and Automobilia", "Ford"), "Model": ("- Mini Cars", "Ford Mustang")}
    vehicle = read_vehicle("Mustang", groups, details([]), None)
    assert (vehicle.make, vehicle.model) == ("Ford", "Mustang")


_EMPTY = LexborHTMLParser('<div class="essentials"></div>').css_first("div")


def details(lines: Iterable[str]) -> Essentials:
    assert _EMPTY is not None
    return replace(read_essentials(_EMPTY), features=tuple(lines))
