"""What is shown of a clip, as one value: the frame on the screen, the marks, the lines, and whether it plays."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.contact import Pages
from reviewer_app.client.viewmodels.lanes import Row
from reviewer_app.client.viewmodels.lines import Lines
from reviewer_app.client.viewmodels.timeline import Timeline
from reviewer_app.domain.cases import Box
from reviewer_app.media.values import ClipProbe, Filmstrip, Frame, Waveform

SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
"""Playing speeds, slowest first."""
SHUTTLE = (1.0, 1.5, 2.0, 3.0)
"""The speeds that the shuttle key walks, press by press."""
BACK_EVERY = 0.1
"""Seconds between two pictures of the shuttle backwards."""


class Tab(StrEnum):
    """What can be read beside the picture."""

    SPEECH = "speech"
    SCREEN = "screen"
    COMMENTS = "comments"
    SHELF = "shelf"


@dataclass(frozen=True, slots=True)
class ClipState:
    """All that is shown of a clip. `at` is the pts where it stands, `shown` that of the picture on the screen.

    The two differ while a frame that was gone to is on its way. `out` is the last frame within the marks, not their
    end; `boxed` is the frame that the box was drawn on, None where the box came with its range or there are no marks
    yet; `loop` is the half-open range that is played over and over, `jumps` how often playing was sent elsewhere.
    `whole` is None until the worker has decoded the clip to its end; it is played only when that went well.
    `film` has the small frames of the time line; `pages` are those of the contact sheet, once it was asked for, and
    `sheet` has the larger frames of the one that is open.
    `speed` is negative while shuttling back. `note` says what is wrong with a place that was asked for.
    """

    asset: str = ""
    timeline: Timeline | None = None
    probe: ClipProbe | None = None
    frame: Frame | None = None
    at: int = 0
    shown: int | None = None
    mark_in: int | None = None
    out: int | None = None
    box: Box | None = None
    boxed: int | None = None
    playing: bool = False
    speed: float = 1.5
    loop: tuple[int, int] | None = None
    jumps: int = 0
    muted: bool = False
    whole: bool | None = None
    trouble: Cannot | None = None
    note: Cannot | None = None
    film: Filmstrip | None = None
    pages: Pages | None = None
    sheet: Filmstrip | None = None
    wave: Waveform | None = None
    lines: dict[Tab, Lines] = field(default_factory=dict)
    laid: dict[Tab, Row] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether the frame here is the one at `at`."""
        return self.frame is not None and self.frame.pts == self.at
