"""Where a case stands among those that are to be judged again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the column; cases that wait since before it are offered by risk, as they were."""
    op.add_column("case_heads", sa.Column("again", sa.Text()))
    op.create_index("case_heads_again", "case_heads", ["again"])
