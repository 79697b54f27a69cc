"""Making ahead what the desk shows at first of each asset that is here, so that opening a case decodes nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reviewer_app.client.errors import AssetDamaged, AssetMissing
from reviewer_app.client.store.store import Store
from reviewer_app.media import recipes
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.gate import HEAD_BYTES, sniff

if TYPE_CHECKING:
    from reviewer_app.media.derived import Derived
    from reviewer_app.media.room import MediaRoom
    from reviewer_app.media.values import Source

log = logging.getLogger(__name__)

_LASTING = frozenset(
    {
        Reason.UNKNOWN_KIND,
        Reason.NO_PICTURE,
        Reason.UNSUPPORTED,
        Reason.DAMAGED,
        Reason.TOO_LARGE,
        Reason.LOCKED,
    }
)
"""Refusals that lie in the bytes alone and so are kept; a crash, a time limit or a lack of memory may have others."""


class Preparation:
    """Has a media room of its own derive what is shown first, one asset after the other, and keeps it in the store.

    `on_refused` is told each file that turns out to be one that cannot be shown, or not to its end.
    """

    def __init__(
        self,
        store: Store,
        stopped: Callable[[], bool] = lambda: False,
        on_refused: Callable[[str], None] = lambda sha256: None,
    ) -> None:
        self._store, self._stopped, self._on_refused = store, stopped, on_refused
        self._room: MediaRoom | None = None
        self._failed: set[str] = set()

    def run(self) -> tuple[str, ...]:
        """Prepares what is here and is not prepared, in the order in which cases will be judged; gives which.

        Raises NotSaved where the disk takes no more.
        """
        try:
            return tuple(self._all_due())
        finally:
            self.stop()  # a worker that has nothing to do holds memory all the same
            self._room = None

    def _all_due(self) -> Iterator[str]:
        for sha256 in self._store.assets.whole_in_order():
            if self._stopped():
                return
            if sha256 in self._failed or self._store.assets.derived.has(sha256, recipes.PREPARED):
                continue
            try:
                self._prepare(sha256)
                yield sha256
            except (AssetMissing, AssetDamaged):
                continue  # its lease is over, or its bytes do not hold and come anew

    def stop(self) -> None:
        """Ends the room, cutting what is under way; may be called from another thread."""
        room = self._room
        if room is not None:
            room.stop()

    def _prepare(self, sha256: str) -> None:
        """Derives and keeps everything of one asset, or why there is nothing, and at last that it is prepared."""
        from reviewer_app.media.derived import packed, refuses

        keep = self._store.assets.derived.keep
        with self._store.assets.open(sha256) as source:
            try:
                known = False
                for recipe, value in derivations(self._opened(), source):
                    keep(sha256, recipe, content := packed(value))
                    known = recipe == recipes.PROBE
                    if known and refuses(content):
                        self._on_refused(sha256)
                if known:
                    keep(sha256, recipes.PREPARED, b"")
                else:
                    self._failed.add(sha256)  # nothing of it is shown as a picture
            except CannotShow as cannot:
                if cannot.reason in _LASTING:
                    keep(sha256, recipes.PROBE, packed(cannot))
                    keep(sha256, recipes.PREPARED, b"")
                    self._on_refused(sha256)
                elif cannot.reason not in (Reason.CLOSED, Reason.UNREADABLE):
                    log.warning("asset %s is not prepared: %s", sha256, cannot.reason)
                    self._failed.add(sha256)
        if self._room is not None:
            self._room.forget([sha256])

    def _opened(self) -> MediaRoom:
        """The room, made with the first asset. Late: no first picture of the queue needs one."""
        from reviewer_app.media.room import MediaRoom

        if self._room is None:
            self._room = MediaRoom(background=True)
        return self._room


def derivations(room: MediaRoom, source: Source) -> Iterator[tuple[str, Derived]]:
    """What is derived of an asset, by recipes, its probe last; nothing for one of which no picture is shown.

    Raises CannotShow.
    """
    kind = sniff(source.read(0, HEAD_BYTES))
    if kind is None:
        raise CannotShow(Reason.UNKNOWN_KIND)
    match kind.family:
        case "clip":
            clip = room.prepare(source)
            yield recipes.POSTER, clip.poster
            if clip.glance is not None:
                yield recipes.GLANCE, clip.glance
            yield recipes.FILMSTRIP, clip.filmstrip
            yield recipes.WAVEFORM, clip.waveform
            yield recipes.LOOKS, clip.looks
            yield recipes.PROBE, clip.probe
        case "picture":
            probe = room.probe(source, verify=True)
            yield recipes.PICTURE, room.picture(source, recipes.STILL_SIDE, recipes.STILL_SIDE)
            yield recipes.THUMB, room.picture(source, recipes.THUMB_SIDE, recipes.THUMB_SIDE)
            yield recipes.PROBE, probe
        case "document":
            yield from _of_document(room, source)


def _of_document(room: MediaRoom, source: Source) -> Iterator[tuple[str, Derived]]:
    from reviewer_app.media.values import DocumentProbe

    probe = room.probe(source, verify=True)
    pages = probe.page_count if isinstance(probe, DocumentProbe) else 0
    for number in range(1, min(pages, recipes.PAGES) + 1):
        yield recipes.page(number), room.page(source, number, recipes.STILL_SIDE, recipes.STILL_SIDE)
    yield recipes.THUMB, room.page(source, 1, recipes.THUMB_SIDE, recipes.THUMB_SIDE)
    yield recipes.PROBE, probe
