"""Walking over a case on the desk: from flag to flag, finding to finding, anchor to anchor."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from reviewer_app.client.viewmodels.deskstate import DeskState, Moved
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.domain.events import Round


class DeskWalk(Observed):
    """The state of a desk and where the person is in it; nothing here edits the draft."""

    state: DeskState

    def flag_step(self, by: int) -> None:
        """Goes to the next flag, or the one before; the screen shows its place."""
        case = self.state.case
        if case and case.record.flags:
            at = -1 if self.state.flag_at is None else self.state.flag_at
            self._set(flag_at=(at + by) % len(case.record.flags), anchor_at=None)

    def flag_to(self, index: int | None) -> None:
        """Goes to a flag; None leaves them."""
        self._set(flag_at=index, anchor_at=None)

    def finding_to(self, finding_id: str) -> None:
        """Goes to a finding."""
        self._set(finding_at=finding_id)

    def finding_step(self) -> None:
        """Goes to the next finding."""
        ids = [finding.id for finding in self.state.draft.findings]
        if ids:
            at = ids.index(self.state.finding_at) if self.state.finding_at in ids else -1
            self._set(finding_at=ids[(at + 1) % len(ids)])

    def anchor_step(self, by: int) -> None:
        """Walks from anchor to anchor: at sign-off those of the verdict that is judged, else one's own."""
        places = self.state.places
        if places:
            at = places.index(self.state.anchor_at) if self.state.anchor_at in places else (-1 if by > 0 else 0)
            finding_id, index = places[(at + by) % len(places)]
            self._set(anchor_at=(finding_id, index))

    def anchor_to(self, finding_id: str, index: int) -> None:
        """Walks to one anchor."""
        self._set(anchor_at=(finding_id, index))

    def _is_signoff(self) -> bool:
        return self.state.case is not None and self.state.case.round is Round.SIGNOFF

    def _set(self, **moved: Unpack[Moved]) -> None:
        if moved.get("busy"):  # a case that waited to be decided does not any more: another step is the last word
            moved["waits"] = False
        self.state = replace(self.state, **moved)
        self.changed()
