"""The change feed: for each viewer the rows of their queue that changed, never skipping what commits late."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from reviewer_app.server.repository import cases, things
from reviewer_app.server.repository.cases import Changed
from reviewer_app.server.service import views
from reviewer_app.server.service.core import Core, Viewer

DEFAULT_ROWS = 500


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a viewer has read: the server's generation, the last number, and for whom: account, roles, with places.

    `first_end` is where the feed ended when the first reading began: up to there nothing was shown yet, so that nothing
    has to be taken back.
    """

    generation: str
    seq: int
    reader: str
    first_end: int

    def text(self) -> str:
        """The cursor as the client keeps it, unread."""
        return base64.urlsafe_b64encode(
            f"{self.generation}.{self.seq}.{self.reader}.{self.first_end}".encode()
        ).decode()

    @staticmethod
    def parse(text: str) -> Cursor | None:
        """The cursor of a text, or None where it is none of ours: then reading starts anew."""
        try:
            generation, seq, reader, first_end = base64.urlsafe_b64decode(text.encode()).decode().split(".")
            return Cursor(generation, int(seq), reader, int(first_end))
        except (ValueError, binascii.Error):
            return None


class FeedService:
    """Reads the feed."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def page(self, viewer: Viewer, after: str | None, limit: int | None, *, places: bool = False) -> str:
        """One page as the JSON text of a `Feed`; with the places of cases asked to be judged again where asked."""
        most = min(limit or DEFAULT_ROWS, self._core.settings.limits.feed_rows)
        # Who has read without places reads anew with them: a desk of before keeps its rows in another order than ours.
        asked = " places" if places else ""
        reader = hashlib.sha256(f"{viewer.account} {sorted(viewer.roles)}{asked}".encode()).hexdigest()[:12]
        with self._core.database.read() as conn:
            # Read before the rows: all numbers up to here are committed, because whoever writes holds the counter.
            end = things.feed_end(conn)
            cursor = Cursor.parse(after) if after else None
            known = cursor is not None and cursor.reader == reader
            good = known and cursor is not None and _still_true(cursor, things.generations(conn), end)
            start, first_end = (cursor.seq, cursor.first_end) if good and cursor else (0, end)
            found = cases.changed(conn, viewer.account, views.mask_for(viewer.roles), start, first_end, most)
        more = len(found) >= most
        reached = Cursor(self._core.generation, found[-1].seq if more else max(end, start), reader, first_end)
        rows, gone = _rows(found, viewer, places)
        told = {"cursor": reached.text(), "more": more, "reset": after not in (None, "") and not good, "gone": gone}
        return f'{json.dumps(told)[:-1]},"rows":[{",".join(rows)}]}}'


def _still_true(cursor: Cursor, generations: list[tuple[str, int]], end: int) -> bool:
    """Whether what the cursor has seen is part of this history.

    Each start of the server begins a generation. A copy restored from before a cursor's number ends that number's
    generation earlier than the cursor, or does not know the generation at all.
    """
    names = [name for name, _ in generations]
    if cursor.generation not in names:
        return False
    index = names.index(cursor.generation)
    last = generations[index + 1][1] if index + 1 < len(generations) else end
    return 0 <= cursor.seq <= last


def _rows(found: list[Changed], viewer: Viewer, places: bool) -> tuple[list[str], list[str]]:
    mask, roles = views.mask_for(viewer.roles), frozenset(role.value for role in viewer.roles)
    rows: list[str] = []
    gone: list[str] = []
    for item in found:
        place = item.place if places else None
        if item.own:
            row = _own_row(item, viewer, place)
            rows.append(row) if row else gone.append(item.case_id)
        elif item.mask & mask:
            rows.append(views.with_offer(item.text, item.offer in roles, place))
        else:
            gone.append(item.case_id)
    return rows, gone


def _own_row(item: Changed, viewer: Viewer, place: int | None) -> str | None:
    head = views.load_head(item.state, item.hidden)
    if not views.in_queue(head, viewer.account, viewer.roles):
        return None
    row = views.row_text(item.summary, head, viewer.account)
    return views.with_offer(row, views.offered_to(head, viewer.account, viewer.roles), place)
