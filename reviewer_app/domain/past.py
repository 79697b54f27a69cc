"""Earlier filings of a merchant beside the one that is judged: what was handed in then, and what was decided."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from reviewer_app.domain.cases import CaseRecord, Exposure, FilingSubject, Party
from reviewer_app.domain.events import Round
from reviewer_app.domain.rulebook import RulebookCite
from reviewer_app.domain.values import Key, Uuid7, Value
from reviewer_app.domain.verdicts import Correction, Stated

FILINGS = 8
"""How many earlier filings go with a case at most: the latest."""
LOOKED = 40
"""Among how many of the merchant's latest filings they are looked for."""
SIZE = 1_000_000
"""Bytes that those of one case may take; what is beyond is named and not sent."""
REPLY = 24 * 1024 * 1024
"""Bytes that they may take in one reply, however many cases it has: a desk reads no reply above 64 MiB."""


class PastBreach(Value):
    """A breach that was found: the clause, the version it was found under, and the measure."""

    clause: Key
    rulebook: RulebookCite
    measure: Key | None = None


class PastVerdict(Value):
    """The decision that stands on an earlier filing, without who gave it and without their words.

    `outcome` is that of what was confirmed where it was; `at` is when the server took it in.
    """

    outcome: str
    at: AwareDatetime
    round: Round
    rulebooks: tuple[RulebookCite, ...] = ()
    breaches: tuple[PastBreach, ...] = ()


class Handed(Value):
    """What a merchant handed in: who they were then, form and papers, and what was corrected and stated of these."""

    merchant: Party
    subject: FilingSubject
    corrections: tuple[Correction, ...] = ()
    stated: tuple[Stated, ...] = ()


class PastFiling(Value):
    """An earlier filing. Without a verdict nothing is decided about it; without `handed` it is only named."""

    case_id: Uuid7
    ref: Key
    conduct_at: AwareDatetime
    verdict: PastVerdict | None = None
    handed: Handed | None = None


class Past(Value):
    """The earlier filings as the server knew them at `at`, latest first; `more` says that there are others."""

    at: AwareDatetime
    filings: Annotated[tuple[PastFiling, ...], Field(max_length=FILINGS)] = ()
    more: bool = False


def reduced(merchant: Party) -> Party:
    """A merchant as a comparison needs it: who it is and how it is registered, not how it fared since."""
    return Party(
        id=merchant.id,
        name=merchant.name,
        shop_type=merchant.shop_type,
        registered_at=merchant.registered_at,
        identifiers=merchant.identifiers,
    )


def record_then(filing: PastFiling, now: CaseRecord) -> CaseRecord:
    """An earlier filing as a record, for what works on records; flags and exposure are left out.

    Raises ValueError where the filing is only named.
    """
    if filing.handed is None:
        raise ValueError("only named")
    then = {
        "ref": filing.ref,
        "conduct_at": filing.conduct_at,
        "flagged_at": filing.conduct_at,
        "due_at": None,
        "flags": (),
        "exposure": Exposure(),
        "merchant": filing.handed.merchant,
        "subject": filing.handed.subject,
    }
    return now.model_copy(update=then)
