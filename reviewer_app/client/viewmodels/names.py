"""What things are called on the screen: kinds, rounds, outcomes, states and fates, in the language in use."""

from __future__ import annotations

from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.values import Chip, OutboxState, Sort
from reviewer_app.domain.access import Role
from reviewer_app.domain.cases import CaseKind, Source
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.rulebook import Proof, Severity
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.wire.problems import PROBLEM_PREFIX, Code, Problem

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
PROBLEMS = {
    Code.MALFORMED: N_("The request could not be read."),
    Code.INVALID: N_("The request has a value that is not allowed."),
    Code.TOO_LARGE: N_("The request is larger than this server takes."),
    Code.UNAUTHENTICATED: N_("The session has ended; sign in again. Nothing unsent is lost."),
    Code.WRONG_CREDENTIALS: N_("The account or the password is wrong."),
    Code.ACCOUNT_DISABLED: N_("This account is disabled; ask an operator."),
    Code.FORBIDDEN: N_("This account may not do that."),
    Code.NOT_FOUND: N_("There is no such thing here."),
    Code.METHOD_NOT_ALLOWED: N_("That cannot be done to this address."),
    Code.UNSUPPORTED_VERSION: N_("This version of the workstation is too old or too new for the server."),
    Code.ACCOUNT_EXISTS: N_("There is an account of that name already."),
    Code.SETUP_DONE: N_("The first operator exists already."),
    Code.WRONG_CODE: N_("The one-time code is wrong or used up."),
    Code.CASE_NOT_OPEN: N_("The case is not open in that round any more."),
    Code.ACTED_BEFORE: N_("You already acted on this case in another round."),
    Code.TAKEN: N_("Somebody else has the case in hand."),
    Code.NOT_YOURS: N_("The case is not in your hand."),
    Code.NO_CASE: N_("No case is waiting for you."),
    Code.LEASE_LIMIT: N_("You have as many cases in hand as the server allows."),
    Code.LEASE_LOST: N_("Your hold on the case has ended and passed on."),
    Code.OTHER_CONTENT: N_("The same operation was sent before with other content."),
    Code.OTHER_ACTOR: N_("The operation was made by another account."),
    Code.CHAIN_BROKEN: N_("Another operation has this one's place in the chain of its device."),
    Code.VERDICT_INCOMPLETE: N_("The verdict lacks something that its clause or the procedure asks for."),
    Code.RULEBOOK_UNKNOWN: N_("The verdict cites a rulebook version that the server does not have."),
    Code.RULEBOOK_NOT_IN_FORCE: N_("The cited rulebook version was not in force when the conduct happened."),
    Code.RULEBOOK_EXISTS: N_("That rulebook version is published already with other content."),
    Code.RULEBOOK_UNFIT: N_("The version does not fit: it is unsound, or not beside those that are published."),
    Code.NOT_CORRECTED: N_("No version corrects this one; what was judged under it stands."),
    Code.KEY_UNKNOWN: N_("This key is not registered for the account; ask an operator."),
    Code.KEY_TAKEN: N_("This key is registered for another account."),
    Code.SIGNATURE_WRONG: N_("The signature is not that of the key over these bytes."),
    Code.RECORD_INVALID: N_("The record does not keep to the intake contract."),
    Code.RECORD_CONFLICT: N_("A record of this ref came in before with other content."),
    Code.ASSET_MISSING: N_("A file that the record names is not here."),
    Code.ASSET_MISMATCH: N_("The bytes of the file are not the ones that were announced."),
    Code.RANGE_NOT_SATISFIABLE: N_("The file is shorter than the range that was asked for."),
    Code.TOO_MANY: N_("Too many requests; wait a little."),
    Code.STORAGE_FULL: N_("The server has no room left; nothing was taken in."),
    Code.BUSY: N_("The server is busy; the same request may be sent again."),
    Code.INTERNAL: N_("The server failed; the same request may be sent again."),
}


def problem_words(problem: Problem) -> str:
    """A problem in the language in use; the server's own title for one that is not known here."""
    return _(PROBLEMS[problem.code]) if problem.type == PROBLEM_PREFIX + problem.code else problem.title


def trouble_words(trouble: Trouble) -> str:
    """Known trouble as one calm line: what happened, what is safe, what to do."""
    return " ".join(_(part) for part in (trouble.what, trouble.safe, trouble.todo) if part)


def outcome_words(outcome: str | None) -> str:
    """An outcome by its stored name."""
    known = next((one for one in Outcome if one.value == outcome), None)
    return _(OUTCOMES[known]) if known else (outcome or "")
