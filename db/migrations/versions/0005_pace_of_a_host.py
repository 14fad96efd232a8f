"""What a host's own answers make of its pace, and the one request after a block that tries it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add them."""
    op.add_column("hosts", sa.Column("slowed", sa.Double(), nullable=False, server_default="0"))
    op.add_column("hosts", sa.Column("unsent", sa.Double(), nullable=False, server_default="0"))
    op.add_column("hosts", sa.Column("troubles", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("hosts", sa.Column("trial_until", sa.DateTime(timezone=True)))
