"""Cases of listings are found from the shelves that their goods stood on: by the shop and its own number of them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Writes down the listings of the cases that are here."""
    _write_down(op.get_bind())


# The words of records are read as they were when this was written; later forms are no matter here.


def _write_down(conn: Any) -> None:
    keys = sa.table("case_keys", sa.column("tie"), sa.column("case_id"))
    listings = "SELECT case_id, record FROM cases WHERE kind = 'listing' ORDER BY case_id"
    for case_id, text in conn.execute(sa.text(listings)).yield_per(500):
        record = json.loads(text)
        if sku := record["subject"]["product"].get("sku"):
            tie = _key("listing", f"{record['merchant']['id']}/{sku}")
            conn.execute(sa.insert(keys), [{"tie": tie, "case_id": case_id}])


def _key(kind: str, name: str) -> str:
    """As the program of this day makes it; written out, because a migration never changes with the program."""
    if len(name) <= 200 and name.isprintable():
        return f"{kind}:{name}"
    return f"{kind}:sha256:{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"
