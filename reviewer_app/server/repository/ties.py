"""SQL for what ties cases to others: by the keys of their people and goods, and by what shops share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Text, bindparam, cast, func, insert, select, update

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

k, s, h, c, o = t.case_keys.c, t.shop_identifiers.c, t.case_heads.c, t.cases.c, t.leases.c
_ADD_KEY = Prepared(insert(t.case_keys))
_ADD_IDENTIFIER = Prepared(insert(t.shop_identifiers))
_KNOWN = Prepared(
    select(s.name, s.shop_type).where(
        s.identifier == bindparam("of_identifier"), s.merchant == bindparam("of_merchant")
    )
)
_RENAME = Prepared(
    update(t.shop_identifiers).where(
        s.identifier == bindparam("of_identifier"), s.merchant == bindparam("of_merchant")
    ),
    "name",
    "shop_type",
)
_FILINGS = Prepared(
    select(k.case_id)
    .join(t.cases, c.case_id == k.case_id)
    .where(k.tie == bindparam("of_tie"), k.case_id != bindparam("but_case"), c.kind == "filing")
    .order_by(k.case_id.desc())
    .limit(bindparam("most"))
)
_HELD = Prepared(
    select(o.case_id)
    .join(t.case_keys, k.case_id == o.case_id)
    .join(t.cases, c.case_id == o.case_id)
    .where(o.holder == bindparam("of_holder"), o.open, k.tie == bindparam("of_tie"), c.kind == "filing")
)


def _sharing(mine: ColumnElement[str]) -> Prepared:
    """The latest cases with any of the keys in `mine`; of each key no more is read than can be among them."""
    last = t.case_keys.alias("last").c
    until = (
        select(last.case_id)
        .where(last.tie == mine, last.case_id != bindparam("but_case"))
        .order_by(last.case_id.desc())
        .limit(1)
        .offset(bindparam("more"))
        .scalar_subquery()
    )
    of_case = (k.tie == mine, k.case_id != bindparam("but_case"), k.case_id >= func.coalesce(until, ""))
    return Prepared(select(k.case_id).distinct().where(*of_case).order_by(k.case_id.desc()).limit(bindparam("most")))


_KEYS: Any = bindparam("keys")
_SHARING = {
    "sqlite": _sharing(func.json_each(_KEYS).table_valued("value", name="mine").c.value),
    "postgresql": _sharing(
        func.unnest(cast(_KEYS, ARRAY(Text))).table_valued("tie", name="mine").render_derived().c.tie
    ),
}
_SHOPS = Prepared(
    select(s.merchant, s.name, s.shop_type)
    .where(s.identifier == bindparam("of_identifier"), s.merchant != bindparam("but_merchant"))
    .order_by(s.merchant)
    .limit(bindparam("most"))
)


def add(conn: Connection, case_id: str, keys: Iterable[str]) -> None:
    """Writes the keys under which a new case is found."""
    _ADD_KEY.run_each(conn, [{"tie": key, "case_id": case_id} for key in keys])


def know(conn: Connection, merchant: str, name: str, shop_type: str | None, identifiers: Iterable[str]) -> None:
    """Writes what a shop is known by, under the name that it has in the latest record and the type last told."""
    for identifier in identifiers:
        place = {"of_identifier": identifier, "of_merchant": merchant}
        known = _KNOWN.one(conn, place)
        if known is None:
            row = {"identifier": identifier, "merchant": merchant, "name": name, "shop_type": shop_type}
            _ADD_IDENTIFIER.run(conn, row)
            continue
        told = {"name": name, "shop_type": shop_type or known.shop_type}
        if told != {"name": known.name, "shop_type": known.shop_type}:
            _RENAME.run(conn, {**place, **told})


def sharing(conn: Connection, keys: Sequence[str], but_case: str, most: int) -> list[str]:
    """The latest other cases with any of the keys, by id, the latest first; in one question."""
    kind = conn.dialect.name
    given = json.dumps(keys) if kind == "sqlite" else list(keys)
    found = _SHARING[kind].bare(conn, {"keys": given, "but_case": but_case, "more": most - 1, "most": most})
    return [case_id for (case_id,) in found]


def filings_of(conn: Connection, key: str, but_case: str, most: int) -> list[str]:
    """The latest other filings with a key, by id."""
    found = _FILINGS.all(conn, {"of_tie": key, "but_case": but_case, "most": most})
    return [row.case_id for row in found]


def filings_in_hand(conn: Connection, key: str, holder: str) -> list[str]:
    """The filings with a key that a person has in hand, by id."""
    return [row.case_id for row in _HELD.all(conn, {"of_tie": key, "of_holder": holder})]


def shops_of(conn: Connection, identifier: str, but_merchant: str, most: int) -> list[tuple[str, str, str | None]]:
    """Other shops with an identifier: id, name, type."""
    found = _SHOPS.all(conn, {"of_identifier": identifier, "but_merchant": but_merchant, "most": most})
    return [(row.merchant, row.name, row.shop_type) for row in found]


def crowd(conn: Connection, identifier: str) -> int:
    """How many shops have an identifier."""
    return conn.scalar(select(func.count()).where(s.identifier == identifier)) or 0


def heads(conn: Connection, case_ids: Sequence[str]) -> dict[str, Any]:
    """State, hidden events and summary of each case."""
    asked = select(h.case_id, h.state, h.hidden, c.summary).join(t.cases, c.case_id == h.case_id)
    return {row.case_id: row for row in conn.execute(asked.where(h.case_id.in_(case_ids)))}
