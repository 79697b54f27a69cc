"""The one way a case changes: events, folded head, queue rows and feed numbers in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_app.domain.access import Role, bar_to
from reviewer_app.domain.events import AnyEvent, Round
from reviewer_app.server.clock import stamp
from reviewer_app.server.repository import cases
from reviewer_app.server.repository.engine import Unit
from reviewer_app.server.service import views
from reviewer_app.server.service.views import Head

SERVER = "@server"
"""The actor of what the server does by itself; no account can be called so."""

_EVERY_ROLE = frozenset(Role)
_ACTING = ("taken", "verdict", "returned", "held")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case's head as it was read in this transaction."""

    case_id: str
    head: Head
    row: str
    seq: int
    seen: int
    summary: str


def load(unit: Unit, case_id: str) -> Loaded | None:
    """The case's head, or None where there is no such case."""
    found = cases.head(unit.conn, case_id)
    return None if found is None else loaded(found)


def loaded(row: Any) -> Loaded | None:
    """The head in a row that was read in this transaction, or None where the row has none."""
    if row.case_id is None:
        return None
    head = views.load_head(row.state, row.hidden)
    return Loaded(row.case_id, head, row.row, row.seq, row.seen, row.summary)


def record(unit: Unit, case: Loaded, events: Sequence[AnyEvent]) -> Loaded:
    """Appends events to a case and writes everything that follows from them. Raises NotAllowed before writing."""
    heads = [case.head]
    for event in events:
        heads.append(views.advance(heads[-1], event))
    _append(unit, case, events)
    return _write_head(unit, case, heads[-1], [event.actor for event in events if event.type in _ACTING])


def open_case(unit: Unit, case_id: str, kind: str, summary: str, risk: int, due_at: str, event: AnyEvent) -> Loaded:
    """Stores the first event and the head of a case that was just stored."""
    head = views.advance(Head(), event)
    case = Loaded(case_id, Head(), "", unit.next_feed(), views.mask_of(head), summary)
    cases.append_events(unit.conn, [_event_row(case_id, 1, event)])
    row = views.row_text(summary, head, None)
    fixed = {"case_id": case_id, "kind": kind, "risk": risk, "due_at": due_at}
    cases.insert_head(unit.conn, fixed | _columns(head, row, case.seq, case.seen) | _hold_column(head))
    return Loaded(case_id, head, row, case.seq, case.seen, summary)


def _append(unit: Unit, case: Loaded, events: Sequence[AnyEvent]) -> None:
    first = case.head.state.version + 1
    cases.append_events(unit.conn, [_event_row(case.case_id, first + i, event) for i, event in enumerate(events)])


def _event_row(case_id: str, version: int, event: AnyEvent) -> dict[str, Any]:
    return {"case_id": case_id, "version": version, "at": stamp(event.at), "body": event.model_dump_json()}


def _columns(head: Head, row: str, seq: int, seen: int) -> dict[str, Any]:
    state, hidden = views.dump_head(head)
    offer = views.offer_to_strangers(head)
    return {
        "state": state,
        "hidden": hidden,
        "row": row,
        "offer": offer.value if offer else None,
        "mask": views.mask_of(head),
        "seen": seen,
        "seq": seq,
    }


def _hold_column(head: Head) -> dict[str, Any]:
    return {"held_until": stamp(head.state.hold.until) if head.state.hold else None}


def _write_head(unit: Unit, case: Loaded, head: Head, actors: Sequence[str]) -> Loaded:
    row = views.row_text(case.summary, head, None)
    mask = views.mask_of(head)
    differs = row != case.row or mask != views.mask_of(case.head)
    differs = differs or views.offer_to_strangers(head) != views.offer_to_strangers(case.head)
    known = cases.people_of(unit.conn, case.case_id)
    new = [who for who in dict.fromkeys(actors) if who not in known]
    touched = {who: _is_back(head, who) for who in known if _differs_for(who, case.head, head)}
    touched |= {who: _is_back(head, who) for who in new}
    seq = unit.next_feed() if differs or touched else case.seq
    seen = case.seen | mask
    columns = _columns(head, row, seq if differs else case.seq, seen)
    if head.state.hold != case.head.state.hold:
        columns |= _hold_column(head)
    cases.update_head(unit.conn, case.case_id, columns)
    if _is_again(head) != _is_again(case.head):
        cases.set_place(unit.conn, case.case_id, seq if _is_again(head) else None)
    cases.put_people(unit.conn, case.case_id, new, touched, seq)
    return Loaded(case.case_id, head, row, seq if differs else case.seq, seen, case.summary)


def _is_again(head: Head) -> bool:
    """Whether the case is judged again after a correction: then it has a place, the feed number at which that began."""
    return head.state.round is Round.REREVIEW


def _is_back(head: Head, who: str) -> bool:
    return any(person == who for _, person in head.state.back_to)


def _differs_for(who: str, before: Head, after: Head) -> bool:
    """Whether somebody who had a hand in the case can see that it changed; a blind peer's act they cannot."""
    if views.moving_part(before, who) != views.moving_part(after, who):
        return True
    if bar_to(before.state, who, _EVERY_ROLE) != bar_to(after.state, who, _EVERY_ROLE):
        return True
    return views.had_a_hand(before.state, who) != views.had_a_hand(after.state, who)
