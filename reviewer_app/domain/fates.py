"""Fates: what becomes of a pushed operation; these names everywhere."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """The server's answer to an operation. `later` alone leaves it in the outbox to be sent again."""

    ACCEPTED = "accepted"
    ALREADY = "already"
    ADVISORY = "advisory"
    STALE_RULEBOOK = "stale_rulebook"
    REFUSED = "refused"
    LATER = "later"


FINAL = frozenset(Fate) - {Fate.LATER}
