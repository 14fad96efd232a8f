"""Where a claim begins to look among the rows of a host."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add it; the first claim of each host finds the true one."""
    op.add_column(
        "queue_hosts",
        sa.Column(
            "due_from",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("'-infinity'"),
        ),
    )
