"""The goods on a clip's shelf as one person stands to their listings' cases: to be opened, taken, read, or why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewer_app.domain.cases import CaseRecord, ClipSubject
from reviewer_app.domain.terms import Status
from reviewer_app.domain.ties import TiedCase, Ties, shelf_listings

if TYPE_CHECKING:
    from reviewer_app.client.store.queued import Queued


class Reach(StrEnum):
    """How a person gets to a case, the nearest way first; then why there is none."""

    HAND = "hand"
    FREE = "free"
    READ = "read"
    ACTED = "acted"
    DECIDED = "decided"
    AWAY = "away"
    TAKEN = "taken"
    HELD = "held"
    BARRED = "barred"
    CLOSED = "closed"
    OUTSIDE = "outside"
    NONE = "none"
    BEYOND = "beyond"
    UNTOLD = "untold"


WAYS = frozenset({Reach.HAND, Reach.FREE, Reach.READ, Reach.ACTED})
"""What leads to the case; anything else says why nothing does."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods on a shelf: how one gets to the case of their listing; its id, and the outcome that stands, if there is."""

    reach: Reach
    case_id: str = ""
    outcome: str | None = None


def reach_of(case: TiedCase, hand: bool, under_way: bool, row: Queued | None) -> Reach:
    """How a person gets to a case; `row` is what the feed told last, which is newer than what the case was told with.

    `hand` says that it is in hand on this computer, `under_way` that the person's decision on it has no fate yet.
    """
    if under_way:
        return Reach.DECIDED
    if hand:
        return Reach.HAND
    if row is None:
        return Reach.READ if case.opens else Reach.CLOSED if case.outcome else Reach.OUTSIDE
    if row.status in (Status.DECIDED, Status.CANCELLED):
        return Reach.READ
    if row.offered:
        return Reach.FREE
    if row.holder is not None and row.holder.mine:
        return Reach.AWAY
    if row.acted:
        return Reach.ACTED
    if row.holder is not None:
        return Reach.TAKEN
    return Reach.HELD if row.status is Status.HELD else Reach.BARRED


def goods_of(record: CaseRecord, ties: Ties | None, reach: Callable[[TiedCase], Reach]) -> Mapping[str, Goods]:
    """Every listing on a clip's shelf with the nearest way to one of its cases; the latest, where two are as near."""
    if not isinstance(record.subject, ClipSubject):
        return {}
    names = dict.fromkeys(item.listing for item in record.subject.shelf)
    if ties is None or ties.shelf is None:
        return dict.fromkeys(names, Goods(Reach.UNTOLD))
    sought, told = frozenset(shelf_listings(record)), {one.listing: one.cases for one in ties.shelf}
    order = tuple(Reach)

    def nearest(name: str) -> Goods:
        if name not in told:
            return Goods(Reach.NONE if name in sought else Reach.BEYOND)
        ways = [(reach(case), case) for case in told[name]]
        way, case = min(ways, key=lambda one: order.index(one[0]))
        return Goods(way, case.case_id, case.outcome)

    return {name: nearest(name) for name in names}
