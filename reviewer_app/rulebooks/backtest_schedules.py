"""Decided cases under two versions of a schedule: each part that differs is worked out again from the same inputs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from reviewer_app.domain.decided import DecidedCase, NamedVersion
from reviewer_app.domain.schedule import AnyPart, Ladder, Penalty, ScheduleVersion, Threshold
from reviewer_app.domain.score import Facts, Lacking, Score, points_taken
from reviewer_app.domain.values import Text
from reviewer_app.rulebooks.backtest_values import Found, Said, Why
from reviewer_app.rulebooks.effects import Amount, Follows, Judged, Reached, ask
from reviewer_app.rulebooks.inputs import FactRefused, checked_facts, names_in
from reviewer_app.rulebooks.runtime import ConditionError

KEPT = 4096
"""Answers that a trial keeps: most cases come with a handful of small counts, and each is worked out once."""
_WHYS = {
    Ladder: Why.OTHER_STEP,
    Penalty: Why.OTHER_AMOUNT,
    Threshold: Why.THRESHOLD,
    Score: Why.OTHER_POINTS,
}
_MET = "met"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a version gives for a part: in words of the files, what the measures in them mean, or what it lacks."""

    words: str
    meaning: tuple[tuple[int, int | None, str | None], ...] = ()
    lacking: tuple[str, ...] = ()


class ScheduleTrial:
    """Two versions of one schedule, ready to be asked of cases; inputs that a version does not declare it is not told.

    A ladder or a penalty is asked where the case has a finding on one of its clauses, once for each clause; a threshold
    of every case that has one of its inputs; a score of every case whose findings its deductions count, by what these
    come to alone. What both versions say alike is not asked.
    """

    def __init__(self, before: ScheduleVersion, after: ScheduleVersion) -> None:
        self._before, self._after = before, after
        self._name = NamedVersion(id=before.id, version=before.version)
        self._kept: OrderedDict[tuple[object, ...], tuple[_Outcome, _Outcome]] = OrderedDict()
        self._parts = {item.id: item for item in (*before.parts, *after.parts)}  # as the later one has it
        alike = before.inputs == after.inputs and before.measures == after.measures
        self._differ = {name for name in self._parts if not (alike and before.part(name) == after.part(name))}
        self._by_clause: dict[str, dict[str, None]] = {}
        ladders, penalties = (*before.ladders, *after.ladders), (*before.penalties, *after.penalties)
        on_clauses: tuple[Ladder | Penalty, ...] = (*ladders, *penalties)
        for part in on_clauses:
            for clause in part.clauses:
                self._by_clause.setdefault(clause, {})[part.id] = None
        self._thresholds = self._differing_of(Threshold)
        self._scores = self._differing_of(Score)
        self._asked = {name: _inputs(name, before, after) for name in self._parts}
        self._unasked = dict.fromkeys(self._thresholds)

    def _differing_of(self, kind: type[AnyPart]) -> tuple[str, ...]:
        return tuple(name for name, item in self._parts.items() if isinstance(item, kind) and name in self._differ)

    def concerns(self, case: DecidedCase) -> bool:
        """Whether the earlier version was in force when the conduct happened and speaks of this case."""
        if case.schedules and self._name not in case.schedules:  # another version of it counted, as a correction
            return False
        superseded = self._after.supersedes == self._before.version and self._after.effective_from <= case.conduct_at
        if superseded or not self._before.covers(case.conduct_at):
            return False
        return any(self._on(case)) or self._before.id in case.inputs

    def said(self, case: DecidedCase) -> Iterator[Said]:
        """What of the case does not come out the same."""
        facts = case.inputs.get(self._before.id)
        for clause, part in self._on(case):
            if part in self._differ:
                yield from self._differing(part, clause, facts or {})
        if facts is None:
            return
        for part in self._thresholds:
            if any(name in facts for name in self._asked[part]):
                self._unasked.pop(part, None)
                yield from self._differing(part, "", facts)
        for part in self._scores:
            yield from self._differing(part, "", facts)

    def untried(self) -> tuple[Text, ...]:
        """Titles of the parts that differ and that no case looked at so far can tell: nothing they need is kept."""
        rest = (name for name in self._parts if name in self._differ and not self._can_be_tried(name))
        return tuple(self._parts[name].title for name in dict.fromkeys((*rest, *self._unasked)))

    def _can_be_tried(self, name: str) -> bool:
        old, new = self._before.part(name), self._after.part(name)
        match self._parts[name]:
            case Ladder() | Threshold():
                return True
            case Penalty() as penalty:
                return bool(penalty.clauses)
            case Score():
                if isinstance(old, Score) and isinstance(new, Score):
                    return _but_deductions(old) == _but_deductions(new)
        return False

    def _on(self, case: DecidedCase) -> Iterator[tuple[str, str]]:
        clauses = dict.fromkeys(f"{item.rulebook.id}:{item.clause}" for item in case.findings)
        return ((clause, part) for clause in clauses for part in self._by_clause.get(clause, ()))

    def _differing(self, part: str, clause: str, facts: Facts) -> Iterator[Said]:
        before, after = self._both(part, clause, facts)
        lacking = tuple(dict.fromkeys((*before.lacking, *after.lacking)))
        of = clause or getattr(self._parts[part], "leads_to", None) or part
        if lacking:
            yield Said(of, Found.UNCLEAR, Why.LACKING, before.words, after.words, lacking)
        elif before.words != after.words:
            yield Said(of, Found.CHANGES, _WHYS[type(self._parts[part])], before.words, after.words)
        elif before.meaning != after.meaning:
            yield Said(of, Found.CHANGES, Why.OTHER_TERMS, before.words, after.words)

    def _both(self, part: str, clause: str, facts: Facts) -> tuple[_Outcome, _Outcome]:
        facts = {name: facts[name] for name in self._asked[part] if name in facts}
        key = (part, clause, *facts.items())
        found = self._kept.get(key)
        if found is None:
            nothing = _Outcome(_MET if isinstance(self._parts[part], Threshold) else "")
            found = (
                _outcome(self._before, part, clause, facts) or nothing,
                _outcome(self._after, part, clause, facts) or nothing,
            )
            self._kept[key] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def _inputs(part_id: str, *versions: ScheduleVersion) -> tuple[str, ...]:
    """The inputs that a part stands on, in either version; what shares of amounts come to is not looked at."""
    names: set[str] = set()
    for version in versions:
        match version.part(part_id):
            case Ladder() as ladder:
                names |= set(chain.from_iterable(names_in(version.inputs, step.when) for step in ladder.steps))
            case Threshold() as threshold:
                names |= set(names_in(version.inputs, threshold.met))
            case Penalty() as penalty:
                names.add(penalty.of)
            case Score() as score:
                names |= {item.of for item in score.deductions}
    return tuple(sorted(names))


def _outcome(version: ScheduleVersion, name: str, clause: str, facts: Facts) -> _Outcome | None:
    """What a version gives; None where it says nothing of the clause."""
    part = version.part(name)
    facts = _declared(version, facts)
    if isinstance(part, Score):
        return _deducted(part, facts)
    if not isinstance(part, Ladder | Penalty | Threshold) or (clause and clause not in getattr(part, "clauses", ())):
        return None
    try:
        found = ask(version, name, facts)
    except ConditionError:  # beyond what the check tried: nothing is told rather than something wrong
        return _Outcome("", lacking=tuple(facts))
    match found:
        case Lacking(names):
            return _Outcome("", lacking=names)
        case Reached() as reached:
            meaning = tuple((one.measure.impact, one.measure.term_days, one.term.of) for one in reached.follows)
            return _Outcome(_step_words(reached), meaning)
        case Amount(penalty, yuan):
            return _Outcome(f"{penalty.id} {yuan} CNY")
        case Judged(_, met):
            return _Outcome(_MET if met else "not met")
    raise TypeError(f"{name} is no part that is tried")


def _deducted(score: Score, facts: Facts) -> _Outcome:
    """The points that what the findings counted comes to; deductions for what they are not about are none of theirs."""
    names = tuple(dict.fromkeys(item.of for item in score.deductions))
    if not facts:
        return _Outcome("", lacking=names)
    points = points_taken(score, dict.fromkeys(names, 0) | dict(facts))
    return _Outcome(f"{score.id} -{points}")


def _but_deductions(score: Score) -> tuple[object, ...]:
    """What of a score is worked out from figures that the platform alone has."""
    return score.least, score.most, score.growth, score.relief, score.parts, score.bands, score.stars, score.hangs


def _declared(version: ScheduleVersion, facts: Facts) -> Mapping[str, int | float | bool | str]:
    """The facts that a version takes; one that it declares otherwise is lacking, by name, when it is asked for."""
    taken: dict[str, int | float | bool | str] = {}
    for name, value in facts.items():
        try:
            taken |= checked_facts(version.inputs, {name: value})
        except FactRefused:
            continue
    return taken


def _step_words(answer: Reached) -> str:
    if answer.step is None:
        return ""
    return f"{answer.ladder.id}:{answer.step.number} {', '.join(_follows(item) for item in answer.follows)}"


def _follows(item: Follows) -> str:
    """A measure with its terms; shares as such, for what they come to is another sum in every case."""
    term = item.term
    words = [item.measure.id]
    if term.percent is not None:
        words.append(f"{term.percent} %")
    if term.days is not None:
        words.append(f"{term.days[0]}-{term.days[1]} d" if term.days[0] != term.days[1] else f"{term.days[0]} d")
    if term.days_limit is not None:
        words.append(f"(<= {term.days_limit} d)")
    if term.amount is not None:
        words.append(f"{term.amount[0]}-{term.amount[1]} CNY")
    if term.for_good:
        words.append("for_good")
    if term.scene is not None:
        words.append(f"({term.scene.value})")
    return " ".join(words)
