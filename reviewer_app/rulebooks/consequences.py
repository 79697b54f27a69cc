"""What a verdict sets off: step, measures, amounts and scores, worked out from findings, counts and schedules alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain

from reviewer_app.domain.cases import CaseKind, CaseRecord
from reviewer_app.domain.completeness import DEPARTS, departing
from reviewer_app.domain.counts import counts_clause, scene_of
from reviewer_app.domain.drafts import Draft, Sheet, accuses
from reviewer_app.domain.rulebook import Procedure, Published, RulebookCite
from reviewer_app.domain.schedule import (
    Input,
    Ladder,
    Penalty,
    ScheduleVersion,
    Step,
)
from reviewer_app.domain.score import Facts, Lacking, Score, points_taken
from reviewer_app.domain.verdicts import Effect, Verdict
from reviewer_app.rulebooks.conditions import signoff_ready, signoff_wanted
from reviewer_app.rulebooks.effects import Amount, Follows, Reached, ask, certain_step, climb
from reviewer_app.rulebooks.facts import signoff_facts
from reviewer_app.rulebooks.ground import Found, Ground, Known, found_in, groups, ids_of, until
from reviewer_app.rulebooks.inputs import compiled, names_in
from reviewer_app.rulebooks.runtime import ConditionError
from reviewer_app.rulebooks.unread import Unread, unread_schedules


@dataclass(frozen=True, slots=True)
class Asked:
    """An input that a part stands on, and its value: None where it is lacking."""

    input: Input
    value: int | float | bool | str | None


@dataclass(frozen=True, slots=True)
class LadderEffect:
    """Where the findings stand on a ladder; `step` is None where it is lacking something, or not even the first.

    `at_least` is the highest step that is certain though something is lacking. `findings` are their ids.
    """

    cite: RulebookCite
    version: ScheduleVersion
    ladder: Ladder
    findings: tuple[str, ...]
    inputs: tuple[Asked, ...]
    step: Step | None = None
    at_least: Step | None = None
    follows: tuple[Follows, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PenaltyEffect:
    """A penalty that follows, in yuan and rounded down; None where the amount it is worked out from is lacking."""

    cite: RulebookCite
    version: ScheduleVersion
    penalty: Penalty
    findings: tuple[str, ...]
    inputs: tuple[Asked, ...]
    yuan: int | None = None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreEffect:
    """What the findings take from a score: `points`, or at the `most` where other deductions are lacking.

    `inputs` are those that the findings added to, with what they came to; None where the count is not known. `standing`
    is the score that the sender gave when the case came in, in whatever scale it has.
    """

    cite: RulebookCite
    version: ScheduleVersion
    score: Score
    findings: tuple[str, ...]
    inputs: tuple[Asked, ...]
    most: int
    points: int | None = None
    lacking: tuple[str, ...] = ()
    standing: float | None = None


@dataclass(frozen=True, slots=True)
class NoVersion:
    """A schedule that serves a clause found breached, and had no version in force when the conduct happened."""

    schedule: str
    version: ScheduleVersion
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetOff:
    """All that a verdict sets off, in the order of schedules.

    `leading` has for each finding the gravest of the measures that follow and that its clause allows. `below` are the
    findings whose measure weighs less than what a step brings that is certain though something is lacking: nobody gets
    around a supervisor by leaving an input unsaid. Under an `unread` schedule anything may follow: nothing leads there.
    """

    ladders: tuple[LadderEffect, ...] = ()
    penalties: tuple[PenaltyEffect, ...] = ()
    scores: tuple[ScoreEffect, ...] = ()
    before: tuple[NoVersion, ...] = ()
    unread: tuple[Unread, ...] = ()
    leading: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    departs: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def asks_supervisor(self) -> bool:
        """Whether a measure was chosen that a supervisor must sign."""
        return bool(self.departs or self.below)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What a verdict carries of it."""
        return (*map(_of_ladder, self.ladders), *map(_of_penalty, self.penalties), *map(_of_score, self.scores))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The digests of the schedules that it says nothing of, because they could not be read."""
        return tuple(sorted(one.version.digest for one in self.unread))


NOTHING = SetOff()


def set_off(draft: Draft, sheet: Sheet) -> SetOff:
    """What a draft's findings set off, by the versions in force at each finding's conduct.

    Nothing is guessed: an input that is counted by nobody, taken from nowhere and not stated is lacking by name. What a
    person states counts only for inputs that are theirs to state. Never raises for a draft that completeness lets be.
    """
    if not ((sheet.schedules or sheet.withheld) and draft.findings and accuses(draft)):
        return NOTHING
    unread = unread_schedules(draft.findings, sheet)
    ladders, penalties, scores = [], [], []
    before, found = [], found_in(draft.findings, sheet)
    for version, same, group in groups(found, sheet, unread):
        if version is None:
            before.append(NoVersion(same.schedule.id, same.schedule, ids_of(group)))
            continue
        ground = Ground(version, sheet, draft, group, until(found, group))
        ladders += list(_ladders(ground))
        penalties += list(_penalties(ground))
        scores += list(_scores(ground))
    closed = {finding_id for one in unread for finding_id in one.findings}
    leading = {of: m for of, m in _leading(found, ladders).items() if of not in closed}
    departs = tuple(sorted(departing(draft.findings, leading)))
    below = _below(found, sheet, ladders)
    return SetOff(tuple(ladders), tuple(penalties), tuple(scores), tuple(before), unread, leading, departs, below)


def get_ready(sheet: Sheet) -> None:
    """Compiles what a draft on the sheet will be asked, for a caller who has time now and will have none then."""
    book = sheet.procedure()
    with suppress(ConditionError):  # told where it is asked
        if book is not None:
            signoff_ready(book.rulebook.procedure)
        for item in sheet.schedules:
            if item.schedule.covers(sheet.record.conduct_at):
                if sheet.record.kind is CaseKind.FILING:
                    for threshold in item.schedule.thresholds:
                        compiled(item.schedule.inputs, threshold.met)
                for step in chain.from_iterable(ladder.steps for ladder in item.schedule.ladders):
                    compiled(item.schedule.inputs, step.when)


def signoff_asked(
    procedure: Procedure,
    versions: Sequence[Published],
    case_id: str,
    record: CaseRecord,
    verdict: Verdict,
    *,
    was_held: bool = False,
    departs: bool = False,
) -> tuple[str, ...]:
    """Why a supervisor must sign a verdict that settles something: ids of the procedure's rules, and `DEPARTS`.

    A rule that fails on the verdict asks for one. Raises ValueError for a verdict that cites what is not in `versions`.
    """
    if "signoff" not in procedure.rounds:
        return ()
    found = signoff_wanted(procedure, signoff_facts(case_id, record, verdict, versions, was_held))
    return (*found, DEPARTS) if departs else found


# -- parts -------------------------------------------------------------------------------------------------------------


def _asked(version: ScheduleVersion, names: Iterable[str], facts: Facts) -> tuple[Asked, ...]:
    wanted = set(names)
    return tuple(Asked(item, facts.get(item.name)) for item in version.inputs if item.name in wanted)


def _ladders(ground: Ground) -> Iterator[LadderEffect]:
    version = ground.version
    for ladder in version.ladders:
        served = ground.served(ladder.clauses)
        if not served:
            continue
        facts = ground.after(ground.before())
        names = chain.from_iterable(names_in(version.inputs, step.when) for step in ladder.steps)
        shares = (term.of for step in ladder.steps for term in step.terms if term.of is not None)
        inputs = _asked(version, chain(names, shares), facts)
        effect = LadderEffect(ground.published.cite, version, ladder, ids_of(served), inputs)
        yield _climbed(effect, facts, ground.sheet.record)


def _climbed(effect: LadderEffect, facts: Known, record: CaseRecord) -> LadderEffect:
    try:
        found = climb(effect.version, effect.ladder, facts)
        if isinstance(found, Lacking):
            certain = certain_step(effect.version, effect.ladder, facts)
            return replace(effect, lacking=found.names, at_least=certain)
    except ConditionError:  # beyond what the check tried; nothing is told rather than something wrong
        return replace(effect, lacking=tuple(item.input.name for item in effect.inputs))
    return replace(effect, step=found.step, follows=_of_this_scene(found, record))


def _of_this_scene(found: Reached, record: CaseRecord) -> tuple[Follows, ...]:
    scene = scene_of(record)
    return tuple(one for one in found.follows if one.term.scene in (None, scene))


def _penalties(ground: Ground) -> Iterator[PenaltyEffect]:
    for penalty in ground.version.penalties:
        served = ground.served(penalty.clauses)
        if not served:
            continue
        facts = ground.before()
        inputs = _asked(ground.version, (penalty.of,), facts)
        given = {name: value for name, value in facts.items() if name == penalty.of}
        found = ask(ground.version, penalty.id, given) if _is_amount(given.get(penalty.of)) else Lacking((penalty.of,))
        yuan = found.yuan if isinstance(found, Amount) else None
        lacking = found.names if isinstance(found, Lacking) else ()
        yield PenaltyEffect(ground.published.cite, ground.version, penalty, ids_of(served), inputs, yuan, lacking)


def _is_amount(value: int | float | bool | str | None) -> bool:
    """Whether a penalty can be worked out from it."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _scores(ground: Ground) -> Iterator[ScoreEffect]:
    version, record = ground.version, ground.sheet.record
    inputs = {item.name: item for item in version.inputs}
    for score in version.scores:
        party = record.creator if score.of == "creator" else record.merchant
        own = {item.of for item in score.deductions if inputs[item.of].counted is not None}
        counting = [counted for name in sorted(own) if (counted := inputs[name].counted) is not None]
        hit = [one for one in ground.group if any(counts_clause(c, one.clause, one.severity) for c in counting)]
        if party is None or not hit:
            continue
        facts = ground.before()
        after = ground.after(facts)
        points, lacking = _taken(score, facts, after)
        touched = [name for name in own if name not in after or after[name] != facts[name]]
        nothing: Known = {item.of: 0 for item in score.deductions}
        counts_only = {name: value for name, value in facts.items() if name in own}
        most, _ = _taken(score, nothing | counts_only, ground.after(nothing | counts_only))
        cite = ground.published.cite
        hits, asked = ids_of(hit), _asked(version, touched, after)
        yield ScoreEffect(cite, version, score, hits, asked, most or 0, points, lacking, party.score)


def _taken(score: Score, before: Known, after: Known) -> tuple[int | None, tuple[str, ...]]:
    """The points that the step from one to the other takes, or what is lacking."""
    was, now = points_taken(score, before), points_taken(score, after)
    if isinstance(was, Lacking) or isinstance(now, Lacking):
        return None, now.names if isinstance(now, Lacking) else was.names if isinstance(was, Lacking) else ()
    return now - was, ()


# -- what it means for the findings ------------------------------------------------------------------------------------


def _leading(found: Iterable[Found], ladders: Iterable[LadderEffect]) -> dict[str, tuple[str, ...]]:
    allowed = {one.finding.id: one.measures for one in found}
    best: dict[str, dict[str, int]] = {}
    open_ = {finding_id for effect in ladders if effect.lacking for finding_id in effect.findings}
    for effect in ladders:
        for finding_id in effect.findings:
            mine = best.setdefault(finding_id, {})
            for one in effect.follows:
                if one.measure.id in allowed[finding_id]:
                    mine[one.measure.id] = max(one.measure.impact, mine.get(one.measure.id, 0))
    return {
        finding_id: tuple(name for name, impact in mine.items() if impact == max(mine.values()))
        for finding_id, mine in best.items()
        if mine and finding_id not in open_  # what is lacking could lead to a graver one
    }


def _below(found: Iterable[Found], sheet: Sheet, ladders: Iterable[LadderEffect]) -> tuple[str, ...]:
    """Findings whose measure weighs less than the gravest that its clause allows of a step that is certain."""
    known = {one.finding.id: one for one in found}
    lower = set()
    for effect in ladders:
        scene = scene_of(sheet.record)
        terms = effect.at_least.terms if effect.at_least is not None else ()
        weights = {term.measure: _weight(effect.version, term.measure) for term in terms if term.scene in (None, scene)}
        for finding_id in effect.findings:
            allowed = [weight for name, weight in weights.items() if name in known[finding_id].measures]
            chosen = known[finding_id].finding.measure
            if allowed and chosen is not None and _weight(effect.version, chosen) < max(allowed):
                lower.add(finding_id)
    return tuple(sorted(lower))


def _weight(version: ScheduleVersion, measure_id: str) -> int:
    """What a measure weighs in a schedule; one that it does not know weighs nothing there."""
    measure = version.measure(measure_id)
    return measure.impact if measure is not None else 0


def _of_ladder(one: LadderEffect) -> Effect:
    step = None if one.lacking else one.step.number if one.step is not None else 0
    measures = tuple(item.measure.id for item in one.follows)
    return Effect(schedule=one.cite, part=one.ladder.id, step=step, measures=measures, lacking=one.lacking)


def _of_penalty(one: PenaltyEffect) -> Effect:
    return Effect(schedule=one.cite, part=one.penalty.id, yuan=one.yuan, lacking=one.lacking)


def _of_score(one: ScoreEffect) -> Effect:
    return Effect(schedule=one.cite, part=one.score.id, points=one.points, lacking=one.lacking)
