"""How long papers and people hold on a day: last days, ages, and the facts that thresholds are asked with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from reviewer_app.domain.checks.dates import Term
from reviewer_app.domain.checks.names import plain
from reviewer_app.domain.checks.result import Basis, Checked, State, checked
from reviewer_app.domain.tables import days_left, filing_facts

_STATUSES = {
    "status-valid": ("有效", "valid"),
    "status-suspended": ("暂停", "已暂停", "suspended"),
    "status-withdrawn": ("撤销", "已撤销", "吊销", "withdrawn", "revoked"),
    "status-cancelled": ("注销", "已注销", "cancelled", "canceled"),
}
"""The words with which registers of certificates say each of their states."""

Facts = dict[str, int | float | bool | str]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a trademark certificate says of itself: registered until a day, or accepted on one."""

    registered: bool
    accepted: date | None = None


def age_on(birth: date, on: date) -> int:
    """A person's age in whole years on a day; who was born on 29 February is a year older on 1 March."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def licence_facts(term: Term, on: date) -> Facts:
    """What the threshold of the business licence is asked with."""
    if term.open_ended:
        return {"licence_open_ended": True}
    return {"licence_open_ended": False, **filing_facts(on, licence_until=term.until)}


def identity_facts(term: Term, on: date) -> Facts:
    """What the threshold of the identity card is asked with; a card without an end outlasts any month."""
    if term.open_ended:
        return {"id_days_past_a_month": (date.max - on) // timedelta(days=1)}
    return dict(filing_facts(on, identity_until=term.until))


def authorisation_facts(term: Term, on: date) -> Facts:
    """What the threshold of a letter's days is asked with; a letter without an end has all days left."""
    if term.open_ended:
        return {"authorisation_days_left": (date.max - on) // timedelta(days=1)}
    return dict(filing_facts(on, authorised_until=term.until))


def mark_facts(mark: Mark, on: date) -> Facts:
    """What the threshold of the trademark is asked with."""
    if mark.registered:
        return {"trademark": "registered"}
    return {"trademark": "accepted", **filing_facts(on, mark_accepted=mark.accepted)}


def check_valid(term: Term | None, on: date, basis: Basis | None = None) -> Checked:
    """Whether a certificate holds on a day: begun, and its last day not past."""
    if term is None:
        return checked(State.UNREADABLE, "term-unread", basis)
    if term.since is not None and term.since > on:
        return checked(State.MISMATCH, "valid-not-yet", basis, since=term.since, on=on)
    if term.open_ended or term.until is None:
        return checked(State.MATCH, "valid-open", basis, on=on)
    left = days_left(on, term.until)
    if left < 0:
        return checked(State.MISMATCH, "valid-past", basis, until=term.until, on=on, days=-left)
    return checked(State.MATCH, "valid-days", basis, until=term.until, on=on, days=left)


def check_status(value: str, basis: Basis | None = None) -> Checked:
    """Whether a certificate stands by what a register says of it; other words than a register's are not guessed at."""
    said = next((said for said, words in _STATUSES.items() if plain(value) in words), None)
    if said is None:
        return checked(State.UNREADABLE, "status-unknown", basis, status=value)
    return checked(State.MATCH if said == "status-valid" else State.MISMATCH, said, basis, status=value)
