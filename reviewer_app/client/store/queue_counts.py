"""Counts for the queue's chips, from buckets of rows that no filter tells apart: few, however long the queue."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
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


@lru_cache(maxsize=1024)
def _views(round_: str, status: str, offered: int, mine: int, back: int, acted: int) -> frozenset[QueueView]:
    """The lanes of the queue page that show rows of which this is so: asked of every bucket with every page."""
    at_hand = bool(offered or mine)
    shown = {
        QueueView.OPEN: offered,
        QueueView.MINE: mine,
        QueueView.BACK: at_hand and back,
        QueueView.SIGNOFF: at_hand and round_ == Round.SIGNOFF,
        QueueView.HELD: status == Status.HELD,
        QueueView.ACTED: acted,
        QueueView.DECIDED: status == Status.DECIDED,
        QueueView.ALL: True,
    }
    return frozenset(view for view, so in shown.items() if so)


def views_of(bucket: Bucket) -> frozenset[QueueView]:
    """The lanes of the queue page that show these rows."""
    return _views(bucket.round, bucket.status, bucket.offered, bucket.mine, bucket.back, bucket.acted)


def in_view(bucket: Bucket, view: QueueView) -> bool:
    """Whether a lane of the queue page shows these rows."""
    return view in views_of(bucket)


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
    views: dict[QueueView, int] = {}
    kinds: dict[str, int] = {}
    sources: dict[str, int] = {}
    rounds: dict[str, int] = {}
    for bucket in buckets:
        shown, count = views_of(bucket), bucket.n
        for view in shown:
            views[view] = views.get(view, 0) + count
        if wanted.view in shown:
            if not wanted.rounds or bucket.round in wanted.rounds:
                kinds[bucket.kind] = kinds.get(bucket.kind, 0) + count
            sources[bucket.source] = sources.get(bucket.source, 0) + count
            if bucket.round:
                rounds[bucket.round] = rounds.get(bucket.round, 0) + count
    return QueueCounts(
        views,
        {CaseKind(kind): count for kind, count in kinds.items()},
        {Source(source): count for source, count in sources.items()},
        {Round(name): count for name, count in rounds.items()},
    )
