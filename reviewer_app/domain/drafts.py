"""A verdict in the making: the draft a person edits, each edit a pure step that gives a new draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Literal

from reviewer_app.domain.cases import CaseKind, CaseRecord
from reviewer_app.domain.counts import AHEAD, Snapshot
from reviewer_app.domain.coverage import FILES, Watched
from reviewer_app.domain.events import Round
from reviewer_app.domain.evidence import Anchor, TimeAnchor
from reviewer_app.domain.rulebook import Clause, Proof, Published, RulebookCite, books_for, for_kind, version_in_force
from reviewer_app.domain.schedule import PublishedSchedule, schedule_lines
from reviewer_app.domain.timeline import Dated
from reviewer_app.domain.values import Value
from reviewer_app.domain.verdicts import (
    CHANGING,
    OF_PAPERS,
    Correction,
    Effect,
    Finding,
    FlagAnswer,
    HoldAsk,
    Met,
    Outcome,
    Stated,
    Verdict,
)
from reviewer_app.domain.withheld import Withheld, withheld_at


class Begun(Value):
    """A correction that was begun and is not finished: the field, and the words as they stand in the line."""

    field: str
    text: str


class Draft(Value):
    """What a person has entered so far; every part may still be missing. `watched` is what they saw of clips."""

    outcome: Outcome | None = None
    result: Literal["pass", "violation"] | None = None
    findings: tuple[Finding, ...] = ()
    flags: tuple[FlagAnswer, ...] = ()
    reason: str = ""
    hold: HoldAsk | None = None
    stated: tuple[Stated, ...] = ()
    corrections: tuple[Correction, ...] = ()
    begun: tuple[Begun, ...] = ()
    watched: tuple[Watched, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing has been entered; to have watched is not to have entered anything."""
        return self.entered == Draft()

    @property
    def entered(self) -> Draft:
        """The draft without what was watched meanwhile."""
        return self.model_copy(update={"watched": ()})

    def finding(self, finding_id: str) -> Finding:
        """The finding of that id; raises KeyError."""
        for finding in self.findings:
            if finding.id == finding_id:
                return finding
        raise KeyError(finding_id)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a draft is written against: the case as stored, the rulebook versions known, and the round it is judged in.

    `subject` is the subject as parsed JSON; `shown` holds the SHA-256 of every asset that can be shown, `unshown` of
    those that cannot; `on` is the verdict that a sign-off is about, `judged` the one whose findings stand there (None
    where it is not here). `schedules` are those known, `counts` what the
    server counted when it gave the lease (None from a server that does not). `heard_at` is when the latest of the
    versions here was published: what is here has been published, whatever a desk's clock says. `withheld` are versions
    that are here and not used: what needs one cannot be judged, or worked out. `held_by` is the version by whose
    procedure a hold was made, where that is not the one in force.
    """

    record: CaseRecord
    subject: Any
    shown: frozenset[str]
    unshown: frozenset[str]
    versions: tuple[Published, ...]
    round: Round
    known_at: datetime
    on: str | None = None
    overrides: str | None = None
    schedules: tuple[PublishedSchedule, ...] = ()
    counts: Snapshot | None = None
    heard_at: datetime | None = None
    withheld: tuple[Withheld, ...] = ()
    judged: Verdict | None = None
    held_by: Published | None = None

    @property
    def published_by(self) -> datetime:
        """The instant up to which versions count as published."""
        return self.known_at if self.heard_at is None else max(self.known_at, self.heard_at)

    @property
    def rules(self) -> tuple[object, ...]:
        """What decides which rules count: what was worked out of a case stands while this is the same."""
        return self.versions, self.schedules, self.withheld

    def begins(self) -> tuple[Published, ...]:
        """The versions that begin while a clip may still run, of the rulebooks in force when it began: earliest first.

        What is seen of the clip from then on falls under them. How long it runs is not in the record.
        """
        if self.record.kind is not CaseKind.CLIP:
            return ()
        own, at = {book.rulebook.id for book in self.books()}, self.record.conduct_at
        later = [
            book
            for book in self.known_books()
            if book.rulebook.id in own and at < book.rulebook.effective_from <= at + AHEAD
        ]
        later.sort(key=lambda book: (book.rulebook.effective_from, book.rulebook.id))
        return tuple(book for book in later if self.version_of(book.rulebook.id, book.rulebook.effective_from) == book)

    def conduct_of(self, anchors: Sequence[Anchor]) -> datetime:
        """The instant of the conduct that anchors show: the case's own, plus the offset of the earliest time range."""
        offsets = [anchor.start_s for anchor in anchors if isinstance(anchor, TimeAnchor)]
        if not offsets:
            return self.record.conduct_at
        return self.record.conduct_at + timedelta(microseconds=int(min(offsets) * 1_000_000))

    def version_of(self, rulebook_id: str, conduct_at: datetime) -> Published | None:
        """The version of a rulebook that counts for a conduct time; None where none was in force, or it is withheld."""
        if self.withheld_of(rulebook_id, conduct_at) is not None:
            return None
        return version_in_force(self.versions, rulebook_id, conduct_at, self.published_by)

    def turns(self, rulebook_id: str, after: datetime, until: datetime) -> bool:
        """Whether a version of a rulebook begins or ends between two instants, the later one among them."""
        used: Iterator[Dated] = (item.rulebook for item in self.versions if item.rulebook.id == rulebook_id)
        unused: Iterator[Dated] = (item for item in self.withheld if not item.schedule and item.id == rulebook_id)
        edges = (edge for one in chain(used, unused) for edge in (one.effective_from, one.effective_until))
        return any(edge is not None and after < edge <= until for edge in edges)

    def withheld_of(self, rulebook_id: str, conduct_at: datetime) -> Withheld | None:
        """The version that would count for a conduct time and is not used; None where the one that counts is."""
        same = [item for item in self.withheld if not item.schedule and item.id == rulebook_id]
        if not same:
            return None
        used = [item.rulebook for item in self.versions if item.rulebook.id == rulebook_id]
        return withheld_at(used, same, conduct_at)

    def schedule_of(self, schedule_id: str, conduct_at: datetime) -> PublishedSchedule | None:
        """The version of a schedule that counts for a conduct time; None where none was in force, or it is withheld."""
        if self.withheld_schedule(schedule_id, conduct_at) is not None:
            return None
        line = schedule_lines(self.schedules).get(schedule_id)
        return line.at(conduct_at, self.published_by) if line is not None else None

    def withheld_schedule(self, schedule_id: str, conduct_at: datetime) -> Withheld | None:
        """The same of schedules as `withheld_of` of rulebooks."""
        same = [item for item in self.withheld if item.schedule and item.id == schedule_id]
        if not same:
            return None
        used = [item.schedule for item in self.schedules if item.schedule.id == schedule_id]
        return withheld_at(used, same, conduct_at)

    def withheld_books(self) -> tuple[Withheld, ...]:
        """The versions that would count at the case's own conduct time and are not used, of what judges this kind."""
        if not self.withheld:
            return ()
        ids = {item.id for item in self.withheld if self._judges(item)}
        ids |= {book.rulebook.id for book in self.known_books()}
        found = (self.withheld_of(name, self.record.conduct_at) for name in sorted(ids))
        return tuple(item for item in found if item is not None)

    def known_books(self) -> tuple[Published, ...]:
        """Every version that judges this kind of case, whenever it is in force."""
        return for_kind(self.versions, self.record.kind)

    def books(self) -> tuple[Published, ...]:
        """The versions that count at the case's own conduct time; none in the place of one that is withheld."""
        at = self.record.conduct_at
        found = books_for(self.versions, self.record.kind, at, self.published_by)
        return tuple(book for book in found if self.withheld_of(book.rulebook.id, at) is None)

    def book_of(self, cite: RulebookCite) -> Published | None:
        """The cited version, by digest."""
        return next((item for item in self.versions if item.digest == cite.digest), None)

    def clause_of(self, finding: Finding) -> Clause | None:
        """The clause that a finding cites, in the version it cites."""
        book = self.book_of(finding.rulebook)
        return book.rulebook.clause(finding.clause) if book else None

    def procedure(self) -> Published | None:
        """The version whose procedure counts: the one in force now, when the case is decided.

        Where that one is withheld it is the latest of before that is used: a hold has its reasons from somewhere.
        """
        if self.held_by is not None:
            return self.held_by
        found = next(iter(books_for(self.versions, self.record.kind, self.known_at, self.known_at)), None)
        if found is not None or not self.withheld:
            return found
        begun = (book for book in self.known_books() if book.rulebook.effective_from <= self.known_at)
        return max(begun, key=lambda book: book.rulebook.effective_from, default=None)

    def procedure_cite(self) -> RulebookCite | None:
        """The version that a verdict names for its procedure; the withheld one in force where none is used."""
        book = self.procedure()
        if book is not None:
            return book.cite
        found = (self.withheld_of(item.id, self.known_at) for item in self.withheld if self._judges(item))
        return next((RulebookCite(id=one.id, version=one.version, digest=one.digest) for one in found if one), None)

    def _judges(self, item: Withheld) -> bool:
        """Whether a withheld version is of a rulebook that may judge this kind of case."""
        return not item.schedule and (item.kinds is None or self.record.kind in item.kinds)


def with_outcome(draft: Draft, outcome: Outcome | None) -> Draft:
    """Chooses an outcome; what belongs to another one (a hold's term, a result) is dropped, findings stay."""
    hold = draft.hold if outcome is Outcome.HOLD else None
    result = draft.result if outcome in CHANGING else None
    return draft.model_copy(update={"outcome": outcome, "hold": hold, "result": result})


def with_finding(
    draft: Draft, sheet: Sheet, finding_id: str, rulebook_id: str, clause_id: str, flag: int | None = None
) -> Draft:
    """Adds a finding under a clause of the version in force at the case's conduct, or of one that begins in the clip.

    Raises LookupError.
    """
    own = sheet.version_of(rulebook_id, sheet.record.conduct_at)
    later = (book for book in sheet.begins() if book.rulebook.id == rulebook_id)
    counting = chain((own,) if own is not None else (), later)
    book, clause = next(((b, c) for b in counting if (c := b.rulebook.clause(clause_id)) is not None), (None, None))
    if book is None or clause is None:
        raise LookupError(clause_id)
    finding = Finding(
        id=finding_id,
        clause=clause.id,
        rulebook=book.cite,
        conduct_at=sheet.record.conduct_at,
        measure=clause.measures[0] if clause.measures else None,
        flag=flag,
    )
    return draft.model_copy(update={"findings": (*draft.findings, finding)})


def without_finding(draft: Draft, finding_id: str) -> Draft:
    """Takes a finding out."""
    return draft.model_copy(update={"findings": tuple(f for f in draft.findings if f.id != finding_id)})


def with_finding_back(draft: Draft, at: int, finding: Finding) -> Draft:
    """Puts a finding back that was taken out, where it stood."""
    return draft.model_copy(update={"findings": (*draft.findings[:at], finding, *draft.findings[at:])})


def with_anchor(draft: Draft, sheet: Sheet, finding_id: str, anchor: Anchor) -> Draft:
    """Binds a finding to one more place, which meets every element that asks for an anchor; the version follows."""

    def edit(finding: Finding) -> Finding:
        if anchor in finding.anchors:
            return finding
        anchors = (*finding.anchors, anchor)
        added = len(anchors) - 1
        finding = _dated(finding.model_copy(update={"anchors": anchors}), sheet)
        clause = sheet.clause_of(finding)
        wanted = [e.id for e in clause.elements if e.proof is Proof.ANCHOR] if clause else []
        kept = tuple(m for m in finding.met if m.element not in wanted)
        before = {m.element: m.anchors for m in finding.met}
        met = kept + tuple(Met(element=e, anchors=(*before.get(e, ()), added)) for e in wanted)
        return finding.model_copy(update={"met": met})

    return _edited(draft, finding_id, edit)


def without_anchor(draft: Draft, sheet: Sheet, finding_id: str, index: int) -> Draft:
    """Takes a place away from a finding; the numbers behind it move up. Raises IndexError."""

    def edit(finding: Finding) -> Finding:
        if not 0 <= index < len(finding.anchors):
            raise IndexError(index)
        anchors = finding.anchors[:index] + finding.anchors[index + 1 :]
        met = []
        for m in finding.met:
            left = tuple(i - (i > index) for i in m.anchors if i != index)
            if left or not m.anchors:
                met.append(m.model_copy(update={"anchors": left}))
        return _dated(finding.model_copy(update={"anchors": anchors, "met": tuple(met)}), sheet)

    return _edited(draft, finding_id, edit)


def with_statement(draft: Draft, finding_id: str, element: str, established: bool, words: str = "") -> Draft:
    """Says that an element is established by statement, or takes that back."""

    def edit(finding: Finding) -> Finding:
        kept = tuple(m for m in finding.met if m.element != element)
        met = (*kept, Met(element=element, statement=words)) if established else kept
        return finding.model_copy(update={"met": met})

    return _edited(draft, finding_id, edit)


def with_measure(draft: Draft, finding_id: str, measure: str) -> Draft:
    """Chooses a measure of the clause's range."""
    return _edited(draft, finding_id, lambda finding: finding.model_copy(update={"measure": measure}))


def with_note(draft: Draft, finding_id: str, words: str) -> Draft:
    """Says why the measure of a finding is another than the one that follows."""
    return _edited(draft, finding_id, lambda finding: finding.model_copy(update={"note": words}))


def with_stated(draft: Draft, schedule_id: str, name: str, value: bool | int | float | str | None) -> Draft:
    """Says what an input is that a schedule leaves to who judges; None takes it back. Kept in the order of names."""
    kept = [one for one in draft.stated if (one.schedule, one.name) != (schedule_id, name)]
    if value is not None:
        kept.append(Stated(schedule=schedule_id, name=name, value=value))
    return draft.model_copy(update={"stated": tuple(sorted(kept, key=lambda one: (one.schedule, one.name)))})


def with_correction(draft: Draft, field: str, read: str, value: str | None) -> Draft:
    """Says what a page reads where a machine read `read`; None takes it back. Kept in the order of the fields.

    Either finishes what was begun of that field.
    """
    kept = [one for one in draft.corrections if one.field != field]
    if value is not None:
        kept.append(Correction(field=field, read=read, value=value))
    draft = with_begun(draft, field, None)
    return draft.model_copy(update={"corrections": tuple(sorted(kept, key=lambda one: one.field))})


def with_begun(draft: Draft, field: str, text: str | None) -> Draft:
    """Keeps what is being written of a correction; None drops it. Kept in the order in which they were begun."""
    begun = {one.field: one for one in draft.begun}
    if text is None:
        begun.pop(field, None)
    else:
        begun[field] = Begun(field=field, text=text)
    return draft.model_copy(update={"begun": tuple(begun.values())})


def corrections_over(judged: Verdict | None, draft: Draft) -> tuple[Correction, ...]:
    """What counts as corrected: what the verdict that is judged corrected, and the draft's own over it."""
    before = judged.corrections if judged is not None else ()
    return tuple({one.field: one for one in (*before, *draft.corrections)}.values())


def of_papers(stated: Sequence[Stated]) -> tuple[Stated, ...]:
    """What is said of papers among what a person stated: it holds whatever the outcome."""
    return tuple(one for one in stated if one.schedule == OF_PAPERS)


def stated_over(judged: Verdict | None, draft: Draft) -> tuple[Stated, ...]:
    """What counts as stated: what the verdict that is judged stated, and the draft's own over it."""
    before = judged.stated if judged is not None else ()
    return tuple({(one.schedule, one.name): one for one in (*before, *draft.stated)}.values())


def with_watched(draft: Draft, watched: Sequence[Watched]) -> Draft:
    """What has been seen by now, in place of what was recorded of the same files.

    Of more than a verdict holds the earliest is left out: files of a state before must not crowd out the clip in front.
    """
    assets = {one.asset for one in watched}
    kept = (one for one in draft.watched if one.asset not in assets)
    return draft.model_copy(update={"watched": (*kept, *(one for one in watched if one.stretches))[-FILES:]})


def with_flag(draft: Draft, flag: int, agrees: bool | None, note: str = "") -> Draft:
    """Says whether a flag is right; None takes the answer back."""
    kept = tuple(answer for answer in draft.flags if answer.flag != flag)
    answered = (*kept, FlagAnswer(flag=flag, agrees=agrees, note=note)) if agrees is not None else kept
    return draft.model_copy(update={"flags": tuple(sorted(answered, key=lambda answer: answer.flag))})


def _edited(draft: Draft, finding_id: str, edit: Callable[[Finding], Finding]) -> Draft:
    draft.finding(finding_id)
    findings = tuple(edit(f) if f.id == finding_id else f for f in draft.findings)
    return draft.model_copy(update={"findings": findings})


def _dated(finding: Finding, sheet: Sheet) -> Finding:
    """The finding under the version that its conduct time chooses now."""
    conduct_at = sheet.conduct_of(finding.anchors)
    book = sheet.version_of(finding.rulebook.id, conduct_at)
    if book is None or book.cite == finding.rulebook:
        return finding.model_copy(update={"conduct_at": conduct_at})
    clause, measure = book.rulebook.clause(finding.clause), finding.measure
    if clause is not None and measure not in clause.measures:
        measure = clause.measures[0] if clause.measures else None
    return finding.model_copy(update={"conduct_at": conduct_at, "rulebook": book.cite, "measure": measure})


def verdict_of(draft: Draft, sheet: Sheet, effects: tuple[Effect, ...] = (), unread: tuple[str, ...] = ()) -> Verdict:
    """The draft as a verdict, with what was worked out to follow and the schedules that could not be read for it.

    Completeness is `missing`'s to say. What was seen of a file that this state of the case no longer has stays in the
    draft: a server refuses a verdict that speaks of a file its case does not have.

    Raises ValueError while there is no outcome.
    """
    if draft.outcome is None:
        raise ValueError("a verdict has an outcome")
    given, files = carried(draft), {asset.sha256 for asset in sheet.record.assets()}
    return Verdict(
        outcome=draft.outcome,
        result=given.result,
        findings=given.findings,
        flags=draft.flags,
        reason=draft.reason.strip(),
        hold=draft.hold,
        on=sheet.on,
        overrides=sheet.overrides,
        rulebooks=tuple(book.cite for book in sheet.books()),
        procedure=sheet.procedure_cite(),
        stated=given.stated,
        effects=effects if accuses(draft) else (),
        unread=unread if accuses(draft) else (),
        corrections=draft.corrections,
        watched=tuple(one for one in draft.watched if one.asset in files),
    )


def carried(draft: Draft) -> Draft:
    """The draft without what its verdict leaves out; a verdict as a draft again has nothing of that."""
    return draft.model_copy(
        update={
            "result": draft.result if draft.outcome in CHANGING else None,
            "findings": draft.findings if keeps_findings(draft) else (),
            "stated": draft.stated if accuses(draft) else of_papers(draft.stated),
        }
    )


def clears(draft: Draft) -> bool:
    """Whether it says that no rule was broken: a result counts only beside an outcome that changes a decision."""
    return draft.outcome is Outcome.PASS or (draft.outcome in CHANGING and draft.result == "pass")


def keeps_findings(draft: Draft) -> bool:
    """Whether the verdict carries the findings: not where it finds no breach or leaves the judged verdict as it is."""
    return draft.outcome is not Outcome.CONFIRM and not clears(draft)


def accuses(draft: Draft) -> bool:
    """Whether what it finds takes effect: a violation, a change to one, or what may still become one."""
    if draft.outcome in CHANGING:
        return draft.result != "pass"
    return draft.outcome in (None, Outcome.VIOLATION)


def draft_of(verdict: Verdict) -> Draft:
    """A given verdict as a draft again: for undo, for a returned case, for a refused one."""
    return Draft(
        outcome=verdict.outcome,
        result=verdict.result,
        findings=verdict.findings,
        flags=verdict.flags,
        reason=verdict.reason,
        hold=verdict.hold,
        stated=verdict.stated,
        corrections=verdict.corrections,
        watched=verdict.watched,
    )
