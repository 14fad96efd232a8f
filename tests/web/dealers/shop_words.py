"""What shops of any trade say of a car: all in its title and its description."""

from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design
from tests.web.dealers.stock import Stock


def described_as(one: Stock) -> list[str]:
    """The lines of a description, as plain text."""
    lines = [one.description]
    if car := one.car:
        lines += [
            f"VIN: {one.number_text}",
            f"Mileage: {car.mileage:,} {_unit(car)}",
            f"Engine: {car.engine}",
            f"Transmission: {car.transmission}",
            f"Exterior Color: {car.exterior_color}",
            f"Interior: {car.interior_color}",
        ]
    return lines


def as_list(one: Stock) -> str:
    """The description as a paragraph and a list, as people type it into a shop's editor."""
    first, *lines = described_as(one)
    points = "".join(f"<li><strong>{_label(line)}</strong>{_rest(line)}</li>" for line in lines)
    return f"<p>{escape(first)}</p>\n<ul>\n{points}\n</ul>"


def as_breaks(one: Stock) -> str:
    """The description as one paragraph with line breaks."""
    return f"<p>{'<br>'.join(escape(line) for line in described_as(one))}</p>"


def stated_vehicle(design: Design, one: Stock, car: Car) -> Vehicle:
    """What such a page states of a car."""
    return Vehicle(
        **design.numbers(one),
        year=car.year,
        make=car.make,
        model=car.model,
        trim=car.trim,
        mileage=car.mileage,
        mileage_text=f"{car.mileage:,} {_unit(car)}",
        mileage_unit=car.mileage_unit,
        engine=car.engine,
        transmission=car.transmission,
        exterior_color=car.exterior_color,
        interior_color=car.interior_color,
        description=" ".join(described_as(one)),
    )


def mileage_words(car: Car) -> str:
    """The odometer as dealers print it."""
    return f"{car.mileage:,} {_unit(car)}"


def _unit(car: Car) -> str:
    return "miles" if car.mileage_unit == "mi" else "km"


def _label(line: str) -> str:
    return escape(line.partition(":")[0] + ":")


def _rest(line: str) -> str:
    return escape(line.partition(":")[2])
