"""SQL for what ties cases to others: by the keys of their people and goods, and by what shops share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
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


def _by_database(made: Callable[[ColumnElement[str]], Prepared]) -> dict[str, Prepared]:
    """A statement over a list of keys, for each kind of database."""
    keys: Any = bindparam("keys")
    array = func.unnest(cast(keys, ARRAY(Text))).table_valued("tie", name="mine").render_derived()
    return {
        "sqlite": made(func.json_each(keys).table_valued("value", name="mine").c.value),
        "postgresql": made(array.c.tie),
    }


_SHARING = _by_database(_sharing)


def _latest(mine: ColumnElement[str]) -> Prepared:
    """The latest cases with each of the keys in `mine`."""
    last = t.case_keys.alias("last").c
    until = (
        select(last.case_id)
        .where(last.tie == mine)
        .order_by(last.case_id.desc())
        .limit(1)
        .offset(bindparam("more"))
        .scalar_subquery()
    )
    of_key = (k.tie == mine, k.case_id >= func.coalesce(until, ""))
    return Prepared(select(k.tie, k.case_id).where(*of_key).order_by(k.case_id.desc()))


_LATEST = _by_database(_latest)
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
    asked = {"keys": _given(conn, keys), "but_case": but_case, "more": most - 1, "most": most}
    return [case_id for (case_id,) in _SHARING[conn.dialect.name].bare(conn, asked)]


def latest(conn: Connection, keys: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Of each key the latest cases, `most` at the most, as pairs of key and id, the latest first; in one question."""
    found = _LATEST[conn.dialect.name].bare(conn, {"keys": _given(conn, keys), "more": most - 1})
    return [(key, case_id) for key, case_id in found]


def _given(conn: Connection, keys: Sequence[str]) -> Any:
    """A list of keys as the database takes it."""
    return json.dumps(keys) if conn.dialect.name == "sqlite" else list(keys)


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
