"""Queue pages as screens show them, made from what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.store.queue_values import QueueFilter, QueueSort, QueueView
from reviewer_app.client.workbench.queue_values import KINDS, Chip, QueueAsk, QueuePage, Sort
from reviewer_app.domain.terms import Round, Status

if TYPE_CHECKING:
    from reviewer_app.client.store import Store
    from reviewer_app.client.store.queue_counts import Bucket
    from reviewer_app.client.store.queue_values import QueueCounts
    from reviewer_app.client.store.queued import Queued

SORTS = {
    Sort.RISK: QueueSort.RISK,
    Sort.DUE: QueueSort.DUE,
    Sort.EXPOSURE: QueueSort.EXPOSURE,
    Sort.NEWEST: QueueSort.NEWEST,
}
VIEWS = {
    Chip.MINE: QueueView.MINE,
    Chip.BACK: QueueView.BACK,
    Chip.SIGNOFF: QueueView.SIGNOFF,
    Chip.DECIDED: QueueView.DECIDED,
}


def queue_page(store: Store, ask: QueueAsk) -> QueuePage:
    """A stretch of the queue: by filter and order, or, with words to find, the hits that the filter lets through.

    Cases whose decision is on its way are left out, and those just given back of which the feed still tells otherwise:
    they are not waiting for this person any more. What is in hand is counted as the status line does: on this computer
    as this computer has it, elsewhere as the feed told. With words to find only the filter in use has a count.
    """
    here = store.glance.held(ask.signoff)
    leaving = store.glance.under_way() | (store.queue.given_back - here)
    if ask.text.strip():
        hits, total = store.queue.search(
            ask.text, ask.limit, ask.offset, lambda bucket: _lets_through(ask, bucket), leaving
        )
        return QueuePage(ask, hits, total, {ask.chip: total})  # how many the other filters would find is not known
    page = store.queue.page(_filter(ask), SORTS[ask.sort], ask.offset, ask.limit)
    whole = page if ask.chip is Chip.ALL else store.queue.page(_filter(QueueAsk(signoff=ask.signoff)), limit=0)
    elsewhere = store.queue.held_elsewhere(store.glance.held() | leaving, ask.signoff)
    counts = {**_counts(whole.counts), Chip.MINE: len(here - leaving) + elsewhere}
    for row in store.queue.among(leaving):
        for chip in _counted_under(row, ask.signoff):
            counts[chip] -= 1
    rows = tuple(row for row in page.rows if row.case_id not in leaving)
    return QueuePage(ask, rows, page.total - len(page.rows) + len(rows), counts)


def _filter(ask: QueueAsk) -> QueueFilter:
    kinds = frozenset({KINDS[ask.chip]}) if ask.chip in KINDS else frozenset()
    first = frozenset(Round) - {Round.SIGNOFF}
    if ask.signoff:
        view = QueueView.MINE if ask.chip is Chip.MINE else QueueView.SIGNOFF
        return QueueFilter(view=view, kinds=kinds, rounds=frozenset({Round.SIGNOFF}))
    view = VIEWS.get(ask.chip, QueueView.OPEN)
    return QueueFilter(view=view, kinds=kinds, rounds=frozenset() if view is QueueView.DECIDED else first)


def _counts(counted: QueueCounts) -> dict[Chip, int]:
    kinds = {chip: counted.kinds.get(kind, 0) for chip, kind in KINDS.items()}
    views = {chip: counted.views.get(view, 0) for chip, view in VIEWS.items()}
    return {Chip.ALL: sum(kinds.values()), **kinds, **views}


def _counted_under(row: Queued, signoff: bool) -> list[Chip]:
    """The chips that count a row, but for what is in hand, which this computer counts."""
    at_hand = row.offered or (row.holder is not None and row.holder.mine)
    waits = at_hand if signoff else row.offered
    shown = waits and (row.round is Round.SIGNOFF) == signoff
    kinds = [Chip.ALL, *(chip for chip, kind in KINDS.items() if kind is row.kind)] if shown else []
    return [*kinds, *([Chip.BACK] if at_hand and row.back else [])]


def _lets_through(ask: QueueAsk, bucket: Bucket) -> bool:
    """Whether words are looked for in these rows: also in those that are not offered, or decided."""
    decided = bucket.status == Status.DECIDED
    if ask.chip is Chip.DECIDED:
        return decided
    if ask.chip in KINDS and bucket.kind != KINDS[ask.chip]:
        return False
    if (ask.chip is Chip.MINE and not bucket.mine) or (ask.chip is Chip.BACK and not bucket.back):
        return False
    return (bucket.round == Round.SIGNOFF) == ask.signoff or (decided and not ask.signoff)
