"""Businesses, and what their lists show."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.models.columns import id_column, metadata, one_of, time_column
from db.models.words import (
    BUSINESS_TYPES,
    IDENTITY_RULES,
    INVENTORY_SOURCES,
    LISTING_STATUSES,
)

businesses = Table(
    "businesses",
    metadata,
    id_column(),
    Column("business_name", Text, nullable=False),
    Column("business_type", Text),
    Column("profile_url", Text, unique=True),
    Column("website", Text),
    Column("website_host", Text),
    Column("platform", Text),
    Column("phone", Text),
    Column("email", Text),
    Column("address", Text),
    Column("city", Text),
    Column("state", Text),
    Column("postal_code", Text),
    Column("country", Text),
    Column("license_number", Text),
    Column("logo_url", Text),
    Column("description", Text),
    Column("specialities", JSONB, nullable=False, server_default="[]"),
    Column("bat_username", Text),
    time_column("created_at", now=True),
    time_column("updated_at", now=True),
    time_column("last_seen_at", now=True),
    one_of("business_type", BUSINESS_TYPES),
    Index(None, "website_host"),
    Index(None, "bat_username"),
)

# By what a business is known: each page of its on Classic.com, each licence, each website. No two
# businesses share one; the rules are written in db.upserts.businesses.
business_identities = Table(
    "business_identities",
    metadata,
    Column("rule", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("business_id", BigInteger, ForeignKey("businesses.id"), nullable=False),
    time_column("created_at", now=True),
    one_of("rule", IDENTITY_RULES),
    PrimaryKeyConstraint("rule", "value"),
    Index(None, "business_id"),
)

# Rows that turned out to be of one business: what the one that went had said, and why it went.
business_joins = Table(
    "business_joins",
    metadata,
    id_column(),
    Column("business_id", BigInteger, ForeignKey("businesses.id"), nullable=False),
    Column("joined_id", BigInteger, nullable=False),
    Column("rule", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("joined", JSONB, nullable=False),
    time_column("joined_at", now=True),
    one_of("rule", IDENTITY_RULES),
    Index(None, "business_id"),
)

dealer_inventory = Table(
    "dealer_inventory",
    metadata,
    id_column(),
    Column("organization_id", BigInteger, ForeignKey("businesses.id"), nullable=False),
    Column("listing_url", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("vehicle_id", BigInteger, ForeignKey("vehicles.id")),
    Column("title", Text),
    # NULL: no list tells, and the page was not read yet.
    Column("status", Text),
    Column("asking_price", Numeric(14, 2)),
    Column("currency", Text),
    # Whether the list stated the price; else its page did, or nothing.
    Column("price_listed", Boolean, nullable=False, server_default="false"),
    Column("stock_number", Text),
    Column("vin", Text),
    Column("vin_text", Text),
    Column("mileage", Integer),
    Column("mileage_unit", Text),
    time_column("modified_at", nullable=True),
    # What the list said last: an entry that says the same is not worth its page again.
    Column("entry_digest", LargeBinary),
    # Walks in a row, of the whole list, in which it was not found.
    Column("missed", SmallInteger, nullable=False, server_default="0"),
    time_column("first_seen_at", now=True),
    time_column("last_seen_at", now=True),
    time_column("updated_at", now=True),
    one_of("status", LISTING_STATUSES),
    one_of("source", INVENTORY_SOURCES),
    one_of("mileage_unit", ("mi", "km")),
    Index(
        "dealer_inventory_organization_id_listing_url_key",
        "organization_id",
        "listing_url",
        unique=True,
    ),
    Index(None, "listing_url"),
    Index(None, "vehicle_id"),
)

organization_vehicles = Table(
    "organization_vehicles",
    metadata,
    Column("organization_id", BigInteger, ForeignKey("businesses.id"), nullable=False),
    Column("vehicle_id", BigInteger, ForeignKey("vehicles.id"), nullable=False),
    Column("status", Text, nullable=False),
    time_column("first_seen_at", now=True),
    time_column("updated_at", now=True),
    one_of("status", LISTING_STATUSES),
    PrimaryKeyConstraint("organization_id", "vehicle_id"),
    Index(None, "vehicle_id"),
)
