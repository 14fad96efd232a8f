"""What lots, comments and bids state beyond the first version; photos of lots that are no cars.

Columns that must hold something get it by a default that is taken away again: rows stored before
say "nothing stated" until their page is read again.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)


def _filled(table: str, column: sa.Column[Any], value: str) -> None:
    column.server_default = sa.DefaultClause(sa.text(value))
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)


def upgrade() -> None:
    """Add them."""
    for column in (
        sa.Column("reserve", sa.Text()),
        sa.Column("seller_id", sa.BigInteger()),
        sa.Column("seller_url", sa.Text()),
        sa.Column("dealer_charges", sa.Text()),
        sa.Column("buyer_id", sa.BigInteger()),
        sa.Column("buyer_url", sa.Text()),
        sa.Column("scheduled_ends_at", _TIME),
        sa.Column("listed_at", _TIME),
        sa.Column("description", sa.Text()),
        sa.Column("history_digest", sa.LargeBinary()),
    ):
        op.add_column("bat_lots", column)
    for name in ("makes", "models", "eras", "origins"):
        _filled("bat_lots", sa.Column(name, JSONB(), nullable=False), "'[]'")
    _filled("bat_lots", sa.Column("read_at", _TIME, nullable=False), "'-infinity'")
    op.execute("UPDATE bat_lots SET read_at = updated_at")
    op.create_check_constraint("reserve", "bat_lots", "reserve IN ('none', 'met', 'not_met')")
    op.create_index(
        "bat_lots_live_idx", "bat_lots", ["bat_id"], postgresql_where=sa.text("status = 'live'")
    )

    _filled("bat_comments", sa.Column("dislikes", sa.Integer(), nullable=False), "0")
    _filled("bat_comments", sa.Column("featured", sa.Boolean(), nullable=False), "false")
    for name in ("photos", "videos"):
        _filled("bat_comments", sa.Column(name, JSONB(), nullable=False), "'[]'")
    op.add_column("bat_bids", sa.Column("ends_at", _TIME))
    for table in ("bat_comments", "bat_bids"):
        removed: sa.Column[Any] = sa.Column(
            "removed", sa.Boolean(), nullable=False, server_default=sa.text("false")
        )
        op.add_column(table, removed)

    op.create_table(
        "bat_history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.Text()),
        sa.Column("seller_username", sa.Text()),
        sa.Column("buyer_username", sa.Text()),
        sa.Column("currency", sa.Text()),
        sa.Column("amount", sa.Numeric(14, 2)),
        sa.Column("ended_on", sa.Date()),
        sa.Column("created_at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('live', 'sold', 'reserve_not_met', 'withdrawn', 'ended')",
            name=op.f("bat_history_status_check"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["bat_lots.id"], name=op.f("bat_history_lot_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("bat_history_pkey")),
        sa.UniqueConstraint("lot_id", "url", name=op.f("bat_history_lot_id_url_key")),
    )

    op.add_column("listings", sa.Column("published_at", _TIME))
    op.alter_column("vehicle_images", "vehicle_id", nullable=True)
    op.create_index(
        "vehicle_images_listing_id_url_key",
        "vehicle_images",
        ["listing_id", "url"],
        unique=True,
        postgresql_where=sa.text("vehicle_id IS NULL"),
    )
