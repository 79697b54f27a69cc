"""What each fate changes on the desk: the one place with a branch per fate."""

from __future__ import annotations

from reviewer_app.client.store.values import Settled
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.fates import Fate


def changes_of(settled: Settled) -> Changes:
    """What looks different once a decision has this fate; what it does to the disk is `Outbox.settle`'s."""
    case = frozenset({settled.case_id})
    match settled.fate:
        case Fate.ACCEPTED | Fate.ALREADY:
            return Changes(outbox=True, leases=True, media=True, cases=case)
        case Fate.ADVISORY:
            return Changes(outbox=True, leases=True, media=True, cases=case)
        case Fate.STALE_RULEBOOK:
            return Changes(outbox=True, drafts=True, rulebooks=True, cases=case)
        case Fate.REFUSED:
            return Changes(outbox=True, cases=case)
        case Fate.LATER:
            return Changes(outbox=True)
