"""Businesses, and what their lists show."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from db.models.columns import id_column, metadata, one_of, time_column
from db.models.words import BUSINESS_TYPES, LISTING_STATUSES

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
    time_column("created_at", now=True),
    time_column("updated_at", now=True),
    time_column("last_seen_at", now=True),
    one_of("business_type", BUSINESS_TYPES),
    Index(None, "website_host"),
)

dealer_inventory = Table(
    "dealer_inventory",
    metadata,
    id_column(),
    Column("organization_id", BigInteger, ForeignKey("businesses.id"), nullable=False),
    Column("listing_url", Text, nullable=False),
    Column("vehicle_id", BigInteger, ForeignKey("vehicles.id")),
    Column("title", Text),
    Column("status", Text, nullable=False),
    Column("asking_price", Numeric(14, 2)),
    Column("currency", Text),
    Column("stock_number", Text),
    time_column("first_seen_at", now=True),
    time_column("last_seen_at", now=True),
    time_column("updated_at", now=True),
    one_of("status", LISTING_STATUSES),
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
