"""What lies in the lanes of a sample clip: each item at its time with its words, and no lane that is empty."""

from __future__ import annotations

from dataclasses import replace

from reviewer_app.client.viewmodels.cliplanes import ClipLanes, item_words
from reviewer_app.client.viewmodels.lanes import Lane, Row
from reviewer_app.domain.evidence import FieldAnchor, TextAnchor, TimeAnchor
from reviewer_app.media.values import Waveform
from tests.client.samples import Clock, clip_json
from tests.client.viewmodels.evidence_fakes import UNEVEN
from tests.client.viewmodels.test_clip import shown

TICK = 1 / 15_360


def rows(anchors: tuple[TimeAnchor | TextAnchor | FieldAnchor, ...] = ()) -> dict[Lane, Row]:
    """The lanes of the sample, by name."""
    model, _case = shown()
    made = ClipLanes().rows(model.state, model.record, anchors, model.watching.stretches)
    return {one.lane: one for one in made}


def test_lanes_hold_what_the_record_says_at_its_time() -> None:
    found = rows()
    assert [(item.start, item.end, item.words) for item in found[Lane.SPEECH].items] == [
        (0.0, 0.5, "家人们晚上好"),
        (0.5, 1.0, "全网最低价"),
    ]
    assert len(found[Lane.COMMENTS].times) == len(clip_json()["subject"]["comments"])
    assert [item.words for item in found[Lane.COMMENTS].items] == [
        one["text"] for one in clip_json()["subject"]["comments"] if one.get("pinned")
    ]
    assert found[Lane.WATCHED].items == ()


def test_a_lane_with_nothing_in_it_is_not_there() -> None:
    found = rows()
    assert Lane.ANCHORS not in found
    model, _case = shown()
    silent = replace(model.state, wave=Waveform(model.state.wave.bucket_s, bytes(4)) if model.state.wave else None)
    assert Lane.SOUND in found
    assert Lane.SOUND not in {one.lane for one in ClipLanes().rows(silent, model.record, (), ())}
    bare = replace(model.state, lines={}, film=None, wave=None)
    assert [one.lane for one in ClipLanes().rows(bare, None, (), ())] == [Lane.WATCHED]


def test_evidence_is_numbered_as_it_is_beside_the_clip() -> None:
    model, _case = shown()
    words = TextAnchor(field="/title", start=0, exact="x")
    place = TimeAnchor(
        asset=model.state.asset, start_pts=UNEVEN[1], end_pts=UNEVEN[3], first_pts=UNEVEN[0], time_base=(1, 15_360)
    )
    other = place.model_copy(update={"asset": "9" * 64})
    (item,) = rows((words, place, other))[Lane.ANCHORS].items
    assert (item.words, item.index) == ("E2", 1)
    assert (item.start, item.end) == (256 * TICK, 2048 * TICK)


def test_what_was_watched_lies_where_it_was() -> None:
    clock = Clock()
    model, _case = shown(clock=clock.monotonic)
    for pts in (UNEVEN[0], UNEVEN[2]):
        model.painted(pts)
        clock.go_on(1)
    made = ClipLanes().rows(model.state, model.record, (), model.watching.stretches)
    assert [(item.start, item.end) for item in made[-1].items] == [(0.0, 256 * TICK), (512 * TICK, 2048 * TICK)]


def test_an_item_is_said_with_its_lane_and_time() -> None:
    (first, _second) = rows()[Lane.SPEECH].items
    assert item_words(Lane.SPEECH, first) == "Speech · 0:00.0 – 0:00.5\n家人们晚上好"
