"""All tables but the scheduler's (those are pg_cron's own shape: see migrations and `db.runs`).

Column names are the names of the items' fields. The migrations make the tables; a test holds the
two together.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)

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
LOT_STATUSES = ("live", "sold", "reserve_not_met", "withdrawn", "ended")
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


def _time(name: str, *, nullable: bool = False, now: bool = False) -> Column[Any]:
    default = text("now()") if now else None
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=default)


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _id() -> Column[Any]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _queue(name: str, key: Column[Any], *carried: Column[Any], due: str, done: str) -> Table:
    """One of the four queues.

    `due` is the one column a claim looks at: when a pending row may run, when a processing row's
    lease ends, when a done row comes round again; NULL for a row that waits for nothing. One range
    scan of one partial index finds all three.
    """
    return Table(
        name,
        metadata,
        _id(),
        key,
        *carried,
        Column("host", Text, nullable=False),
        Column("status", Text, nullable=False, server_default="pending"),
        _time(due, nullable=True, now=True),
        Column("attempts", SmallInteger, nullable=False, server_default="0"),
        Column("cursor", JSONB),
        _time("locked_at", nullable=True),
        Column("locked_by", Text),
        Column("lease_token", Uuid),
        Column("reason", Text),
        Column("message", Text),
        Column("http_status", SmallInteger),
        _time("created_at", now=True),
        _time("updated_at", now=True),
        _time("last_seen_at", now=True),
        _time("ended_at", nullable=True),
        _one_of("status", ("pending", "processing", done, "failed", "skipped")),
        _one_of("reason", FAILURE_REASONS),
        CheckConstraint(
            "(status = 'processing') = (lease_token IS NOT NULL)", name="lease_while_processing"
        ),
        # A row that is not at its end is always found again.
        CheckConstraint(
            f"status NOT IN ('pending', 'processing') OR {due} IS NOT NULL", name="waits_for_a_time"
        ),
        Index(f"{name}_due_idx", "host", due, postgresql_where=text(f"{due} IS NOT NULL")),
        # Claims rewrite rows all night: room for the new version on the same page, and vacuum
        # by number of dead rows, not by share of the table.
        postgresql_with={
            "fillfactor": 70,
            "autovacuum_vacuum_scale_factor": 0,
            "autovacuum_vacuum_threshold": 5000,
            "autovacuum_vacuum_cost_delay": 0,
        },
    )


businesses = Table(
    "businesses",
    metadata,
    _id(),
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
    _time("created_at", now=True),
    _time("updated_at", now=True),
    _time("last_seen_at", now=True),
    _one_of("business_type", BUSINESS_TYPES),
    Index(None, "website_host"),
)

vehicles = Table(
    "vehicles",
    metadata,
    _id(),
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
    _time("created_at", now=True),
    _time("updated_at", now=True),
    CheckConstraint("vin ~ '^[A-HJ-NPR-Z0-9]{17}$'", name="vin"),
    CheckConstraint("year BETWEEN 1885 AND 2100", name="year"),
    _one_of("mileage_unit", ("mi", "km")),
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
    _id(),
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
    # The vehicle's fields as this listing states them; the vehicle's row is made of these.
    Column("stated", JSONB),
    # What was last stored of the children: unchanged ones are not sent again.
    Column("images_digest", LargeBinary),
    _time("first_seen_at", now=True),
    _time("last_seen_at", now=True),
    _time("updated_at", now=True),
    _one_of("status", LISTING_STATUSES),
    Index(None, "vehicle_id"),
    Index(None, "organization_id"),
)

vehicle_images = Table(
    "vehicle_images",
    metadata,
    _id(),
    Column("vehicle_id", BigInteger, ForeignKey("vehicles.id"), nullable=False),
    Column("listing_id", BigInteger, ForeignKey("listings.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    _time("created_at", now=True),
    _time("updated_at", now=True),
    Index("vehicle_images_vehicle_id_url_key", "vehicle_id", "url", unique=True),
    Index(None, "listing_id"),
)

dealer_inventory = Table(
    "dealer_inventory",
    metadata,
    _id(),
    Column("organization_id", BigInteger, ForeignKey("businesses.id"), nullable=False),
    Column("listing_url", Text, nullable=False),
    Column("vehicle_id", BigInteger, ForeignKey("vehicles.id")),
    Column("title", Text),
    Column("status", Text, nullable=False),
    Column("asking_price", Numeric(14, 2)),
    Column("currency", Text),
    Column("stock_number", Text),
    _time("first_seen_at", now=True),
    _time("last_seen_at", now=True),
    _time("updated_at", now=True),
    _one_of("status", LISTING_STATUSES),
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
    _time("first_seen_at", now=True),
    _time("updated_at", now=True),
    _one_of("status", LISTING_STATUSES),
    PrimaryKeyConstraint("organization_id", "vehicle_id"),
    Index(None, "vehicle_id"),
)

bat_lots = Table(
    "bat_lots",
    metadata,
    _id(),
    Column("listing_id", BigInteger, ForeignKey("listings.id"), nullable=False, unique=True),
    Column("url", Text, nullable=False, unique=True),
    Column("bat_id", BigInteger, nullable=False, unique=True),
    Column("lot_number", BigInteger),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("currency", Text),
    Column("current_bid", Numeric(14, 2)),
    Column("high_bid", Numeric(14, 2)),
    Column("sale_price", Numeric(14, 2)),
    Column("no_reserve", Boolean, nullable=False),
    Column("seller_username", Text),
    Column("seller_type", Text),
    Column("buyer_username", Text),
    Column("bid_count", Integer),
    Column("comment_count", Integer),
    Column("view_count", Integer),
    Column("watcher_count", Integer),
    _time("started_at", nullable=True),
    _time("ends_at", nullable=True),
    Column("location", Text),
    Column("features", JSONB, nullable=False),
    Column("categories", JSONB, nullable=False),
    Column("comments_digest", LargeBinary),
    Column("bids_digest", LargeBinary),
    _time("created_at", now=True),
    _time("updated_at", now=True),
    _one_of("status", LOT_STATUSES),
    CheckConstraint("sale_price IS NULL OR status = 'sold'", name="sale_price_of_a_sale"),
    CheckConstraint("current_bid IS NULL OR status = 'live'", name="current_bid_while_live"),
)

bat_comments = Table(
    "bat_comments",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("lot_id", BigInteger, ForeignKey("bat_lots.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("author_username", Text),
    Column("author_id", BigInteger),
    Column("is_seller", Boolean, nullable=False),
    _time("posted_at"),
    Column("text", Text, nullable=False),
    Column("markup", Text, nullable=False),
    Column("likes", Integer, nullable=False),
    Column("parent_id", BigInteger),
    Column("was_edited", Boolean, nullable=False),
    Column("author_deleted", Boolean, nullable=False),
    _time("created_at", now=True),
    _time("updated_at", now=True),
    _one_of("kind", ("comment", "result")),
    Index(None, "lot_id"),
)

bat_bids = Table(
    "bat_bids",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("lot_id", BigInteger, ForeignKey("bat_lots.id"), nullable=False),
    Column("bidder_username", Text),
    Column("bidder_id", BigInteger),
    Column("amount", Numeric(14, 2), nullable=False),
    _time("placed_at"),
    Column("cancelled", Boolean, nullable=False),
    _time("created_at", now=True),
    _time("updated_at", now=True),
    Index(None, "lot_id"),
)

classic_seller_queue = _queue(
    "classic_seller_queue",
    Column("profile_url", Text, nullable=False, unique=True),
    Column("seller_name", Text),
    Column("business_type", Text),
    due="run_at",
    done="completed",
)

organization_inventory_sync_queue = _queue(
    "organization_inventory_sync_queue",
    Column("organization_id", BigInteger, ForeignKey("businesses.id"), nullable=False, unique=True),
    Column("start_url", Text, nullable=False),
    Column(
        "run_mode",
        Text,
        CheckConstraint("run_mode IN ('current', 'sold', 'both')", name="run_mode"),
        nullable=False,
        server_default="both",
    ),
    due="next_run_at",
    done="completed",
)

import_queue = _queue(
    "import_queue",
    Column("listing_url", Text, nullable=False, unique=True),
    Column("organization_id", BigInteger, ForeignKey("businesses.id")),
    Column("platform", Text),
    due="run_at",
    done="complete",
)

bat_extraction_queue = _queue(
    "bat_extraction_queue",
    Column("bat_url", Text, nullable=False, unique=True),
    due="run_at",
    done="complete",
)

queue_hosts = Table(
    "queue_hosts",
    metadata,
    Column("queue", Text, nullable=False),
    Column("host", Text, nullable=False),
    # Never later than the first due row of this host in this queue; 'infinity' when none waits.
    # Claims walk the hosts in this order, so a host that was just served goes to the end.
    _time("claim_at"),
    PrimaryKeyConstraint("queue", "host"),
    Index(None, "queue", "claim_at"),
    postgresql_with={
        "fillfactor": 50,
        "autovacuum_vacuum_scale_factor": 0,
        "autovacuum_vacuum_threshold": 1000,
        "autovacuum_vacuum_cost_delay": 0,
    },
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    _time("next_request_at", now=True),
    Column("delay", Double),  # seconds; NULL: the setting's
    Column("crawl_delay", Double),  # seconds, what robots.txt asks
    Column("robots_txt", Text),
    _time("robots_read_at", nullable=True),
    _time("blocked_until", nullable=True),
    Column("block_reason", Text),
    Column("consecutive_failures", Integer, nullable=False, server_default="0"),
    Column("requests", BigInteger, nullable=False, server_default="0"),
    _time("updated_at", now=True),
    postgresql_with={"fillfactor": 50},
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", JSONB, nullable=False),
    _time("updated_at", now=True),
)

crawl_runs = Table(
    "crawl_runs",
    metadata,
    _id(),
    Column("job_run_id", BigInteger),  # cron.job_run_details.runid; NULL: started by hand
    Column("spider", Text, nullable=False),
    Column("worker", Text, nullable=False),
    Column("arguments", JSONB, nullable=False),
    _time("started_at", now=True),
    _time("ended_at", nullable=True),
    Column("exit_code", SmallInteger),
    Column("finish_reason", Text),
    Column("counts", JSONB),
    Index(None, "started_at"),
    Index(None, "job_run_id"),
)
