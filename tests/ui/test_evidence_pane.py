"""The pane as a whole: languages, themes and kinds come and go, and what is shown has names and a way by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.words import speak
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, TextAnchor, TimeAnchor, holds, look_up
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui import theme
from tests.ui.evidence_bench import DEMO, Bed, pack

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real"
KINDS = ("demo-clip-01", "demo-listing-01", "demo-filing-01")


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made_bed = Bed(qtbot, room)
    yield made_bed
    made_bed.close()


def shown(bed: Bed) -> list[QWidget]:
    """Every widget of the pane that can be seen."""
    return [widget for widget in bed.pane.findChildren(QWidget) if widget.isVisible()]


@pytest.mark.parametrize("ref", KINDS)
def test_what_takes_the_keyboard_has_a_name_and_words_are_plain(bed: Bed, ref: str) -> None:
    bed.show(ref)
    for widget in shown(bed):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None:
            assert widget.accessibleName() or widget.objectName().startswith("qt_"), widget
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText


def named(bed: Bed) -> list[str]:
    """The names that fields, pictures and papers of the case have in the language that is spoken."""
    pane = bed.pane
    if pane.where is Where.LISTING:
        keys = {line.key for line in pane.listing.model.lines if line.pointer in ("/product/name", "/product/price")}
        return sorted(keys) + [still.title for still in pane.listing.model.pictures.state.items]
    if pane.where is Where.FILING:
        return [still.title for still in pane.filing.model.pictures.state.items]
    return [line.key for line in pane.clip.model.state.lines[Tab.SHELF] if line.pointer in ("/title", "/room")]


@pytest.mark.parametrize("ref", KINDS)
def test_another_language_theme_and_size_keep_the_case(bed: Bed, qapp: QApplication, ref: str) -> None:
    bed.show(ref)
    before, in_english = bed.pane._canvas().image(), named(bed)
    speak("zh_CN")
    bed.pane.retranslate()
    in_chinese = named(bed)
    theme.apply(qapp, "dark", 1.25)
    bed.window.repaint()
    theme.apply(qapp, "light")
    speak("en")
    bed.pane.retranslate()
    assert bed.pane._canvas().image() == before
    assert bed.pane.trouble is None
    assert named(bed) == in_english
    assert not set(in_english) & set(in_chinese)


@pytest.mark.parametrize("ref", ["demo-listing-01", "demo-filing-01"])
def test_a_place_on_a_page_that_is_not_there_is_said_and_makes_no_evidence(bed: Bed, ref: str) -> None:
    case = bed.show(ref)
    view = bed.pane.listing if bed.pane.where is Where.LISTING else bed.pane.filing
    asset = view.model.pictures.state.items[-1].asset
    assert asset in case.here
    bed.pane.go_to_anchor(RegionAnchor(asset=asset, box=(0.1, 0.1, 0.2, 0.1), page=1))
    bed.until(lambda: view.model.pictures.state.picture)
    assert not bed.pane.banner.isVisible()
    for _again in range(2):  # put away, it is said when it is so again
        bed.pane.go_to_anchor(RegionAnchor(asset=asset, box=(0.1, 0.1, 0.2, 0.1), page=9))
        bed.until(lambda: bed.pane.banner.isVisible() and view.model.pictures.state.picture)
        assert "not there any more" in bed.pane.banner.words.text()
        assert not bed.ask()
        bed.pane.go_to_anchor(RegionAnchor(asset=asset, box=(0.1, 0.1, 0.2, 0.1), page=1))
        assert not bed.pane.banner.isVisible()


FIELDS = {"demo-clip-01": "/title", "demo-listing-01": "/product/name", "demo-filing-01": "/declared/名称"}


@pytest.mark.parametrize("ref", KINDS)
def test_an_anchor_to_a_field_holds_by_all_that_stands_there(bed: Bed, ref: str) -> None:
    case = bed.show(ref)
    stored = look_up(case.subject, FIELDS[ref])
    for value, there in ((stored, True), (stored[:2], False), (stored + "!", False), (None, False), (stored, True)):
        bed.pane.go_to_anchor(FieldAnchor(field=FIELDS[ref], value=value))
        assert bed.pane.banner.isVisible() is not there, value
    for start, there in ((1, True), (0, False)):  # the very words at the very place
        bed.pane.go_to_anchor(TextAnchor(field=FIELDS[ref], exact=stored[1:3], start=start))
        assert bed.pane.banner.isVisible() is not there, start


@pytest.mark.parametrize("size", [(874, 692), (1196, 1004)])
@pytest.mark.parametrize("ref", KINDS)
def test_it_fits_between_the_columns_of_the_desk(bed: Bed, ref: str, size: tuple[int, int]) -> None:
    bed.show(ref)
    assert bed.pane.minimumSizeHint().width() <= 874
    bed.window.resize(*size)
    assert (bed.window.width(), bed.window.height()) == size


def test_kinds_follow_each_other_and_nothing_of_the_one_before_stays(bed: Bed) -> None:
    for ref in (*KINDS, *reversed(KINDS)):
        case = bed.show(ref)
        assert bed.pane._canvas().has_picture
        bed.until(lambda: not bed.pane._reader._waiting)
        kept = {key[0] for key in bed.pane._reader._kept}  # type: ignore[index]
        assert kept <= {asset.sha256 for asset in case.record.assets()}
    bed.pane.clear()
    assert not bed.pane._reader._kept


@pytest.mark.parametrize(
    "folder", [pytest.param(DEMO, id="demo"), pytest.param(REAL, id="real", marks=pytest.mark.shared_data)]
)
def test_every_flag_of_a_pack_is_reached_and_can_be_bound(qtbot: QtBot, room: MediaRoom, folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("the shared data pack is not beside the project")
    bed = Bed(qtbot, room, folder)
    unbound = []
    for ref, data in pack(folder).items():
        case = bed.show(ref)
        for number, flag in enumerate(case.record.flags):
            if flag.anchor is None:
                continue
            bed.pane.go_to_place(flag.anchor)
            bed.until(lambda: not bed.pane._reader._waiting)
            bed.ask()
            anchor = bed.made()
            stands = holds(anchor, data["subject"], case.here) and not bed.pane.banner.isVisible()
            if isinstance(anchor, TimeAnchor):
                stands = stands and anchor.frame_sha256 is not None
            if not stands and not isinstance(anchor, FieldAnchor):
                unbound.append((ref, number, anchor))
    bed.close()
    assert unbound == []


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_box_grows_by_keys_the_way_the_arrow_points_however_the_page_is_turned(bed: Bed, turns: int) -> None:
    """On a page on its side Shift and an arrow had moved the wrong edge: the box was bound where nobody had seen it."""
    bed.show("demo-filing-04")
    stills = bed.pane.filing.stills
    bed.until(lambda: bed.pane.filing.model.pictures.state.picture)
    stills.canvas.setFocus()
    bed.press("t" * turns)
    bed.press("b")
    bed.key(Qt.Key_Right)
    for key, edge in ((Qt.Key_Right, 2), (Qt.Key_Down, 3)):
        x, y, width, height = before = stills.canvas.view.to_window(stills.canvas.box or (0, 0, 0, 0))
        bed.key(key, Qt.KeyboardModifier.ShiftModifier)
        after = stills.canvas.view.to_window(stills.canvas.box or (0, 0, 0, 0))
        assert after[:2] == pytest.approx((x, y), abs=0.01)  # the upper left corner stays
        assert after[edge] > before[edge] + 1
        assert after[5 - edge] == pytest.approx((width, height)[3 - edge], abs=0.01)
