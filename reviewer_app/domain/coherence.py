"""Whether a case can be true at all: what of a record contradicts itself, or the time at which it came in.

Nothing here asks whether a place can be found in the evidence: a flag whose place does not resolve is shown as words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from reviewer_app.domain.cases import CaseRecord, ClipSubject, ListingSubject, Party, Revision, TimePlace

SKEW = timedelta(minutes=10)
"""How far two clocks may be apart. Conduct, flag and intake are stamped by machines of different houses, and a machine
that flags a live stream does so within the moment; minutes are what an unkept clock is off, and no rulebook turns on
them."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot be: a JSON Pointer into the record, and why, without the value itself."""

    field: str
    words: str


def contradictions(record: CaseRecord, received_at: datetime) -> Iterator[Contradiction]:
    """Everything in a record that cannot be, in the order of its fields."""
    yield from _times(record, received_at)
    yield from _flags(record)
    yield from _party(record.merchant, "/merchant", received_at)
    if record.creator is not None:
        yield from _party(record.creator, "/creator", received_at)
    match record.subject:
        case ClipSubject() as clip:
            yield from _clip(clip)
        case ListingSubject() as listing:
            yield from _listing(listing, received_at)
    yield from _files(record)


def _times(record: CaseRecord, received_at: datetime) -> Iterator[Contradiction]:
    if record.conduct_at - record.flagged_at > SKEW:
        yield Contradiction("/conduct_at", "later than the flag: nothing is flagged before it happens")
    yield from _future(record.flagged_at, "/flagged_at", received_at)
    if record.due_at is not None and record.flagged_at - record.due_at > SKEW:
        yield Contradiction("/due_at", "earlier than the flag")


def _future(at: datetime | None, field: str, received_at: datetime) -> Iterator[Contradiction]:
    if at is not None and at - received_at > SKEW:
        yield Contradiction(field, "in the future")


def _flags(record: CaseRecord) -> Iterator[Contradiction]:
    for index, flag in enumerate(record.flags):
        if isinstance(flag.anchor, TimePlace) and flag.anchor.end < flag.anchor.start:
            yield Contradiction(f"/flags/{index}/anchor/end", "ends before it starts")


def _party(party: Party, field: str, received_at: datetime) -> Iterator[Contradiction]:
    yield from _future(party.registered_at, f"{field}/registered_at", received_at)
    for index, training in enumerate(party.trained_on):
        yield from _future(training.at, f"{field}/trained_on/{index}/at", received_at)


def _clip(clip: ClipSubject) -> Iterator[Contradiction]:
    for index, item in enumerate(clip.shelf):
        if item.to is not None and item.to < item.from_:
            yield Contradiction(f"/subject/shelf/{index}/to", "ends before it starts")


def _listing(listing: ListingSubject, received_at: datetime) -> Iterator[Contradiction]:
    """Revisions come newest first, so their numbers fall strictly and their times never rise."""
    yield from _future(listing.captured_at, "/subject/captured_at", received_at)
    line: list[ListingSubject | Revision] = [listing, *listing.previous]
    for index, (newer, older) in enumerate(pairwise(line)):
        place = f"/subject/previous/{index}"
        if older.revision >= newer.revision:
            yield Contradiction(f"{place}/revision", "not below the number of the revision that came after it")
        if older.captured_at > newer.captured_at:
            yield Contradiction(f"{place}/captured_at", "later than the revision that came after it")
    for index, point in enumerate(listing.price_history):
        yield from _future(point.at, f"/subject/price_history/{index}/at", received_at)


def _files(record: CaseRecord) -> Iterator[Contradiction]:
    """A name stands for one file of the pack, and a digest for one size."""
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for pointer, asset in record.placed():
        if names.setdefault(asset.path, asset.sha256) != asset.sha256:
            yield Contradiction(f"/subject{pointer}/path", "names two different files")
        if sizes.setdefault(asset.sha256, asset.bytes) != asset.bytes:
            yield Contradiction(f"/subject{pointer}/bytes", "one file with two sizes")
