"""Where a case stands among those asked to be judged again: they are offered in the order of being asked for."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the column, and gives the cases that wait in such a round their places by when each was asked for."""
    op.add_column("case_heads", sa.Column("place", sa.BigInteger(), nullable=True))
    op.create_index(
        "case_heads_place",
        "case_heads",
        ["place"],
        unique=False,
        sqlite_where=sa.text("place IS NOT NULL"),
        postgresql_where=sa.text("place IS NOT NULL"),
    )
    conn = op.get_bind()
    again = sa.text('SELECT case_id, state FROM case_heads WHERE state LIKE \'%"round":"rereview"%\'')
    waiting = [case_id for case_id, state in conn.execute(again) if json.loads(state).get("round") == "rereview"]
    # Each of them was one change of the feed at least: so few numbers cannot meet those of cases asked for later.
    for place, (_at, case_id) in enumerate(sorted((_asked_at(conn, case_id), case_id) for case_id in waiting), 1):
        text = sa.text("UPDATE case_heads SET place = :place WHERE case_id = :case_id")
        conn.execute(text, {"place": place, "case_id": case_id})


def _asked_at(conn: sa.Connection, case_id: str) -> str:
    text = sa.text("SELECT at, body FROM events WHERE case_id = :case_id ORDER BY version")
    rows = conn.execute(text, {"case_id": case_id})
    return max((at for at, body in rows if json.loads(body)["type"] == "rereview_asked"), default="")
