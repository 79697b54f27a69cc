"""A real filing under real key presses: rows to boxes and back, problems, corrections, pages, finding, anchors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.filingrows import Side, Tab
from reviewer_app.client.words import speak
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import FilingSubject, RegionPlace, TextPlace
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.drafts import Draft, with_correction
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, holds
from reviewer_app.media.room import MediaRoom
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules
from tests.ui.evidence_bench import DEMO, PATIENCE, Bed, case_of, pack

K, M = Qt.Key, Qt.KeyboardModifier


class Filing(Bed):
    """A bed whose filings stand under the shipped rules, and whose corrections come back as a desk gives them."""

    def __init__(self, qtbot: QtBot, room: MediaRoom, folder: Path = DEMO) -> None:
        super().__init__(qtbot, room, folder)
        self.draft = Draft()
        self.pane.corrected.connect(self._correct)

    def _correct(self, field: str, read: str, value: str | None) -> None:
        self.draft = with_correction(self.draft, field, read, value)
        self.pane.show_corrections(self.draft.corrections)

    def judge(self, ref: str) -> OpenCase:
        """Shows a case as a desk has it, and waits for its picture."""
        self.draft = Draft()
        case = case_of(pack(self.folder)[ref])
        versions = tuple(one.published for one in shipped())
        case = replace(case, sheet=replace(case.sheet, schedules=shipped_schedules(), versions=versions))
        with self.qtbot.waitSignal(self.pane.first_painted, timeout=PATIENCE):
            self.pane.show_case(case)
        self.pane.home().setFocus()
        return case

    @property
    def state(self) -> State:
        """The state of the row one is at."""
        row = self.pane.filing.model.row
        assert row is not None
        return row.state


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Filing]:
    """A pane with its keys."""
    made_bed = Filing(qtbot, room)
    yield made_bed
    made_bed.close()


def test_a_row_leads_to_its_box_and_each_side_is_an_anchor(bed: Filing) -> None:
    case = bed.judge("demo-filing-01")
    filing = bed.pane.filing
    filing.grid.setFocus()
    row = next(index for index, row in enumerate(filing.model.rows) if row.declared and row.spots)
    for _press in range(row + (0 if filing.grid.currentIndex().isValid() else 1)):
        bed.key(K.Key_Down)
    chosen = filing.model.rows[row]
    spot = chosen.spot(Side.READ)
    assert filing.model.at == row
    assert spot is not None
    assert filing.model.pictures.state.box == spot.read.box
    bed.key(K.Key_Return)
    assert chosen.declared is not None
    declared = bed.made()
    assert declared == FieldAnchor(field=chosen.declared.pointer, value=chosen.declared.stored)
    bed.key(K.Key_Right)
    bed.key(K.Key_Right)
    bed.key(K.Key_Return)
    read = bed.made()
    assert isinstance(read, RegionAnchor)
    assert read.box == spot.read.box
    assert holds(declared, case.subject, case.here)
    assert holds(read, case.subject, case.here)


def test_letters_walk_the_rows_and_turn_to_the_other_side_wherever_the_keyboard_is(bed: Filing) -> None:
    bed.judge("demo-filing-01")
    filing = bed.pane.filing
    filing.stills.canvas.setFocus()
    bed.press("jjk")
    assert filing.model.at == 0 == filing.grid.currentIndex().row()
    assert filing.grid.column == Side.DECLARED.value
    bed.press(" ")
    assert filing.grid.column == Side.READ.value
    bed.key(K.Key_Return)
    assert isinstance(bed.made(), RegionAnchor)
    bed.press(" ")
    bed.key(K.Key_Return)
    assert isinstance(bed.made(), FieldAnchor)


def test_a_key_goes_from_problem_to_problem_over_every_table(bed: Filing) -> None:
    bed.judge("demo-filing-04")
    filing = bed.pane.filing
    bed.press("l")
    assert (filing.model.tab, bed.state) == (Tab.FIELDS, State.MISMATCH)
    assert filing.model.rows[filing.model.at or 0].name == "Conclusion"
    bed.press("l")
    assert (filing.model.tab, bed.state) == (Tab.ITEMS, State.MISMATCH)
    assert filing.side.tabs.at == Tab.ITEMS.value
    assert filing.grid.currentIndex().row() == filing.model.at == 0
    assert filing.grid.column == Side.RESULT.value
    bed.until(lambda: filing.model.pictures.state.page == 2)
    bed.key(K.Key_Return)
    assert isinstance(bed.made(), RegionAnchor)
    bed.key(K.Key_L, M.ShiftModifier)
    assert filing.model.tab is Tab.FIELDS
    bed.key(K.Key_J, M.ControlModifier)
    assert filing.model.tab is Tab.ITEMS


def test_a_click_on_the_page_chooses_the_row_that_was_read_there(bed: Filing) -> None:
    bed.judge("demo-filing-02")
    filing = bed.pane.filing
    row = next(index for index, row in enumerate(filing.model.rows) if row.name == "营业期限")
    spot = filing.model.rows[row].spot(Side.READ)
    assert spot is not None and spot.read.box is not None
    x, y, width, height = filing.stills.canvas.view.to_window(spot.read.box)
    QTest.mouseClick(
        filing.stills.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x + width / 2), round(y + height / 2))
    )
    assert filing.model.at == row == filing.grid.currentIndex().row()
    assert filing.model.pictures.state.box == spot.read.box
    assert filing.stills.canvas.box == spot.read.box


def test_a_correction_is_worked_with_at_once_shown_as_one_and_taken_back(bed: Filing) -> None:
    bed.judge("demo-filing-02")
    filing = bed.pane.filing
    bed.press("l")
    before = filing.side.detail.text()
    assert "9 days are left on 2026-07-28" in before
    assert "thresholds of filings, version 2025-01-23" in before
    bed.press("q")
    assert filing.correcting.isVisible() and filing.correcting.field.hasFocus()
    filing.correcting.field.selectAll()
    bed.compose("2016年08月07日至2036年08月06日")
    bed.key(K.Key_Return)
    (correction,) = bed.draft.corrections
    assert correction.field == "/documents/0/read/营业期限/value"
    assert correction.read == "2016年08月07日至2026年08月06日"
    assert not filing.correcting.isVisible() and filing.grid.hasFocus()
    assert bed.state is State.MISMATCH  # the form says otherwise now
    assert "3662 days are left" in filing.side.detail.text()
    cell = filing.grid.cells.index(filing.model.at or 0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "machine: 2016年08月07日至2026年08月06日" in cell
    bed.press("q")
    filing.correcting.field.clear()
    bed.key(K.Key_Return)
    assert bed.draft.corrections == ()
    assert filing.side.detail.text() == before


def test_escape_leaves_a_correction_and_letters_go_into_it(bed: Filing) -> None:
    bed.judge("demo-filing-02")
    filing = bed.pane.filing
    bed.press("l")
    bed.press("q")
    filing.correcting.field.clear()
    bed.press("lqx")
    assert filing.correcting.field.text() == "lqx"
    bed.key(K.Key_Escape)
    assert not filing.correcting.isVisible()
    assert bed.draft.corrections == ()
    assert filing.grid.hasFocus()


def test_a_doubtful_reading_is_confirmed_with_a_key_and_that_is_taken_back(bed: Filing) -> None:
    bed.judge("demo-filing-03")
    bed.press("l")
    assert bed.state is State.UNREADABLE
    bed.key(K.Key_Q, M.ShiftModifier)
    (correction,) = bed.draft.corrections
    assert correction.value == correction.read
    assert bed.state is State.MISMATCH
    bed.key(K.Key_Q, M.ShiftModifier)
    assert bed.draft.corrections == ()
    assert bed.state is State.UNREADABLE


def test_nothing_is_corrected_where_nothing_was_read_or_a_case_is_only_read(bed: Filing) -> None:
    case = bed.judge("demo-filing-01")
    filing = bed.pane.filing
    row = next(index for index, row in enumerate(filing.model.rows) if not row.spots)
    filing.model.choose(row)
    bed.press("q")
    assert not filing.correcting.isVisible()
    bed.pane.show_case(replace(case, lease=None))
    filing.model.choose(0)
    bed.press("q")
    bed.key(K.Key_Q, M.ShiftModifier)
    assert not filing.correcting.isVisible()
    assert bed.draft.corrections == ()


def test_words_are_found_on_the_pages_and_marked(bed: Filing) -> None:
    bed.judge("demo-filing-04")
    filing = bed.pane.filing
    bed.press("/")
    assert filing.finder.field.hasFocus()
    bed.press("lead")
    bed.until(lambda: not filing.search.reading and filing.search.count)
    bed.key(K.Key_Return)
    bed.until(lambda: filing.model.pictures.state.page == 2 and filing.model.pictures.state.picture)
    assert filing.search.hit is not None
    assert filing.model.pictures.state.box == filing.search.hit.boxes[0]
    assert filing.finder.found.text() == f"1 of {filing.search.count}"
    assert any(marker.tone == "accent" for marker in filing.stills.canvas._markers)
    bed.key(K.Key_Escape)
    assert filing.stills.canvas.hasFocus()
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, RegionAnchor) and anchor.page == 2


def test_words_that_are_nowhere_are_marked_as_such(bed: Filing) -> None:
    bed.judge("demo-filing-04")
    finder = bed.pane.filing.finder
    bed.press("/")
    bed.press("zzz")
    bed.until(lambda: not bed.pane.filing.search.reading)
    assert finder.field.property("wrong")
    finder.clear()
    assert not finder.field.property("wrong")


def test_pages_have_small_pictures_to_choose_from(bed: Filing) -> None:
    bed.judge("demo-filing-04")
    filing = bed.pane.filing
    assert filing.pages.isVisible()
    bed.until(lambda: all(filing.pages._thumbs.get(page) for page in (1, 2)))
    (_one, _first), (_two, second) = filing.pages._boxes()
    QTest.mouseClick(filing.pages, Qt.MouseButton.LeftButton, pos=second.center())
    assert filing.model.pictures.state.page == 2
    bed.judge("demo-filing-01")
    assert not filing.pages.isVisible()


def test_a_page_fits_to_its_width_and_the_next_one_alike(bed: Filing) -> None:
    bed.judge("demo-filing-04")
    canvas = bed.pane.filing.stills.canvas
    bed.key(K.Key_F, M.ShiftModifier)
    left, _top, width, _height = canvas.view.rect
    assert width == pytest.approx(canvas.width() - 2 * canvas.view.margin, abs=1)
    assert left == pytest.approx(canvas.view.margin, abs=1)
    bed.key(K.Key_PageDown)
    bed.until(lambda: canvas.has_picture and bed.pane.filing.model.pictures.state.page == 2)
    assert canvas.view.rect[2] == pytest.approx(width, abs=1)
    bed.press("0")
    assert canvas.view.zoom == 1.0


def test_a_page_of_another_shape_is_as_wide_as_there_is_room_too(bed: Filing) -> None:
    bed.judge("demo-filing-01")
    canvas = bed.pane.filing.stills.canvas
    bed.key(K.Key_F, M.ShiftModifier)
    flat = canvas.view.full[0] > canvas.view.full[1]
    bed.key(K.Key_PageDown)
    bed.until(lambda: canvas.has_picture and bed.pane.filing.model.pictures.state.at == 1)
    assert (canvas.view.full[0] > canvas.view.full[1]) is not flat
    assert canvas.view.rect[2] == pytest.approx(canvas.width() - 2 * canvas.view.margin, abs=1)


def test_a_page_stays_as_wide_as_there_is_room_when_the_room_changes(bed: Filing) -> None:
    bed.judge("demo-filing-04")
    canvas = bed.pane.filing.stills.canvas
    bed.key(K.Key_F, M.ShiftModifier)
    bed.window.resize(1196, 420)
    bed.until(lambda: canvas.height() < 400)
    assert canvas.view.rect[2] == pytest.approx(canvas.width() - 2 * canvas.view.margin, abs=1)
    bed.press("0")
    bed.window.resize(1196, 1004)
    bed.until(lambda: canvas.height() > 400)
    assert canvas.view.zoom == 1.0


def test_the_row_that_is_corrected_stays_in_sight(bed: Filing) -> None:
    bed.judge("demo-filing-01")
    filing = bed.pane.filing
    bed.window.resize(900, 520)
    row = next(index for index, row in enumerate(filing.model.rows) if row.name == "经营范围")
    filing.model.choose(row + 1, Side.READ)
    bed.press("q")
    assert filing.correcting.isVisible()
    rect = filing.grid.visualRect(filing.grid.currentIndex())
    bed.until(lambda: filing.grid.visualRect(filing.grid.currentIndex()).bottom() <= filing.grid.viewport().height())
    assert rect.isValid()


def test_going_to_an_anchor_comes_back_to_the_same_anchor(bed: Filing) -> None:
    bed.judge("demo-filing-03")
    filing = bed.pane.filing
    for row, (index, side) in enumerate([(0, Side.DECLARED), (1, Side.READ), (2, Side.READ)]):
        filing.model.choose(index, side)
        assert bed.ask(), row
        anchor = bed.made()
        filing.model.choose(5, Side.DECLARED)
        bed.pane.go_to_anchor(anchor)
        assert filing.grid.currentIndex().row() == index
        assert bed.ask()
        assert bed.made() == anchor
        assert not bed.pane.banner.isVisible()


def test_pages_turn_by_keys_and_a_box_stays_upright(bed: Filing) -> None:
    case = bed.judge("demo-filing-04")
    assert isinstance(case.record.subject, FilingSubject)
    stills = bed.pane.filing.stills
    stills.canvas.setFocus()
    bed.key(K.Key_PageDown)
    bed.until(lambda: bed.pane.filing.model.pictures.state.picture)
    assert stills.place.text().startswith("2 / ")
    bed.press("t")
    assert stills.canvas.view.quarter == 1
    bed.key(K.Key_T, M.ShiftModifier)
    assert stills.canvas.view.quarter == 0
    bed.press("t")
    bed.press("b")
    bed.key(K.Key_Right)
    bed.key(K.Key_Right)
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, RegionAnchor)
    assert anchor.page == 2
    # Right on a page that lies on its side is up on the upright page.
    assert anchor.box == pytest.approx((0.35, 0.34, 0.3, 0.3))
    assert holds(anchor, case.subject, case.here)


def test_a_region_flag_brings_page_box_and_row_together(bed: Filing) -> None:
    case = bed.judge("demo-filing-04")
    place = next(flag.anchor for flag in case.record.flags if isinstance(flag.anchor, RegionPlace))
    bed.pane.go_to_place(place)
    bed.until(lambda: bed.pane.filing.model.pictures.state.picture)
    filing = bed.pane.filing
    assert filing.model.pictures.state.page == place.page == 2
    assert filing.model.tab is Tab.ITEMS  # the flag is about an item of the report
    row = filing.model.row
    assert row is not None
    spot = row.spot(filing.model.side)
    assert spot is not None
    assert spot.read.box == pytest.approx(place.box, abs=1e-6)
    x, _y, width, height = filing.stills.canvas.view.to_window(place.box)
    assert x >= 0
    assert x + width <= filing.stills.canvas.width()
    assert height >= 18  # brought near enough to be read


def test_a_text_flag_chooses_its_row(bed: Filing) -> None:
    case = bed.judge("demo-filing-04")
    place = next(flag.anchor for flag in case.record.flags if isinstance(flag.anchor, TextPlace))
    bed.pane.go_to_place(place)
    assert bed.state is State.MISMATCH
    assert bed.ask()
    assert bed.made() == FieldAnchor(field=place.field, value="Pass")


def test_a_closer_look_is_sharper(bed: Filing) -> None:
    bed.judge("demo-filing-01")
    canvas = bed.pane.filing.stills.canvas
    canvas.setFocus()
    before = canvas.image().width()
    bed.press("++++++++")
    bed.until(lambda: canvas.image().width() > before)
    assert canvas.view.zoom > 5


def test_a_paper_that_cannot_be_shown_says_so_and_the_rest_can(bed: Filing) -> None:
    data = pack(bed.folder)["demo-filing-01"]
    documents = [dict(paper) for paper in data["subject"]["documents"]]
    sha256 = bed.assets.add(b"%PDF-1.7\nnothing of the kind")
    documents[0]["file"] = {"path": "assets/x", "sha256": sha256, "bytes": 30, "type": "application/pdf"}
    bed.show(data | {"flags": [], "subject": data["subject"] | {"documents": documents}})
    assert bed.pane.trouble is not None
    assert not bed.pane.filing.stills.canvas.has_picture
    assert not bed.pane.banner.isVisible()  # the words stand where the picture would
    assert bed.pane.trouble.todo.startswith("Hold the case")
    bed.pane.filing.stills.canvas.setFocus()
    bed.key(K.Key_PageDown)
    bed.until(lambda: bed.pane.filing.stills.canvas.has_picture)
    assert bed.pane.trouble is None
    assert not bed.pane.banner.isVisible()


def test_cells_say_everything_to_those_who_do_not_see(bed: Filing) -> None:
    bed.judge("demo-filing-01")
    grid = bed.pane.filing.grid
    assert grid.accessibleName()
    said = grid.cells.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("check character")
    assert grid.cells.headerData(1, Qt.Orientation.Horizontal) == "Declared"


def test_words_follow_the_language(bed: Filing, chinese: None) -> None:
    bed.judge("demo-filing-02")
    bed.press("l")
    speak("zh_CN")
    bed.pane.retranslate()
    assert "余 9 天" in bed.pane.filing.side.detail.text()
    assert bed.pane.filing.grid.cells.headerData(1, Qt.Orientation.Horizontal) == "填报"
    assert bed.pane.filing.grid.currentIndex().row() == bed.pane.filing.model.at


def test_hidden_characters_in_a_value_show(bed: Filing) -> None:
    data = pack(bed.folder)["demo-filing-01"]
    declared = data["subject"]["declared"] | {"名称": "清溪\u200b食品"}
    bed.show(data | {"subject": data["subject"] | {"declared": declared}})
    index = next(i for i, row in enumerate(bed.pane.filing.model.rows) if row.name == "名称")
    assert bed.pane.filing.grid.cells.index(index, 1).data() == "清溪‹ZWSP›食品"
