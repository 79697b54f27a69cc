"""The clip played, shuttled and watched, without a screen; words of a busy stream."""

from __future__ import annotations

from dataclasses import replace

from reviewer_app.client.viewmodels.clip import MANY, ClipModel
from reviewer_app.client.viewmodels.cliplanes import ClipLanes
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.lanes import Lane
from reviewer_app.domain.drafts import Draft
from tests.client.samples import Clock, clip_json
from tests.client.viewmodels.clip_made import case_of, shown, video_of
from tests.client.viewmodels.evidence_fakes import (
    UNEVEN,
    FakeMedia,
    HeldLanes,
    reader_of,
)


def test_the_shuttle_plays_faster_with_every_press() -> None:
    model, _case = shown()
    model.carried.take(speed=1.5, muted=True)
    speeds = []
    for _press in range(4):
        model.forward()
        speeds.append(model.state.speed)
    assert speeds == [1.5, 2.0, 3.0, 3.0]
    assert model.state.muted
    model.back()
    assert model.state.speed == -1.0
    model.back()
    assert model.state.speed == -2.0
    model.pause()
    assert not model.state.playing


def test_the_shuttle_backwards_goes_by_time_and_stops_at_the_first_frame() -> None:
    model, _case = shown()
    model.seek(UNEVEN[20])
    model.back()
    model.back_tick()
    assert model.state.at == max(pts for pts in UNEVEN if pts <= UNEVEN[20] - 1536)
    for _tick in range(20):
        model.back_tick()
    assert (model.state.at, model.state.playing, model.state.exact) == (UNEVEN[0], False, True)


def test_pausing_shows_the_exact_frame_that_was_painted_last() -> None:
    model, _case = shown()
    model.play_or_pause()
    model.played_to(UNEVEN[7])
    assert model.state.frame is not None
    assert model.state.frame.pts == UNEVEN[0]
    model.play_or_pause()
    assert (model.state.at, model.state.exact) == (UNEVEN[7], True)


def test_speeds_go_from_a_quarter_to_three_and_stay_for_what_is_played_next() -> None:
    model, _case = shown()
    model.carried.take(speed=1.0, muted=True)
    seen = []
    for by in (-1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 1, 1):
        model.change_speed(by)
        seen.append(model.state.speed)
    assert seen == [0.75, 0.5, 0.25, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 3.0]
    model.play_or_pause()
    assert model.state.speed == 3.0


def test_what_is_marked_is_played_over_and_over() -> None:
    model, _case = shown()
    assert not model.toggle_loop()
    model.step(4)
    model.set_in()
    assert not model.toggle_loop()  # a single frame is no loop
    model.step(3)
    model.set_out()
    assert model.toggle_loop()
    assert (model.state.playing, model.state.at, model.state.loop) == (True, UNEVEN[4], (UNEVEN[4], UNEVEN[8]))
    model.played_to(UNEVEN[6])
    assert model.state.jumps == 0
    model.played_to(UNEVEN[7])
    assert (model.state.at, model.state.shown, model.state.jumps) == (UNEVEN[4], UNEVEN[7], 1)
    model.play_ended()
    assert (model.state.playing, model.state.jumps) == (True, 2)
    assert model.toggle_loop()
    model.played_to(UNEVEN[7])
    assert model.state.jumps == 2


def test_what_is_painted_counts_as_watched_playing_forward_or_stepped_never_backwards() -> None:
    clock = Clock()
    model, _case = shown(clock=clock.monotonic)
    model.painted(UNEVEN[0])
    clock.go_on(1)
    model.play_or_pause()
    for pts in UNEVEN[5:9]:
        model.played_to(pts)
        model.painted(pts)
        clock.go_on(1 / 32)
    model.pause()
    clock.go_on(1)
    model.back()
    model.back_tick()
    model.painted(UNEVEN[30])
    clock.go_on(1)
    model.pause()
    model.painted(UNEVEN[20])
    clock.go_on(1)
    assert model.watching.stretches == (
        (UNEVEN[0], UNEVEN[1]),
        (UNEVEN[5], UNEVEN[9]),
        (UNEVEN[20], UNEVEN[21]),
    )


def test_pictures_that_a_machine_drops_leave_no_hole_and_a_leap_leaves_one() -> None:
    clock = Clock()
    model, _case = shown(clock=clock.monotonic)
    model.play_or_pause()
    for pts in (UNEVEN[4], UNEVEN[7], UNEVEN[30]):
        model.painted(pts)
        clock.go_on(1 / 16)
    assert model.watching.stretches == ((UNEVEN[4], UNEVEN[8]), (UNEVEN[30], UNEVEN[31]))


def test_what_was_watched_counts_on_with_the_draft_and_over_bytes_that_came() -> None:
    clock = Clock()
    model, case = shown(clock=clock.monotonic)
    model.painted(UNEVEN[0])
    clock.go_on(1)
    record = model.watching.record()
    assert record is not None and record.stretches == ((UNEVEN[0], UNEVEN[1]),)
    model.show(case)
    assert model.watching.record() == record
    model.clear()
    assert model.watching.record() is None
    model.show(replace(case, draft=Draft(watched=(record,))))
    assert model.watching.record() == record
    model.clear()
    model.show(replace(case, draft=Draft(watched=(record.model_copy(update={"end_pts": 10**9}),))))
    assert model.watching.stretches == ()  # of other bytes


def test_playing_on_from_the_end_begins_anew() -> None:
    model, _case = shown()
    model.seek(UNEVEN[-1])
    model.play_or_pause()
    assert model.state.at == UNEVEN[0]


def test_of_a_busy_stream_the_words_are_made_and_laid_out_off_the_screens_thread() -> None:
    data = clip_json()
    comments = [{"at": n / 10, "text": f"求链接 {n}", "pinned": n % 2 == 0} for n in range(MANY + 1)]
    data["subject"]["comments"] = [*reversed(comments)]
    case, media, lanes = case_of(data), FakeMedia(), HeldLanes()
    media.clips.add(video_of(case))
    model = ClipModel(reader_of(media, lanes)[0])
    model.show(case)
    assert Tab.COMMENTS not in model.state.lines
    lanes.go()
    lines = model.state.lines[Tab.COMMENTS]
    assert len(lines) == MANY + 1
    (row,) = [one for one in ClipLanes().rows(model.state, model.record, (), ()) if one.lane is Lane.COMMENTS]
    assert row is model.state.laid[Tab.COMMENTS]
    assert len(row.times) == MANY + 1
    assert [(item.start, item.index, item.strong) for item in row.items] == [
        (n / 10, n, True) for n in range(0, MANY + 1, 2)
    ]
    assert not any("shown" in vars(line) for line in lines), "words are looked through when they are drawn"
    assert row.items[1].words == "求链接 2"


def test_words_that_come_late_for_another_clip_are_left_out() -> None:
    data = clip_json()
    data["subject"]["comments"] = [{"at": n / 10, "text": f"求链接 {n}"} for n in range(MANY + 1)]
    lanes, media = HeldLanes(), FakeMedia()
    model = ClipModel(reader_of(media, lanes)[0])
    model.show(case_of(data))
    model.show(case_of())
    lanes.go()
    assert [line.stored for line in model.state.lines[Tab.COMMENTS]] == ["主播晚上好", "加我微信 123 领券"]
