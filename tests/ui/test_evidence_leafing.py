"""Pictures that move, on the desk: how many of theirs were looked at is an open point of a pass, and in its record."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from reviewer_app.client.viewmodels.leafing import Leafing
from reviewer_app.client.words import speak
from reviewer_app.domain.cases import Flag, RegionPlace
from reviewer_app.domain.completeness import Lack, Missing
from reviewer_app.domain.coverage import Watched, leafed
from reviewer_app.domain.drafts import verdict_of
from reviewer_app.domain.verdicts import Outcome, Verdict
from reviewer_app.ui.desk.said import missing_words, place_words, watched_words
from reviewer_app.ui.evidence.veil import veil
from tests.ui.desk_bench import DeskBed
from tests.ui.evidence_bench import DEMO, PATIENCE, pack

K = Qt.Key


def moving(frames: int) -> bytes:
    """A GIF of so many pictures."""
    target = io.BytesIO()
    first, *more = (Image.new("RGB", (300, 200), (200, 9 * number, 60)) for number in range(frames))
    first.save(target, "GIF", save_all=True, append_images=more, duration=500)
    return target.getvalue()


def asset(bed: DeskBed, content: bytes) -> dict[str, Any]:
    stored = bed.bench.source.__self__  # type: ignore[attr-defined]
    return {"path": "assets/x", "sha256": stored.add(content), "bytes": len(content), "type": "image/gif"}


def opened(bed: DeskBed, kind: int = 1) -> dict[str, Any]:
    """A listing with a still picture and one of four that moves, or a filing with the latter as its first paper."""
    data, one = pack(DEMO)[("", "demo-listing-01", "demo-filing-01")[kind]], asset(bed, moving(4))
    subject = data["subject"]
    if kind == 1:
        still = subject["images"][0]
        subject = subject | {"images": [still, one], "certificates": [], "previous": []}
    else:
        subject = subject | {"documents": [{"type": "other", "file": one}]}
    line = data | {"flags": [], "subject": subject}
    bed.bench.lines = tuple(line for _kind in range(3))
    case_id = bed.give(0, kind)
    bed.count(case_id)
    bed.open(case_id)
    return one


def open_points(bed: DeskBed) -> list[str]:
    """What the foot says of files that were not looked through."""
    case = bed.state.case
    assert case is not None
    return [missing_words(case, (), item) for item in bed.state.missing if item.lack is Lack.LEAFED]


def turned(bed: DeskBed, page: int, at: int = 1) -> None:
    """Waits until a picture of the file that moves has been painted and taken note of."""
    pictures = bed.pane.listing.model.pictures
    bed.qtbot.waitUntil(lambda: (pictures.state.at, pictures.state.page) == (at, page), timeout=PATIENCE)
    bed.qtbot.waitUntil(
        lambda: page in pictures.leafing._seen.get(pictures.state.items[at].asset, ()), timeout=PATIENCE
    )


def test_a_pass_says_how_many_pictures_of_one_that_moves_were_looked_at_and_leads_to_the_next(bed: DeskBed) -> None:
    one = opened(bed)
    bed.pane.listing.stills.canvas.setFocus()
    bed.press(K.Key_PageDown)
    turned(bed, 1)
    bed.press(K.Key_PageDown)
    turned(bed, 2)
    assert open_points(bed) == []  # nothing is said of it before an outcome is
    bed.press(K.Key_P)
    assert open_points(bed) == ["Picture 2: 2 of its 4 frames looked at."]
    assert bed.state.can_decide  # it is said, and stops nothing
    bed.press(K.Key_PageUp, K.Key_PageUp)
    bed.qtbot.waitUntil(lambda: bed.pane.listing.model.pictures.state.at == 0, timeout=PATIENCE)
    bed.press(K.Key_M)  # the only thing that is open: to the first picture that was not looked at
    turned(bed, 3)
    assert open_points(bed) == ["Picture 2: 3 of its 4 frames looked at."]
    case = bed.state.case
    assert case is not None
    bed.press(K.Key_Return, modifiers=Qt.KeyboardModifier.ControlModifier)
    bed.qtbot.waitUntil(lambda: bool(bed.bench.operations), timeout=PATIENCE)
    verdict = verdict_of(bed.bench.decided[case.case_id], case.sheet)
    assert verdict.watched == (leafed(one["sha256"], 4, (1, 2, 3)),)
    assert watched_words(case, verdict) == ["Picture 2: 3 of its 4 frames looked at."]


def test_all_of_them_looked_at_leave_nothing_open_the_second_picture_beside_counts_too(bed: DeskBed) -> None:
    one = opened(bed)
    bed.press(K.Key_P, K.Key_L)
    leafing = bed.pane.listing.model.pictures.leafing
    for page in (1, 2, 3, 4):
        bed.qtbot.waitUntil(lambda page=page: page in leafing._seen.get(one["sha256"], ()), timeout=PATIENCE)  # type: ignore[misc]
        said = [] if page == 4 else [f"Picture 2: {page} of its 4 frames looked at."]
        bed.qtbot.waitUntil(lambda said=said: open_points(bed) == said, timeout=PATIENCE)  # type: ignore[misc]
        bed.press(K.Key_Period)


def test_what_is_blurred_was_not_looked_at_and_what_was_before_counts_on(bed: DeskBed) -> None:
    one = opened(bed)
    bed.pane.listing.stills.canvas.setFocus()
    veil.set(True, False)
    try:
        bed.press(K.Key_PageDown, K.Key_P)
        pictures = bed.pane.listing.model.pictures
        bed.qtbot.waitUntil(lambda: pictures.state.at == 1 and pictures.state.picture, timeout=PATIENCE)
        bed.pane.listing.stills.canvas.repaint()
        assert bed.pane.watched_now() == ()
    finally:
        veil.set(False, False)
    turned(bed, 1)
    case = bed.state.case
    assert case is not None
    before = leafed(one["sha256"], 4, (4,)), leafed("e" * 64, 9, (1,))
    bed.pane.listing.model.show(replace(case, draft=case.draft.model_copy(update={"watched": before})))
    bed.press(K.Key_PageDown)
    turned(bed, 1)
    assert bed.pane.watched_now() == (leafed(one["sha256"], 4, (1, 4)),)


def test_where_to_go_on_is_known_before_the_file_is_in_front_and_no_count_of_another_is_believed() -> None:
    """A record comes from the disk or a server: one of a million million pictures takes no time and counts for none."""
    leafing, asset = Leafing(), "a" * 64
    assert leafing.next_unseen(asset) == 1
    leafing.begin([leafed(asset, 4, (1, 2, 4))])
    assert leafing.next_unseen(asset) == 3
    assert leafing.record() == ()
    assert not leafing.saw(asset, 2, 4)
    assert leafing.saw(asset, 3, 4)
    assert leafing.next_unseen(asset) == 1  # of one seen whole
    assert [one.share for one in leafing.record()] == [1]
    huge = Watched(asset=asset, time_base=(1, 1), first_pts=0, end_pts=10**12, stretches=((0, 10**12 - 1),))
    leafing.begin([huge])
    assert leafing.saw(asset, 2, 4)
    assert leafing.record() == (leafed(asset, 4, (2,)),)


def test_a_paper_that_moves_counts_as_a_picture_does(bed: DeskBed) -> None:
    opened(bed, kind=2)
    bed.qtbot.waitUntil(lambda: bool(bed.pane.watched_now()), timeout=PATIENCE)
    bed.press(K.Key_P)
    bed.qtbot.waitUntil(lambda: bool(open_points(bed)), timeout=PATIENCE)
    assert open_points(bed) == ["Paper 1 (Other paper): 1 of its 4 frames looked at."]


def test_it_is_said_in_chinese_too_and_of_no_file_that_the_case_does_not_have(bed: DeskBed, chinese: None) -> None:
    one = opened(bed)
    case = bed.state.case
    assert case is not None
    clipped = Watched(asset=one["sha256"], time_base=(1, 90), first_pts=0, end_pts=9, stretches=((0, 1),))
    watched = (leafed(one["sha256"], 4, (2, 3)), leafed("e" * 64, 9, (1,)), clipped)
    speak("zh_CN")
    assert watched_words(case, Verdict(outcome=Outcome.PASS, watched=watched)) == ["第 2 张图：共 4 幅，看了 2 幅。"]
    item = Missing(Lack.LEAFED, detail=f"{one['sha256']} 2 4")
    assert missing_words(case, (), item) == "第 2 张图：共 4 幅，看了 2 幅。"
    assert not item.blocking


@pytest.mark.parametrize(("page", "said"), [(None, "picture 2"), (1, "picture 2"), (3, "picture 2, frame 3")])
def test_a_flag_on_the_first_page_of_a_picture_is_on_the_picture(bed: DeskBed, page: int | None, said: str) -> None:
    one = opened(bed)
    case = bed.state.case
    assert case is not None
    place = RegionPlace(type="region", asset=one["sha256"], box=(0.1, 0.1, 0.2, 0.2), page=page)
    assert place_words(case, Flag.model_construct(anchor=place)) == said
