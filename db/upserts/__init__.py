"""What pages say, into tables: each row once, by its own key, and written only where it differs.

All functions take an open connection and write inside its transaction; the caller commits. Their
arguments are objects whose attributes bear the columns' names.
"""

from db.upserts.businesses import business_of_website, set_platform, store_business
from db.upserts.images import store_images
from db.upserts.inventories import InventoryChanges, link_vehicle, store_inventory
from db.upserts.listed_lots import (
    LotRow,
    end_lot,
    other_lots_at,
    refresh_live_lots,
    stored_lots,
)
from db.upserts.listings import StoredListing, mark_removed, store_listing
from db.upserts.lots import rename_lot, store_bids, store_comments, store_history, store_lot
from db.upserts.rows import Stored

__all__ = [
    "InventoryChanges",
    "LotRow",
    "Stored",
    "StoredListing",
    "business_of_website",
    "end_lot",
    "link_vehicle",
    "mark_removed",
    "other_lots_at",
    "refresh_live_lots",
    "rename_lot",
    "set_platform",
    "store_bids",
    "store_business",
    "store_comments",
    "store_history",
    "store_images",
    "store_inventory",
    "store_listing",
    "store_lot",
    "stored_lots",
]
