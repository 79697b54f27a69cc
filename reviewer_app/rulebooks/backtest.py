"""The back-test: what of decided cases would come out otherwise under another version, or needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from reviewer_app.domain.decided import DecidedCase
from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.backtest_books import BookTrial
from reviewer_app.rulebooks.backtest_schedules import ScheduleTrial
from reviewer_app.rulebooks.backtest_values import Found, Said
from reviewer_app.rulebooks.diff import NotAlike

EXAMPLES = 20
"""Cases of each answer that a tally keeps by id; the rest is counted."""


class Answer(StrEnum):
    """What a back-test says of a case; `OUTSIDE` was not judged under the version that is tried."""

    SAME = "same"
    WOULD_CHANGE = "would_change"
    NEEDS_PERSON = "needs_person"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Tried:
    """A case under both versions. `said` has an entry for each finding or flag that does not come out the same."""

    case: DecidedCase
    answer: Answer
    said: tuple[Said, ...] = ()


Trial = BookTrial | ScheduleTrial


def trial(before: VersionHead, after: VersionHead) -> Trial:
    """What two versions differ in, made ready to be asked case by case. Raises NotAlike."""
    if before.id != after.id:
        raise NotAlike(f"{before.id} and {after.id} are two rulebooks; a back-test is between versions of one.")
    if isinstance(before, RulebookVersion) and isinstance(after, RulebookVersion):
        return BookTrial(before, after)
    if isinstance(before, ScheduleVersion) and isinstance(after, ScheduleVersion):
        return ScheduleTrial(before, after)
    raise NotAlike(f"{before.id} and {after.id} are not of one form: one is a rulebook, the other a schedule.")


def tried(versions: Trial, case: DecidedCase) -> Tried:
    """One case under both versions. What needs a person outweighs what would change; nothing is guessed."""
    if not versions.concerns(case):
        return Tried(case, Answer.OUTSIDE)
    said = tuple(versions.said(case))
    found = {item.found for item in said}
    if Found.UNCLEAR in found:
        return Tried(case, Answer.NEEDS_PERSON, said)
    return Tried(case, Answer.WOULD_CHANGE if said else Answer.SAME, said)


def backtest(before: VersionHead, after: VersionHead, cases: Iterable[DecidedCase]) -> Iterator[Tried]:
    """Every case under both versions, one at a time: memory does not grow with their number. Raises NotAlike."""
    versions = trial(before, after)
    return (tried(versions, case) for case in cases)


@dataclass(slots=True)
class Tally:
    """Counts of a back-test while it runs.

    `by_clause` counts the answers of the cases in which a clause (or a ladder's clause) is spoken of; `by_measure`
    what came out before and after for those that would change; `by_month` the answers by month of the conduct, UTC;
    `of_no_clause` those of cases in which no clause is spoken of, as of a pass.
    """

    answers: Counter[Answer] = field(default_factory=Counter)
    by_clause: dict[str, Counter[Answer]] = field(default_factory=dict)
    by_measure: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_month: dict[str, Counter[Answer]] = field(default_factory=dict)
    of_no_clause: Counter[Answer] = field(default_factory=Counter)
    examples: dict[Answer, list[Tried]] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """Cases judged under the version that is tried."""
        return self.answers.total() - self.answers[Answer.OUTSIDE]

    def add(self, one: Tried) -> None:
        """Counts one case."""
        self.answers[one.answer] += 1
        if one.answer is Answer.OUTSIDE:
            return
        self.by_month.setdefault(f"{one.case.conduct_at:%Y-%m}", Counter())[one.answer] += 1
        spoken_of = dict.fromkeys(item.clause for item in one.said)
        for clause in spoken_of:
            self.by_clause.setdefault(clause, Counter())[one.answer] += 1
        if not spoken_of:
            self.of_no_clause[one.answer] += 1
        for item in one.said:
            if item.found is Found.CHANGES:
                self.by_measure[item.before, item.after] += 1
        kept = self.examples.setdefault(one.answer, [])
        if one.answer is not Answer.SAME and len(kept) < EXAMPLES:
            kept.append(one)
