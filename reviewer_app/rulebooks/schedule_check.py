"""The check of one version of a schedule: names, both languages, sources, steps in order, conditions, score tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from reviewer_app.domain.schedule import Input, InputType, Ladder, ScheduleVersion, Step, Subject, Taken, Term
from reviewer_app.domain.score import Metric, Score
from reviewer_app.rulebooks.goods_check import goods_complaints
from reviewer_app.rulebooks.inputs import LARGEST, compiled, holds, names_in
from reviewer_app.rulebooks.plain_yaml import Path
from reviewer_app.rulebooks.problems import RulebookProblem
from reviewer_app.rulebooks.runtime import ConditionError, quoted_in
from reviewer_app.rulebooks.score_inputs import inputs_of
from reviewer_app.rulebooks.source import ScheduleSource
from reviewer_app.rulebooks.tries import COUNTS, NUMBERS, tries
from reviewer_app.rulebooks.version_check import (
    Complaint,
    scope_complaints,
    source_complaints,
    term_complaints,
    text_complaints,
    twice,
)

MONEY = (InputType.NUMBER, InputType.COUNT)


def schedule_problems(source: ScheduleSource) -> list[RulebookProblem]:
    """Everything that is wrong with one version by itself."""
    general = (text_complaints, source_complaints, term_complaints, _names, _inputs, _cited)
    checks = (*general, _ladders, _rest, _scores, _unused, _scope, goods_complaints)
    return [source.problem(path, message) for check in checks for path, message in check(source.version)]


def _names(version: ScheduleVersion) -> Iterator[Complaint]:
    lists: list[tuple[str, Sequence[Any]]] = [("sources", version.sources), ("measures", version.measures)]
    for name, items in lists:
        yield from (((name, at, "id"), message) for at, message in twice(item.id for item in items))
    yield from ((("inputs", at, "name"), message) for at, message in twice(item.name for item in version.inputs))
    if not version.parts:
        yield (), "there is no part in it: a ladder, a table, a lexicon or another; add what it is for"
    flat = [(path, part) for path, part in _parts(version)]
    for at, message in twice(part.id for _, part in flat):
        yield (*flat[at][0], "id"), message


def _scope(version: ScheduleVersion) -> Iterator[Complaint]:
    steps = [f"{ladder.id}:{step.number}" for ladder in version.ladders for step in ladder.steps]
    yield from scope_complaints(version, (*steps, *(threshold.id for threshold in version.thresholds)))


def _parts(version: ScheduleVersion) -> Iterator[tuple[Path, Any]]:
    for name in ("ladders", "penalties", "tables", "thresholds", "scores", "lexicons", "requirements"):
        for index, part in enumerate(getattr(version, name)):
            yield (name, index), part


def _inputs(version: ScheduleVersion) -> Iterator[Complaint]:
    for index, item in enumerate(version.inputs):
        if (item.type is InputType.WORD) != bool(item.words):
            yield ("inputs", index, "words"), "an input of type word, and no other, lists the words it may be"
        yield from ((("inputs", index, *more), said) for more, said in _origin(item))


def _origin(item: Input) -> Iterator[Complaint]:
    if item.stated and tuple(label.word for label in item.labels) != item.words:
        yield ("labels",), "a person reads the words: give each a label, in their order"
    if sum((item.counted is not None, item.taken is not None, item.stated)) > 1:
        yield (), "it is counted, taken from the case or stated; keep one of them"
    if item.counted is not None:
        if item.type is not InputType.COUNT:
            yield ("counted",), "what is counted is of type count"
        if (item.window_days is None) != (item.counted.of is Subject.STREAM):
            yield ("window_days",), "what is counted has a window, unless it is counted within one stream"
        for at, clause in enumerate(item.counted.clauses):
            if clause.count(":") != 1:
                yield ("counted", "clauses", at), "name a clause as rulebook:clause"
    wanted = {Taken.SALES: InputType.NUMBER, Taken.ORDERS: InputType.COUNT}
    if item.taken is not None and item.type is not wanted[item.taken]:
        yield ("taken",), f"{item.taken.value} is of type {wanted[item.taken].value}"


def _cited(version: ScheduleVersion) -> Iterator[Complaint]:
    sources = {item.id: item for item in version.sources}
    used: set[str] = set()
    for path, part in _parts(version):
        places = [((*path, "steps", at), step) for at, step in enumerate(part.steps)] if _is_ladder(part) else []
        for where, holder in places or [(path, part)]:
            for at, citation in enumerate(holder.citations):
                used.add(citation.source)
                here = (*where, "citations", at)
                if citation.source not in sources:
                    yield (*here, "source"), f"there is no source {citation.source}; known are {_list(sources)}"
                elif citation.read and not sources[citation.source].read:
                    yield (*here, "read"), f"the source {citation.source} was not read; write read: false here too"
    for index, item in enumerate(version.sources):
        if item.id not in used:
            yield ("sources", index), "nothing cites this source; remove it or cite it"


def _is_ladder(part: object) -> bool:
    return isinstance(part, Ladder)


def _ladders(version: ScheduleVersion) -> Iterator[Complaint]:
    measures = {measure.id for measure in version.measures}
    used = set()
    for index, ladder in enumerate(version.ladders):
        numbers = [step.number for step in ladder.steps]
        if numbers != list(range(1, len(numbers) + 1)):
            yield ("ladders", index, "steps"), "steps are numbered 1, 2, 3 and so on, in this order"
        for at, step in enumerate(ladder.steps):
            path = ("ladders", index, "steps", at)
            yield from _condition((*path, "when"), version.inputs, step.when)
            used |= {term.measure for term in step.terms}
            for number, term in enumerate(step.terms):
                yield from (((*path, "terms", number, *more), said) for more, said in _term(term, version, measures))
        for at, clause in enumerate(ladder.clauses):
            if clause.count(":") != 1:
                yield ("ladders", index, "clauses", at), "name a clause as rulebook:clause"
        yield from ((("ladders", index, "steps", *more), said) for more, said in _reachable(version, ladder.steps))
    for index, measure in enumerate(version.measures):
        if measure.id not in used:
            yield ("measures", index), "no step leads to this measure; remove it or name it in a step"


def _term(term: Term, version: ScheduleVersion, measures: Iterable[str]) -> Iterator[Complaint]:
    types = {item.name: item.type for item in version.inputs}
    if term.measure not in measures:
        yield ("measure",), f"there is no measure {term.measure}; known are {_list(measures)}"
    if (term.percent is None) != (term.of is None):
        yield ("percent",), "a share needs both percent and of, the input it is a share of"
    if term.of is not None and types.get(term.of) not in MONEY:
        yield ("of",), f"there is no number {term.of} among the inputs"
    for name in ("days", "amount"):
        bounds = getattr(term, name)
        if bounds is not None and bounds[0] > bounds[1]:
            yield (name,), "the range ends before it begins; write [from, to]"
    if term.days_limit is not None and (term.days is None or term.days_limit < term.days[1]):
        yield ("days_limit",), "the exceptional limit is not below the end of the range of days"
    if term.for_good and term.days is not None and term.percent is None:
        yield ("for_good",), "what is for good has no days; keep one of them"


def _reachable(version: ScheduleVersion, steps: Sequence[Step]) -> Iterator[Complaint]:
    """With nothing to count no step may be reached: a ladder begins with a breach."""
    nothing = {item.name: _values(item)[0] for item in version.inputs if item.type is not InputType.WORD}
    for at, step in enumerate(steps):
        try:
            if holds(version.inputs, step.when, nothing) is True:
                yield (at, "when"), "this holds although nothing was counted; ask for a count of 1 at least"
        except ConditionError:
            return  # told where the condition stands


def _rest(version: ScheduleVersion) -> Iterator[Complaint]:
    types = {item.name: item.type for item in version.inputs}
    for index, penalty in enumerate(version.penalties):
        if types.get(penalty.of) not in MONEY:
            yield ("penalties", index, "of"), f"there is no number {penalty.of} among the inputs"
        for at, clause in enumerate(penalty.clauses):
            if clause.count(":") != 1:
                yield ("penalties", index, "clauses", at), "name a clause as rulebook:clause"
    for index, table in enumerate(version.tables):
        if types.get(table.of) is not InputType.COUNT:
            yield ("tables", index, "of"), f"there is no count {table.of} among the inputs"
        if any(upper.at_least <= lower.at_least for upper, lower in pairwise(table.rows)):
            yield ("tables", index, "rows"), "rows go down, each from a smaller value than the one before"
    for index, threshold in enumerate(version.thresholds):
        yield from _condition(("thresholds", index, "met"), version.inputs, threshold.met)
        if threshold.leads_to is not None and threshold.leads_to.count(":") != 1:
            yield ("thresholds", index, "leads_to"), "name a clause as rulebook:clause"


def _scores(version: ScheduleVersion) -> Iterator[Complaint]:
    types = {item.name: item.type for item in version.inputs}
    for index, score in enumerate(version.scores):
        path = ("scores", index)
        for name, wanted in inputs_of(score):
            if types.get(name) not in wanted:
                said = " or ".join(sorted(kind.value for kind in wanted))
                yield path, f"it uses the input {name}, and there is no {said} of that name"
        yield from (((*path, *more), said) for more, said in _score(score))


def _score(score: Score) -> Iterator[Complaint]:
    names: list[tuple[Path, str]] = [(("parts", at), part.id) for at, part in enumerate(score.parts)]
    for at, part in enumerate(score.parts):
        names += [(("parts", at, "metrics", number), metric.id) for number, metric in enumerate(part.metrics)]
        for number, metric in enumerate(part.metrics):
            yield from ((("parts", at, "metrics", number, *more), said) for more, said in _metric(metric))
    for flat, message in twice(name for _, name in names):
        yield (*names[flat][0], "id"), message
    for at, message in twice(hang.id for hang in score.hangs):
        yield ("hangs", at, "id"), message
    if score.least > score.most:
        yield ("least",), "the least is more than the most; exchange them"
    if (score.defaults is None) and not score.ours:
        yield ("defaults",), "say which parameters are not public and what stands for them"
    tables = {"bands": [row.at_least for row in score.bands], "stars": [row.at_least for row in score.stars]}
    for name, rows in tables.items():
        if any(upper <= lower for upper, lower in pairwise(rows)):
            yield (name,), "rows go down, each from a smaller value than the one before"
    if score.bands[-1].at_least > score.least:
        yield ("bands",), f"the lowest band begins above the least score, {score.least}; let it begin there"
    groups = {deduction.group for deduction in score.deductions}
    for at, cap in enumerate(score.caps):
        if cap.group not in groups:
            yield ("caps", at, "group"), f"no deduction is of the group {cap.group}; mend the name or remove it"


def _metric(metric: Metric) -> Iterator[Complaint]:
    values = [rung.value if metric.higher else -rung.value for rung in metric.rungs]
    if any(after >= before for before, after in pairwise(values)):
        yield ("rungs",), "rungs go from the best value to the worst"
    if any(after.points > before.points for before, after in pairwise(metric.rungs)):
        yield ("rungs",), "a worse value earns no more points than a better one"


def _unused(version: ScheduleVersion) -> Iterator[Complaint]:
    used = {term.of for ladder in version.ladders for step in ladder.steps for term in step.terms}
    used |= {penalty.of for penalty in version.penalties} | {table.of for table in version.tables}
    used |= {name for score in version.scores for name, _ in inputs_of(score)}
    conditions = [step.when for ladder in version.ladders for step in ladder.steps]
    conditions += [threshold.met for threshold in version.thresholds]
    for condition in conditions:
        used |= set(names_in(version.inputs, condition))
    for index, item in enumerate(version.inputs):
        if item.name not in used:
            yield ("inputs", index), "nothing uses this input; remove it"


def _condition(path: Path, inputs: tuple[Input, ...], expression: str) -> Iterator[Complaint]:
    """Compiles it, and works it out on the facts that are likely: one that fails on facts would fail on the desk."""
    try:
        compiled(inputs, expression)
        named = set(names_in(inputs, expression))
        for facts in tries({item.name: _values(item) for item in inputs if item.name in named}):
            holds(inputs, expression, facts)
    except ConditionError as error:
        yield path, str(error)
        return
    known = {word for item in inputs if item.name in named for word in item.words}
    for word in quoted_in(expression):
        if word not in known:
            yield path, f"no input may be the word {word}; known are {_list(known)}"


def _values(item: Input) -> Sequence[int | float | bool | str]:
    """What an input is tried at, from the least to the largest."""
    match item.type:
        case InputType.COUNT:
            return (*COUNTS, LARGEST)
        case InputType.NUMBER:
            return (*NUMBERS, float(LARGEST))
        case InputType.FLAG:
            return (False, True)
        case InputType.WORD:
            return item.words or ("",)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
