"""Versions that are here and are not used: of a format of later, or from nobody that this computer trusts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from reviewer_app.domain.timeline import Dated, Timeline

EVER = datetime.min.replace(tzinfo=UTC)
_EVER_AFTER = datetime.max.replace(tzinfo=UTC)
DatedT = TypeVar("DatedT", bound=Dated)


class Why(StrEnum):
    """Why a version is not used."""

    NEWER = "newer"
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown_key"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A version of which only the head is believed, and only to say which cases need it.

    `kinds` are those of a rulebook, None where they are not known; `key` signed it for `account`, where anybody did.
    """

    id: str
    version: str
    digest: str
    why: Why
    schedule: bool = False
    published_at: datetime = EVER
    effective_from: datetime = EVER
    effective_until: datetime | None = None
    kinds: frozenset[str] | None = None
    account: str = ""
    key: str = ""

    @property
    def name(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"


def withheld_at(used: Iterable[DatedT], withheld: Iterable[Withheld], conduct_at: datetime) -> Withheld | None:
    """The withheld version that would count at a conduct time, beside those of the same text that are used.

    All of them are here, so all are published: what they say of that is not asked. One of which nobody can tell when it
    counts may count here, and of two published at once the one that is not used comes first: nothing is worked out, or
    judged, that it could change.
    """
    closed = list(withheld)
    unknown = next((item for item in closed if item.effective_from == EVER), None)
    if unknown is not None:
        return unknown
    items: list[DatedT | Withheld] = [*closed, *used]
    found = Timeline(items, lambda item: item).at(conduct_at, _EVER_AFTER)
    return found if isinstance(found, Withheld) else None
