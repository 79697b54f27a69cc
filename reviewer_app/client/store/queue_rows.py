"""Stretches of the feed as the cache's tables take them, worked out page by page before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reviewer_app.client.store.search import index_words

if TYPE_CHECKING:
    from reviewer_app.wire.messages import Feed, QueueRow

RISK_TOP = (1 << 20) - 2  # so that places of cases asked to be judged again, below every risk's, are theirs alone
HOUR_BITS, SERIAL_BITS = 20, 23


class CachedRow(NamedTuple):
    """A row in plain values: `due` and `flagged` in seconds, `ref` in small letters, `body` its JSON text.

    `dims` is what filters tell apart, `again` the place among cases asked to be judged again.

    Plain on purpose: thousands of them are held until they are written, and the collector has nothing to walk in them.
    """

    case_id: str
    risk: int
    due: int
    flagged: int
    views: int
    ref: str
    dims: tuple[str | int, ...]
    body: str
    words: str
    singles: str
    again: int | None

    def place(self, serial: int) -> int:
        """Where it stands in the queue's order: what is judged again by the server's place, before all else."""
        if self.again is not None:
            return min(self.again, (1 << HOUR_BITS + SERIAL_BITS) - 1)
        return place(self.risk, self.due // 3600, serial)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of the feed, ready to be applied."""

    cursor: str
    more: bool
    reset: bool
    rows: tuple[CachedRow, ...]
    gone: tuple[str, ...]


def stretch(feed: Feed) -> Stretch:
    """The stretch that a page of the feed is."""
    return Stretch(feed.cursor, feed.more, feed.reset, tuple(_cached(row) for row in feed.rows), feed.gone)


def place(risk: int, due_hour: int, serial: int) -> int:
    """The place of a row in the queue's order: risk down, due hour up, arrival; it is the row id of every table."""
    down = 1 + RISK_TOP - min(max(risk, 0), RISK_TOP)
    hour = min(max(due_hour, 0), (1 << HOUR_BITS) - 1)
    return down << HOUR_BITS + SERIAL_BITS | hour << SERIAL_BITS | serial % (1 << SERIAL_BITS)


def _cached(row: QueueRow) -> CachedRow:
    texts = (row.title, row.ref, row.merchant, row.creator or "", *row.reasons, *row.clauses)
    return CachedRow(
        row.case_id,
        row.risk,
        int(row.due_at.timestamp()),
        int(row.flagged_at.timestamp()),
        row.exposure.views or 0,
        row.ref.lower(),
        _dims(row),
        row.__pydantic_serializer__.to_json(row, exclude_none=True).decode(),
        *index_words(texts),
        row.place,
    )


def _dims(row: QueueRow) -> tuple[str | int, ...]:
    return (
        row.kind.value,
        row.source.value,
        row.round.value if row.round else "",
        row.status.value,
        row.language,
        int(row.offered),
        int(row.holder is not None and row.holder.mine),
        int(row.back),
        int(row.acted),
    )
