"""What goes along from case to case and is the same in both views of the desk: habits of looking, halves of writing."""

from __future__ import annotations

from collections.abc import Container

from reviewer_app.client.viewmodels.observing import Observed


class Carried(Observed):
    """The `speed` that clips play at, whether they are `muted`, whether pages are as `wide` as there is room.

    `begun` has the corrections that were begun and put by, under case id and pointer: they are there again when the
    same field of the same case is corrected, whatever was on the desk meanwhile, as long as the case is in hand.
    """

    def __init__(self, speed: float = 1.5, muted: bool = False) -> None:
        super().__init__()
        self.speed, self.muted, self.wide = speed, muted, False
        self.begun: dict[tuple[str, str], str] = {}

    def take(self, *, speed: float | None = None, muted: bool | None = None, wide: bool | None = None) -> None:
        """Takes a habit over, for what is shown now and after; None leaves one as it is."""
        before = self.speed, self.muted, self.wide
        self.speed = self.speed if speed is None else speed
        self.muted = self.muted if muted is None else muted
        self.wide = self.wide if wide is None else wide
        if before != (self.speed, self.muted, self.wide):
            self.changed()

    def keep_begun(self, cases: Container[str]) -> None:
        """What was begun on other cases goes: they are not in hand any more, and what is quoted of them goes, too."""
        for place in [place for place in self.begun if place[0] not in cases]:
            del self.begun[place]
