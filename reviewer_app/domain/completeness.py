"""What a verdict still lacks before it can count: the same list on the desk and at the server's door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from reviewer_app.domain.cases import ClipSubject
from reviewer_app.domain.coverage import of_asset
from reviewer_app.domain.drafts import (
    Draft,
    Sheet,
    accuses,
    carried,
    clears,
    corrections_over,
    keeps_findings,
    stated_over,
)
from reviewer_app.domain.evidence import RegionAnchor, TimeAnchor, holds, look_up
from reviewer_app.domain.papers import states_register
from reviewer_app.domain.rulebook import Clause, Proof
from reviewer_app.domain.switch import astray
from reviewer_app.domain.verdicts import CHANGING, OUTCOMES, Finding, FlagAnswer, HoldAsk, Outcome, Verdict
from reviewer_app.domain.withheld import Why, Withheld


class Lack(StrEnum):
    """What can be missing."""

    OUTCOME = "outcome"
    OUTCOME_OF_ROUND = "outcome_of_round"
    FINDING = "finding"
    RESULT = "result"
    UNCHANGED = "unchanged"
    ELEMENT = "element"
    BROKEN_ANCHOR = "broken_anchor"
    CLAUSE_NOT_IN_FORCE = "clause_not_in_force"
    WRONG_VERSION = "wrong_version"
    ACROSS_SWITCH = "across_switch"
    MEASURE = "measure"
    DEPARTURE = "departure"
    EFFECTS = "effects"
    REASON = "reason"
    REMARK = "remark"
    HOLD_REASON = "hold_reason"
    HOLD_UNTIL = "hold_until"
    EVIDENCE_NOT_SHOWN = "evidence_not_shown"
    NO_RULEBOOK = "no_rulebook"
    NONE_IN_FORCE = "none_in_force"
    UNTRUSTED = "untrusted"
    NEWER = "newer"
    ON_NOTHING = "on_nothing"
    JUDGED_OUTDATED = "judged_outdated"
    WATCHED = "watched"
    LEAFED = "leafed"
    OPEN_FLAG = "open_flag"
    FLAG_DENIED = "flag_denied"
    OPEN_CHECK = "open_check"
    CORRECTION = "correction"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing and where; what does not block is said but does not stop the decision."""

    lack: Lack
    finding: str | None = None
    detail: str = ""
    flag: int | None = None

    @property
    def blocking(self) -> bool:
        """Whether the verdict cannot be given before this is mended."""
        return self.lack not in OPEN


OPEN = (Lack.OPEN_FLAG, Lack.OPEN_CHECK, Lack.LEAFED)
"""What is said and stops nothing: flags without an answer, checks of the papers, which a desk has at hand, and pictures
of a file that moves that were not looked at."""

HOLD_GRACE = timedelta(minutes=5)
"""How much longer than its reason allows a hold may be: a desk's clock and the server's are never quite the same."""

UNJUDGED = (Outcome.HOLD, Outcome.RETURN)
"""Outcomes that say nothing of the conduct."""

HELD_ONLY = (Lack.NONE_IN_FORCE, Lack.UNTRUSTED, Lack.NEWER, Lack.EVIDENCE_NOT_SHOWN)
"""What keeps a case from being judged at all."""

LEAVING = (Outcome.CONFIRM, Outcome.UPHOLD)
"""Outcomes that leave the verdict that is judged in force as it is."""

REMARKED = (Outcome.RETURN, Outcome.CHANGE, Outcome.OVERTURN, Outcome.PARTLY, Outcome.UPHOLD)


Leading = Mapping[str, tuple[str, ...]]
"""By finding: the gravest of the measures that follow within its clause; without an entry where none is known."""

DEPARTS = "measure-departs"
"""Why a supervisor must sign where a measure is another than the one that follows; no procedure has this id."""


def missing(draft: Draft, sheet: Sheet, leading: Leading | None = None) -> tuple[Missing, ...]:
    """Everything that is missing, most important first; empty (or nothing blocking) means it can be decided.

    `leading` is what was worked out to follow for this draft; without it no measure is compared.
    """
    return tuple(_missing(draft, sheet, leading or {}))


def complete(draft: Draft, sheet: Sheet, leading: Leading | None = None) -> bool:
    """Whether nothing that blocks is missing."""
    return not any(item.blocking for item in _missing(draft, sheet, leading or {}))


def departing(findings: tuple[Finding, ...], leading: Leading) -> tuple[str, ...]:
    """The findings whose measure is another than the one that follows."""
    return tuple(one.id for one in findings if one.id in leading and one.measure not in leading[one.id])


def _missing(draft: Draft, sheet: Sheet, leading: Leading) -> Iterator[Missing]:
    for begun in draft.begun:  # before all else: the checks that it moves are seen before anything is decided on them
        yield Missing(Lack.BEGUN, detail=begun.field)
    if draft.outcome is None:
        yield Missing(Lack.OUTCOME)
    elif draft.outcome not in OUTCOMES[sheet.round]:
        yield Missing(Lack.OUTCOME_OF_ROUND, detail=draft.outcome.value)
    yield from _only_a_hold(draft, sheet)
    if draft.outcome in OUTCOMES[sheet.round] and sheet.round.value in ("signoff", "appeal") and sheet.on is None:
        yield Missing(Lack.ON_NOTHING)
    if draft.outcome in LEAVING and sheet.judged is not None and (named := outdated(sheet.judged, sheet)) is not None:
        yield Missing(Lack.JUDGED_OUTDATED, detail=named)
    yield from _result(draft)
    if unchanged(draft, sheet):
        yield Missing(Lack.UNCHANGED)
    if keeps_findings(draft):
        told = {item.name for item in sheet.withheld_books()}
        for finding in draft.findings:
            withheld = sheet.withheld_of(finding.rulebook.id, sheet.conduct_of(finding.anchors))
            if withheld is None:
                yield from _finding(finding, sheet)
            elif draft.outcome in UNJUDGED:  # a hold needs nothing of it, and could not carry this
                yield Missing(Lack.WRONG_VERSION, finding.id)
            elif withheld.name not in told:
                yield _withheld(withheld, finding.id)
    yield from _denied(draft)
    yield from unexplained(draft, sheet, leading)
    yield from _watched(draft, sheet)
    yield from _words(draft, sheet)
    yield from _corrections(draft, sheet)
    yield from _open_flags(draft, sheet)
    yield from _leafed(draft, sheet)


def _corrections(draft: Draft, sheet: Sheet) -> Iterator[Missing]:
    """A correction stands on what a machine read: where the case says otherwise, it corrects nothing.

    What the register says of a certificate is in no field of a record, so it stands on the certificate alone.
    """
    for index, correction in enumerate(draft.corrections):
        if states_register(correction, sheet.record.subject):
            continue
        try:
            read = look_up(sheet.subject, correction.field)
        except LookupError:
            read = None
        if read != correction.read:
            yield Missing(Lack.CORRECTION, detail=str(index))


def _only_a_hold(draft: Draft, sheet: Sheet) -> Iterator[Missing]:
    """What keeps a case from being judged at all: no rule to judge by, or evidence that nobody can see.

    A pass says that no rule was broken, and stands on a version as a violation does; where none was in force, neither
    can be said. Holding and returning judge nothing, so they need only a procedure.
    """
    withheld = sheet.withheld_books()
    if not sheet.known_books() and not withheld:
        yield Missing(Lack.NO_RULEBOOK)
    if draft.outcome in UNJUDGED:
        return
    yield from map(_withheld, withheld)
    if sheet.known_books() and not sheet.books() and not withheld:
        yield Missing(Lack.NONE_IN_FORCE)
    if sheet.unshown:
        first = (asset.sha256 for asset in sheet.record.assets() if asset.sha256 in sheet.unshown)
        yield Missing(Lack.EVIDENCE_NOT_SHOWN, detail=next(first, ""))


def outdated(verdict: Verdict, sheet: Sheet) -> str | None:
    """The first rulebook of which a given verdict stands on another version than counts by now; None where it is none.

    Where the version that counts is withheld nothing is compared: that is told for itself.
    """
    at = sheet.record.conduct_at
    stands = [(cite.id, cite.digest, at) for cite in verdict.rulebooks]
    stands += [(found.rulebook.id, found.rulebook.digest, found.conduct_at) for found in verdict.findings]
    for name, digest, instant in stands:
        counts = sheet.version_of(name, instant)
        known = counts is not None or sheet.withheld_of(name, instant) is None
        if known and (counts is None or counts.digest != digest):
            return name
    missed = {book.rulebook.id for book in sheet.books()} - {cite.id for cite in verdict.rulebooks}
    return min(missed, default=None)


def unchanged(draft: Draft, sheet: Sheet) -> bool:
    """Whether a change puts in force what is judged as it is: that is to let it stand, and not to change it.

    Where that stands on versions that count no more, the same answers under those that count are a change.
    """
    judged = sheet.judged
    if judged is None or draft.outcome not in CHANGING or draft.result is None or draft.result != judged.stands_for:
        return False
    draft = carried(draft)  # what the server will have to go by
    return (
        _content(draft.findings) == _content(judged.findings)
        and set(stated_over(judged, draft)) == set(judged.stated)
        and set(corrections_over(judged, draft)) == set(judged.corrections)
        and {**_answers(judged.flags), **_answers(draft.flags)} == _answers(judged.flags)
        and outdated(judged, sheet) is None
        and not _other_schedules(judged, sheet)
    )


def _content(findings: tuple[Finding, ...]) -> list[str]:
    """What findings say, whatever their ids and order."""
    return sorted(finding.model_dump_json(exclude={"id"}) for finding in findings)


def _answers(flags: tuple[FlagAnswer, ...]) -> dict[int, FlagAnswer]:
    return {answer.flag: answer for answer in flags}


def _other_schedules(judged: Verdict, sheet: Sheet) -> bool:
    """Whether what followed from a verdict was worked out by a schedule version that does not count any more.

    One that is withheld is compared with nothing, as in `outdated`.
    """
    at = sheet.record.conduct_at
    cites = [one.schedule for one in judged.effects if sheet.withheld_schedule(one.schedule.id, at) is None]
    counting = ((cite, sheet.schedule_of(cite.id, at)) for cite in cites)
    return any(counts is None or counts.digest != cite.digest for cite, counts in counting)


def _result(draft: Draft) -> Iterator[Missing]:
    changes = draft.outcome in CHANGING
    if changes and draft.result is None:
        yield Missing(Lack.RESULT)
    accuses = draft.outcome is Outcome.VIOLATION or (changes and draft.result == "violation")
    if accuses and not draft.findings:
        yield Missing(Lack.FINDING)


def _finding(finding: Finding, sheet: Sheet) -> Iterator[Missing]:
    at = sheet.conduct_of(finding.anchors)
    book = sheet.version_of(finding.rulebook.id, at)
    if book is None or book.digest != finding.rulebook.digest or finding.conduct_at != at:
        yield Missing(Lack.WRONG_VERSION, finding.id)
        return
    clause = book.rulebook.clause(finding.clause)
    if clause is None:
        yield Missing(Lack.CLAUSE_NOT_IN_FORCE, finding.id, finding.clause)
        return
    for index in astray(finding, sheet):  # each side of a switch is judged by its own version, in a finding of its own
        yield Missing(Lack.ACROSS_SWITCH, finding.id, str(index))
    if finding.measure not in (clause.measures or (None,)):
        yield Missing(Lack.MEASURE, finding.id)
    yield from _elements(finding, clause)
    for index, anchor in enumerate(finding.anchors):
        unshown = isinstance(anchor, TimeAnchor | RegionAnchor) and anchor.asset in sheet.unshown
        if unshown or not holds(anchor, sheet.subject, sheet.shown):
            yield Missing(Lack.BROKEN_ANCHOR, finding.id, str(index))


def _withheld(item: Withheld, finding_id: str | None = None) -> Missing:
    return Missing(Lack.NEWER if item.why is Why.NEWER else Lack.UNTRUSTED, finding_id, item.name)


def unexplained(draft: Draft, sheet: Sheet, leading: Leading) -> Iterator[Missing]:
    """Another measure than the one that follows needs its own reason, as long as the procedure asks of reasons."""
    if not accuses(draft):
        return
    book = sheet.procedure()
    least = max(1, book.rulebook.procedure.reason_min_chars if book else 0)
    for finding_id in departing(draft.findings, leading):
        if len(draft.finding(finding_id).note.strip()) < least:
            yield Missing(Lack.DEPARTURE, finding_id, str(least))


def _elements(finding: Finding, clause: Clause) -> Iterator[Missing]:
    met = {m.element: m for m in finding.met}
    for element in clause.elements:
        if not element.required:
            continue
        mark = met.get(element.id)
        places = [i for i in mark.anchors if i < len(finding.anchors)] if mark else []
        if mark is None or (element.proof is Proof.ANCHOR and not places):
            yield Missing(Lack.ELEMENT, finding.id, element.id)


def _watched(draft: Draft, sheet: Sheet) -> Iterator[Missing]:
    """How much of the clip has still to be watched: `detail` has the share that is asked for and the one that was seen.

    Who passes a case says of every clause that nothing breaks it, who finds a breach only of those cited.
    """
    subject = sheet.record.subject
    if not isinstance(subject, ClipSubject) or draft.outcome not in (Outcome.PASS, Outcome.VIOLATION):
        return
    asking: list[tuple[str | None, Clause]]
    if draft.outcome is Outcome.PASS:
        asking = [(None, c) for book in sheet.books() for c in book.rulebook.clauses_for(sheet.record.kind)]
    else:
        asking = [(f.id, c) for f in draft.findings if (c := sheet.clause_of(f)) is not None]
    seen = of_asset(draft.watched, subject.video.sha256)
    share = float(seen.share) if seen is not None else 0.0
    wanting = [(c.coverage, finding) for finding, c in asking if c.coverage is not None and share < c.coverage]
    if wanting:
        most, finding = max(wanting, key=lambda one: one[0])
        yield Missing(Lack.WATCHED, finding, f"{most:.4f} {share:.4f}")


def _leafed(draft: Draft, sheet: Sheet) -> Iterator[Missing]:
    """A pass says that no picture breaks a rule: `detail` has the file that moves, how many were seen, of how many."""
    if clears(draft) and not isinstance(sheet.record.subject, ClipSubject):
        files = {asset.sha256 for asset in sheet.record.assets()}
        for one in draft.watched:
            if one.counts_pictures and one.share < 1 and one.asset in files:
                yield Missing(Lack.LEAFED, detail=f"{one.asset} {one.length} {one.end_pts}")


def _words(draft: Draft, sheet: Sheet) -> Iterator[Missing]:
    book = sheet.procedure()
    least = book.rulebook.procedure.reason_min_chars if book else 0
    written = len(draft.reason.strip())
    if draft.outcome is Outcome.VIOLATION and written < least:
        yield Missing(Lack.REASON, detail=str(least))
    if draft.outcome in REMARKED and not written:
        yield Missing(Lack.REMARK)
    if draft.outcome is Outcome.HOLD:
        yield from _hold(draft.hold, sheet)


def _hold(hold: HoldAsk | None, sheet: Sheet) -> Iterator[Missing]:
    book = sheet.procedure()
    reasons = {item.id: item for item in book.rulebook.procedure.hold_reasons} if book else {}
    reason = reasons.get(hold.reason) if hold else None
    if hold is None or reason is None:
        yield Missing(Lack.HOLD_REASON)
        return
    longest = timedelta(hours=reason.hours) + HOLD_GRACE
    if not timedelta(0) < hold.until - sheet.known_at <= longest:
        yield Missing(Lack.HOLD_UNTIL, detail=str(reason.hours))


def _denied(draft: Draft) -> Iterator[Missing]:
    """A flag cannot be wrong and lead to a finding in one verdict."""
    if draft.outcome in UNJUDGED or not keeps_findings(draft):
        return
    wrong = {answer.flag for answer in draft.flags if not answer.agrees}
    for finding in draft.findings:
        if finding.flag in wrong:
            yield Missing(Lack.FLAG_DENIED, finding.id, flag=finding.flag)


def _open_flags(draft: Draft, sheet: Sheet) -> Iterator[Missing]:
    if draft.outcome in (None, Outcome.PASS, Outcome.HOLD) or sheet.round.value == "signoff":
        return
    answered = {answer.flag for answer in draft.flags} | {f.flag for f in draft.findings if f.flag is not None}
    for index in range(len(sheet.record.flags)):
        if index not in answered:
            yield Missing(Lack.OPEN_FLAG, flag=index)
