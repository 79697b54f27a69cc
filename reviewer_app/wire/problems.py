"""The closed list of problems (RFC 9457) that a server may answer with, each with its status and its words."""

from __future__ import annotations

from enum import StrEnum

from reviewer_app.domain.values import Value

PROBLEM_PREFIX = "urn:reviewer:problem:"
CONTENT_TYPE = "application/problem+json"


class Code(StrEnum):
    """What went wrong; `STATUS` and `TITLES` have a line for each."""

    MALFORMED = "malformed"
    INVALID = "invalid"
    TOO_LARGE = "too_large"
    UNAUTHENTICATED = "unauthenticated"
    WRONG_CREDENTIALS = "wrong_credentials"
    ACCOUNT_DISABLED = "account_disabled"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNSUPPORTED_VERSION = "unsupported_version"
    ACCOUNT_EXISTS = "account_exists"
    LAST_OPERATOR = "last_operator"
    SETUP_DONE = "setup_done"
    WRONG_CODE = "wrong_code"
    CASE_NOT_OPEN = "case_not_open"
    ACTED_BEFORE = "acted_before"
    TAKEN = "taken"
    NOT_YOURS = "not_yours"
    NO_CASE = "no_case"
    LEASE_LIMIT = "lease_limit"
    LEASE_LOST = "lease_lost"
    OTHER_CONTENT = "other_content"
    OTHER_ACTOR = "other_actor"
    CHAIN_BROKEN = "chain_broken"
    VERDICT_INCOMPLETE = "verdict_incomplete"
    RULEBOOK_UNKNOWN = "rulebook_unknown"
    RULEBOOK_NOT_IN_FORCE = "rulebook_not_in_force"
    PROCEDURE_UNKNOWN = "procedure_unknown"
    RULEBOOK_EXISTS = "rulebook_exists"
    RULEBOOK_UNFIT = "rulebook_unfit"
    NOT_CORRECTED = "not_corrected"
    KEY_UNKNOWN = "key_unknown"
    KEY_TAKEN = "key_taken"
    SIGNATURE_WRONG = "signature_wrong"
    RECORD_INVALID = "record_invalid"
    RECORD_CONFLICT = "record_conflict"
    ASSET_MISSING = "asset_missing"
    ASSET_MISMATCH = "asset_mismatch"
    RANGE_NOT_SATISFIABLE = "range_not_satisfiable"
    TOO_MANY = "too_many"
    STORAGE_FULL = "storage_full"
    BUSY = "busy"
    INTERNAL = "internal"


STATUS: dict[Code, int] = {
    Code.MALFORMED: 400,
    Code.INVALID: 422,
    Code.TOO_LARGE: 413,
    Code.UNAUTHENTICATED: 401,
    Code.WRONG_CREDENTIALS: 401,
    Code.ACCOUNT_DISABLED: 403,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.UNSUPPORTED_VERSION: 426,
    Code.ACCOUNT_EXISTS: 409,
    Code.LAST_OPERATOR: 409,
    Code.SETUP_DONE: 409,
    Code.WRONG_CODE: 403,
    Code.CASE_NOT_OPEN: 409,
    Code.ACTED_BEFORE: 409,
    Code.TAKEN: 409,
    Code.NOT_YOURS: 403,
    Code.NO_CASE: 404,
    Code.LEASE_LIMIT: 409,
    Code.LEASE_LOST: 409,
    Code.OTHER_CONTENT: 422,
    Code.OTHER_ACTOR: 403,
    Code.CHAIN_BROKEN: 409,
    Code.VERDICT_INCOMPLETE: 422,
    Code.RULEBOOK_UNKNOWN: 422,
    Code.RULEBOOK_NOT_IN_FORCE: 422,
    Code.PROCEDURE_UNKNOWN: 422,
    Code.RULEBOOK_EXISTS: 409,
    Code.RULEBOOK_UNFIT: 422,
    Code.NOT_CORRECTED: 409,
    Code.KEY_UNKNOWN: 403,
    Code.KEY_TAKEN: 409,
    Code.SIGNATURE_WRONG: 422,
    Code.RECORD_INVALID: 422,
    Code.RECORD_CONFLICT: 409,
    Code.ASSET_MISSING: 422,
    Code.ASSET_MISMATCH: 422,
    Code.RANGE_NOT_SATISFIABLE: 416,
    Code.TOO_MANY: 429,
    Code.STORAGE_FULL: 507,
    Code.BUSY: 503,
    Code.INTERNAL: 500,
}

TITLES: dict[Code, str] = {
    Code.MALFORMED: "The request could not be read.",
    Code.INVALID: "The request has a value that is not allowed.",
    Code.TOO_LARGE: "The request is larger than this server takes.",
    Code.UNAUTHENTICATED: "The session has ended; sign in again. Nothing unsent is lost.",
    Code.WRONG_CREDENTIALS: "The account or the password is wrong.",
    Code.ACCOUNT_DISABLED: "This account is disabled; ask an operator.",
    Code.FORBIDDEN: "This account may not do that.",
    Code.NOT_FOUND: "There is no such thing here.",
    Code.METHOD_NOT_ALLOWED: "That cannot be done to this address.",
    Code.UNSUPPORTED_VERSION: "This version of the workstation is too old or too new for the server.",
    Code.ACCOUNT_EXISTS: "There is an account of that name already.",
    Code.LAST_OPERATOR: "The last operator cannot be disabled; make another one first.",
    Code.SETUP_DONE: "The first operator exists already.",
    Code.WRONG_CODE: "The one-time code is wrong or used up.",
    Code.CASE_NOT_OPEN: "The case is not open in that round any more.",
    Code.ACTED_BEFORE: "You already acted on this case in another round.",
    Code.TAKEN: "Somebody else has the case in hand.",
    Code.NOT_YOURS: "The case is not in your hand.",
    Code.NO_CASE: "No case is waiting for you.",
    Code.LEASE_LIMIT: "You have as many cases in hand as the server allows.",
    Code.LEASE_LOST: "Your hold on the case has ended and passed on.",
    Code.OTHER_CONTENT: "The same operation was sent before with other content.",
    Code.OTHER_ACTOR: "The operation was made by another account.",
    Code.CHAIN_BROKEN: "Another operation has this one's place in the chain of its device.",
    Code.VERDICT_INCOMPLETE: "The verdict lacks something that its clause or the procedure asks for.",
    Code.RULEBOOK_UNKNOWN: "The verdict cites a rulebook version that the server does not have.",
    Code.RULEBOOK_NOT_IN_FORCE: "The cited rulebook version was not in force when the conduct happened.",
    Code.PROCEDURE_UNKNOWN: "The verdict names no procedure of its kind of case.",
    Code.RULEBOOK_EXISTS: "That rulebook version is published already with other content.",
    Code.RULEBOOK_UNFIT: "The version does not fit: it is unsound, or not beside those that are published.",
    Code.NOT_CORRECTED: "No version corrects this one; what was judged under it stands.",
    Code.KEY_UNKNOWN: "This key is not registered for the account; ask an operator.",
    Code.KEY_TAKEN: "This key is registered for another account.",
    Code.SIGNATURE_WRONG: "The signature is not that of the key over these bytes.",
    Code.RECORD_INVALID: "The record does not keep to the intake contract.",
    Code.RECORD_CONFLICT: "A record of this ref came in before with other content.",
    Code.ASSET_MISSING: "A file that the record names is not here.",
    Code.ASSET_MISMATCH: "The bytes of the file are not the ones that were announced.",
    Code.RANGE_NOT_SATISFIABLE: "The file is shorter than the range that was asked for.",
    Code.TOO_MANY: "Too many requests; wait a little.",
    Code.STORAGE_FULL: "The server has no room left; nothing was taken in.",
    Code.BUSY: "The server is busy; the same request may be sent again.",
    Code.INTERNAL: "The server failed; the same request may be sent again.",
}


class Problem(Value):
    """A problem as it goes over the wire; `detail` says what is particular to this time, with ids and never content."""

    type: str
    title: str
    status: int
    detail: str = ""
    field: str | None = None

    @property
    def code(self) -> Code:
        """Its code; INTERNAL where a newer server sends one that is not known here."""
        name = self.type.removeprefix(PROBLEM_PREFIX)
        return Code(name) if name in Code.__members__.values() else Code.INTERNAL


def problem(code: Code, detail: str = "", field: str | None = None) -> Problem:
    """A problem of the list."""
    return Problem(type=PROBLEM_PREFIX + code, title=TITLES[code], status=STATUS[code], detail=detail, field=field)
