"""By what businesses are known and how they were joined, what inventories' entries state, which
listing said each field of a vehicle, and where a listing's data is read if not at its own page.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from db.upserts.businesses import identify_all

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)
_RULES = "rule IN ('profile_url', 'license', 'website_host', 'name_and_place')"


def upgrade() -> None:
    """Add them."""
    op.add_column(
        "businesses", sa.Column("specialities", JSONB(), nullable=False, server_default="[]")
    )
    op.add_column("businesses", sa.Column("bat_username", sa.Text()))
    op.create_index("businesses_bat_username_idx", "businesses", ["bat_username"])
    op.create_table(
        "business_identities",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column(
            "business_id",
            sa.BigInteger(),
            sa.ForeignKey("businesses.id", name=op.f("business_identities_business_id_fkey")),
            nullable=False,
        ),
        sa.Column("created_at", _TIME, nullable=False, server_default=sa.text("now()")),
        sa.CheckConstraint(_RULES, name=op.f("business_identities_rule_check")),
        sa.PrimaryKeyConstraint("rule", "value", name=op.f("business_identities_pkey")),
    )
    op.create_index("business_identities_business_id_idx", "business_identities", ["business_id"])
    op.create_table(
        "business_joins",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "business_id",
            sa.BigInteger(),
            sa.ForeignKey("businesses.id", name=op.f("business_joins_business_id_fkey")),
            nullable=False,
        ),
        sa.Column("joined_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("joined", JSONB(), nullable=False),
        sa.Column("joined_at", _TIME, nullable=False, server_default=sa.text("now()")),
        sa.CheckConstraint(_RULES, name=op.f("business_joins_rule_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("business_joins_pkey")),
    )
    op.create_index("business_joins_business_id_idx", "business_joins", ["business_id"])

    source = sa.Column("source", sa.Text(), nullable=False, server_default="dealer")
    op.add_column("dealer_inventory", source)
    op.alter_column("dealer_inventory", "source", server_default=None)
    op.alter_column("dealer_inventory", "status", nullable=True)
    for column in (
        sa.Column("vin", sa.Text()),
        sa.Column("vin_text", sa.Text()),
        sa.Column("mileage", sa.Integer()),
        sa.Column("mileage_unit", sa.Text()),
        sa.Column("modified_at", _TIME),
        sa.Column("entry_digest", sa.LargeBinary()),
        sa.Column("missed", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("price_listed", sa.Boolean(), nullable=False, server_default="false"),
    ):
        op.add_column("dealer_inventory", column)
    op.create_check_constraint(
        "source",
        "dealer_inventory",
        "source IN ('dealer', 'classic_com', 'bringatrailer', 'other')",
    )
    op.create_check_constraint("mileage_unit", "dealer_inventory", "mileage_unit IN ('mi', 'km')")

    op.add_column("listings", sa.Column("source_url", sa.Text()))
    op.add_column("vehicles", sa.Column("said_by", JSONB(), nullable=False, server_default="{}"))
    op.add_column("import_queue", sa.Column("page_url", sa.Text()))
    op.create_index(
        "import_queue_organization_id_idx",
        "import_queue",
        ["organization_id"],
        postgresql_where=sa.text("organization_id IS NOT NULL"),
    )
    op.create_index(
        "bat_lots_seller_idx",
        "bat_lots",
        [sa.text("lower(\"substring\"(seller_url, '/member/([^/]+)'::text))")],
    )
    identify_all(op.get_bind())
