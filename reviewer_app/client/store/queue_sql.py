"""How the queue is read: by order, walking an index or sorting what a sparse filter finds, and by words."""

from __future__ import annotations

from reviewer_app.client.store.queue_values import QueueSort

TOP = (1 << 63) - 1

# Values: what to match, the buckets and the cases to leave out as JSON lists, limit, offset. The hits lead, and come in
# the queue's order.
HITS = (
    "SELECT found.rowid FROM found CROSS JOIN entry e ON e.pos = found.rowid WHERE found MATCH ?"
    " AND e.bucket IN (SELECT value FROM json_each(?)) AND e.case_id NOT IN (SELECT value FROM json_each(?))"
    " ORDER BY found.rowid LIMIT ? OFFSET ?"
)

# Values: a reference in small letters, the buckets and the cases to leave out as JSON lists.
NAMED = (
    "SELECT pos, case_id FROM entry INDEXED BY entry_ref WHERE ref = ? AND bucket IN (SELECT value FROM json_each(?))"
    " AND case_id NOT IN (SELECT value FROM json_each(?)) ORDER BY pos"
)

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
