"""Classic.com: its directory of sellers, their profiles and cars, and the cars' own pages."""

from crawler.pages.classic_com.address import (
    DIRECTORY_FILTERS,
    HOST,
    canonical_profile_url,
    canonical_vehicle_url,
    directory_url,
)
from crawler.pages.classic_com.directory import read_directory
from crawler.pages.classic_com.inventory import inventory_start, read_inventory
from crawler.pages.classic_com.pager import page_number
from crawler.pages.classic_com.profile import read_profile
from crawler.pages.classic_com.seller_type import business_type
from crawler.pages.classic_com.vehicle import read_vehicle

__all__ = [
    "DIRECTORY_FILTERS",
    "HOST",
    "business_type",
    "canonical_profile_url",
    "canonical_vehicle_url",
    "directory_url",
    "inventory_start",
    "page_number",
    "read_directory",
    "read_inventory",
    "read_profile",
    "read_vehicle",
]
