"""Words of vehicles in dealers' markup, and what a motorcycle is."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.items import Listing, Vehicle
from crawler.pages.bring_a_trailer.vehicle import is_car
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named

CAR_PAGE = "https://oldoak.example/inventory/12/falk-comet"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def page_of(node: dict[str, Any]) -> str:
    marked = json.dumps({"@context": "https://schema.org", "@type": "Car"} | node)
    return (
        f"<html><body><h1>{node.get('name', '')}</h1>"
        f'<script type="application/ld+json">{marked}</script></body></html>'
    )


def read(node: dict[str, Any]) -> tuple[Listing, Vehicle]:
    page = platform_named("schema_org").read_vehicle(page_of(node), CAR_PAGE)
    listing, car = page.items[:2]
    assert isinstance(listing, Listing)
    assert isinstance(car, Vehicle)
    return listing, car


@pytest.mark.parametrize(
    ("title", "said", "make"),
    [
        ("1969 X Sold Chevrolet Camaro", {"manufacturer": "X Sold Chevrolet"}, "Chevrolet"),
        ("Inbound", {"brand": "Sold Chevrolet"}, "Chevrolet"),
        ("1969 Camaro", {"brand": "CHEVROLET"}, "Chevrolet"),
        ("1969 Camaro", {"brand": "Sold"}, None),
        ("1969 Camaro", {"brand": "Old Oak Motors"}, None),
        ("1969 Camaro", {"brand": {"@type": "Brand", "name": "Inbound"}}, None),
        ("1969 Falk Comet", {"brand": "Falk"}, "Falk"),
        ("1969 Comet", {"manufacturer": "Falk"}, "Falk"),
    ],
)
def test_a_make_is_a_makes_name_and_no_sellers(
    title: str, said: dict[str, Any], make: str | None
) -> None:
    _, car = read({"name": title, "vehicleIdentificationNumber": "1Z37K3S400001", **said})
    assert car.make == make


def test_a_make_marked_as_sold_is_a_sold_car() -> None:
    node = {"name": "1969 X Sold Chevrolet Camaro", "vehicleModelDate": "1969"}
    assert read(node | {"manufacturer": "X Sold Chevrolet"})[0].status == "sold"
    assert read(node | {"manufacturer": "Chevrolet"})[0].status == "for_sale"


@pytest.mark.parametrize("filler", ["Unknown", "N/A", "Other", "-", "Unspecified"])
def test_what_a_dealer_writes_for_nothing_is_nothing(filler: str) -> None:
    _, car = read(
        {
            "name": "1969 Chevrolet Camaro",
            "color": filler,
            "vehicleInteriorColor": filler,
            "vehicleEngine": filler,
            "vehicleTransmission": filler,
            "bodyType": filler,
            "driveWheelConfiguration": filler,
            "vehicleConfiguration": filler,
        }
    )
    assert (car.exterior_color, car.interior_color, car.engine) == (None, None, None)
    assert (car.transmission, car.body_style, car.drivetrain, car.trim) == (None,) * 4


@pytest.mark.parametrize("stated", ["2099", "1800", "0"])
def test_a_model_year_without_cars_is_the_titles(stated: str) -> None:
    assert read({"name": "1969 Chevrolet Camaro", "vehicleModelDate": stated})[1].year == 1969


# Motorcycles


@pytest.mark.parametrize("kind", ["Motorcycle", "Vehicle"])
def test_a_dealers_motorcycle_is_no_car_whatever_its_markup(kind: str) -> None:
    with pytest.raises(NotAVehicle) as skipped:
        read({"@type": kind, "name": "1995 Ducati 916", "vehicleModelDate": "1995"})
    assert skipped.value.rule == "motorcycle"


@pytest.mark.parametrize(
    ("title", "marks", "error"),
    [
        ("1995 Ducati 916", "", NotAVehicle),
        ("1948 Indian Chief", "", NotAVehicle),
        # Like a car's page of which the markup is missing: a mended reader could read it.
        ("1995 Ducati 916", "<p>VIN: ZDM1SB8S3SB001234</p>", Unreadable),
        ("1969 Chevrolet Camaro", "", Unreadable),
    ],
)
def test_a_motorcycle_without_markup_wants_a_mark_of_a_vehicle(
    title: str, marks: str, error: type[Exception]
) -> None:
    html = f"<html><body><h1>{title}</h1>{marks}</body></html>"
    with pytest.raises(error):
        platform_named("schema_org").read_vehicle(html, CAR_PAGE)


@pytest.mark.parametrize(
    ("title", "groups", "car"),
    [
        ("1972 Honda CT70", {"Make": ("Honda Motorcycles",)}, False),
        ("1995 Ducati 916", {"Make": ("Ducati",)}, False),
        ("1995 Ducati 916", {"Make": ("Ducati",), "Category": ("Motorcycles",)}, False),
        ("1968 Triumph TR250", {"Make": ("Triumph",)}, True),
    ],
)
def test_a_lot_of_a_motorcycle_is_no_car(
    title: str, groups: dict[str, tuple[str, ...]], car: bool
) -> None:
    assert is_car(title, groups) is car
