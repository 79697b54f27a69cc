"""What ties cases to others: the keys of their people and goods, and what shops are known by."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, and writes down the ties of the cases that are here."""
    op.create_table(
        "case_keys",
        sa.Column("tie", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"]),
        sa.PrimaryKeyConstraint("tie", "case_id"),
    )
    op.create_table(
        "shop_identifiers",
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shop_type", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("identifier", "merchant"),
    )
    _write_down(op.get_bind())


# The words of records are read as they were when this was written; later forms are no matter here.


def _write_down(conn: Any) -> None:
    keys = sa.table("case_keys", sa.column("tie"), sa.column("case_id"))
    known = sa.table("shop_identifiers", *(sa.column(name) for name in ("identifier", "merchant", "name", "shop_type")))
    shops: dict[tuple[str, str], dict[str, Any]] = {}
    for case_id, text in conn.execute(sa.text("SELECT case_id, record FROM cases ORDER BY case_id")).yield_per(500):
        record = json.loads(text)
        rows = [{"tie": tie, "case_id": case_id} for tie in dict.fromkeys(_ties(record))]
        conn.execute(sa.insert(keys), rows)
        merchant = record["merchant"]
        for kind, value in merchant.get("identifiers", {}).items():
            plain = _normal(value)
            if plain:
                identifier = _key(f"id.{kind}", plain)
                shops[identifier, merchant["id"]] = {
                    "identifier": identifier,
                    "merchant": merchant["id"],
                    "name": merchant["name"],
                    "shop_type": merchant.get("shop_type"),
                }
    if shops:
        conn.execute(sa.insert(known), list(shops.values()))


def _ties(record: dict[str, Any]) -> Iterator[str]:
    subject, kind, merchant = record["subject"], record["kind"], record["merchant"]["id"]
    yield _key("merchant", merchant)
    if record.get("creator"):
        yield _key("creator", record["creator"]["id"])
    if kind == "clip" and subject.get("room"):
        yield _key("stream", subject["room"])
    product = subject.get("product", {}) if kind == "listing" else {}
    if product.get("gtin"):
        yield _key("goods", product["gtin"])
    elif product.get("sku"):
        yield _key("goods", f"{merchant}/{product['sku']}")
    for item in subject.get("shelf", ()) if kind == "clip" else ():
        yield _key("goods", f"{merchant}/{item['listing']}")


def _normal(value: str) -> str:
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and letter not in "-‐‑–—()·.,")


def _key(kind: str, name: str) -> str:
    """As the program of this day makes it; written out, because a migration never changes with the program."""
    if len(name) <= 200 and name.isprintable():
        return f"{kind}:{name}"
    return f"{kind}:sha256:{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"
