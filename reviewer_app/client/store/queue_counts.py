"""Counts for the queue's chips, from buckets of rows that no filter tells apart: few, however long the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from reviewer_app.client.store.queue_values import QueueCounts, QueueView
from reviewer_app.domain.terms import CaseKind, Round, Source, Status

if TYPE_CHECKING:
    from reviewer_app.client.store.queue_values import QueueFilter


class Bucket(NamedTuple):
    """A row of the bucket table."""

    id: int
    kind: str
    source: str
    round: str
    status: str
    language: str
    offered: int
    mine: int
    back: int
    acted: int
    n: int


def in_view(bucket: Bucket, view: QueueView) -> bool:
    """Whether a lane of the queue page shows these rows."""
    at_hand = bool(bucket.offered or bucket.mine)
    match view:
        case QueueView.OPEN:
            return bool(bucket.offered)
        case QueueView.MINE:
            return bool(bucket.mine)
        case QueueView.BACK:
            return at_hand and bool(bucket.back)
        case QueueView.SIGNOFF:
            return at_hand and bucket.round == Round.SIGNOFF
        case QueueView.HELD:
            return bucket.status == Status.HELD
        case QueueView.ACTED:
            return bool(bucket.acted)
        case QueueView.DECIDED:
            return bucket.status == Status.DECIDED
        case QueueView.ALL:
            return True


def chosen(buckets: Iterable[Bucket], wanted: QueueFilter) -> list[Bucket]:
    """The buckets that a filter lets through."""
    sets = (
        (wanted.kinds, "kind"),
        (wanted.sources, "source"),
        (wanted.rounds, "round"),
        (wanted.statuses, "status"),
        (wanted.languages, "language"),
    )
    asked = [(values, name) for values, name in sets if values]
    return [
        bucket
        for bucket in buckets
        if in_view(bucket, wanted.view) and all(getattr(bucket, name) in values for values, name in asked)
    ]


def counts_of(buckets: Iterable[Bucket], wanted: QueueFilter) -> QueueCounts:
    """Counts per lane over everything, and within the filter's lane per kind (of its rounds), source and round."""
    views: Counter[QueueView] = Counter()
    kinds: Counter[CaseKind] = Counter()
    sources: Counter[Source] = Counter()
    rounds: Counter[Round] = Counter()
    for bucket in buckets:
        views.update({view: bucket.n for view in QueueView if in_view(bucket, view)})
        if in_view(bucket, wanted.view):
            if not wanted.rounds or bucket.round in wanted.rounds:
                kinds[CaseKind(bucket.kind)] += bucket.n
            sources[Source(bucket.source)] += bucket.n
            if bucket.round:
                rounds[Round(bucket.round)] += bucket.n
    return QueueCounts(dict(views), dict(kinds), dict(sources), dict(rounds))
