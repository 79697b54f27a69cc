"""Decided cases as a back-test reads them: what was found, under which versions, on which inputs; no content."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.effect import nothing
from reviewer_app.domain.values import Key, Uuid7, Value

Plain = bool | int | float | str


SEVERAL = "?"
"""Stands for an input of which papers say different things: no input takes it, and so it is lacking by name."""


class NamedVersion(Value):
    """A version of a rulebook by name."""

    id: Key
    version: Key


class DecidedFinding(Value):
    """A finding that stands: its clause, the version it was judged under, the measure chosen."""

    clause: Key
    rulebook: NamedVersion
    conduct_at: AwareDatetime
    measure: Key | None = None


class DecidedCase(Value):
    """A case with the decision that stands.

    `decision` is the operation that decided it. `rulebooks` are the versions that the verdict was given under, `flags`
    the sender's own clause ids, and `inputs` what was known when it was judged, by schedule and by the input's name; a
    filing has those of its thresholds, whatever was decided.
    `schedules` are the versions of schedules that counted then and of which a back-test could say something; where
    there is none, nobody told. It is left out of the bytes while empty.
    """

    case_id: Uuid7
    decision: Uuid7
    kind: CaseKind
    conduct_at: AwareDatetime
    decided_at: AwareDatetime
    result: Literal["pass", "violation"]
    rulebooks: tuple[NamedVersion, ...]
    findings: tuple[DecidedFinding, ...] = ()
    flags: tuple[str, ...] = ()
    inputs: Annotated[dict[Key, dict[Key, Plain]], Field(max_length=64)] = {}
    schedules: Annotated[tuple[NamedVersion, ...], Field(max_length=256, exclude_if=nothing)] = ()
