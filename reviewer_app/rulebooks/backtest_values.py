"""What a back-test says of one finding, flag or ladder of a case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Found(StrEnum):
    """Whether it comes out otherwise for certain, or whether a person has to look."""

    CHANGES = "changes"
    UNCLEAR = "unclear"


class Why(StrEnum):
    """Why a finding, a flag or a ladder does not come out the same."""

    CLAUSE_GONE = "clause_gone"
    """The later version has no such clause, and none that took its place."""
    CLAUSE_REPLACED = "clause_replaced"
    """The later version has no such clause but new ones for this kind of case."""
    NARROWER = "narrower"
    """The later version says that the clause reaches less: what was a breach may be none."""
    WIDER = "wider"
    """The later version says that the clause reaches more: what was flagged and passed may be a breach."""
    REWORDED = "reworded"
    """What must be shown was written anew, and the version does not say that it reaches less or more."""
    NEW_CLAUSE = "new_clause"
    """The case was flagged for what a new clause is about."""
    OTHER_MEASURE = "other_measure"
    """The measure chosen is not offered any more, and one other is."""
    NO_SUCH_MEASURE = "no_such_measure"
    """The measure chosen is not offered any more, and there is a choice."""
    OTHER_TERMS = "other_terms"
    """The measure is the same by name and means something else."""
    OTHER_STEP = "other_step"
    """The ladder comes to another step."""
    OTHER_AMOUNT = "other_amount"
    """The penalty comes to another amount."""
    OTHER_POINTS = "other_points"
    """What the findings count takes other points from a score."""
    LACKING = "lacking"
    """An input is not known, by name in `lacking`."""
    THRESHOLD = "threshold"
    """A threshold is met in one version and not in the other."""


@dataclass(frozen=True, slots=True)
class Said:
    """What does not come out the same: of which clause, and the measures before and after, in words of the files.

    `clause` is the id of a threshold or a score where no clause is named. `before` and `after` are measure ids, a step
    as `ladder:number` with its measures, a penalty or a score with what it comes to; empty where there is none.
    """

    clause: str
    found: Found
    why: Why
    before: str = ""
    after: str = ""
    lacking: tuple[str, ...] = ()
