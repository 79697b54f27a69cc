"""What each viewer may know of a case: the folded head, blind seats kept blind, and the queue row it gives.

A row's text is made of a prepared part per case and a small moving part, so that feeds are put together from text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from reviewer_app.domain.access import ROUND_ROLES, Role, bar_to
from reviewer_app.domain.events import AnyEvent, Round, Status
from reviewer_app.domain.rounds import CaseState, Given, apply
from reviewer_app.server.clock import stamp

BITS: dict[Role, int] = {role: 1 << index for index, role in enumerate(Role)}
_STATE: TypeAdapter[CaseState] = TypeAdapter(CaseState)
_OPEN = (Status.WAITING, Status.WORKING)
_TEXT = json.JSONEncoder(separators=(",", ":")).encode
_SEAT_EVENTS = ("taken", "released", "verdict")


@dataclass(frozen=True, slots=True)
class Head:
    """A case's folded state, and which of its events (version, actor) only their actor may know of yet."""

    state: CaseState = CaseState()  # noqa: RUF009 - a frozen value
    hidden: tuple[tuple[int, str], ...] = ()

    def version_for(self, viewer: str | None) -> int:
        """How many of the events the viewer may know of."""
        return self.state.version - sum(actor != viewer for _, actor in self.hidden)


def advance(head: Head, event: AnyEvent) -> Head:
    """The head after one more event. Raises NotAllowed."""
    after = apply(head.state, event)
    if not (blind(after) and blind(head.state) and after.attempt == head.state.attempt):
        return Head(after)
    if event.type in _SEAT_EVENTS:
        return Head(after, (*head.hidden, (after.version, event.actor)))
    return Head(after, head.hidden)


def blind(state: CaseState) -> bool:
    """Whether two people look at the case without knowing of each other."""
    return state.seats > 1 and state.round is Round.FIRST and state.status in (*_OPEN, Status.HELD)


def dump_head(head: Head) -> tuple[str, str]:
    """State and hidden events as JSON text."""
    return _STATE.dump_json(head.state).decode(), json.dumps(head.hidden)


def load_head(state: str, hidden: str) -> Head:
    """The head that `dump_head` wrote."""
    found = () if hidden == "[]" else tuple((version, actor) for version, actor in json.loads(hidden))
    return Head(_STATE.validate_json(state), found)


def offer_to_strangers(head: Head) -> Role | None:
    """The role with which anybody may take the case now, or None."""
    state = head.state
    if state.status not in _OPEN or state.round is None or state.back_to or state.open_seat() is None:
        return None
    return ROUND_ROLES[state.round]


def mask_of(head: Head) -> int:
    """Bits of the roles whose queues hold the case for people who had no hand in it."""
    state = head.state
    mask = BITS[Role.AUDITOR]
    offer = offer_to_strangers(head)
    if offer is not None:
        mask |= BITS[offer]
    if state.status is Status.DECIDED:
        mask |= BITS[Role.SUPERVISOR]
    if state.round is not None and ROUND_ROLES[state.round] is Role.SUPERVISOR:
        mask |= BITS[Role.SUPERVISOR]
    if state.status is Status.WORKING and state.round is not None and not blind(state) and not state.back_to:
        mask |= BITS[ROUND_ROLES[state.round]]
    if state.status is Status.HELD and state.hold is not None and state.hold.owner in BITS:
        mask |= BITS[Role(state.hold.owner)]
    return mask


def mask_for(roles: frozenset[Role]) -> int:
    """Bits of the roles that an account has."""
    return sum(BITS[role] for role in roles)


def moving_part(head: Head, viewer: str | None) -> dict[str, Any]:
    """The part of a queue row that changes; `viewer` None is anybody who had no hand in the case.

    `offered` is left to `with_offer`, because it depends on the viewer's roles.
    """
    state = head.state
    mine = next((w for w in state.working if w.actor == viewer), None)
    hides = blind(state)
    status = state.status
    if hides and status in _OPEN:
        status = Status.WORKING if mine else Status.WAITING
    seen = mine or (None if hides or not state.working else state.working[0])
    holder = seen and {"mine": seen is mine, "offline": seen.lease == "offline", "until": stamp(seen.until)}
    return {
        "status": status,
        "round": state.round,
        "attempt": state.attempt,
        "version": head.version_for(viewer),
        "back": viewer is not None and any(who == viewer for _, who in state.back_to),
        "acted": viewer is not None and any(who == viewer for who, _ in state.acted),
        "holder": holder,
        "held_until": stamp(state.hold.until) if state.hold else None,
        "outcome": outcome_of(state),
    }


def outcome_of(state: CaseState) -> str | None:
    """The outcome of the decision that stands, a confirmed one as what was confirmed; none in a blind quality look."""
    if state.decision is None or state.round is Round.QUALITY:
        return None
    index = next((i for i, g in enumerate(state.given) if g.verdict_id == state.decision), None)
    if index is None:
        return None
    found = state.given[index]
    if found.outcome != "confirm":
        return found.outcome
    earlier = [g for g in state.given[:index] if g.outcome in ("pass", "violation")]
    return earlier[-1].outcome if earlier else found.outcome


def row_text(summary: str, head: Head, viewer: str | None) -> str:
    """A queue row without `offered` and without its closing brace, as JSON text."""
    moving = _TEXT(moving_part(head, viewer))
    return f"{summary[:-1]},{moving[1:-1]}"


def with_offer(row: str, offered: bool, place: int | None = None) -> str:
    """The whole row; `place` is where it stands among the cases asked to be judged again, where that is told."""
    told = f',"place":{place}' if place is not None else ""
    return f'{row},"offered":{"true" if offered else "false"}{told}}}'


def offered_to(head: Head, viewer: str, roles: frozenset[Role]) -> bool:
    """Whether the viewer may take the case now."""
    return bar_to(head.state, viewer, roles) is None


def under_signoff(state: CaseState) -> Given | None:
    """The verdict that a sign-off is about: the latest of the round that led there; in other rounds the decision."""
    if state.round is Round.SIGNOFF and state.under_signoff is not None:
        return state.decided_in(state.under_signoff)
    return next((g for g in state.given if g.verdict_id == state.decision), None)


def had_a_hand(state: CaseState, viewer: str) -> bool:
    """Whether the viewer has the case in hand, judged it, held it, or got it back."""
    acted = any(who == viewer for who, _ in state.acted)
    working = any(w.actor == viewer for w in state.working)
    back = any(who == viewer for _, who in state.back_to)
    return acted or working or back or (state.hold is not None and state.hold.by == viewer)


def in_queue(head: Head, viewer: str, roles: frozenset[Role]) -> bool:
    """Whether the viewer's queue holds the case."""
    return had_a_hand(head.state, viewer) or bool(mask_of(head) & mask_for(roles))


def may_open(head: Head, viewer: str, roles: frozenset[Role]) -> bool:
    """Whether the viewer may read the subject: who had a hand in it, and beyond that all but first-look reviewers."""
    wider = mask_for(roles) & ~BITS[Role.REVIEWER]
    return had_a_hand(head.state, viewer) or bool(mask_of(head) & wider)
