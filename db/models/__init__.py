"""All tables but the scheduler's (those are pg_cron's own shape: see migrations and `db.runs`).

Column names are the names of the items' fields. The migrations make the tables; a test holds the
two together.
"""

from db.models import hosts, lots, queues, runs, sellers, vehicles
from db.models.columns import metadata
from db.models.words import (
    BUSINESS_TYPES,
    FAILURE_REASONS,
    IDENTITY_RULES,
    INVENTORY_SOURCES,
    LISTING_STATUSES,
    LOT_STATUSES,
    RESERVES,
    RUN_MODES,
)

__all__ = [
    "BUSINESS_TYPES",
    "FAILURE_REASONS",
    "IDENTITY_RULES",
    "INVENTORY_SOURCES",
    "LISTING_STATUSES",
    "LOT_STATUSES",
    "RESERVES",
    "RUN_MODES",
    "hosts",
    "lots",
    "metadata",
    "queues",
    "runs",
    "sellers",
    "vehicles",
]
