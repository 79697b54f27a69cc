"""How the queue is read in each order: walking an index and filtering, or sorting what a sparse filter finds."""

from __future__ import annotations

from reviewer_app.client.store.queue_values import QueueSort

TOP = (1 << 63) - 1

# Values: the buckets as a JSON list, the place and the due second below which rows are wanted, limit, offset.
PAGES: dict[tuple[QueueSort, bool], str] = {
    (QueueSort.RISK, False): (
        "SELECT pos FROM entry NOT INDEXED WHERE bucket IN (SELECT value FROM json_each(?))"
        " AND pos < ? AND due < ? ORDER BY pos LIMIT ? OFFSET ?"
    ),
    (QueueSort.DUE, False): (
        "SELECT pos FROM entry INDEXED BY entry_due WHERE bucket IN (SELECT value FROM json_each(?))"
        " AND pos < ? AND due < ? ORDER BY due, pos LIMIT ? OFFSET ?"
    ),
    (QueueSort.NEWEST, False): (
        "SELECT pos FROM entry INDEXED BY entry_flagged WHERE bucket IN (SELECT value FROM json_each(?))"
        " AND pos < ? AND due < ? ORDER BY flagged DESC, pos LIMIT ? OFFSET ?"
    ),
    (QueueSort.EXPOSURE, False): (
        "SELECT pos FROM entry INDEXED BY entry_exposure WHERE bucket IN (SELECT value FROM json_each(?))"
        " AND pos < ? AND due < ? ORDER BY exposure DESC, pos LIMIT ? OFFSET ?"
    ),
    (QueueSort.RISK, True): (
        "SELECT pos FROM entry INDEXED BY entry_bucket WHERE bucket IN (SELECT value FROM json_each(?))"
        " AND pos < ? AND due < ? ORDER BY pos LIMIT ? OFFSET ?"
    ),
    (QueueSort.DUE, True): (
        "SELECT pos FROM entry INDEXED BY entry_bucket WHERE bucket IN (SELECT value FROM json_each(?))"
        " AND pos < ? AND due < ? ORDER BY due, pos LIMIT ? OFFSET ?"
    ),
    (QueueSort.NEWEST, True): (
        "SELECT pos FROM entry INDEXED BY entry_bucket WHERE bucket IN (SELECT value FROM json_each(?))"
        " AND pos < ? AND due < ? ORDER BY flagged DESC, pos LIMIT ? OFFSET ?"
    ),
    (QueueSort.EXPOSURE, True): (
        "SELECT pos FROM entry INDEXED BY entry_bucket WHERE bucket IN (SELECT value FROM json_each(?))"
        " AND pos < ? AND due < ? ORDER BY exposure DESC, pos LIMIT ? OFFSET ?"
    ),
}
