"""What a verdict sets off, as rows for the desk and lines for the history, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import clause_name
from reviewer_app.client.viewmodels.questions import Question, questions_of, value_words
from reviewer_app.client.words import N_, _, language
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.completeness import DEPARTS
from reviewer_app.domain.counts import window_of
from reviewer_app.domain.drafts import Draft, Sheet, accuses, of_papers, verdict_of, with_measure
from reviewer_app.domain.events import Held, Round
from reviewer_app.domain.rulebook import Measure, RulebookCite, SignoffRule
from reviewer_app.domain.schedule import ScheduleVersion, Step
from reviewer_app.domain.score import Lacking
from reviewer_app.domain.verdicts import OF_PAPERS, Effect, Finding, Verdict
from reviewer_app.domain.withheld import Why
from reviewer_app.rulebooks.consequences import (
    Asked,
    LadderEffect,
    PenaltyEffect,
    ScoreEffect,
    SetOff,
    set_off,
    signoff_asked,
)
from reviewer_app.rulebooks.effects import Follows

SIGNOFF_WORDS = {DEPARTS: N_("The measure is another than the one that follows")}
"""Reasons for a sign-off that are no rule of a procedure."""

YUAN = "CNY"


class RowKind(StrEnum):
    """What a row tells."""

    STEP = "step"
    MEASURE = "measure"
    PENALTY = "penalty"
    SCORE = "score"
    HANGS = "hangs"
    DEPARTS = "departs"
    CHOSEN = "chosen"
    TRAINING = "training"
    SIGNOFF = "signoff"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rungs:
    """A ladder as it is drawn: how many steps, the one `reached` (0 for none), and what the next one asks for.

    Where it is not `sure`, `reached` is the highest that is certain.
    """

    count: int
    reached: int
    sure: bool
    next: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of what follows. `text` is short, `detail` may be long; `cite` names version and digest.

    `grave`: it weighs (a step or measure of the highest impact, a signature that is needed). `lacking`: it is not
    computable, and `detail` says for want of what. `findings` are the ids of those that it follows from. `brief` is
    what one line has room for, `terms` a measure's terms and amounts alone; `rungs` a ladder to draw.
    """

    kind: RowKind
    text: str
    detail: str = ""
    cite: str = ""
    findings: tuple[str, ...] = ()
    grave: bool = False
    lacking: bool = False
    brief: str = ""
    terms: str = ""
    rungs: Rungs | None = None


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that the desk shows of what a verdict sets off; equal where nothing looks different."""

    rows: tuple[Row, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def signs(self) -> bool:
        """Whether a supervisor must sign."""
        return any(row.kind is RowKind.SIGNOFF for row in self.rows)

    @property
    def brief(self) -> str:
        """All of it in one line."""
        said = dict.fromkeys(row.brief for row in self.rows if row.brief)
        return " · ".join([*said, *([_("sign-off")] if self.signs else [])])

    @property
    def sets_off(self) -> bool:
        """Whether anything follows beside the measures that were chosen."""
        return any(row.kind is not RowKind.CHOSEN for row in self.rows)

    def departure(self, finding_id: str) -> str:
        """What follows from a finding instead of the measure that it has; empty where it has the one that does."""
        found = (row for row in self.rows if row.kind is RowKind.DEPARTS and row.findings == (finding_id,))
        return next((f"{row.text}\n{row.detail}" for row in found), "")

    def unfixed(self, finding_id: str) -> str:
        """Why no measure is known to follow from a finding, so that its own is a choice; empty where one is."""
        found = (row for row in self.rows if row.kind is RowKind.CHOSEN and row.findings == (finding_id,))
        return next((row.terms for row in found), "")


def consequences(case: OpenCase, draft: Draft, made: SetOff, sheet: Sheet) -> Consequences:
    """The rows and questions of a draft, from what was worked out for it on that sheet."""
    departs = _departures(draft, made, sheet, case.round)
    rows = [
        *departs,
        *_chosen(draft, made, sheet),
        *_unread(made),
        *_before(made),
        *_ladders(made),
        *_penalties(made),
        *_scores(made),
    ]
    rows += [*_training(draft, sheet), *_since(case, made)]
    rows += [
        Row(RowKind.SIGNOFF, text, grave=True) for text in signoff_lines(sheet, _signoff(case, draft, made, sheet))
    ]
    return Consequences(tuple(rows), tuple(questions_of(made)))


def reckoned(draft: Draft, before: SetOff, sheet: Sheet) -> tuple[Draft, SetOff]:
    """What a draft sets off, with the measures of its findings moved on to those that lead now.

    A measure that the person chose stays: only one that led before moves, or, where none was known, the first one that
    a new finding begins with.
    """
    made = set_off(draft, sheet)
    moved = draft
    for finding in draft.findings:
        now, was = made.leading.get(finding.id), before.leading.get(finding.id)
        if now is None or finding.measure in now:
            continue
        clause = sheet.clause_of(finding)
        fresh = clause is not None and clause.measures[:1] == (finding.measure,) and not finding.note
        if finding.measure in was if was is not None else fresh:
            moved = with_measure(moved, finding.id, now[0])
    return (moved, made) if moved is draft else (moved, set_off(moved, sheet))


def followed_words(sheet: Sheet, effects: Iterable[Effect]) -> tuple[str, ...]:
    """What followed from a given verdict, a line for each part; by the schedules that are here."""
    return tuple(_carried(sheet, effect) for effect in effects)


def signoff_lines(sheet: Sheet, names: Iterable[str]) -> list[str]:
    """Why a supervisor must sign, in the procedure's words; the bare name where no version here has it."""
    rules: dict[str, SignoffRule] = {}
    for book in sheet.versions:
        rules |= {rule.id: rule for rule in book.rulebook.procedure.signoff}
    return [_reason(rules, name) for name in names]


def _reason(rules: dict[str, SignoffRule], name: str) -> str:
    if name in SIGNOFF_WORDS:
        return _(SIGNOFF_WORDS[name])
    return rules[name].text.within(language()) if name in rules else name


# -- rows --------------------------------------------------------------------------------------------------------------


def _before(made: SetOff) -> Iterator[Row]:
    for one in made.before:
        text = _("{title}: no version was in force at the conduct").format(title=one.version.title.within(language()))
        detail = _("The first begins {when}; before it nothing is worked out.").format(
            when=words.day(one.version.effective_from, ZoneInfo(one.version.zone))
        )
        yield Row(RowKind.NOTE, text, detail, findings=one.findings)


def _unread(made: SetOff) -> Iterator[Row]:
    for one in made.unread:
        text = _("{version}: not computable").format(version=one.version.name)
        detail = _("It is newer than this program reads: update the program. The server works out what follows.")
        if one.version.why is not Why.NEWER:
            detail = _("Nobody this computer trusts signed it: see the rules. The server works out what follows.")
        yield Row(RowKind.STEP, text, detail, findings=one.findings, lacking=True, brief=text)


def _ladders(made: SetOff) -> Iterator[Row]:
    for one in made.ladders:
        yield _step_row(one)
        heaviest = max(one.follows, key=lambda follow: follow.measure.impact, default=None)
        for follow in one.follows:
            text = follow.measure.title.within(language())
            grave = follow.measure.impact >= GRAVE
            brief = text if follow is heaviest else ""
            terms = " · ".join(_terms(follow))
            detail = " · ".join([*_terms(follow), follow.measure.effect.within(language())])
            yield Row(RowKind.MEASURE, text, detail, "", one.findings, grave, brief=brief, terms=terms)


GRAVE = 3
"""From this impact on a measure weighs: selling stops, for days or for good."""


def _step_row(one: LadderEffect) -> Row:
    title, cite, rungs = one.ladder.title.within(language()), cite_words(one.cite), _rungs(one)
    if one.lacking:
        text, brief = _("{ladder}: step not computable").format(ladder=title), _("step not computable")
        detail = _lacks(one.version, one.lacking)
        if one.at_least is not None:
            text = _("{ladder}: at least step {number}").format(ladder=title, number=one.at_least.number)
            brief = _("at least step {number}").format(number=one.at_least.number)
        return Row(RowKind.STEP, text, detail, cite, one.findings, lacking=True, brief=brief, rungs=rungs)
    if one.step is None:
        text = _("{ladder}: no step is reached").format(ladder=title)
        return Row(RowKind.STEP, text, "", cite, one.findings, brief=_("no step is reached"), rungs=rungs)
    number, count = one.step.number, len(one.ladder.steps)
    text = _("{ladder}: step {number} of {count}").format(ladder=title, number=number, count=count)
    brief = _("step {number} of {count}").format(number=number, count=count)
    grave = any(follow.measure.impact >= GRAVE for follow in one.follows)
    detail = _step_detail(one.step, one.inputs)
    return Row(RowKind.STEP, text, detail, cite, one.findings, grave, brief=brief, rungs=rungs)


def _rungs(one: LadderEffect) -> Rungs:
    reached = one.at_least if one.lacking else one.step
    number = reached.number if reached is not None else 0
    above = min((step for step in one.ladder.steps if step.number > number), key=lambda s: s.number, default=None)
    said = ""
    if above is not None:
        title = above.title.within(language())
        said = _("Step {number}: {title}").format(number=above.number, title=title)
    return Rungs(len(one.ladder.steps), number, not one.lacking, said)


def _step_detail(step: Step, inputs: tuple[Asked, ...]) -> str:
    known = ((one.input.text.within(language()), value_words(one)) for one in inputs if one.value not in (None, 0))
    return " · ".join([step.title.within(language()), *(words.named(*one) for one in known)])


def _terms(follow: Follows) -> list[str]:
    term, said = follow.term, list[str]()
    if term.percent is not None:
        said.append(_("{percent} percent of the sales").format(percent=term.percent))
    if isinstance(follow.held_back, Decimal):
        said.append(words.money(str(follow.held_back), YUAN))
    elif isinstance(follow.held_back, Lacking):
        said.append(_("amount not computable"))
    if term.days is not None:
        said.append(_("{days} days").format(days=_range(term.days)))
    if term.days_limit is not None:
        said.append(_("{days} days at most in special cases").format(days=term.days_limit))
    if term.amount is not None:
        low, high = (words.money(str(bound), YUAN, cents=False) for bound in term.amount)
        said.append(low if low == high else f"{low}\N{EN DASH}{high}")
    if term.for_good:
        said.append(_("for good"))
    return said


def _range(bounds: tuple[int, ...]) -> str:
    low, high = bounds
    return f"{low:,}" if low == high else f"{low:,}\N{EN DASH}{high:,}"


def _penalties(made: SetOff) -> Iterator[Row]:
    for one in made.penalties:
        yield _penalty_row(one)


def _penalty_row(one: PenaltyEffect) -> Row:
    title, cite = one.penalty.title.within(language()), cite_words(one.cite)
    if one.yuan is None:
        return Row(
            RowKind.PENALTY,
            _("Penalty not computable"),
            f"{title} · {_lacks(one.version, one.lacking)}",
            cite,
            one.findings,
            lacking=True,
            brief=_("Penalty not computable"),
        )
    text = _("Penalty: {amount}").format(amount=words.money(str(one.yuan), YUAN, cents=False))
    return Row(RowKind.PENALTY, text, title, cite, one.findings, grave=one.yuan > 0, brief=text)


def _scores(made: SetOff) -> Iterator[Row]:
    for one in made.scores:
        yield _score_row(one)
        for hang in one.score.hangs:
            title = hang.title.within(language())
            detail = _("lost below {points}").format(points=hang.below) if hang.below is not None else ""
            yield Row(RowKind.HANGS, title, detail, findings=one.findings)


def _score_row(one: ScoreEffect) -> Row:
    title, cite = one.score.title.within(language()), cite_words(one.cite)
    standing = _("{score} when the case came in").format(score=f"{one.standing:g}") if one.standing is not None else ""
    if one.points is None:
        text = _("{score}: points off not computable, {most} at most").format(score=title, most=one.most)
        detail = " · ".join(filter(None, [_lacks(one.version, one.lacking), standing]))
        return Row(RowKind.SCORE, text, detail, cite, one.findings, lacking=True, brief=_("points not computable"))
    if one.points == 0:
        return Row(
            RowKind.SCORE, _("{score}: nothing more comes off").format(score=title), standing, cite, one.findings
        )
    text = _("{score}: {points} points off").format(score=title, points=one.points)
    brief = _("{points} points off").format(points=one.points)
    return Row(RowKind.SCORE, text, standing, cite, one.findings, brief=brief)


def _departures(draft: Draft, made: SetOff, sheet: Sheet, round_: Round) -> Iterator[Row]:
    names = {follow.measure.id: follow.measure.title for one in made.ladders for follow in one.follows}
    for finding_id in made.departs:
        leads = _list(names[name].within(language()) for name in made.leading[finding_id])
        text = _("Another measure follows: {measures}").format(measures=leads)
        detail = (
            _("Choose it, or say why not; your signature lets it stand.")
            if round_ is Round.SIGNOFF
            else _("Choose it, or say why not; a supervisor will sign.")
        )
        chosen = draft.finding(finding_id).measure
        titles = (
            one.title.within(language()) for one in _range_of(draft.finding(finding_id), sheet) if one.id == chosen
        )
        brief = _("another measure chosen: {measure}").format(measure=next(titles, chosen))
        yield Row(RowKind.DEPARTS, text, detail, findings=(finding_id,), grave=True, brief=brief)


def _chosen(draft: Draft, made: SetOff, sheet: Sheet) -> Iterator[Row]:
    """The measures of findings from which none is known to follow: they are in force because a person chose them."""
    waits = {finding_id for one in made.ladders if one.lacking for finding_id in one.findings}
    waits |= {finding_id for one in made.unread for finding_id in one.findings}
    for finding in draft.findings if accuses(draft) else ():
        if finding.id in made.leading:
            continue
        measures = _range_of(finding, sheet)
        chosen = next((one for one in measures if one.id == finding.measure), None)
        if chosen is None:
            continue
        title, ids, why = chosen.title.within(language()), (finding.id,), ""
        detail = chosen.effect.within(language())
        if len(measures) > 1:
            why = _("The rulebook fixes none of them: choose.")
            others = _list(one.title.within(language()) for one in measures if one is not chosen)
            detail = _("{clause}: the rulebook fixes none. Instead there could be: {measures}").format(
                clause=clause_name(sheet.clause_of(finding), finding.clause), measures=others
            )
            if finding.id in waits:
                why = _("Which of them follows is not known yet.")
        text = _("Measure: {measure}").format(measure=title)
        yield Row(RowKind.CHOSEN, text, why if finding.id in waits else detail, "", ids, brief=title, terms=why)


def _range_of(finding: Finding, sheet: Sheet) -> list[Measure]:
    """The measures among which a finding's clause lets choose, in the version that it cites."""
    book, clause = sheet.book_of(finding.rulebook), sheet.clause_of(finding)
    if book is None or clause is None:
        return []
    return [one for name in clause.measures if (one := book.rulebook.measure(name)) is not None]


EDUCATION = "educate"
"""The measure of the rulebooks that consists in training."""


def _training(draft: Draft, sheet: Sheet) -> Iterator[Row]:
    """Where a finding ends in training: on which version its party was trained before, as far as the record says."""
    taught = [finding for finding in draft.findings if finding.measure == EDUCATION]
    if not taught:
        return
    record, ids = sheet.record, tuple(finding.id for finding in taught)
    party = record.creator or record.merchant
    if not party.trained_on:
        yield Row(
            RowKind.TRAINING,
            _("No training of {name} is on the record").format(name=words.plain(party.name)),
            findings=ids,
        )
    for training in party.trained_on:
        rulebook, version = words.plain(training.rulebook), words.plain(training.version)
        text = _("Trained on {rulebook} {version}").format(rulebook=rulebook, version=version)
        detail = f"{words.plain(party.name)} · {words.day(training.at)}"
        cited = {finding.rulebook.version for finding in taught if finding.rulebook.id == training.rulebook}
        if cited and training.version not in cited:
            detail += " · " + _("another version than the one that counts here")
        yield Row(RowKind.TRAINING, text, detail, findings=ids)


def _since(case: OpenCase, made: SetOff) -> Iterator[Row]:
    """That the counts begin later than a window that they are of."""
    counts = case.sheet.counts
    if counts is None or counts.since is None:
        return
    used = {item.input.name: item.input for one in made.ladders for item in one.inputs if item.input.counted}
    windows = [window for item in used.values() if (window := window_of(item, counts.at)) is not None]
    if any(start < counts.since for start, _end in windows):
        text = _("Counted from decisions made here since {when}").format(when=words.day(counts.since))
        yield Row(RowKind.NOTE, text)


def _signoff(case: OpenCase, draft: Draft, made: SetOff, sheet: Sheet) -> tuple[str, ...]:
    """Why a supervisor must sign, as far as it can be told: a draft that cites what is not here tells nothing."""
    book = sheet.procedure()
    if draft.outcome is None or book is None or case.round.value in ("signoff", "quality"):
        return ()
    verdict = verdict_of(draft, sheet)
    if verdict.stands_for is None:
        return ()
    held = any(isinstance(event, Held) for event in case.file.events)
    procedure = book.rulebook.procedure
    try:
        return signoff_asked(
            procedure, sheet.versions, case.case_id, case.record, verdict, was_held=held, departs=made.asks_supervisor
        )
    except ValueError:
        return ()


def paper_statements(sheet: Sheet, verdict: Verdict) -> list[str]:
    """What a verdict states of papers, a line for each, in the words of the schedule in force at the conduct."""
    found = sheet.schedule_of(OF_PAPERS, sheet.record.conduct_at)
    inputs = {item.name: item for item in found.schedule.inputs} if found is not None else {}
    lines = []
    for one in of_papers(verdict.stated):
        item = inputs.get(one.name)
        value = value_words(Asked(item, one.value)) if item is not None else str(one.value)
        name = item.text.within(language()) if item is not None else one.name
        lines.append(_("Stated: {what}: {value}").format(what=name, value=words.plain(value)))
    return lines


# -- words -------------------------------------------------------------------------------------------------------------


def cite_words(cite: RulebookCite) -> str:
    """A version by name, with the ends of its digest."""
    return f"{cite.id} {cite.version} · {cite.digest[:8]}…{cite.digest[-4:]}"


def _lacks(version: ScheduleVersion, names: Iterable[str]) -> str:
    texts = {item.name: item.text for item in version.inputs}
    said = _list(texts[name].within(language()) if name in texts else name for name in names)
    return _("Not known: {inputs}").format(inputs=said)


def _list(parts: Iterable[str]) -> str:
    return _(", ").join(parts)


def _carried(sheet: Sheet, effect: Effect) -> str:
    version = next((item.schedule for item in sheet.schedules if item.digest == effect.schedule.digest), None)
    part = version.part(effect.part) if version is not None else None
    title = part.title.within(language()) if part is not None else effect.part
    return _("{part}: {result}").format(part=title, result=_result(version, effect))


def _result(version: ScheduleVersion | None, effect: Effect) -> str:
    if effect.lacking:
        known = _lacks(version, effect.lacking) if version is not None else _(", ").join(effect.lacking)
        return _("not computable. {lacking}").format(lacking=known)
    if effect.yuan is not None:
        return words.money(str(effect.yuan), YUAN, cents=False)
    if effect.points is not None:
        return _("{points} points off").format(points=effect.points)
    if not effect.step:
        return _("no step is reached")
    found = [version.measure(name) if version is not None else None for name in effect.measures]
    names = (
        one.title.within(language()) if one is not None else name
        for one, name in zip(found, effect.measures, strict=True)
    )
    return _("step {number}, {measures}").format(number=effect.step, measures=_list(names))
