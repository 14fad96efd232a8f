"""Cars, the pages that offer them, and their photos."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.models.columns import id_column, metadata, one_of, time_column
from db.models.words import LISTING_STATUSES

vehicles = Table(
    "vehicles",
    metadata,
    id_column(),
    Column("vin", Text, unique=True),
    Column("vin_text", Text),
    Column("chassis_number", Text),
    Column("year", SmallInteger),
    Column("make", Text),
    Column("model", Text),
    Column("trim", Text),
    Column("mileage", Integer),
    Column("mileage_text", Text),
    Column("mileage_unit", Text),
    Column("engine", Text),
    Column("transmission", Text),
    Column("drivetrain", Text),
    Column("body_style", Text),
    Column("exterior_color", Text),
    Column("interior_color", Text),
    Column("description", Text),
    # Which listing said each field: {"mileage": 17}.
    Column("said_by", JSONB, nullable=False, server_default="{}"),
    time_column("created_at", now=True),
    time_column("updated_at", now=True),
    CheckConstraint("vin ~ '^[A-HJ-NPR-Z0-9]{17}$'", name="vin"),
    CheckConstraint("year BETWEEN 1885 AND 2100", name="year"),
    one_of("mileage_unit", ("mi", "km")),
    # Identity of older cars: make + chassis number + year, and nothing less.
    Index(
        "vehicles_chassis_key",
        text("lower(make)"),
        "chassis_number",
        "year",
        unique=True,
        postgresql_where=text(
            "vin IS NULL AND make IS NOT NULL AND chassis_number IS NOT NULL AND year IS NOT NULL"
        ),
    ),
    Index(None, "created_at"),
)

listings = Table(
    "listings",
    metadata,
    id_column(),
    Column("url", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("vehicle_id", BigInteger, ForeignKey("vehicles.id")),
    Column("organization_id", BigInteger, ForeignKey("businesses.id")),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("asking_price", Numeric(14, 2)),
    Column("sale_price", Numeric(14, 2)),
    Column("currency", Text),
    Column("stock_number", Text),
    Column("location", Text),
    time_column("published_at", nullable=True),
    Column("source_url", Text),
    # The vehicle's fields as this listing states them; the vehicle's row is made of these.
    Column("stated", JSONB),
    # What was last stored of the children: unchanged ones are not sent again.
    Column("images_digest", LargeBinary),
    time_column("first_seen_at", now=True),
    time_column("last_seen_at", now=True),
    time_column("updated_at", now=True),
    one_of("status", LISTING_STATUSES),
    Index(None, "vehicle_id"),
    Index(None, "organization_id"),
)

vehicle_images = Table(
    "vehicle_images",
    metadata,
    id_column(),
    # NULL: what the listing offers is no vehicle (parts, memorabilia).
    Column("vehicle_id", BigInteger, ForeignKey("vehicles.id")),
    Column("listing_id", BigInteger, ForeignKey("listings.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    time_column("created_at", now=True),
    time_column("updated_at", now=True),
    Index("vehicle_images_vehicle_id_url_key", "vehicle_id", "url", unique=True),
    Index(
        "vehicle_images_listing_id_url_key",
        "listing_id",
        "url",
        unique=True,
        postgresql_where=text("vehicle_id IS NULL"),
    ),
    Index(None, "listing_id"),
)
