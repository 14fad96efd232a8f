import json
from collections.abc import Iterable

import pytest

from crawler.pages.bring_a_trailer.essentials import Essentials
from crawler.pages.bring_a_trailer.vehicle import is_car, read_vehicle
from tests.pages.saved import saved_page


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


def details(lines: Iterable[str]) -> Essentials:
    return Essentials(None, None, None, tuple(lines), None)


def test_120_saved_records_give_year_make_and_number() -> None:
    records = json.loads(saved_page("../data/bat_lots_120.json"))
    assert len(records) == 120
    for record in records:
        v = read_vehicle(record["title"], {}, details(record["listing_details"]), None)
        assert (v.year, v.make, v.vin) == (record["year"], record["make"], record["vin"]), record[
            "url"
        ]
