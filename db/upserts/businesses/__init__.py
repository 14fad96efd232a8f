"""Sellers' businesses: each one row, whatever pages of it were seen and in which order.

A business is known by its identities (business_identities), of four rules, the surest first: its
page on Classic.com, its licence, its website's registrable host, its name with its place.
"""

from db.upserts.businesses.facts import set_bat_username, set_platform
from db.upserts.businesses.finding import (
    business_of_profile,
    business_of_website,
    classic_profiles,
    inventory_start,
    start_url,
)
from db.upserts.businesses.identities import Identity, identify_all, identities
from db.upserts.businesses.joining import current_business
from db.upserts.businesses.registrable import registrable_host
from db.upserts.businesses.storing import store_business

__all__ = [
    "Identity",
    "business_of_profile",
    "business_of_website",
    "classic_profiles",
    "current_business",
    "identify_all",
    "identities",
    "inventory_start",
    "registrable_host",
    "set_bat_username",
    "set_platform",
    "start_url",
    "store_business",
]
