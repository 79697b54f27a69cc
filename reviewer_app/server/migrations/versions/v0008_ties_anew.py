"""What shops are known by, written anew: strokes count but in numbers; listings with a number of goods by SKU, too."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reads the cases that are here once more; who shared a dropped stroke alone shares nothing now."""
    _write_anew(op.get_bind())


# The words of records are read as they were when this was written; later forms are no matter here.


def _write_anew(conn: Any) -> None:
    keys = sa.table("case_keys", sa.column("tie"), sa.column("case_id"))
    known = sa.table("shop_identifiers", *(sa.column(name) for name in ("identifier", "merchant", "name", "shop_type")))
    shops: dict[tuple[str, str], dict[str, Any]] = {}
    for case_id, text in conn.execute(sa.text("SELECT case_id, record FROM cases ORDER BY case_id")).yield_per(500):
        record = json.loads(text)
        merchant = record["merchant"]
        product = record["subject"].get("product", {}) if record["kind"] == "listing" else {}
        if product.get("gtin") and product.get("sku"):
            tie = _key("goods", f"{merchant['id']}/{product['sku']}")
            if tie != _key("goods", product["gtin"]):  # that one is there, and anybody may write a number like this
                conn.execute(sa.insert(keys), [{"tie": tie, "case_id": case_id}])
        for kind, value in merchant.get("identifiers", {}).items():
            if plain := _normal(value):
                place = _key(f"id.{kind}", plain), merchant["id"]
                shop_type = merchant.get("shop_type") or shops.get(place, {}).get("shop_type")
                shops[place] = {
                    **dict(zip(("identifier", "merchant"), place, strict=True)),
                    "name": merchant["name"],
                    "shop_type": shop_type,
                }
    conn.execute(sa.delete(known))
    if shops:
        conn.execute(sa.insert(known), list(shops.values()))


def _normal(value: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    if not any(letter.isalnum() for letter in folded):
        return ""
    digits = re.sub(r"[-‐‑–—()]", "", folded)
    return digits if re.fullmatch(r"\+?[0-9]{7,}", digits) else folded


def _key(kind: str, name: str) -> str:
    """As the program of this day makes it; written out, because a migration never changes with the program."""
    if len(name) <= 200 and name.isprintable():
        return f"{kind}:{name}"
    return f"{kind}:sha256:{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"
