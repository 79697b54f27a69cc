"""The clip without a screen: exact steps, marks that make anchors, what comes late, what cannot be shown."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer_app.client.viewmodels.cannot import CHANGED, PARTLY
from reviewer_app.client.viewmodels.clip import ClipModel
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.hand import MOST
from reviewer_app.domain.cases import ClipSubject, TimePlace
from reviewer_app.domain.evidence import Anchor, Quote, TextAnchor, TimeAnchor, holds
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.values import Frame
from tests.client.samples import clip_json
from tests.client.viewmodels.clip_made import anchors_of, case_of, held, shown, video_of
from tests.client.viewmodels.evidence_fakes import (
    FROM_ZERO,
    TICKS,
    UNEVEN,
    FakeMedia,
    HeldLanes,
    frame_at,
    reader_of,
    sha_of,
)


def test_a_clip_opens_at_its_first_frame_and_may_be_played_when_it_is_whole() -> None:
    model, _case = shown()
    assert (model.state.at, model.state.exact, model.playable) == (UNEVEN[0], True, True)
    assert [line.stored for line in model.state.lines[Tab.SPEECH]] == ["家人们晚上好", "全网最低价"]
    assert [line.stored for line in model.state.lines[Tab.COMMENTS]] == ["主播晚上好", "加我微信 123 领券"]
    assert model.time_text() == "0:00.000 · pts 1,024 · 1/15360 · 30.00 fps"


def glanced() -> tuple[ClipModel, HeldLanes, list[Frame | None]]:
    """A model with a clip of which a glance was made, on lanes that wait, and what it showed one after the other."""
    case, media, lanes = case_of(), FakeMedia(), HeldLanes()
    media.clips.add(video_of(case))
    small = Frame(540, 960, 2160, bytes(2160 * 960), UNEVEN[0], TICKS, sha_of(UNEVEN[0]))
    media.glances[video_of(case)] = small
    model, seen = ClipModel(reader_of(media, lanes)[0]), list[Frame | None]()
    model.watch(lambda: seen.append(model.state.frame) if [model.state.frame] != seen[-1:] else None)
    model.show(case, (300, 600))
    return model, lanes, seen


def test_a_glance_stands_for_the_first_frame_until_the_whole_of_it_is_there() -> None:
    model, lanes, seen = glanced()
    lanes.go()
    assert [frame and (frame.width, frame.pts, frame.sha256) for frame in seen] == [
        None,
        (540, UNEVEN[0], sha_of(UNEVEN[0])),
        (2, UNEVEN[0], sha_of(UNEVEN[0])),
    ]
    assert (model.state.at, model.state.shown, model.playable) == (UNEVEN[0], UNEVEN[0], True)


def test_the_whole_first_frame_does_not_call_back_whoever_has_gone_on() -> None:
    model, lanes, _seen = glanced()
    while model.state.timeline is None or model.state.frame is None:
        lanes.go(1)
    whole = lanes.held.copy()
    lanes.held.clear()
    model.step(1)
    lanes.held.reverse()  # the step is answered first
    lanes.go()
    assert model.state.frame == frame_at(UNEVEN[1])
    lanes.held.extend(whole)
    lanes.go()
    assert (model.state.at, model.state.shown, model.state.frame) == (UNEVEN[1], UNEVEN[1], frame_at(UNEVEN[1]))


@pytest.mark.parametrize("steps", [(1, 1, 1), (10, -1), (-1,), (100, -10, 1)])
def test_every_step_shows_the_very_frame(steps: tuple[int, ...]) -> None:
    model, _case = shown()
    at = 0
    for step in steps:
        model.step(step)
        at = min(max(at + step, 0), len(UNEVEN) - 1)
        assert model.state.at == UNEVEN[at]
        assert model.state.frame is not None
        assert model.state.frame.pts == UNEVEN[at]


def test_marks_make_a_half_open_range_with_the_digest_of_its_first_frame() -> None:
    model, case = shown()
    model.step(1)
    model.set_in()
    model.step(2)
    model.set_out()
    model.set_box((0.1, 0.2, 0.3, 0.4))
    (anchor,) = anchors_of(model)
    assert (anchor.start_pts, anchor.end_pts, anchor.first_pts) == (1280, 3584, 1024)
    assert (anchor.frame_sha256, anchor.box) == (sha_of(1280), (0.1, 0.2, 0.3, 0.4))
    assert anchor.time_base == (1, 15_360)
    assert holds(anchor, case.subject, case.here)


def test_a_mark_at_zero_holds_where_frames_lie_before_it() -> None:
    pts = tuple(range(-1024, 512 * 38, 512))
    model, _case = shown(FakeMedia(pts=pts))
    model.seek(0)
    model.set_in()
    model.step(-1)
    assert model.marked() == (0, 512)


@pytest.mark.parametrize("pts", [UNEVEN, FROM_ZERO], ids=["late", "from zero"])
def test_a_mark_on_the_first_frame_is_a_mark_whatever_its_number(pts: tuple[int, ...]) -> None:
    model, _case = shown(FakeMedia(pts=pts))
    model.set_out()
    model.step(3)
    assert model.marked() == (pts[0], pts[1])
    model.unmark()
    model.seek(pts[0])
    model.set_in()
    model.step(3)
    assert model.marked() == (pts[0], pts[4])
    (anchor,) = anchors_of(model)
    assert (anchor.start_pts, anchor.end_pts, anchor.first_pts) == (pts[0], pts[4], pts[0])


def test_the_last_frame_ends_with_the_clip() -> None:
    model, _case = shown()
    model.seek(UNEVEN[-1])
    (anchor,) = anchors_of(model)
    assert (anchor.start_pts, anchor.end_pts) == (UNEVEN[-1], UNEVEN[-1] + 512)


def test_a_mark_beyond_the_other_takes_it_away() -> None:
    model, _case = shown()
    model.step(5)
    model.set_in()
    model.step(-3)
    model.set_out()
    assert (model.state.mark_in, model.state.out) == (None, UNEVEN[2])
    (anchor,) = anchors_of(model)
    assert anchor.start_pts == UNEVEN[2]


def test_while_a_key_is_held_no_frame_is_decoded_twice_and_one_ends_at_the_last_place() -> None:
    model, media, lanes = held()
    for _press in range(30):
        model.step(1)
    lanes.go()
    frames = [question[2] for question in media.asked if question[0] == "frame"]
    assert model.state.exact
    assert model.state.at == UNEVEN[30]
    assert len(frames) == len(set(frames))


def test_steps_among_the_frames_at_hand_wait_for_nothing() -> None:
    model, media, lanes = held()
    model.seek(UNEVEN[20])
    lanes.go()
    model.step(-1)
    lanes.go()
    media.asked.clear()
    for at in range(18, 8, -1):
        model.step(-1)
        assert (model.state.shown, model.state.exact) == (UNEVEN[at], True)
    assert media.asked == []
    assert len(model.hand) <= MOST
    lanes.go()
    assert all(model.hand.get(pts) is not None for pts in UNEVEN[:9])


def test_going_back_frames_come_in_runs_and_not_one_by_one() -> None:
    """Each run is decoded from the key frame before it: a frame alone would cost as much as the run."""
    model, media, lanes = held()
    model.seek(UNEVEN[-1])
    lanes.go()
    model.step(-1)
    lanes.go()
    runs: list[int] = []
    for _press in range(30):
        media.asked.clear()
        model.step(-1)
        lanes.go()
        runs.append(len(media.asked))
    assert sum(run > 0 for run in runs) <= 4
    assert model.state.exact


def test_the_counter_says_which_picture_is_on_the_screen_while_another_is_on_its_way() -> None:
    model, _media, lanes = held()
    model.seek(UNEVEN[9])
    assert model.time_text().startswith(f"0:00.000 · pts {UNEVEN[0]:,} ")
    assert model.time_text().endswith("…")
    lanes.go()
    assert f"pts {UNEVEN[9]:,} " in model.time_text()
    assert not model.time_text().endswith("…")


def test_after_a_pause_the_counter_stays_with_the_picture_that_was_painted() -> None:
    model, _media, lanes = held()
    model.play_or_pause()
    model.played_to(UNEVEN[7])
    model.pause()
    assert (model.state.shown, model.state.at, model.state.exact) == (UNEVEN[7], UNEVEN[7], False)
    assert f"pts {UNEVEN[7]:,} " in model.time_text()
    lanes.go()
    assert model.state.exact


def test_large_frames_at_hand_are_fewer_and_none_is_asked_for_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewer_app.client.viewmodels.hand.BYTES", 8 * 10)
    model, media, lanes = held()
    model.seek(UNEVEN[20])
    lanes.go()
    model.step(1)
    lanes.go()
    assert len(model.hand) <= 10
    assert len([question for question in media.asked if question[0] == "frame"]) < 20


def test_what_comes_late_for_another_clip_changes_nothing() -> None:
    lanes, media = HeldLanes(), FakeMedia()
    first, second = case_of(clip_json("clip-a")), case_of(clip_json("clip-b"))
    media.clips |= {video_of(first), video_of(second)}
    reader, _assets = reader_of(media, lanes)
    model = ClipModel(reader)
    model.show(first)
    model.show(second)
    media.cannot[video_of(first)] = CannotShow(Reason.DAMAGED)
    lanes.go()
    assert model.state.asset == video_of(second)
    assert model.state.trouble is None
    assert model.playable


def test_a_flag_offers_its_range_as_marks() -> None:
    model, case = shown()
    place = TimePlace(type="time", asset=video_of(case), start=0.05, end=0.2, box=(0.1, 0.1, 0.2, 0.2))
    model.go_to_place(place)
    timeline = model.state.timeline
    assert timeline is not None
    assert model.state.at == model.state.mark_in == timeline.at(0.05)
    assert model.state.box == place.box
    (anchor,) = anchors_of(model)
    assert (anchor.start_pts, anchor.end_pts) == timeline.span(0.05, 0.2)


def test_where_one_was_sent_last_before_the_frames_are_known_is_reached() -> None:
    anchor = anchors_of(shown()[0])[0]
    lanes, media, case = HeldLanes(), FakeMedia(), case_of()
    media.clips.add(video_of(case))
    reader, _assets = reader_of(media, lanes)
    model = ClipModel(reader)
    model.show(case)
    model.go_to_anchor(anchor)
    model.go_to_place(TimePlace(type="time", asset=video_of(case), start=0.5, end=0.6))
    lanes.go()
    assert model.state.timeline is not None
    assert model.state.at == model.state.timeline.at(0.5)
    assert model.state.exact
    assert ("prepare", video_of(case)) in media.asked


@pytest.mark.parametrize("behind", [1, 2, 3])
def test_a_poster_that_comes_late_leaves_the_clip_at_the_flag(behind: int) -> None:
    """Media work runs two wide: the first frame may come behind the list of frames, or behind the flag's own frame."""
    lanes, media, case = HeldLanes(), FakeMedia(), case_of()
    media.clips.add(video_of(case))
    reader, _assets = reader_of(media, lanes)
    model = ClipModel(reader)
    model.show(case)
    place = TimePlace(type="time", asset=video_of(case), start=0.5, end=0.6, box=(0.1, 0.1, 0.2, 0.2))
    model.go_to_place(place)
    poster = lanes.held.pop(0)
    while model.state.timeline is None:
        lanes.go(1)
    lanes.held.insert(behind - 1, poster)
    at = model.state.timeline.at(0.5)
    for _piece in range(behind):
        lanes.go(1)
        assert model.state.at == at
    lanes.go()
    assert (model.state.at, model.state.shown, model.state.exact) == (at, at, True)
    (anchor,) = anchors_of(model)
    assert anchor.start_pts == model.state.shown
    model.step(-1)
    assert model.state.timeline.step(model.state.at, 1) == at


def test_the_box_lies_on_the_frames_of_its_range_only_and_never_on_one_that_fills_a_wait() -> None:
    model, _media, lanes = held()
    model.seek(UNEVEN[4])
    lanes.go()
    model.set_in()
    model.seek(UNEVEN[6])
    lanes.go()
    model.set_out()
    model.set_box((0.1, 0.1, 0.2, 0.2))
    seen = {}
    for at in (3, 4, 6, 7):
        model.seek(UNEVEN[at])
        lanes.go()
        seen[at] = model.box_here()
    assert seen == {3: None, 4: model.state.box, 6: model.state.box, 7: None}
    model.seek(UNEVEN[30])
    lanes.go()
    model.hand.drop()
    model.go_to_place(TimePlace(type="time", asset=model.state.asset, start=0.7, end=0.8, box=(0.1, 0.1, 0.2, 0.2)))
    if not model.state.exact:
        assert model.box_here() is None  # the picture is still another one
    lanes.go()
    assert model.box_here() == model.state.box is not None


def test_going_to_an_anchor_comes_back_to_the_same_anchor() -> None:
    model, _case = shown()
    model.step(3)
    model.set_in()
    model.step(4)
    model.set_out()
    (anchor,) = anchors_of(model)
    model.unmark()
    model.seek(UNEVEN[0])
    model.go_to_anchor(anchor)
    assert model.state.at == anchor.start_pts
    assert model.state.note is None
    assert anchors_of(model) == [anchor]


@pytest.mark.parametrize(
    "changed",
    [{"start_pts": 1300}, {"frame_sha256": "0" * 64}, {"asset": "1" * 64}, {"end_pts": 10**9}, {"time_base": (1, 90)}],
)
def test_an_anchor_whose_bytes_are_others_says_so(changed: dict[str, Any]) -> None:
    model, _case = shown()
    model.step(1)
    (anchor,) = anchors_of(model)
    model.step(5)
    model.go_to_anchor(anchor.model_copy(update=changed))
    assert model.state.note == CHANGED


def test_words_without_a_time_stand_behind_the_others_and_bind_nothing() -> None:
    media = FakeMedia()
    media.untimed = ("全网最低\n价",)
    model, _case = shown(media)
    last = model.state.lines[Tab.SPEECH][-1]
    assert (last.stored, last.start_s, last.note_tone) == ("全网最低 价", None, "warn")
    assert "without a time" in last.note
    assert model.line_now(Tab.SPEECH) == 0
    found: list[object] = []
    model.line_anchor([last], found.append)
    assert found == [None]


def test_what_counts_now_is_found_in_whatever_order_a_shelf_came() -> None:
    data = clip_json()
    data["subject"]["shelf"] = [
        {"from": 0.8, "to": 1.0, "listing": "b", "title": "乙"},
        {"from": 0.0, "to": 0.5, "listing": "a", "title": "甲"},
        {"from": 1.2, "listing": "c", "title": "丙"},
    ]
    case, media = case_of(data), FakeMedia()
    media.clips.add(video_of(case))
    media.pts = FROM_ZERO
    model = ClipModel(reader_of(media)[0])
    model.show(case)
    lines, now = model.state.lines[Tab.SHELF], list[str | None]()
    for seconds in (0.2, 0.6, 0.9, 1.25):
        model.seek_seconds(seconds)
        row = model.line_now(Tab.SHELF)
        now.append(None if row is None else lines[row].pointer)
    assert now == ["/shelf/1/title", None, "/shelf/0/title", "/shelf/2/title"]


def test_a_spoken_line_becomes_its_whole_frames() -> None:
    model, case = shown()
    found: list[Anchor] = []
    model.line_anchor(model.state.lines[Tab.SPEECH][1:], found.append)
    (anchor,) = found
    assert model.state.timeline is not None
    assert isinstance(anchor, TimeAnchor)
    assert (anchor.start_pts, anchor.end_pts) == model.state.timeline.span(0.5, 1.0)
    assert isinstance(case.record.subject, ClipSubject)
    assert case.record.subject.transcript is not None
    assert anchor.quote == Quote(asset=case.record.subject.transcript.sha256, exact="全网最低价")
    model.line_anchor(model.state.lines[Tab.SPEECH][1:], found.append, "最低")
    assert isinstance(found[1], TimeAnchor)
    assert found[1].quote is not None
    assert found[1].quote.exact == "最低"
    assert holds(anchor, case.subject, case.here)


def test_comments_carry_their_own_pointer_and_flagged_words() -> None:
    model, case = shown()
    line = model.state.lines[Tab.COMMENTS][1]
    assert (line.pointer, line.flagged) == ("/comments/1/text", ((2, 4),))  # the sender's offset was wrong
    anchor = TextAnchor(field=line.pointer, start=2, exact="微信")
    assert holds(anchor, case.subject, case.here)


def test_a_clip_that_is_damaged_is_not_played() -> None:
    model, _case = shown(FakeMedia(whole=False))
    assert model.state.trouble == PARTLY
    model.play_or_pause()
    model.forward()
    assert not model.state.playing


def test_a_clip_that_cannot_be_shown_says_why() -> None:
    case, media = case_of(), FakeMedia()
    media.cannot[video_of(case)] = CannotShow(Reason.UNSUPPORTED, "hevc")
    reader, _assets = reader_of(media)
    model = ClipModel(reader)
    model.show(case)
    assert model.state.trouble is not None
    assert model.state.trouble.code == "unsupported"
    assert model.state.trouble.todo


def test_a_clip_that_is_not_here_says_so() -> None:
    case = case_of()
    reader, assets = reader_of(FakeMedia())
    assets.missing.add(video_of(case))
    model = ClipModel(reader)
    model.show(case)
    assert model.state.trouble is not None
    assert model.state.trouble.code == "not_here"


def test_a_clip_that_comes_while_it_is_on_the_desk_opens_and_what_was_asked_for_is_reached() -> None:
    case, media = case_of(), FakeMedia()
    media.clips.add(video_of(case))
    reader, assets = reader_of(media)
    assets.missing = {asset.sha256 for asset in case.record.assets()}
    model = ClipModel(reader)
    model.show(case)
    model.go_to_place(TimePlace(type="time", asset=video_of(case), start=0.2, end=0.3))
    assert model.state.trouble is not None and model.state.trouble.code == "not_here"
    assets.missing.clear()
    reader.came(frozenset({video_of(case)}))
    assert (model.state.trouble, model.playable) == (None, True)
    assert model.state.mark_in == model.state.at == model.state.timeline.at(0.2)  # type: ignore[union-attr]
    model.step(3)
    here = model.state.at
    reader.came(frozenset(asset.sha256 for asset in case.record.assets()))  # its transcript, and nothing moves
    assert model.state.at == here
    assert [line.stored for line in model.state.lines[Tab.SPEECH]] == ["家人们晚上好", "全网最低价"]
