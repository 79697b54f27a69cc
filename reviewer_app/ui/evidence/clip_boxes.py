"""The boxes that lie on the picture of a clip: those of evidence, and those that flags point at."""

from __future__ import annotations

from collections.abc import Sequence

from reviewer_app.client.viewmodels.clip import ClipModel
from reviewer_app.client.words import _
from reviewer_app.domain.cases import TimePlace
from reviewer_app.domain.evidence import Anchor, TimeAnchor
from reviewer_app.ui.evidence.canvas import Marker


def boxes_here(model: ClipModel, anchors: Sequence[Anchor]) -> tuple[Marker, ...]:
    """The boxes of anchors, and of flags other than the one taken over as marks, that lie on the picture shown."""
    state, timeline = model.state, model.state.timeline
    if timeline is None or state.shown is None:
        return ()
    now, box = float(timeline.seconds(state.shown)), model.box_here()
    found = [
        Marker(anchor.box, "accent", _("evidence"))
        for anchor in anchors
        if isinstance(anchor, TimeAnchor)
        and anchor.asset == state.asset
        and anchor.box is not None
        and anchor.start_pts <= state.shown < anchor.end_pts
        and anchor.box != box
    ]
    for flag in model.record.flags if model.record else ():
        place = flag.anchor
        if isinstance(place, TimePlace) and place.box and place.box != box and place.start <= now < place.end:
            found.append(Marker(place.box, "bad", _("flag")))
    return tuple(found)
