"""Two canvases that look at the same part of their pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from reviewer_app.ui.evidence.canvas import Canvas


def look_alike(one: Canvas, other: Canvas, when: Callable[[], bool]) -> None:
    """Whichever of the two is moved or zoomed, the other goes along, while `when` says so."""
    following = False

    def follow(canvas: Canvas, leader: Canvas, side: float) -> None:
        nonlocal following
        if not following and when():
            following = True
            canvas.follow(leader.view)
            following = False

    one.closer.connect(partial(follow, other, one))
    other.closer.connect(partial(follow, one, other))
