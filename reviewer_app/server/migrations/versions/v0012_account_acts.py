"""Who disabled or enabled which account, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table; before it there was no verb for either."""
    op.create_table(
        "account_acts",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.account"]),
        sa.ForeignKeyConstraint(["done_by"], ["accounts.account"]),
        sa.PrimaryKeyConstraint("account", "at", "act"),
    )
