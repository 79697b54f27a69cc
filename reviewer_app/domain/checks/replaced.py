"""Which of several papers of one kind is today's: an older one beside its renewal is shown as replaced by that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewer_app.domain.checks.dates import Term
from reviewer_app.domain.checks.result import Checked, Fact, State


@dataclass(frozen=True, slots=True)
class Edition:
    """A paper as its own kind has several in the course of time: `same` is what they share, its number and code.

    None is what the paper does not say, or not surely.
    """

    same: tuple[str, ...]
    issued: date | None
    term: Term | None

    def holds_by(self, on: date) -> bool:
        """Whether it was there on a day already, as far as it says."""
        begun = (self.issued, self.term.since if self.term is not None else None)
        return all(day is None or day <= on for day in begun)


def replaced(editions: Sequence[Edition], on: date) -> dict[int, Checked]:
    """The editions that are replaced on a day, by their places, each with the latest of those that are not.

    Issue dates decide where two both say theirs and they differ, else the last days of their terms. What is issued
    later than `on`, or begins later, replaces nothing yet; and nothing is replaced by what is replaced itself, so that
    editions which contradict each other all stand.
    """
    newer = [[_newer(one, other) if other.holds_by(on) else None for other in editions] for one in editions]
    standing = [at for at, found in enumerate(newer) if not any(found)]
    found = {}
    for at, others in enumerate(newer):
        latest = max((one for place in standing if (one := others[place])), key=lambda one: one[0], default=None)
        if latest is not None:
            found[at] = latest[1]
    return found


def _newer(one: Edition, other: Edition) -> tuple[date, Checked] | None:
    code: dict[str, Fact] = {"code": one.same[0].upper()}
    if one.issued is not None and other.issued is not None and one.issued != other.issued:
        if other.issued < one.issued:
            return None
        return other.issued, _replaced("replaced-issued", code | {"day": other.issued, "before": one.issued})
    ends, others = _end(one.term), _end(other.term)
    if ends is None or others is None or others <= ends:
        return None
    if others == date.max:
        return others, _replaced("replaced-open", code | {"before": ends})
    return others, _replaced("replaced-until", code | {"day": others, "before": ends})


def _replaced(said: str, facts: dict[str, Fact]) -> Checked:
    return Checked(State.NOT_APPLICABLE, said, tuple(facts.items()))


def _end(term: Term | None) -> date | None:
    if term is None:
        return None
    return date.max if term.open_ended else term.until
