"""Words about a vehicle, read: its title, its number, its mileage, its price, its equipment.

Each reader takes one short text that a page marks as that field, never a page's prose, and states
only what the text states.
"""

from crawler.pages.vehicle_text.body_style import read_body_style
from crawler.pages.vehicle_text.colour import read_exterior_color, read_interior_color
from crawler.pages.vehicle_text.equipment import read_drivetrain, read_engine, read_transmission
from crawler.pages.vehicle_text.mileage import Mileage, read_mileage, read_title_mileage
from crawler.pages.vehicle_text.number import VehicleNumber, read_number
from crawler.pages.vehicle_text.price import Price, read_price
from crawler.pages.vehicle_text.title import TitleWords, read_title

__all__ = [
    "Mileage",
    "Price",
    "TitleWords",
    "VehicleNumber",
    "read_body_style",
    "read_drivetrain",
    "read_engine",
    "read_exterior_color",
    "read_interior_color",
    "read_mileage",
    "read_number",
    "read_price",
    "read_title",
    "read_title_mileage",
    "read_transmission",
]
