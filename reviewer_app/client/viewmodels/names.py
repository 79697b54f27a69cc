"""What things are called on the screen: kinds, rounds, outcomes, states and fates, in the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.remote.api import Refused
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.words import N_, _, language
from reviewer_app.client.workbench.queue_values import Chip, OutboxState, Sort
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.terms import CaseKind, Outcome, Proof, Role, Round, Severity, Source, Status

if TYPE_CHECKING:
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.domain.rulebook import Clause
    from reviewer_app.wire.problems import Problem

KINDS = {CaseKind.CLIP: N_("Clip"), CaseKind.LISTING: N_("Listing"), CaseKind.FILING: N_("Filing")}
ROUNDS = {
    Round.FIRST: N_("First look"),
    Round.ADJUDICATION: N_("Adjudication"),
    Round.SIGNOFF: N_("Sign-off"),
    Round.APPEAL: N_("Appeal"),
    Round.REREVIEW: N_("Second look"),
    Round.QUALITY: N_("Quality check"),
}
STATUSES = {
    Status.WAITING: N_("Waiting"),
    Status.WORKING: N_("In hand"),
    Status.HELD: N_("Held"),
    Status.DECIDED: N_("Decided"),
    Status.CANCELLED: N_("Cancelled"),
}
OUTCOMES = {
    Outcome.PASS: N_("Pass"),
    Outcome.VIOLATION: N_("Violation"),
    Outcome.HOLD: N_("Hold"),
    Outcome.CONFIRM: N_("Confirm"),
    Outcome.CHANGE: N_("Change"),
    Outcome.RETURN: N_("Return"),
    Outcome.UPHOLD: N_("Uphold"),
    Outcome.OVERTURN: N_("Overturn"),
    Outcome.PARTLY: N_("In part"),
}
SOURCES = {
    Source.MACHINE: N_("Machine"),
    Source.USER_REPORT: N_("User report"),
    Source.RIGHTS_HOLDER: N_("Rights holder"),
    Source.REGULATOR: N_("Regulator"),
    Source.SAMPLING: N_("Sample"),
    Source.SELF_CHECK: N_("Self-check"),
}
CHIPS = {
    Chip.ALL: N_("All"),
    Chip.CLIP: N_("Clips"),
    Chip.LISTING: N_("Listings"),
    Chip.FILING: N_("Filings"),
    Chip.MINE: N_("In my hand"),
    Chip.BACK: N_("Returned to me"),
    Chip.SIGNOFF: N_("Sign-off"),
    Chip.DECIDED: N_("Decided"),
}
SORTS = {
    Sort.RISK: N_("By risk"),
    Sort.DUE: N_("By due time"),
    Sort.EXPOSURE: N_("By exposure"),
    Sort.NEWEST: N_("Newest first"),
}
FATES = {
    Fate.ACCEPTED: N_("Recorded"),
    Fate.ALREADY: N_("Recorded before"),
    Fate.ADVISORY: N_("Kept as advice: the case had passed on"),
    Fate.STALE_RULEBOOK: N_("The rulebook changed meanwhile"),
    Fate.REFUSED: N_("Not accepted"),
    Fate.LATER: N_("To be sent again"),
}
OUTBOX_STATES = {
    OutboxState.RESTING: N_("Can still be taken back"),
    OutboxState.WAITING: N_("Waiting to be sent"),
    OutboxState.SENT: N_("Sent, no answer yet"),
    OutboxState.SETTLED: N_("Settled"),
}
SEVERITIES = {
    Severity.LOW: N_("Low"),
    Severity.MEDIUM: N_("Medium"),
    Severity.HIGH: N_("High"),
    Severity.GRAVE: N_("Grave"),
}
PROOFS = {
    Proof.ANCHOR: N_("Shown by a place in the evidence"),
    Proof.STATEMENT: N_("Established by statement"),
    Proof.COMPUTATION: N_("Worked out from figures"),
}
WHERES = {
    Where.ANYWHERE: N_("Everywhere"),
    Where.PAGES: N_("On every page"),
    Where.QUEUE: N_("Queue"),
    Where.DESK: N_("Desk"),
    Where.CLIP: N_("Clip"),
    Where.LISTING: N_("Listing"),
    Where.FILING: N_("Filing"),
    Where.SIGNOFF: N_("Sign-off"),
    Where.APPEAL: N_("Appeal"),
    Where.OUTBOX: N_("Outbox"),
    Where.RULES: N_("Rules"),
}
ROLES = {
    Role.REVIEWER: N_("Reviewer"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.POLICY: N_("Policy owner"),
    Role.AUDITOR: N_("Auditor"),
    Role.OPERATOR: N_("Operator"),
}


def clause_name(clause: Clause | None, fallback: str = "") -> str:
    """Number and title of a clause; the words given where there is none."""
    return f"{clause.number} {clause.title.within(language())}" if clause is not None else fallback


def problem_words(problem: Problem) -> str:
    """A problem that the server told as one calm line."""
    from reviewer_app.client import refusals  # late: no problem is told before the server has been asked

    return refusals.problem_words(problem)


def trouble_words(trouble: Trouble) -> str:
    """Known trouble as one calm line: what happened, what is safe, what to do."""
    what = problem_words(trouble.problem) if isinstance(trouble, Refused) else _(trouble.what)
    return " ".join(part for part in (what, _(trouble.safe), _(trouble.todo)) if part)


def outcome_words(outcome: str | None) -> str:
    """An outcome by its stored name."""
    known = next((one for one in Outcome if one.value == outcome), None)
    return _(OUTCOMES[known]) if known else (outcome or "")
