"""Signs, posters and parts that dealers list among their cars."""

import re

from crawler.items import Vehicle
from crawler.pages.errors import NotAVehicle

# Whole words that name the thing itself. No word that a car's name or equipment holds, either:
# "neon" is a Dodge, "wheels" and "engine" stand in many a car's title.
_AUTOMOBILIA = re.compile(
    r"\b(?:signs?|posters?|brochures?|jukebox|gas pump|pedal car|scale model|die-?cast|memorabilia"
    r"|automobilia|crate engine|set of wheels|parts lot)\b",
    re.IGNORECASE,
)


def refuse_automobilia(title: str, vehicle: Vehicle) -> None:
    """Do nothing with a car.

    Raises NotAVehicle where the page states neither VIN, chassis number nor mileage, and its
    title names a thing that is no car, or neither the title nor the page states year or make.
    """
    if vehicle.vin_text or vehicle.vin or vehicle.chassis_number or vehicle.mileage is not None:
        return
    if _AUTOMOBILIA.search(title):
        raise NotAVehicle("automobilia_title", f"the title names no car: {title!r}")
    if vehicle.year is None and vehicle.make is None:
        raise NotAVehicle("no_year_make_number", f"no year, make, number or mileage: {title!r}")
