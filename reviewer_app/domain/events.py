"""What can happen to a case: rounds, statuses and the events whose list is the truth."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from reviewer_app.domain.effect import Effect, nothing
from reviewer_app.domain.terms import Round as Round
from reviewer_app.domain.terms import Status as Status
from reviewer_app.domain.values import Value


class Event(Value):
    """Something that happened to a case; the list of them is the truth."""

    at: AwareDatetime
    actor: str


class Opened(Event):
    """The case came in; `seats` people look at it first, blind to each other where there are two."""

    type: Literal["opened"] = "opened"
    seats: int = 1


class FlagsJoined(Event):
    """New flags arrived for a case that is already here."""

    type: Literal["flags_joined"] = "flags_joined"
    count: int


class Taken(Event):
    """Someone took the case: a lease with an epoch began."""

    type: Literal["taken"] = "taken"
    seat: int
    epoch: int
    lease: Literal["desk", "offline"]
    until: AwareDatetime


class Released(Event):
    """A lease ended with no verdict."""

    type: Literal["released"] = "released"
    seat: int
    epoch: int
    why: Literal["given_back", "lapsed", "revoked"]


class VerdictGiven(Event):
    """A counted verdict; the last of two seats sets `agrees`; `signoff` says why a supervisor must sign, if any.

    `effects` is all that followed, as the server worked it out, where that is more than the verdict carries: some
    schedule could not be read at the desk. It is left out of the bytes else.
    """

    type: Literal["verdict"] = "verdict"
    verdict_id: str
    round: Round
    attempt: int
    seat: int
    outcome: str
    agrees: bool | None = None
    signoff: tuple[str, ...] = ()
    overrides: str | None = None
    effects: Annotated[tuple[Effect, ...], Field(exclude_if=nothing)] = ()


class Returned(Event):
    """A supervisor sent the case back with a remark; `verdict_id` is the operation that did."""

    type: Literal["returned"] = "returned"
    verdict_id: str
    attempt: int
    remark: str


class Held(Event):
    """The case waits for something, until an instant, on somebody's list."""

    type: Literal["held"] = "held"
    verdict_id: str | None = None
    reason: str
    until: AwareDatetime
    owner: str


class HoldEnded(Event):
    """A hold ran out or was lifted."""

    type: Literal["hold_ended"] = "hold_ended"


class MeasureDue(Event):
    """A measure is about to take effect; whether sign-off is needed was asked again."""

    type: Literal["measure_due"] = "measure_due"
    signoff: tuple[str, ...] = ()


class Appealed(Event):
    """Somebody appeals against the decision; who is part of the appeal."""

    type: Literal["appealed"] = "appealed"
    appeal_id: str
    by: Literal["merchant", "creator", "reporter"]


class RereviewAsked(Event):
    """A correction asks for the case to be judged again; `corrected` is the digest of the version that was wrong."""

    type: Literal["rereview_asked"] = "rereview_asked"
    corrected: str


class QualityDrawn(Event):
    """The case was drawn into a quality sample: a blind second look that changes nothing by itself."""

    type: Literal["quality_drawn"] = "quality_drawn"
    sample: str


class Cancelled(Event):
    """The case is of no object any more."""

    type: Literal["cancelled"] = "cancelled"
    why: str


AnyEvent = Annotated[
    Opened
    | FlagsJoined
    | Taken
    | Released
    | VerdictGiven
    | Returned
    | Held
    | HoldEnded
    | MeasureDue
    | Appealed
    | RereviewAsked
    | QualityDrawn
    | Cancelled,
    Field(discriminator="type"),
]
EVENTS: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
