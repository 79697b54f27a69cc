"""What a check answers: whether it holds, the figures of its sum, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reviewer_app.domain.values import Text

Fact = str | int | date | Text
"""A figure of a sum; a date is shown as one, and a text in the language that is spoken."""


class State(StrEnum):
    """How a check came out. UNREADABLE: what is needed for it was not, or not surely, read."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNREADABLE = "unreadable"
    NOT_APPLICABLE = "not_applicable"


_GRAVITY = (State.MISMATCH, State.UNREADABLE, State.MATCH, State.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a check rests on: a standard or a version of a schedule by name, the row of it, and what that asks for.

    `clause` is the clause that is breached where the check fails, as `rulebook:clause`.
    """

    source: str
    part: str = ""
    text: Text | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that was made: `said` names the sentence of its sum, `facts` are the figures in it, by name."""

    state: State
    said: str
    facts: tuple[tuple[str, Fact], ...] = ()
    basis: Basis | None = None

    def fact(self, name: str) -> Fact | None:
        """The figure of that name."""
        return next((value for known, value in self.facts if known == name), None)


def checked(state: State, said: str, basis: Basis | None = None, **facts: Fact) -> Checked:
    """A check with its figures by name."""
    return Checked(state, said, tuple(facts.items()), basis)


def worst(states: Iterable[State]) -> State:
    """The gravest of several states; what does not apply weighs nothing."""
    found = set(states)
    return next((state for state in _GRAVITY if state in found), State.NOT_APPLICABLE)
