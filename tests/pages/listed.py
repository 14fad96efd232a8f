"""What a reader gave, picked apart for assertions."""

from typing import TypeVar

from crawler.items import InventoryEntry, Item, Listing, ReadPage, Vehicle, VehicleImage

_Kind = TypeVar("_Kind", bound=Item)


def entries_of(page: ReadPage) -> list[InventoryEntry]:
    """The entries of a list."""
    return _of(page, InventoryEntry)


def listing_of(page: ReadPage) -> Listing:
    """The one listing of a vehicle's page."""
    (listing,) = _of(page, Listing)
    return listing


def vehicle_of(page: ReadPage) -> Vehicle:
    """The one vehicle of its page."""
    (vehicle,) = _of(page, Vehicle)
    return vehicle


def photos_of(page: ReadPage) -> list[str]:
    """The addresses of its photos."""
    return [image.url for image in _of(page, VehicleImage)]


def _of(page: ReadPage, kind: type[_Kind]) -> list[_Kind]:
    return [item for item in page.items if isinstance(item, kind)]
