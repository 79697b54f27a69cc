"""The checks of a filing in words: a badge of a few, and the sum in full with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reviewer_app.client.viewmodels.format import plain
from reviewer_app.client.viewmodels.names import clause_name
from reviewer_app.client.words import N_, _, language
from reviewer_app.domain.checks.result import Basis, Checked, Fact, State
from reviewer_app.domain.rulebook import Published, clause_named
from reviewer_app.domain.values import Text
from reviewer_app.domain.verdicts import OF_PAPERS

STATES = {
    State.MATCH: N_("match"),
    State.MISMATCH: N_("mismatch"),
    State.UNREADABLE: N_("unreadable"),
    State.NOT_APPLICABLE: N_("not compared"),
}
TONES = {State.MATCH: "ok", State.MISMATCH: "bad", State.UNREADABLE: "warn", State.NOT_APPLICABLE: "neutral"}
SIGNS = {State.MATCH: "check", State.MISMATCH: "x", State.UNREADABLE: "question", State.NOT_APPLICABLE: "minus"}
"""The state's word, its tone and its sign: no one of the three stands alone."""

MOST = 120
"""Characters of a paper's own words in a sum of ours; the table has them whole."""

_Said = tuple[str, str]
"""The words of a badge, and the sentence of the sum."""
_AGREEING: dict[str, _Said] = {
    "same": (N_("match"), N_("Form and paper say the same.")),
    "same-but-set": (N_("match but for spacing"), N_("The same but for width, blanks, brackets or case.")),
    "same-number": (N_("match"), N_("The same number.")),
    "same-dates": (N_("match"), N_("The same dates, written in two ways.")),
    "same-part": (N_("match"), N_("The paper names it beside another value.")),
    "differs": (N_("mismatch"), N_("The form has “{here}” where the paper has “{there}”.")),
    "not-read": (N_("not on a paper"), N_("No paper has this field.")),
    "only-replaced": (
        N_("not on today's paper"),
        N_("Only a paper that was replaced has this field: what the form says is compared with nothing."),
    ),
    "not-declared": (N_("not declared"), N_("The form does not have this field.")),
    "read-empty": (N_("unreadable"), N_("The machine read nothing there; look at the page and correct it.")),
    "too-long": (N_("too long"), N_("{length} characters are no field of a paper; nothing is worked out.")),
    "doubtful": (
        N_("unreadable"),
        N_("The machine is not sure ({score}). Look at the page, then correct its reading or confirm it."),
    ),
    "conclusion-same": (N_("match"), N_("Both conclude the same.")),
    "conclusion-passed": (N_("mismatch"), N_("The form says passed; the report says failed.")),
    "conclusion-failed": (N_("mismatch"), N_("The form says failed; the report says passed.")),
    "conclusion-unknown": (N_("unreadable"), N_("One of the two does not say passed or failed.")),
}
_CODES: dict[str, _Said] = {
    "code-empty": (N_("unreadable"), N_("No code to check.")),
    "code-length": (N_("wrong length"), N_("{code} has {length} characters; a code has 18, an older number 15.")),
    "code-character": (
        N_("wrong character"),
        N_("{code}: no code has “{character}”, which stands at place {place}."),
    ),
    "gtin-empty": (N_("unreadable"), N_("No number to check.")),
    "gtin-letters": (N_("not a number"), N_("{number}: a number of goods has digits alone.")),
    "gtin-length": (N_("wrong length"), N_("{number} has {length} digits; a number of goods has 8, 12, 13 or 14.")),
}
_CHARACTER = N_("check character {last}")
_SHOULD_BE = N_("should end in {meant}")
_SOUND = N_("{code} ends in {last}, as the sum over the characters before it asks.")
_UNSOUND = N_("{code} ends in {last}; the sum over the characters before it asks for {meant}.")
_EDGES: dict[tuple[str, State], _Said] = {
    ("credit-code", State.MATCH): (_CHARACTER, _SOUND),
    ("credit-code", State.MISMATCH): (_SHOULD_BE, _UNSOUND),
    ("registration", State.MATCH): (_CHARACTER, _SOUND),
    ("registration", State.MISMATCH): (_SHOULD_BE, _UNSOUND),
    ("gtin", State.MATCH): (N_("check digit {last}"), N_("{number} ends in {last}, as the sum over its digits asks.")),
    ("gtin", State.MISMATCH): (
        _SHOULD_BE,
        N_("{number} ends in {last}; the sum over its digits asks for {meant}."),
    ),
    ("account-name", State.MATCH): (N_("same as licence"), N_("The account is in the name on the licence, {firm}.")),
    ("account-name", State.MISMATCH): (
        N_("not the licence's"),
        N_("The account has “{here}” where the licence has “{there}” ({firm})."),
    ),
    ("firm-name", State.MATCH): (N_("same as licence"), N_("The paper is in the name on the licence, {firm}.")),
    ("firm-name", State.MISMATCH): (
        N_("not the licence's"),
        N_("The paper has “{here}” where the licence has “{there}” ({firm})."),
    ),
}
_TERMS: dict[str, _Said] = {
    "days-left": (N_("{days} days left"), N_("{days} days are left on {on}: the last day is {until}.")),
    "days-past": (N_("past by {days} days"), N_("The last day, {until}, was {days} days before {on}.")),
    "no-end": (N_("no end"), N_("It has no end; on {on} it holds.")),
    "term-unread": (N_("unreadable"), N_("No date can be read in it.")),
    "age": (N_("{age} years old"), N_("Born on {birth}: {age} years old on {on}.")),
    "valid-days": (N_("valid"), N_("Valid until {until}, {days} days after {on}.")),
    "valid-open": (N_("valid"), N_("Valid on {on}, without an end.")),
    "valid-past": (N_("expired"), N_("Expired on {until}, {days} days before {on}.")),
    "valid-not-yet": (N_("not valid yet"), N_("Valid from {since} only; the day is {on}.")),
    "status-valid": (N_("valid"), N_("The register has it as valid (“{status}”).")),
    "status-suspended": (N_("suspended"), N_("The register has it as suspended (“{status}”).")),
    "status-withdrawn": (N_("withdrawn"), N_("The register has it as withdrawn (“{status}”).")),
    "status-cancelled": (N_("cancelled"), N_("The register has it as cancelled (“{status}”).")),
    "status-unknown": (N_("unreadable"), N_("“{status}” is no word of a register; look at the page.")),
    "mark-registered": (N_("registered"), N_("Registered on {day}.")),
    "mark-accepted": (N_("mark accepted"), N_("Accepted on {day}; the day is {on}.")),
    "no-version": (N_("no rule then"), N_("No rule that is known here asked for this on {on}.")),
    "lacking": (N_("not told"), N_("It cannot be told without: {names}.")),
    "not-told": (N_("not told"), N_("The rule cannot be worked out with what is at hand.")),
}
_FIRMS: dict[str, _Said] = {
    "firm-unread": (N_("unreadable"), N_("The name on the licence is not read.")),
    "scope-empty": (N_("unreadable"), N_("No scope is read or declared.")),
    "scope-unknown": (N_("not compared"), N_("“{category}” is not in the table of categories; a person looks.")),
    "scope-has": (N_("in scope"), N_("“{category}” is in the scope by “{item}”.")),
    "scope-without": (N_("not in scope"), N_("“{category}”: no item of the scope has one of these: {words}.")),
    "scope-produce": (
        N_("licence or not"),
        N_("“{item}” may be farm produce, which is sold without a licence; whether “{category}” is, a person says."),
    ),
    "scope-no-licence": (
        N_("food licence missing"),
        N_("“{category}” is food, and no food licence came with it."),
    ),
    "chain-own": (N_("own mark"), N_("The shop's own firm, {holder}, holds the mark.")),
    "chain-whole": (N_("chain whole"), N_("From {holder} to the shop in {levels} letters that hold together.")),
    "chain-no-mark": (
        N_("holder unknown"),
        N_("No trademark certificate came: whether {giver} holds it is unknown."),
    ),
    "chain-no-letter": (N_("letter missing"), N_("{holder} holds the mark; no letter gives {shop} leave.")),
    "chain-not-shop": (N_("not for this shop"), N_("The letters give leave to {receiver}, not to {shop}.")),
    "chain-broken": (N_("chain broken"), N_("{holder} holds the mark, {giver} gives leave; nothing links the two.")),
    "chain-outside": (N_("letter not valid"), N_("The letter of {giver} does not hold on {on}.")),
    "chain-term": (N_("unreadable"), N_("The term of the letter from {giver} to {receiver} cannot be read.")),
    "chain-other-brand": (N_("another brand"), N_("The letter of {giver} is about {brand}, not about {mark}.")),
    "letter-renewed": (N_("renewed"), N_("It had ended by {on}; a newer letter for the same holds on that day.")),
    "replaced-issued": (
        N_("replaced"),
        N_("Replaced by the one of {day}: the same number, {code}, issued later than this one ({before})."),
    ),
    "replaced-until": (
        N_("replaced"),
        N_("Replaced by the one that holds until {day}: the same number, {code}; this one ends on {before}."),
    ),
    "replaced-open": (
        N_("replaced"),
        N_("Replaced by the one without an end: the same number, {code}; this one ends on {before}."),
    ),
    "chain-brand": (
        N_("unreadable"),
        N_("Whether the letter from {giver} to {receiver} is about the mark cannot be read."),
    ),
    "levels": (N_("levels: {levels}"), N_("The letters make {levels} levels.")),
    "levels-differ": (N_("mismatch"), N_("The form says {declared} levels; the letters make {levels}.")),
    "levels-unknown": (N_("not told"), N_("There is no whole chain whose levels could be counted.")),
}
_ITEMS: dict[str, _Said] = {
    "item-within": (N_("within"), N_("{result} keeps to {limit}.")),
    "item-outside": (N_("outside"), N_("{value} does not keep to {limit}.")),
    "item-outside-passed": (N_("outside"), N_("{value} does not keep to {limit}; the report says that it does.")),
    "item-outside-power": (
        N_("outside"),
        N_("{result} does not keep to {limit}, be it {value} as it stands or {raised} with a raised power."),
    ),
    "item-failed": (N_("failed by report"), N_("The report fails it; {result} against {limit} is no sum of ours.")),
    "item-within-failed": (N_("failed by report"), N_("The report fails it, though {result} keeps to {limit}.")),
    "item-passed": (N_("passed by report"), N_("The report passes it; {result} against {limit} is no sum of ours.")),
    "item-open": (N_("not told"), N_("{result} against {limit} settles nothing, whatever the report says of it.")),
    "item-one-unit": (
        N_("unit?"),
        N_("{result} against {limit}: a unit stands on one side alone; look at the page for the other."),
    ),
    "item-two-units": (
        N_("unit?"),
        N_("{result} against {limit}: two units that cannot be converted."),
    ),
    "item-unknown": (N_("not told"), N_("{result} against {limit}: neither a sum nor the report settles it.")),
}
SAID: dict[str, _Said] = _AGREEING | _CODES | _TERMS | _FIRMS | _ITEMS


def badge_words(check: Checked) -> str:
    """A check in a few words."""
    return _filled(_said(check)[0], check)


def sum_words(check: Checked) -> str:
    """A check in full: the sum, what the rule asks, and where that stands."""
    basis = check.basis
    parts = [_filled(_said(check)[1], check)]
    if basis is not None and basis.text is not None:
        parts.append(_("Required: {rule}.").format(rule=basis.text.within(language())))
    stated = check.fact("stated")
    if stated is not None:
        parts.append(_("Stated by who judges: {what}.").format(what=_fact(stated)))
    source = source_words(basis)
    return " ".join(parts) + (_(" [{source}]").format(source=source) if source else "")


def source_words(basis: Basis | None) -> str:
    """Where a check's rule stands: a standard and its part, or the version of the thresholds of filings."""
    if basis is None:
        return ""
    ours, _blank, version = basis.source.partition(" ")
    if ours == OF_PAPERS:  # its row is named by what that asks for
        return _("thresholds of filings, version {version}").format(version=version) if version else ""
    return _(", ").join(part for part in (basis.source, basis.part) if part)


def clause_words(basis: Basis | None, books: Sequence[Published]) -> str:
    """The clause that is breached where a check fails, in the version in force; empty where that has none."""
    if basis is None or basis.clause is None:
        return ""
    return clause_name(clause_named(books, basis.clause))


def _said(check: Checked) -> _Said:
    found = _EDGES.get((check.said, check.state)) or SAID.get(check.said)
    return found or (STATES[check.state], STATES[check.state])


def _filled(message: str, check: Checked) -> str:
    return _(message).format(**{name: _fact(value) for name, value in check.facts})


def _fact(value: Fact) -> str:
    match value:
        case date():
            return value.isoformat()
        case Text():
            return value.within(language())
    words = plain(str(value)[: 2 * MOST])
    return words if len(words) <= MOST else words[: MOST - 1] + "…"
