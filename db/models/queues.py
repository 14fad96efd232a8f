"""The four queues, and the hosts on which the next claim finds something."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.models.columns import id_column, metadata, one_of, time_column
from db.models.words import FAILURE_REASONS

# How many rows of each status and reason a queue has: the sum of these rows, which the queue's
# triggers add whenever a statement changes that (see the migration 0006).
queue_tallies = Table(
    "queue_tallies",
    metadata,
    Column("queue", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("rows", BigInteger, nullable=False),
    postgresql_with={
        "autovacuum_vacuum_scale_factor": 0,
        "autovacuum_vacuum_threshold": 1000,
        "autovacuum_vacuum_cost_delay": 0,
    },
)


def _queue(name: str, key: Column[Any], *carried: Column[Any], due: str, done: str) -> Table:
    """One of the four queues.

    `due` is the one column a claim looks at: when a pending row may run, when a processing row's
    lease ends, when a done row comes round again; NULL for a row that waits for nothing. One range
    scan of one partial index finds all three.
    """
    table = Table(
        name,
        metadata,
        id_column(),
        key,
        *carried,
        Column("host", Text, nullable=False),
        Column("status", Text, nullable=False, server_default="pending"),
        time_column(due, nullable=True, now=True),
        Column("attempts", SmallInteger, nullable=False, server_default="0"),
        Column("cursor", JSONB),
        time_column("locked_at", nullable=True),
        Column("locked_by", Text),
        Column("lease_token", Uuid),
        Column("reason", Text),
        Column("message", Text),
        Column("http_status", SmallInteger),
        time_column("created_at", now=True),
        time_column("updated_at", now=True),
        time_column("last_seen_at", now=True),
        time_column("ended_at", nullable=True),
        one_of("status", ("pending", "processing", done, "failed", "skipped")),
        one_of("reason", FAILURE_REASONS),
        CheckConstraint(
            "(status = 'processing') = (lease_token IS NOT NULL)", name="lease_while_processing"
        ),
        # A row that is not at its end is always found again.
        CheckConstraint(
            f"status NOT IN ('pending', 'processing') OR {due} IS NOT NULL", name="waits_for_a_time"
        ),
        Index(f"{name}_due_idx", "host", due, postgresql_where=text(f"{due} IS NOT NULL")),
        # What ended lately, and what ended long ago.
        Index(None, "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
        # Claims rewrite rows all night: vacuum by number of dead rows, not by share of the table.
        # (Other fillfactors made no difference: docs/measurements.md.)
        postgresql_with={
            "fillfactor": 70,
            "autovacuum_vacuum_scale_factor": 0,
            "autovacuum_vacuum_threshold": 5000,
            "autovacuum_vacuum_cost_delay": 0,
        },
    )
    # Its triggers write there.
    table.add_is_dependent_on(queue_tallies)
    return table


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
    Column("page_url", Text),
    due="run_at",
    done="complete",
)

# Businesses that are joined take their listings with them.
Index(
    "import_queue_organization_id_idx",
    import_queue.c.organization_id,
    postgresql_where=text("organization_id IS NOT NULL"),
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
    time_column("claim_at"),
    # Never later than the first due row: claims begin their range scan here, past the index entries
    # of rows that have long been taken.
    Column("due_from", DateTime(timezone=True), nullable=False, server_default="-infinity"),
    PrimaryKeyConstraint("queue", "host"),
    Index(None, "queue", "claim_at"),
    postgresql_with={
        "fillfactor": 50,
        "autovacuum_vacuum_scale_factor": 0,
        "autovacuum_vacuum_threshold": 1000,
        "autovacuum_vacuum_cost_delay": 0,
    },
)
