"""What a server's refusals are called in the language in use: by code, by what a verdict lacks, by reason of a record.

A server speaks English and sends a code of the closed list in `wire/problems.py` with each refusal; the words are ours.
What it says beside the code comes from a short list too, and is known here by its shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from reviewer_app.client.words import N_, _, said_in
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.fates import Fate
from reviewer_app.wire.problems import PROBLEM_PREFIX, Code, Problem

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
    Code.LAST_OPERATOR: N_("The last operator cannot be disabled; make another one first."),
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
    Code.PROCEDURE_UNKNOWN: N_("The verdict names no procedure of its kind of case."),
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
LACKING = {
    Lack.OUTCOME: N_("no outcome was chosen"),
    Lack.OUTCOME_OF_ROUND: N_("the round does not offer that outcome"),
    Lack.FINDING: N_("a violation has no finding"),
    Lack.RESULT: N_("it is not said what is in force instead"),
    Lack.UNCHANGED: N_("it says that it changes the verdict, and changes nothing"),
    Lack.ELEMENT: N_("an element is not established"),
    Lack.BROKEN_ANCHOR: N_("a place is not in the evidence"),
    Lack.CLAUSE_NOT_IN_FORCE: N_("a clause was not in force then"),
    Lack.WRONG_VERSION: N_("it stands on another version than the one that counts"),
    Lack.ACROSS_SWITCH: N_("a finding has places on both sides of a switch of versions"),
    Lack.MEASURE: N_("a measure is not chosen"),
    Lack.CORRECTION: N_("a correction stands on a reading that the case does not have"),
    Lack.BEGUN: N_("a correction is half written"),
    Lack.DEPARTURE: N_("another measure than the one that follows has no reason"),
    Lack.EFFECTS: N_("what it says to follow is not what follows"),
    Lack.REASON: N_("the reason is too short"),
    Lack.REMARK: N_("the remark is empty"),
    Lack.HOLD_REASON: N_("the hold has no reason of the procedure"),
    Lack.HOLD_UNTIL: N_("the hold lasts longer than its reason allows"),
    Lack.EVIDENCE_NOT_SHOWN: N_("some evidence cannot be shown"),
    Lack.WATCHED: N_("too little of the clip was watched"),
    Lack.NO_RULEBOOK: N_("no rulebook judges that kind of case"),
    Lack.NONE_IN_FORCE: N_("no rule was in force then"),
    Lack.UNTRUSTED: N_("a version that counts is signed by nobody who is trusted"),
    Lack.NEWER: N_("a version that counts is of a newer format"),
    Lack.ON_NOTHING: N_("it is about another verdict than the one that stands"),
    Lack.JUDGED_OUTDATED: N_("the verdict that it leaves in force stands on another version than the one that counts"),
    Lack.OPEN_FLAG: N_("a flag has no answer"),
    Lack.LEAFED: N_("frames of a file that moves were not looked at"),
    Lack.FLAG_DENIED: N_("a finding is of a flag that is said to be wrong"),
}
IMPORTED = {
    Fate.ACCEPTED: N_("accepted"),
    Fate.ALREADY: N_("already"),
    Fate.REFUSED: N_("refused"),
}
"""What became of a record, as short as a column; a record has no other fate."""
REASONS = (
    N_("larger than {size} bytes"),
    N_("nested deeper than {depth} levels"),
    N_("not UTF-8"),
    N_("not JSON: {where}"),
    N_("a number that JSON cannot carry exactly"),
    N_("a number that JSON cannot carry exactly: {number}"),
    N_("a path has forward slashes and no NUL"),
    N_("a path is relative to the pack"),
    N_("a path does not leave the pack"),
    N_("lacks {keys}"),
    N_("has keys that are not known: {keys}"),
    N_("not a date and time with a zone, such as 2026-02-01T00:00:00+08:00"),
    N_("not a date that the calendar has, such as 2026-02-01"),
    N_("not of type {type}"),
    N_("not one of {names}"),
    N_("has none of the shapes that are known here"),
    N_("does not match {pattern}"),
    N_("breaks the rule {rule}"),
    N_("later than the flag: nothing is flagged before it happens"),
    N_("in the future"),
    N_("earlier than the flag"),
    N_("ends before it starts"),
    N_("not below the number of the revision that came after it"),
    N_("later than the revision that came after it"),
    N_("names two different files"),
    N_("one file with two sizes"),
    N_("{some} of {all}"),
    N_("{file} has {size} bytes"),
)
"""Every reason for which a record is refused (`wire/intake.py`, `domain/coherence.py`, the server's intake)."""


def problem_words(problem: Problem) -> str:
    """A problem in the language in use; the server's own title for one that is not known here."""
    if problem.type != PROBLEM_PREFIX + problem.code:
        return problem.title
    said = _(PROBLEMS[problem.code])
    lack = next((one for one in Lack if one.value == problem.field), None)
    if lack is None or problem.code not in (Code.VERDICT_INCOMPLETE, Code.RULEBOOK_NOT_IN_FORCE):
        return said
    return _("{problem} ({lack})").format(problem=said, lack=_(LACKING[lack]))


def reason_words(detail: str) -> str:
    """Why a record was refused, in the language in use; the server's own words for a reason that is not known here."""
    return shaped_words(detail, REASONS)


def shaped_words(
    said: str, known: tuple[str, ...], tongue: str | None = None, filled: Callable[[str, str], str] | None = None
) -> str:
    """A sentence of another room in the language in use, or in `tongue`, known by its shape; else unchanged.

    `filled` gives the words for what a place in it is filled with, by the name of the place.
    """
    for message, shape in _shapes(known):
        found = shape.fullmatch(said)
        if found is not None:
            spoken = _(message) if tongue is None else said_in(tongue, message)
            places = found.groupdict()
            return spoken.format(**{name: filled(name, words) for name, words in places.items()} if filled else places)
    return said


_NUMBER = dict.fromkeys(("size", "depth", "some", "all", "column"), "[0-9]+")


@cache
def _shapes(known: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each message with the pattern of what it looks like filled in; the longest first, which say most."""
    made = []
    for reason in sorted(known, key=len, reverse=True):
        parts = re.split(r"(?<!{){(\w+)}(?!})", reason)
        pattern = "".join(
            f"(?P<{part}>{_NUMBER.get(part, '.+')})" if at % 2 else re.escape(part.format())
            for at, part in enumerate(parts)
        )
        made.append((reason, re.compile(pattern, re.DOTALL)))
    return tuple(made)
