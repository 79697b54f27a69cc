"""A real filing under real key presses: rows to boxes and back, pages, rotation, anchors of either side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.filing import Match
from reviewer_app.domain.cases import FilingSubject, RegionPlace, TextPlace
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, holds
from reviewer_app.media.room import MediaRoom
from tests.ui.evidence_bench import Bed, pack

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made_bed = Bed(qtbot, room)
    yield made_bed
    made_bed.close()


def test_a_row_leads_to_its_box_and_each_side_is_an_anchor(bed: Bed) -> None:
    case = bed.show("demo-filing-01")
    filing = bed.pane.filing
    filing.table.setFocus()
    row = next(index for index, row in enumerate(filing.model.rows) if row.declared and row.place)
    for _press in range(row + (0 if filing.table.currentIndex().isValid() else 1)):
        bed.key(K.Key_Down)
    chosen = filing.model.rows[row]
    assert filing.model.at == row
    assert chosen.field is not None
    assert filing.model.pictures.state.box == chosen.field.box
    bed.key(K.Key_Return)
    assert chosen.declared is not None
    declared = bed.made()
    assert declared == FieldAnchor(field=chosen.declared.pointer, value=chosen.declared.stored)
    bed.key(K.Key_Right)
    bed.key(K.Key_Right)
    bed.key(K.Key_Return)
    read = bed.made()
    assert isinstance(read, RegionAnchor)
    assert read.box == chosen.field.box
    assert holds(declared, case.subject, case.here)
    assert holds(read, case.subject, case.here)


def test_going_to_an_anchor_comes_back_to_the_same_anchor(bed: Bed) -> None:
    bed.show("demo-filing-03")
    filing = bed.pane.filing
    for row, (index, column) in enumerate([(0, 1), (1, 2), (2, 2)]):
        filing.table.setCurrentIndex(filing.table.rows.index(index, column))
        assert bed.pane.ask_anchor(), row
        anchor = bed.made()
        filing.table.setCurrentIndex(filing.table.rows.index(5, 1))
        bed.pane.go_to_anchor(anchor)
        assert filing.table.currentIndex().row() == index
        assert bed.pane.ask_anchor()
        assert bed.made() == anchor
        assert not bed.pane.banner.isVisible()


def test_pages_turn_by_keys_and_a_box_stays_upright(bed: Bed) -> None:
    case = bed.show("demo-filing-04")
    assert isinstance(case.record.subject, FilingSubject)
    stills = bed.pane.filing.stills
    stills.canvas.setFocus()
    bed.key(K.Key_PageDown)
    bed.until(lambda: bed.pane.filing.model.pictures.state.picture)
    assert stills.place.text().startswith("2 / ")
    bed.press("t")
    assert stills.canvas.view.quarter == 1
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


def test_a_region_flag_brings_page_box_and_row_together(bed: Bed) -> None:
    case = bed.show("demo-filing-04")
    place = next(flag.anchor for flag in case.record.flags if isinstance(flag.anchor, RegionPlace))
    bed.pane.go_to_place(place)
    bed.until(lambda: bed.pane.filing.model.pictures.state.picture)
    filing = bed.pane.filing
    assert filing.model.pictures.state.page == place.page == 2
    assert filing.model.at is not None
    row = filing.model.rows[filing.model.at]
    assert row.field is not None
    assert row.field.box == pytest.approx(place.box, abs=1e-6)
    x, _y, width, height = filing.stills.canvas.view.to_window(place.box)
    assert x >= 0
    assert x + width <= filing.stills.canvas.width()
    assert height >= 18  # brought near enough to be read


def test_a_text_flag_chooses_its_row(bed: Bed) -> None:
    case = bed.show("demo-filing-04")
    place = next(flag.anchor for flag in case.record.flags if isinstance(flag.anchor, TextPlace))
    bed.pane.go_to_place(place)
    filing = bed.pane.filing
    assert filing.model.at is not None
    assert filing.model.rows[filing.model.at].match is Match.DIFFERENT
    assert bed.pane.ask_anchor()
    assert bed.made() == FieldAnchor(field=place.field, value="Pass")


def test_a_closer_look_is_sharper(bed: Bed) -> None:
    bed.show("demo-filing-01")
    canvas = bed.pane.filing.stills.canvas
    canvas.setFocus()
    before = canvas.image().width()
    bed.press("++++++++")
    bed.until(lambda: canvas.image().width() > before)
    assert canvas.view.zoom > 5


def test_a_paper_that_cannot_be_shown_says_so_and_the_rest_can(bed: Bed) -> None:
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


def test_cells_say_everything_to_those_who_do_not_see(bed: Bed) -> None:
    bed.show("demo-filing-01")
    table = bed.pane.filing.table
    rows = table.rows
    assert table.accessibleName()
    said = rows.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said in ("match", "mismatch", "not on a paper")
    assert rows.headerData(1, Qt.Orientation.Horizontal) == "Declared"


def test_hidden_characters_in_a_value_show(bed: Bed) -> None:
    data = pack(bed.folder)["demo-filing-01"]
    declared = data["subject"]["declared"] | {"名称": "清溪\u200b食品"}
    bed.show(data | {"subject": data["subject"] | {"declared": declared}})
    index = next(i for i, row in enumerate(bed.pane.filing.model.rows) if row.name == "名称")
    assert bed.pane.filing.table.rows.index(index, 1).data() == "清溪‹ZWSP›食品"
