"""What pages say, into tables: each row once, by its own key, and written only where it differs.

All functions take an open connection and write inside its transaction; the caller commits. Their
arguments are objects whose attributes bear the columns' names.
"""

from db.upserts.businesses import (
    business_of_profile,
    business_of_website,
    classic_profiles,
    current_business,
    inventory_start,
    set_bat_username,
    set_platform,
    store_business,
)
from db.upserts.images import store_images
from db.upserts.inventories import InventoryChanges, link_vehicle, store_inventory
from db.upserts.inventory_walks import WalkEnd, end_walk
from db.upserts.known_listings import (
    adopt_bat_lots,
    known_listings,
    organization_of_member,
    stale_listings,
)
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
    "WalkEnd",
    "adopt_bat_lots",
    "business_of_profile",
    "business_of_website",
    "classic_profiles",
    "current_business",
    "end_lot",
    "end_walk",
    "inventory_start",
    "known_listings",
    "link_vehicle",
    "mark_removed",
    "organization_of_member",
    "other_lots_at",
    "refresh_live_lots",
    "rename_lot",
    "set_bat_username",
    "set_platform",
    "stale_listings",
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
