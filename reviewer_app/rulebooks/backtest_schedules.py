"""Decided cases under two versions of a schedule: its ladders and thresholds worked out again from the same inputs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from reviewer_app.domain.decided import DecidedCase, NamedVersion
from reviewer_app.domain.schedule import Ladder, ScheduleVersion, Threshold
from reviewer_app.domain.score import Facts, Lacking
from reviewer_app.rulebooks.backtest_values import Found, Said, Why
from reviewer_app.rulebooks.effects import Follows, Judged, Reached, ask
from reviewer_app.rulebooks.inputs import FactRefused, checked_facts, names_in

KEPT = 4096
"""Answers that a trial keeps: most cases come with a handful of small counts, and each is worked out once."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a version gives for a part: in words of the files, or what it lacks."""

    words: str
    lacking: tuple[str, ...] = ()


class ScheduleTrial:
    """Two versions of one schedule, ready to be asked of cases; inputs that a version does not declare it is not told.

    A ladder is asked where the case has a finding on one of its clauses, once for each clause; a threshold of every
    case for which all that it speaks of is known in both versions.
    """

    def __init__(self, before: ScheduleVersion, after: ScheduleVersion) -> None:
        self._before, self._after = before, after
        self._name = NamedVersion(id=before.id, version=before.version)
        self._kept: OrderedDict[tuple[object, ...], tuple[_Outcome, _Outcome]] = OrderedDict()
        self._ladders: dict[str, list[str]] = {}
        for ladder in (*before.ladders, *after.ladders):
            for clause in ladder.clauses:
                on = self._ladders.setdefault(clause, [])
                if ladder.id not in on:
                    on.append(ladder.id)
        both = {item.id for item in before.thresholds} & {item.id for item in after.thresholds}
        self._thresholds = tuple(item for item in before.thresholds if item.id in both)
        asked = both.union(*self._ladders.values())
        self._asked = {name: _conditions(name, before, after) for name in asked}

    def concerns(self, case: DecidedCase) -> bool:
        """Whether the earlier version was in force when the conduct happened and speaks of this case."""
        if case.schedules and self._name not in case.schedules:  # another version of it counted, as a correction
            return False
        superseded = self._after.supersedes == self._before.version and self._after.effective_from <= case.conduct_at
        if superseded or not self._before.covers(case.conduct_at):
            return False
        return any(self._on(case)) or (bool(self._thresholds) and self._before.id in case.inputs)

    def said(self, case: DecidedCase) -> Iterator[Said]:
        """What of the case does not come out the same."""
        facts = case.inputs.get(self._before.id, {})
        for clause, ladder in self._on(case):
            yield from _differing(clause, Why.OTHER_STEP, *self._both(ladder, facts, _step_words))
        for threshold in self._thresholds:
            clause = threshold.leads_to or threshold.id
            for item in _differing(clause, Why.THRESHOLD, *self._both(threshold.id, facts, _met_words)):
                if not item.lacking:
                    yield item

    def _on(self, case: DecidedCase) -> Iterator[tuple[str, str]]:
        clauses = dict.fromkeys(f"{item.rulebook.id}:{item.clause}" for item in case.findings)
        return ((clause, ladder) for clause in clauses for ladder in self._ladders.get(clause, ()))

    def _both(self, part: str, facts: Facts, words: _Words) -> tuple[_Outcome, _Outcome]:
        facts = {name: facts[name] for name in self._asked[part] if name in facts}
        key = (part, *facts.items())
        found = self._kept.get(key)
        if found is None:
            found = (_outcome(self._before, part, facts, words), _outcome(self._after, part, facts, words))
            self._kept[key] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


_Words = Callable[[Reached | Judged], str]


def _conditions(part_id: str, *versions: ScheduleVersion) -> tuple[str, ...]:
    """The inputs that a ladder's or a threshold's conditions speak of, in either version."""
    names: list[str] = []
    for version in versions:
        match version.part(part_id):
            case Ladder() as ladder:
                names += [name for step in ladder.steps for name in names_in(version.inputs, step.when)]
            case Threshold() as threshold:
                names += names_in(version.inputs, threshold.met)
    return tuple(sorted(set(names)))


def _outcome(version: ScheduleVersion, part: str, facts: Facts, words: _Words) -> _Outcome:
    if not isinstance(version.part(part), Ladder | Threshold):
        return _Outcome("")
    answer = ask(version, part, _declared(version, facts))
    if isinstance(answer, Lacking):
        return _Outcome("", answer.names)
    if not isinstance(answer, Reached | Judged):
        raise TypeError(f"{part} is no ladder and no threshold")
    return _Outcome(words(answer))


def _declared(version: ScheduleVersion, facts: Facts) -> Mapping[str, int | float | bool | str]:
    """The facts that a version takes; one that it declares otherwise is lacking, by name, when it is asked for."""
    taken: dict[str, int | float | bool | str] = {}
    for name, value in facts.items():
        try:
            taken |= checked_facts(version.inputs, {name: value})
        except FactRefused:
            continue
    return taken


def _differing(clause: str, why: Why, before: _Outcome, after: _Outcome) -> Iterator[Said]:
    lacking = tuple(dict.fromkeys((*before.lacking, *after.lacking)))
    if lacking:
        yield Said(clause, Found.UNCLEAR, Why.LACKING, before.words, after.words, lacking)
    elif before.words != after.words:
        yield Said(clause, Found.CHANGES, why, before.words, after.words)


def _step_words(answer: Reached | Judged) -> str:
    if not isinstance(answer, Reached) or answer.step is None:
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
    if term.amount is not None:
        words.append(f"{term.amount[0]}-{term.amount[1]} CNY")
    return " ".join(words)


def _met_words(answer: Reached | Judged) -> str:
    return ("met" if answer.met else "not met") if isinstance(answer, Judged) else ""
