"""What goes along from case to case and is the same in both views of the desk: habits of looking."""

from __future__ import annotations

from reviewer_app.client.viewmodels.observing import Observed


class Carried(Observed):
    """The `speed` that clips play at, whether they are `muted`, whether pages are as `wide` as there is room."""

    def __init__(self, speed: float = 1.5, muted: bool = False) -> None:
        super().__init__()
        self.speed, self.muted, self.wide = speed, muted, False

    def take(self, *, speed: float | None = None, muted: bool | None = None, wide: bool | None = None) -> None:
        """Takes a habit over, for what is shown now and after; None leaves one as it is."""
        before = self.speed, self.muted, self.wide
        self.speed = self.speed if speed is None else speed
        self.muted = self.muted if muted is None else muted
        self.wide = self.wide if wide is None else wide
        if before != (self.speed, self.muted, self.wide):
            self.changed()
