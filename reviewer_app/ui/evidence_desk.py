"""The desk's page with the pane that shows evidence and the two rooms that open it: the heaviest part of the screen.

It is loaded when the queue has been painted, or with the first case that is opened before that.
"""

from __future__ import annotations

import logging

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.settings.preferences import MUTED_START, PLAYBACK_SPEED, Preferences
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.desktop import Desktop
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.media.errors import CannotShow
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import Confinement
from reviewer_app.ui.desk.page import DeskPage
from reviewer_app.ui.evidence.pane import EvidencePane

log = logging.getLogger(__name__)


class EvidenceDesk:
    """One session's rooms, and the page whose panes are over them, made one after the other."""

    def __init__(self, bench: Bench, lanes: Lanes, preferences: Preferences) -> None:
        self.rooms = MediaRoom(), MediaRoom()
        for room in self.rooms:
            lanes.media(room.start, _nothing)
        self._bench, self._lanes = bench, lanes
        self._carried = Carried(preferences.get(PLAYBACK_SPEED), preferences.get(MUTED_START))
        self._page: DeskPage | None = None
        self._begun: EvidencePane | None = None

    def page(self, desktop: Desktop) -> DeskPage:
        """The page; to be asked for once."""
        self._page = DeskPage(desktop, self._pane)
        self._lanes.media(self._confined, desktop.preferences.hear_confined)
        return self._page

    @property
    def stands(self) -> bool:
        """Whether the page is there with the view for its first case."""
        return self._page is not None and bool(self._page.views)

    def make_next(self) -> bool:
        """Makes one more part of the page's first pane, then of its first view; False where nothing is left for now.

        Whoever asks for the page or the pane gets it whole at any time: this only takes the time in pieces.
        """
        if self._page is not None:
            begun = bool(self._page.views)
            _ = self._page.front if begun else self._page.begin()
            return not begun
        if self._begun is None:
            self._begun = self._new_pane(whole=False)
        return self._begun.make_next()

    def _pane(self) -> EvidencePane:
        pane, self._begun = self._begun or self._new_pane(), None
        while pane.make_next():
            pass
        return pane

    def _new_pane(self, whole: bool = True) -> EvidencePane:
        reading, verifying = self.rooms
        return EvidencePane(self._bench, reading, self._lanes, verifier=verifying, carried=self._carried, whole=whole)

    def _confined(self) -> Confinement | None:
        """What holds the worker back, read once; None where none comes up, which the first file says."""
        try:
            held = self.rooms[0].confinement()
        except CannotShow:
            return None
        log.info("media worker: limits %s, network %s, files %s", held.limits, held.network, held.files)
        return held

    def clear(self) -> None:
        """Lets go of what is shown."""
        if self._page is not None:
            self._page.clear()

    def stop(self) -> None:
        """Ends the rooms; nothing may be under way on the lanes any more."""
        for room in self.rooms:
            room.stop()


def _nothing(result: None) -> None:
    """For work that answers with nothing to show."""
