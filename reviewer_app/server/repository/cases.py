"""SQL for cases, their events, heads and the people who had a hand in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, insert, or_, select, update

from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared

h, c, p = t.case_heads.c, t.cases.c, t.case_people.c
_HEAD = (h.case_id, h.state, h.hidden, h.row, h.seq, h.seen, c.summary)
_HEAD_BY_ID = Prepared(select(*_HEAD).join(t.cases, c.case_id == h.case_id).where(h.case_id == bindparam("case_id")))
_WHOLE_BY_ID = Prepared(
    select(t.cases, h.state, h.hidden, h.row, h.seq, h.seen, h.mask)
    .join(t.case_heads, c.case_id == h.case_id)
    .where(c.case_id == bindparam("case_id"))
)
_PEOPLE = Prepared(select(p.account).where(p.case_id == bindparam("case_id")))
_ADD_EVENT = Prepared(insert(t.events))
_EVENTS = Prepared(
    select(t.events.c.version, t.events.c.body)
    .where(t.events.c.case_id == bindparam("case_id"))
    .order_by(t.events.c.version)
)


def insert_case(conn: Connection, row: dict[str, Any]) -> None:
    """Stores a case."""
    conn.execute(insert(t.cases), row)


def by_ref(conn: Connection, ref: str) -> Any:
    """Case id and digest of the record with this ref, or None."""
    return conn.execute(select(c.case_id, c.digest).where(c.ref == ref)).one_or_none()


def head(conn: Connection, case_id: str) -> Any:
    """The head row with the case's prepared summary, or None."""
    return _HEAD_BY_ID.one(conn, {"case_id": case_id})


def whole(conn: Connection, case_id: str) -> Any:
    """The case with its head, or None."""
    return _WHOLE_BY_ID.one(conn, {"case_id": case_id})


def records(conn: Connection, case_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Case id and record of the cases that are here."""
    found = conn.execute(select(c.case_id, c.record).where(c.case_id.in_(list(case_ids))))
    return [(row.case_id, row.record) for row in found]


_COUNTED_AS = Prepared(select(c.counted_as).where(c.case_id == bindparam("case_id")))


def counted_as(conn: Connection, case_id: str) -> str | None:
    """What of a case counting looks at, as JSON text; None where it came in before anything was counted."""
    found = _COUNTED_AS.one(conn, {"case_id": case_id})
    return found.counted_as if found is not None else None


def first_received(conn: Connection) -> str | None:
    """When the first case came in that is here."""
    return conn.scalar(select(c.received_at).order_by(c.case_id).limit(1))


def insert_head(conn: Connection, row: dict[str, Any]) -> None:
    """Stores the head of a new case."""
    conn.execute(insert(t.case_heads), row)


_MOVING = ("state", "hidden", "row", "offer", "mask", "seen", "seq")
_OF_CASE = update(t.case_heads).where(h.case_id == bindparam("of_case"))
_UPDATE_HEAD = Prepared(_OF_CASE, *_MOVING)
_UPDATE_HEAD_AND_HOLD = Prepared(_OF_CASE, *_MOVING, "held_until")  # hardly ever moves, and has an index to keep


def update_head(conn: Connection, case_id: str, row: dict[str, Any]) -> None:
    """Replaces the head of a case; a row without `held_until` leaves that as it is."""
    statement = _UPDATE_HEAD_AND_HOLD if "held_until" in row else _UPDATE_HEAD
    statement.run(conn, {"of_case": case_id, **row})


_SET_PLACE = Prepared(_OF_CASE, "place")


def set_place(conn: Connection, case_id: str, place: int | None) -> None:
    """Writes where a case stands among those asked to be judged again; None for one that is not among them."""
    _SET_PLACE.run(conn, {"of_case": case_id, "place": place})


def append_events(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Appends events."""
    for row in rows:
        _ADD_EVENT.run(conn, row)


def events_of(conn: Connection, case_id: str) -> list[tuple[int, str]]:
    """Version and JSON text of a case's events, in order."""
    return [(row.version, row.body) for row in _EVENTS.all(conn, {"case_id": case_id})]


def people_of(conn: Connection, case_id: str) -> list[str]:
    """Accounts that had a hand in the case."""
    return [row.account for row in _PEOPLE.all(conn, {"case_id": case_id})]


_ADD_PERSON = Prepared(insert(t.case_people))
_UPDATE_PERSON = Prepared(
    update(t.case_people).where(p.case_id == bindparam("of_case"), p.account == bindparam("of_account")), "seq", "back"
)


def put_people(conn: Connection, case_id: str, new: Iterable[str], touched: dict[str, bool], seq: int) -> None:
    """Writes who had a hand in the case: `touched` maps accounts whose row changed to whether it came back to them."""
    fresh = set(new)
    for who, back in touched.items():
        if who in fresh:
            _ADD_PERSON.run(conn, {"case_id": case_id, "account": who, "seq": seq, "back": back})
        else:
            _UPDATE_PERSON.run(conn, {"of_case": case_id, "of_account": who, "seq": seq, "back": back})


@dataclass(frozen=True, slots=True)
class Changed:
    """A case that changed for a viewer: `own` where they had a hand in it, `text` the stranger's row.

    `place` is where it stands among those asked to be judged again, None for one that is not among them.
    """

    seq: int
    case_id: str
    own: bool
    text: str
    offer: str | None
    mask: int
    seen: int
    place: int | None
    state: str = ""
    hidden: str = ""
    summary: str = ""


def changed(conn: Connection, viewer: str, mask: int, after: int, first_end: int, limit: int) -> list[Changed]:
    """What changed for a viewer after a feed number, oldest first.

    Up to `first_end` what they may not see is left out; behind it what they could see once is told too, to be dropped.
    """
    mine = exists().where(p.case_id == h.case_id, p.account == viewer)
    strange = select(h.seq, h.case_id).where(h.seq > after, ~mine).order_by(h.seq).limit(limit)
    strange = strange.where(or_(h.mask.op("&")(mask) != 0, and_(h.seq > first_end, h.seen.op("&")(mask) != 0)))
    own = select(p.seq, p.case_id).where(p.account == viewer, p.seq > after).order_by(p.seq).limit(limit)
    return sorted([*_strange_rows(conn, strange), *_own_rows(conn, own)], key=lambda item: item.seq)[:limit]


def _strange_rows(conn: Connection, which: Any) -> list[Changed]:
    columns = which.with_only_columns(h.seq, h.case_id, h.row, h.offer, h.mask, h.seen, h.place)
    return [
        Changed(seq, case, False, text, offer, mask, seen, place)
        for seq, case, text, offer, mask, seen, place in conn.execute(columns)
    ]


def _own_rows(conn: Connection, which: Any) -> list[Changed]:
    chosen = which.subquery()
    query = (
        select(chosen.c.seq, h.case_id, h.row, h.offer, h.mask, h.seen, h.place, h.state, h.hidden, c.summary)
        .join(t.case_heads, h.case_id == chosen.c.case_id)
        .join(t.cases, c.case_id == chosen.c.case_id)
    )
    return [
        Changed(seq, case, True, text, offer, mask, seen, place, state, hidden, summary)
        for seq, case, text, offer, mask, seen, place, state, hidden, summary in conn.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Offered:
    """What might be taken: by the roles that rounds ask for, of some kinds (of any where none is named), without some.

    `again` says whether cases asked to be judged again are wanted, `others` whether any but these are.
    """

    offers: Sequence[str]
    kinds: Sequence[str] = ()
    skip: Sequence[str] = ()
    again: bool = True
    others: bool = True


def candidates(conn: Connection, viewer: str, wanted: Offered, limit: int) -> list[str]:
    """Cases that the viewer might take next: those returned to them, those asked again by place, then by risk and due.

    Those come last in which they held a seat once and may again.
    """
    kinds = [h.kind.in_(wanted.kinds)] if wanted.kinds else []
    own = select(h.case_id).join(t.case_people, and_(p.case_id == h.case_id, p.account == viewer, p.back))
    strange = select(h.case_id).where(
        h.offer.in_(wanted.offers), ~exists().where(p.case_id == h.case_id, p.account == viewer), *kinds
    )
    if wanted.skip:
        strange = strange.where(h.case_id.not_in(wanted.skip))
    found = list(conn.scalars(own.where(*kinds).order_by(h.due_at).limit(limit)))
    if wanted.again:
        found += conn.scalars(strange.where(h.place.is_not(None)).order_by(h.place).limit(limit))
    if wanted.others:
        ranked = strange.where(h.place.is_(None)).order_by(h.risk.desc(), h.due_at, h.case_id)
        found += conn.scalars(ranked.limit(limit))
    seated = select(h.case_id).join(t.case_people, and_(p.case_id == h.case_id, p.account == viewer, ~p.back))
    seated = seated.where(h.offer.in_(wanted.offers), *kinds).order_by(h.risk.desc(), h.due_at)
    found += conn.scalars(seated.limit(limit))
    return list(dict.fromkeys(found))


_AFTER = Prepared(
    select(c.case_id, c.record, h.state, h.hidden)
    .join(t.case_heads, h.case_id == c.case_id)
    .where(c.case_id > bindparam("after"))
    .order_by(c.case_id)
    .limit(bindparam("most"))
)


def heads_after(conn: Connection, after: str, most: int) -> list[Any]:
    """Record and head of the next cases by id."""
    return _AFTER.all(conn, {"after": after, "most": most})


def holds_over(conn: Connection, now: str) -> list[str]:
    """Cases whose hold has run out."""
    return list(conn.scalars(select(h.case_id).where(h.held_until <= now).limit(500)))


def asset_scope(conn: Connection, sha256: str) -> list[Any]:
    """Heads of the cases whose subject has this file."""
    query = select(h.case_id, h.state, h.hidden, h.mask).join(t.case_assets, t.case_assets.c.case_id == h.case_id)
    return list(conn.execute(query.where(t.case_assets.c.sha256 == sha256)))


def all_ids(conn: Connection) -> list[str]:
    """Every case id."""
    return list(conn.scalars(select(c.case_id).order_by(c.case_id)))
