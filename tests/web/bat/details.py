"""The Listing Details of a lot: the lines as the page has them, and what they state."""

import random
from dataclasses import dataclass
from typing import Any

from tests.web.cars import FOUR_WHEEL, FRONT, REAR, Car

_WHEELS = ("17″ Alloy Wheels", '18" Five-Spoke Alloy Wheels', "15″ Steel Wheels & Trim Rings")
_EXTRAS = (
    "Heated & Ventilated Seats", "Limited-Slip Differential", "Front Air Dam", "Cruise Control",
    "Power-Adjustable Seats", "Black Vinyl Soft Top", "Air Conditioning", "Fog Lights",
    "Aftermarket Head Unit w/Handsfree & Radio", "Spare Wheel & Tool Kit", "Sport Exhaust System",
    "Window Sticker of $61k in 1999", "Serviced 200 Miles Ago", "Owner's Manual & Service Records",
)  # fmt: skip
WITHHELD = "Withheld"


@dataclass(frozen=True)
class Details:
    """`lines` as they stand in the list, trailing blanks included, the chassis first.

    `number` is the text of the chassis line (None on lots that are no cars); `states` holds what
    the lines say of the vehicle, by the vehicle's field names.
    """

    lines: tuple[str, ...]
    number: str | None
    states: dict[str, Any]


def car_details(
    rng: random.Random, car: Car, *, withheld: bool = False, old: bool = False
) -> Details:
    """The lines for `car`; `withheld` says that the seller keeps its number to himself, `old` that
    they were written when distances stood in full and in lower case."""
    number = WITHHELD if withheld else car.vin or car.chassis_number or WITHHELD
    mileage_text, mileage, unit = old_mileage_line(car) if old else mileage_line(rng, car)
    drivetrain = car.drivetrain if car.drivetrain not in (REAR, FRONT) else None
    if drivetrain and rng.random() < 0.15:
        drivetrain = None
    if drivetrain == FOUR_WHEEL and rng.random() < 0.3:
        drivetrain = "All-Wheel Drive"
    lines = [mileage_text, car.engine, car.transmission]
    if drivetrain:
        lines.append(drivetrain)
    lines.append(f"{car.exterior_color} Paint")
    lines.append(f"{car.interior_color} Upholstery")
    lines.append(rng.choice(_WHEELS))
    lines += rng.sample(_EXTRAS, rng.randint(2, 8))
    if car.vin and rng.random() < 0.5:
        lines.append("Clean Carfax Report")
    states = {
        "vin": None if withheld else car.vin,
        "vin_text": number,
        "chassis_number": None if withheld else car.chassis_number,
        "mileage": mileage,
        "mileage_text": mileage_text,
        "mileage_unit": unit,
        "engine": car.engine,
        "transmission": car.transmission,
        "drivetrain": drivetrain,
        "exterior_color": car.exterior_color,
        "interior_color": car.interior_color,
    }
    shown = tuple(line + rng.choice(("", "", " ")) for line in lines)
    return Details(shown, number, states)


def part_details(rng: random.Random) -> Details:
    """The lines of a lot that is no car."""
    lines = ("Sold Individually", "Scratches & Chips", "From a Private Collection", "With Brackets")
    return Details(tuple(rng.sample(lines, rng.randint(2, 4))), None, {})


def old_mileage_line(car: Car) -> tuple[str, int | None, str | None]:
    """The mileage line of the years up to about 2021: "97,800 miles"."""
    word = "kilometers" if car.mileage_unit == "km" else "miles"
    return f"{car.mileage:,} {word}", car.mileage, car.mileage_unit


def mileage_line(rng: random.Random, car: Car) -> tuple[str, int | None, str | None]:
    """The mileage line, and the distance and unit that it states."""
    luck = rng.random()
    if luck < 0.04:
        return "TMU", None, None
    if car.mileage < 1_000:
        word = "Kilometers" if car.mileage_unit == "km" else "Miles"
        shown = " Shown" if luck < 0.3 else ""
        return f"{car.mileage} {word}{shown}", car.mileage, car.mileage_unit
    thousands = car.mileage // 1_000
    if car.mileage_unit == "km":
        miles = max(1, round(thousands * 0.621371))
        return f"{thousands}k Kilometers (~{miles}k Miles) Shown", thousands * 1_000, "km"
    form = rng.choice(
        (
            "{}k Miles",
            "{}k Miles",
            "{}k Miles Shown",
            "{}k Miles Shown, TMU",
            "~{}k Miles",
            "{}k Miles Shown on Repaired Speedometer",
        )
    )
    return form.format(thousands), thousands * 1_000, "mi"
