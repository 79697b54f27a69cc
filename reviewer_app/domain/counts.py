"""Counts of earlier breaches: of whom, in which window, and the snapshot of them that comes with a lease."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, Field

from reviewer_app.domain.cases import CaseRecord, ClipSubject, ListingSubject
from reviewer_app.domain.rulebook import RulebookCite, Severity
from reviewer_app.domain.schedule import (
    Counting,
    Input,
    Name,
    PublishedSchedule,
    Scene,
    Subject,
    by_schedule,
    schedule_lines,
)
from reviewer_app.domain.values import Value

ItemT = TypeVar("ItemT")
LONGEST_NAME = 200
"""Characters of a sender's name that are kept as they are in a key."""
_FIRST = datetime.min.replace(tzinfo=UTC)
WINDOWS = (14, 90)
"""Days before the conduct for which every party's violations are counted, whatever the schedules ask for."""
AHEAD = timedelta(days=1)
"""How long after its conduct time a clip may run: versions that begin meanwhile are counted for, too."""


class Tally(Value):
    """Counts by input of one version of a schedule; what is not computable is left out.

    They are of decided cases other than the one that is judged.
    """

    schedule: RulebookCite
    counts: dict[Name, Annotated[int, Field(ge=0)]]


class PartyCount(Value):
    """How many breaches the server's decisions found of a party within so many days before the conduct.

    The window is half-open and ends at the conduct; the case that is judged is not in it.
    """

    of: Subject
    days: Annotated[int, Field(gt=0)]
    breaches: Annotated[int, Field(ge=0)]


class Snapshot(Value):
    """What the server counted of its decided cases for a case at its conduct time, when it gave the lease.

    `since` is when its records begin: what was decided elsewhere or before is not in the counts. `parties` is for the
    people who look and weighs nothing; it is empty where the server was not asked, or does not count for it.
    """

    at: AwareDatetime
    counted_at: AwareDatetime
    since: AwareDatetime | None = None
    tallies: tuple[Tally, ...] = ()
    parties: Annotated[tuple[PartyCount, ...], Field(exclude_if=lambda value: not value)] = ()

    def of(self, digest: str) -> Mapping[str, int]:
        """The counts for one version, by the names of its inputs; none where it was not counted for."""
        return next((tally.counts for tally in self.tallies if tally.schedule.digest == digest), {})

    def before(self, of: Subject, days: int) -> int | None:
        """How many breaches of a party were found in a window; None where nobody counted."""
        return next((one.breaches for one in self.parties if (one.of, one.days) == (of, days)), None)

    def misses(self, days: int) -> bool:
        """Whether a window reaches back behind where the server's records begin."""
        return self.since is not None and self.since > days_before(self.at, days)


def days_before(instant: datetime, days: int) -> datetime:
    """So many days before an instant; the first there is where the calendar does not reach so far back."""
    try:
        return instant - timedelta(days=days)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


class CountedAs(Value):
    """What of a case counting looks at: when it happened, whose it is (by `subjects_of`), of which piece and scene."""

    conduct_at: AwareDatetime
    subjects: dict[Subject, str]
    piece: str
    scene: Scene | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """What of a breach decides whether it is counted; `clause` is `rulebook:clause`."""

    clause: str
    severity: Severity
    scene: Scene | None


Breaches = Mapping[Sort, Sequence[tuple[datetime, str]]]
"""Findings of decisions that stand, by sort: when the conduct was, and the piece (stream, video, case) it is of."""


def scene_of(record: CaseRecord) -> Scene | None:
    """A clip with a room is of a stream, one without is a short video; anything else has no scene."""
    if not isinstance(record.subject, ClipSubject):
        return None
    return Scene.STREAM if record.subject.room else Scene.VIDEO


def key_of(kind: str, *names: str) -> str:
    """A key for what a sender names: the name as it is, or its SHA-256 where a database could not hold or find it.

    The intake contract bounds neither the length of a room or a code nor its characters; NUL and long keys have no
    place in PostgreSQL's indices.
    """
    name = "/".join(names)
    if len(name) <= LONGEST_NAME and name.isprintable():
        return f"{kind}:{name}"
    return f"{kind}:sha256:{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"


def piece_of(record: CaseRecord) -> str:
    """What is counted as one: the stream (by the room that the sender names), the video (by its bytes), or the case."""
    match record.subject:
        case ClipSubject(room=str(room)) if room:
            return key_of("stream", room)
        case ClipSubject(video=video):
            return key_of("video", video.sha256)
    return key_of("case", record.ref)


def subjects_of(record: CaseRecord) -> dict[Subject, str]:
    """Whose breaches can be counted for a case, by keys that are unique over all kinds; who is unknown is absent."""
    found = {Subject.MERCHANT: key_of("merchant", record.merchant.id)}
    if record.creator is not None:
        found[Subject.CREATOR] = key_of("creator", record.creator.id)
    if scene_of(record) is Scene.STREAM:
        found[Subject.STREAM] = piece_of(record)
    if isinstance(record.subject, ListingSubject):
        product = record.subject.product
        if product.gtin:
            found[Subject.GOODS] = key_of("goods", product.gtin)
        elif product.sku:
            found[Subject.GOODS] = key_of("goods", record.merchant.id, product.sku)
    return found


def counted_as(record: CaseRecord) -> CountedAs:
    """What of a case counting looks at."""
    return CountedAs(
        conduct_at=record.conduct_at, subjects=subjects_of(record), piece=piece_of(record), scene=scene_of(record)
    )


def to_count_for(
    versions: Sequence[PublishedSchedule], conduct_at: datetime, known_at: datetime
) -> Iterator[PublishedSchedule]:
    """The versions that may count for a case: of each schedule the one in force, and those that begin in a clip."""
    lines = schedule_lines(versions)
    for name, same in by_schedule(versions).items():
        times = lines[name]
        starts = (item.schedule.effective_from for item in same)
        instants = [conduct_at, *(start for start in starts if conduct_at < start <= conduct_at + AHEAD)]
        found = (times.at(instant, known_at) for instant in sorted(set(instants)))
        yield from {item.digest: item for item in found if item is not None}.values()


def window_of(item: Input, at: datetime) -> tuple[datetime, datetime] | None:
    """The half-open window of an input, ending at the conduct; None where it names no days (a stream up to then)."""
    return None if item.window_days is None else (days_before(at, item.window_days), at)


def tally(version: PublishedSchedule, case: CountedAs, breaches: Mapping[Subject, Breaches]) -> Tally:
    """The counts of a version's inputs from the breaches known of each subject; a subject that is not there has none.

    Breaches are of other cases than this one. Those of later conduct are not counted, also within one stream: what came
    first must not weigh more because of what came after it.
    """
    counts = {}
    for item in version.schedule.inputs:
        counting = item.counted
        if counting is None or counting.of not in breaches:
            continue
        kinds = (seen for sort, seen in breaches[counting.of].items() if _counts(counting, sort, case.scene))
        pieces = list(_within(kinds, window_of(item, case.conduct_at) or (_FIRST, case.conduct_at)))
        if counting.what == "breaches":
            counts[item.name] = len(pieces)
        else:
            counts[item.name] = len(set(pieces) - ({case.piece} if counting.this else set()))
    return Tally(schedule=version.cite, counts=counts)


def counts_clause(counting: Counting, clause: str, severity: Severity) -> bool:
    """Whether a breach of a clause (`rulebook:clause`) is counted."""
    of_clause = not counting.clauses or clause in counting.clauses
    return of_clause and (not counting.severities or severity in counting.severities)


_GRAVER = {severity: at for at, severity in enumerate(Severity)}


def counted_once(found: Iterable[ItemT], of: Callable[[ItemT], tuple[str, str, Severity]]) -> tuple[ItemT, ...]:
    """The findings of one verdict as breaches are counted; `of` tells clause, digest of its version and severity.

    A breach that goes on over a switch of versions stands in a finding under each (decision 41), and is one breach: of
    a clause found under several versions those under one of them count, the version with the most or else the gravest.
    """
    by_clause: dict[str, dict[str, list[ItemT]]] = {}
    for item in found:
        clause, digest, _ = of(item)
        by_clause.setdefault(clause, {}).setdefault(digest, []).append(item)
    kept = (
        max(sides.values(), key=lambda side: (len(side), max(_GRAVER[of(item)[2]] for item in side)))
        if len(sides) > 1
        else next(iter(sides.values()))
        for sides in by_clause.values()
    )
    return tuple(item for side in kept for item in side)


def of_scene(counting: Counting, scene: Scene | None) -> bool:
    """Whether conduct of a scene is counted."""
    return counting.scene is None or counting.scene is scene


def _counts(counting: Counting, sort: Sort, scene: Scene | None) -> bool:
    here = of_scene(counting, scene) and of_scene(counting, sort.scene)
    return here and counts_clause(counting, sort.clause, sort.severity)


def _within(kinds: Iterable[Sequence[tuple[datetime, str]]], window: tuple[datetime, datetime]) -> Iterator[str]:
    """The pieces of breaches in a window, each as often as it has one."""
    start, end = window
    for seen in kinds:
        yield from (piece for at, piece in seen if start <= at < end)
