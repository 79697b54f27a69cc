"""The answers of a back-test put together by what they say: answer, clause, why, measure before and after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from reviewer_app.rulebooks.backtest import Answer, Tried
from reviewer_app.rulebooks.backtest_values import Why

MOST = 500
"""Groups that are kept apart; what comes after counts into the one that says nothing but the answer."""
EXAMPLES = 20
"""Cases of a group that are kept by id."""


@dataclass(frozen=True, slots=True)
class Group:
    """What is said alike of some cases; `why` is None for those of one answer that are not kept apart."""

    answer: Answer
    clause: str = ""
    why: Why | None = None
    before: str = ""
    after: str = ""
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A case of a group, by id."""

    case_id: str
    conduct_at: datetime


@dataclass(slots=True)
class Groups:
    """Groups with their counts while a back-test runs; memory does not grow with the number of cases."""

    counts: Counter[Group] = field(default_factory=Counter)
    examples: dict[Group, list[Example]] = field(default_factory=dict)

    def add(self, one: Tried) -> None:
        """Counts a case, once in every group that speaks of it; one that comes out the same has no group."""
        if one.answer not in (Answer.WOULD_CHANGE, Answer.NEEDS_PERSON):
            return
        groups = (Group(one.answer, s.clause, s.why, s.before, s.after, s.lacking) for s in one.said)
        for group in dict.fromkeys(groups):
            if group not in self.counts and len(self.counts) >= MOST:
                group = Group(one.answer)
            self.counts[group] += 1
            kept = self.examples.setdefault(group, [])
            if len(kept) < EXAMPLES:
                kept.append(Example(one.case.case_id, one.case.conduct_at))

    def in_order(self) -> tuple[tuple[Group, int], ...]:
        """What needs a person first, then what would change; within each the many before the few."""
        asked = (Answer.NEEDS_PERSON, Answer.WOULD_CHANGE)
        return tuple(sorted(self.counts.items(), key=lambda item: (asked.index(item[0].answer), -item[1])))
