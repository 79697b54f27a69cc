"""What an operation means for its case: accepted with these events, advisory, stale or refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from reviewer_app.domain.access import ROUND_ROLES
from reviewer_app.domain.completeness import LEAVING, Lack, Missing, missing, outdated, unexplained
from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.drafts import Draft, Sheet, draft_of
from reviewer_app.domain.events import AnyEvent, Held, HoldEnded, Returned, Round, Status, VerdictGiven
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.rounds import CaseState
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import Effect, Operation, Outcome, Verdict
from reviewer_app.rulebooks.consequences import SetOff, set_off, signoff_asked
from reviewer_app.server.service import views
from reviewer_app.server.service.cited import counted_once, procedure_known, published_times, term_past, wrongly_cited
from reviewer_app.server.service.contradictions import contradiction
from reviewer_app.server.service.core import Viewer
from reviewer_app.server.service.followed import carries, leading_at_the_desk
from reviewer_app.server.service.rulebooks import procedure_at
from reviewer_app.wire.problems import Code, Problem, problem

_UNHEARD = timedelta(hours=25)
_JUST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of an operation; `events` follow from it, `counted` says that it is the verdict of its seat."""

    fate: Fate
    problem: Problem | None = None
    events: tuple[AnyEvent, ...] = ()
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a judgement looks at, read in the transaction that acts on it.

    `first_counts` are those that went with the lease, where the sheet's have more by now: the desk may not have asked.
    `peer` is the other seat's verdict of the same attempt, `peer_counts` what came with its lease, `was_held` whether
    the case was on hold before, `lease_taken` when the lease of the operation's epoch began, `passed_on` whether
    somebody else got its seat later.
    """

    state: CaseState
    sheet: Sheet
    first_counts: Snapshot | None
    lease_taken: datetime
    passed_on: bool
    peer: Verdict | None
    peer_counts: Snapshot | None
    was_held: bool
    now: datetime


def refused(code: Code, detail: str = "", field: str | None = None) -> Judgement:
    """A refusal."""
    return Judgement(Fate.REFUSED, problem(code, detail, field))


def judge(op: Operation, facts: Facts, viewer: Viewer) -> Judgement:
    """The judgement on an operation whose lease is the viewer's own."""
    state = facts.state
    if ROUND_ROLES[op.round] not in viewer.roles:
        return refused(Code.FORBIDDEN, ROUND_ROLES[op.round].value)
    if any(who == op.actor and where is not op.round for who, where in state.acted):
        return refused(Code.ACTED_BEFORE)
    if facts.passed_on or _moved_on(op, state):
        return Judgement(Fate.ADVISORY, problem(Code.LEASE_LOST))
    wrong = _wrong(op, facts)
    if wrong is not None:
        return wrong
    fits = _fits(op, facts)
    if isinstance(fits, Judgement) and fits.fate is Fate.REFUSED and facts.first_counts != facts.sheet.counts:
        earlier = _fits(op, replace(facts, sheet=replace(facts.sheet, counts=facts.first_counts)))
        if isinstance(earlier, _Look):  # what asks for a supervisor goes by all that is counted
            earlier = replace(earlier, sheet=replace(earlier.sheet, counts=facts.sheet.counts), made=None)
        fits = earlier
    return fits if isinstance(fits, Judgement) else _accepted(op, facts, fits)


def settled(decided_at: datetime, lease_taken: datetime, received: datetime) -> datetime:
    """When a verdict was given, by the server's clock: after its lease and before it came, whatever the desk's says."""
    return min(max(decided_at, lease_taken), received)


def _moved_on(op: Operation, state: CaseState) -> bool:
    """Whether the case is no longer open in the round, attempt and seat that the operation is about."""
    open_ = state.status in (Status.WAITING, Status.WORKING, Status.HELD)
    here = state.round is op.round and state.attempt == op.attempt
    return not open_ or not here or any(g.seat == op.seat for g in state.in_this_round())


def _wrong(op: Operation, facts: Facts) -> Judgement | None:
    """The refusal of what cannot be judged at all."""
    verdict, sheet = op.verdict, facts.sheet
    said = contradiction(op, sheet.record)
    if said is not None:
        return refused(Code.INVALID, *said)
    cites = [*verdict.rulebooks, *(f.rulebook for f in verdict.findings), *filter(None, [verdict.procedure])]
    for cite in cites:
        book = sheet.book_of(cite)
        if book is None or (book.rulebook.id, book.rulebook.version) != (cite.id, cite.version):
            return refused(Code.RULEBOOK_UNKNOWN, f"{cite.id} {cite.version}")
    if not procedure_known(verdict.procedure, sheet, facts.now):
        named = "none is named" if verdict.procedure is None else f"{verdict.procedure.id} {verdict.procedure.version}"
        return refused(Code.PROCEDURE_UNKNOWN, named, "/verdict/procedure")
    return None


@dataclass(frozen=True, slots=True)
class _Look:
    """A verdict looked at on a sheet: what it lacks there, and what it sets off, where that was worked out for it.

    `followed` is all that follows, where the verdict names schedules that it leaves to the server.
    """

    sheet: Sheet
    lack: Missing | None = None
    made: SetOff | None = None
    followed: tuple[Effect, ...] = ()


def _fits(op: Operation, facts: Facts) -> Judgement | _Look:
    """The look at the sheet that the verdict is right on, by what was published when it was given; else its fate.

    A desk's clock decides nothing: what fits what is published now counts, also where the desk says that it was decided
    before. What fits what a desk may have heard of, or what counted for this conduct once, is stale.
    """
    sheet = _known_at(facts.sheet, settled(op.decided_at, facts.lease_taken, facts.now))
    look = _look(op, sheet, facts.lease_taken)
    lacking = look.lack
    if lacking is None:
        return Judgement(Fate.STALE_RULEBOOK) if _corrected_since(op.verdict, sheet, facts.now) else look
    if lacking.lack in _OUTDATED:
        newest = _look(op, _known_at(sheet, facts.now), facts.lease_taken)
        if newest.lack is None:
            return newest
        for instant in _heard_of(sheet, facts.lease_taken, sheet.known_at):
            if _look(op, replace(sheet, known_at=instant), facts.lease_taken).lack is None:
                return Judgement(Fate.STALE_RULEBOOK)
        # A verdict that is judged has passed this door: what it stands on counted once.
        once = lacking.lack is Lack.WRONG_VERSION and counted_once(op.verdict, sheet, facts.now)
        if once or lacking.lack is Lack.JUDGED_OUTDATED:
            return Judgement(Fate.STALE_RULEBOOK)
    code = Code.VERDICT_INCOMPLETE
    if lacking.lack in (Lack.WRONG_VERSION, Lack.CLAUSE_NOT_IN_FORCE):
        code = Code.RULEBOOK_NOT_IN_FORCE
    return refused(code, " ".join(filter(None, [lacking.finding, lacking.detail])), lacking.lack.value)


def _heard_of(sheet: Sheet, lease_taken: datetime, decided_at: datetime) -> list[datetime]:
    """The instants up to which a desk may have heard of versions: away since its lease, or a little behind with each.

    A version may say that it was published up to a day before it came here, and a desk asks once in a while: what was
    published since a day before the lease may be unknown to it.
    """
    recent = {at - _JUST for at in published_times(sheet) if lease_taken - _UNHEARD < at <= decided_at}
    return [lease_taken, *sorted(recent, reverse=True)]


_OUTDATED = (Lack.WRONG_VERSION, Lack.NONE_IN_FORCE, Lack.JUDGED_OUTDATED, Lack.EFFECTS, Lack.DEPARTURE)
"""What a desk gets wrong that has not heard of a version yet."""


_HOLDS = (Lack.HOLD_REASON, Lack.HOLD_UNTIL)
"""What a hold lacks by the procedure in force; the one that the desk went by may have it."""


def _known_at(sheet: Sheet, at: datetime) -> Sheet:
    return sheet if sheet.known_at == at else replace(sheet, known_at=at)


def _look(op: Operation, sheet: Sheet, lease_taken: datetime) -> _Look:
    """What follows is worked out once, and only for a verdict that lacks nothing else."""
    verdict, draft = op.verdict, draft_of(op.verdict)
    lack = _first_lack(op, draft, sheet)
    if lack is not None and lack.lack in _HOLDS and sheet.held_by is None and verdict.procedure is not None:
        look = _look(op, replace(sheet, held_by=sheet.book_of(verdict.procedure)), lease_taken)
        too_long = term_past(verdict, sheet, lease_taken) if look.lack is None else None
        return look if too_long is None else _Look(sheet, Missing(Lack.HOLD_UNTIL, detail=str(too_long)))
    if lack is not None:
        return _Look(sheet, lack)
    made = set_off(draft, sheet)
    if not carries(verdict, made.effects, sheet):
        return _Look(sheet, Missing(Lack.EFFECTS), made)
    lack = next(unexplained(draft, sheet, leading_at_the_desk(verdict, made, sheet)), None)
    return _Look(sheet, lack, made, made.effects if verdict.unread else ())


def _first_lack(op: Operation, draft: Draft, sheet: Sheet) -> Missing | None:
    verdict = op.verdict
    found = next((item for item in missing(draft, sheet) if item.blocking), None)
    if found is None and op.round in (Round.SIGNOFF, Round.APPEAL) and verdict.on != sheet.on:
        return Missing(Lack.ON_NOTHING)
    if found is None and (wrong := wrongly_cited(verdict, sheet)) is not None:
        return Missing(Lack.WRONG_VERSION, detail=wrong)
    return found


def _hold_reason(verdict: Verdict, book: Published | None) -> Any:
    asked = verdict.hold.reason if verdict.hold else None
    reasons = book.rulebook.procedure.hold_reasons if book else ()
    return next((reason for reason in reasons if reason.id == asked), None)


def _corrected_since(verdict: Verdict, sheet: Sheet, now: datetime) -> bool:
    if verdict.outcome in (Outcome.HOLD, Outcome.RETURN):
        return False
    if not any(sheet.known_at < at <= now for at in published_times(sheet)):
        return False
    later = replace(sheet, known_at=now)
    if verdict.outcome in LEAVING and sheet.judged is not None and outdated(sheet.judged, later) is not None:
        return True
    if not carries(verdict, set_off(draft_of(verdict), later).effects, later):
        return True
    if [book.digest for book in sheet.books()] != [book.digest for book in later.books()]:
        return True
    for finding in verdict.findings:
        counts = later.version_of(finding.rulebook.id, finding.conduct_at)
        if counts is None or counts.digest != finding.rulebook.digest:
            return True
    return False


# -- effects -----------------------------------------------------------------------------------------------------------


def _accepted(op: Operation, facts: Facts, look: _Look) -> Judgement:
    before: tuple[AnyEvent, ...] = ()
    if facts.state.status is Status.HELD:
        # A new decision replaces every open held one in the same transaction.
        before = (HoldEnded(at=facts.now, actor=op.actor),)
    if op.verdict.outcome is Outcome.HOLD:
        return Judgement(Fate.ACCEPTED, events=(*before, _held(op, facts, look.sheet)))
    event = _returned(op, facts) if op.verdict.outcome is Outcome.RETURN else _given(op, facts, look)
    return Judgement(Fate.ACCEPTED, events=(*before, event), counted=True)


def _held(op: Operation, facts: Facts, sheet: Sheet) -> Held:
    reason = _hold_reason(op.verdict, sheet.procedure())
    if op.verdict.hold is None:
        raise AssertionError("completeness let a hold without a term through")
    return Held(
        at=facts.now,
        actor=op.actor,
        verdict_id=op.op_id,
        reason=op.verdict.hold.reason,
        until=op.verdict.hold.until,
        owner=reason.owner if reason else op.verdict.hold.owner,
    )


def _returned(op: Operation, facts: Facts) -> Returned:
    return Returned(at=facts.now, actor=op.actor, verdict_id=op.op_id, attempt=op.attempt, remark=op.verdict.reason)


def _given(op: Operation, facts: Facts, look: _Look) -> VerdictGiven:
    verdict, state = op.verdict, facts.state
    agrees = None if facts.peer is None else _alike(facts.peer, verdict)
    overrides = state.decision if op.round is not Round.QUALITY else None
    if overrides is None and verdict.outcome is Outcome.CHANGE:
        on = views.under_signoff(state)
        overrides = on.verdict_id if on else None
    return VerdictGiven(
        at=facts.now,
        actor=op.actor,
        verdict_id=op.op_id,
        round=op.round,
        attempt=op.attempt,
        seat=op.seat,
        outcome=verdict.outcome.value,
        agrees=agrees,
        signoff=_signoff(op, facts, look),
        overrides=overrides,
        effects=look.followed if look.followed != verdict.effects else (),
    )


def _signoff(op: Operation, facts: Facts, look: _Look) -> tuple[str, ...]:
    """Why a supervisor must sign, by the procedure in force now; with two seats for either verdict's sake."""
    if op.round in (Round.SIGNOFF, Round.QUALITY):
        return ()
    book = procedure_at(facts.sheet.versions, facts.sheet.record, facts.now)
    if book is None:
        return ()
    sheet = look.sheet
    given = [(op.verdict, look), (facts.peer, _Look(replace(sheet, counts=facts.peer_counts)))]
    found: list[str] = []
    for verdict, on in given:
        if verdict is not None and verdict.stands_for is not None:
            departs = (on.made or set_off(draft_of(verdict), on.sheet)).asks_supervisor
            found += signoff_asked(
                book.rulebook.procedure,
                sheet.versions,
                op.case_id,
                sheet.record,
                verdict,
                was_held=facts.was_held,
                departs=departs,
            )
    return tuple(dict.fromkeys(found))


def _alike(one: Verdict, other: Verdict) -> bool:
    """Two blind verdicts agree when they have the same outcome and find the same clauses breached."""
    return one.outcome is other.outcome and _clauses(one) == _clauses(other)


def _clauses(verdict: Verdict) -> set[tuple[str, str]]:
    return {(finding.rulebook.id, finding.clause) for finding in verdict.findings}
