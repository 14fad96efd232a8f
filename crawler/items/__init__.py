"""What a page says, as frozen dataclasses whose field names are the column names.

A value is what the page states, normalised; what it does not state is None, never a default.
Text that Postgres cannot hold (NUL, lone surrogates) is replaced by U+FFFD before it gets here
(`crawler.pages.text.storable`). Times carry their zone. Money is Decimal in `currency`.
"""

from crawler.items.lots import (
    LOT_STATUSES,
    RESERVES,
    BatBid,
    BatComment,
    BatHistoryEntry,
    BatLot,
    CommentPhoto,
    CommentVideo,
)
from crawler.items.page import Item, ReadPage, UnreadEntry
from crawler.items.sellers import BUSINESS_TYPES, Business, InventoryEntry, ListPage, Seller
from crawler.items.vehicles import (
    LISTING_STATUSES,
    MILEAGE_UNITS,
    SOURCES,
    Listing,
    Vehicle,
    VehicleImage,
)

__all__ = [
    "BUSINESS_TYPES",
    "LISTING_STATUSES",
    "LOT_STATUSES",
    "MILEAGE_UNITS",
    "RESERVES",
    "SOURCES",
    "BatBid",
    "BatComment",
    "BatHistoryEntry",
    "BatLot",
    "Business",
    "CommentPhoto",
    "CommentVideo",
    "InventoryEntry",
    "Item",
    "ListPage",
    "Listing",
    "ReadPage",
    "Seller",
    "UnreadEntry",
    "Vehicle",
    "VehicleImage",
]
