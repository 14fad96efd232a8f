"""The words that columns with a closed vocabulary may hold."""

# The words of crawler.items, again: the database refuses others, whoever writes.
BUSINESS_TYPES = ("dealer", "auction_house", "other")
LISTING_STATUSES = (
    "for_sale",
    "live",
    "sold",
    "reserve_not_met",
    "withdrawn",
    "ended",
    "removed",
)
INVENTORY_SOURCES = ("dealer", "classic_com", "bringatrailer", "other")
# The surer first; see db.upserts.businesses.
IDENTITY_RULES = ("profile_url", "license", "website_host", "name_and_place")
LOT_STATUSES = ("live", "sold", "reserve_not_met", "withdrawn", "ended")
RESERVES = ("none", "met", "not_met")
RUN_MODES = ("current", "sold", "both")
FAILURE_REASONS = (
    "gone",
    "not_a_vehicle",
    "unreadable",
    "timeout",
    "connection",
    "server_error",
    "blocked",
    "robots",
    "poison",
    "refused_address",
)
