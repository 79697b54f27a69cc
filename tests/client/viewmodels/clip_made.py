"""A clip on the model without a screen, over the made-up media room."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from reviewer_app.client.viewmodels.clip import ClipModel
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import ClipSubject
from reviewer_app.domain.evidence import TimeAnchor
from tests.client.opened import open_case
from tests.client.samples import clip_json, new_id
from tests.client.viewmodels.evidence_fakes import (
    FakeMedia,
    HeldLanes,
    reader_of,
)


def case_of(data: dict[str, Any] | None = None) -> OpenCase:
    """A sample clip, open."""
    return open_case(data or clip_json(), new_id(1))


def video_of(case: OpenCase) -> str:
    """The SHA-256 of its video."""
    assert isinstance(case.record.subject, ClipSubject)
    return case.record.subject.video.sha256


def shown(media: FakeMedia | None = None, clock: Callable[[], float] = monotonic) -> tuple[ClipModel, OpenCase]:
    """A model with a clip on it, whole."""
    case, media = case_of(), media or FakeMedia()
    media.clips.add(video_of(case))
    reader, _assets = reader_of(media)
    model = ClipModel(reader, clock=clock)
    model.show(case)
    return model, case


def anchors_of(model: ClipModel) -> list[TimeAnchor]:
    """The anchor of the marks, in a list."""
    found: list[TimeAnchor] = []
    model.anchor(found.append)
    return found


def held() -> tuple[ClipModel, FakeMedia, HeldLanes]:
    """A whole clip whose media work waits until it is told to go on."""
    lanes, media, case = HeldLanes(), FakeMedia(), case_of()
    media.clips.add(video_of(case))
    reader, _assets = reader_of(media, lanes)
    model = ClipModel(reader)
    model.show(case)
    lanes.go()
    media.asked.clear()
    return model, media, lanes
