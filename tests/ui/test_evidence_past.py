"""An earlier filing beside today's, under real key presses: rows, pages, what changed, offline, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app.client.trouble import Offline
from reviewer_app.client.viewmodels.past import PastModel
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Asset, FilingSubject
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, TextAnchor
from reviewer_app.domain.past import PastFiling
from reviewer_app.domain.verdicts import Correction
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import Source
from reviewer_app.rulebooks.filing_past import Part, Turn
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules
from reviewer_app.ui.evidence.past import PastView
from tests.ui.evidence_bench import DEMO, PATIENCE, Bed, PackAssets, case_of, pack
from tests.ui.past_made import REF, TERM_NOW, TERM_THEN, earlier, with_past

K, M = Qt.Key, Qt.KeyboardModifier


class Fetching(PackAssets):
    """The files of the pack, of which some are at the server alone; `asked` are those that were fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.away: set[str] = set()
        self.offline = False
        self.asked: list[str] = []

    def source(self, sha256: str) -> Source:
        if sha256 in self.away:
            raise Offline
        return super().source(sha256)

    def fetch(self, asset: Asset) -> Source:
        """What the server gives."""
        self.asked.append(asset.sha256)
        if self.offline:
            raise Offline
        return super().source(asset.sha256)


class Beside(Bed):
    """A bed whose filing has earlier ones."""

    def __init__(self, qtbot: QtBot, room: MediaRoom) -> None:
        super().__init__(qtbot, room)
        self.files = Fetching()
        for reader in (self.pane._reader, self.past.reader):
            reader._bench = cast(Bench, self.files)

    @property
    def view(self) -> PastView:
        """The comparison."""
        return self.pane.filing.past

    @property
    def past(self) -> PastModel:
        """Its model."""
        return self.view.model

    def judge(self, *filings: PastFiling, told: bool = True) -> OpenCase:
        """Shows the renewal of the pack with these filings before it."""
        case = case_of(pack(DEMO)[REF])
        versions = tuple(one.published for one in shipped())
        case = replace(case, sheet=replace(case.sheet, schedules=shipped_schedules(), versions=versions))
        case = with_past(case, *filings) if told else case
        with self.qtbot.waitSignal(self.pane.first_painted, timeout=PATIENCE):
            self.pane.show_case(case)
        self.pane.home().setFocus()
        return case


def paper_of(filing: PastFiling) -> str:
    """The SHA-256 of its first paper."""
    assert filing.handed is not None
    return filing.handed.subject.documents[0].file.sha256


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Beside]:
    made = Beside(qtbot, room)
    yield made
    made.close()


def rows(bed: Beside) -> list[tuple[Part, str, Turn]]:
    return [(row.part, row.name, row.turn) for row in bed.past.rows]


def test_what_changed_comes_first_and_both_pages_go_to_the_row(bed: Beside) -> None:
    old = paper_of(earlier())
    bed.files.away.add(old)
    bed.judge(earlier())
    bed.key(K.Key_Y, M.ShiftModifier)
    assert bed.pane.filing.comparing and bed.view.isVisible() and not bed.pane.filing.side.isVisible()
    assert bed.view.grid.hasFocus()
    turns = [turn for _part, _name, turn in rows(bed)]
    changed = [turn is not Turn.SAME for turn in turns]
    assert changed == sorted(changed, reverse=True) and 0 < sum(changed) < len(turns)
    assert (Part.DECLARED, "传真", Turn.GONE) in rows(bed)
    assert (Part.DECLARED, "开户银行", Turn.NEW) in rows(bed)
    assert (Part.REGISTRY, "legal_person", Turn.CHANGED) in rows(bed)
    while not (bed.past.row and bed.past.row.part is Part.TERM):
        bed.press("l")
    row = bed.past.row
    assert row is not None and row.then is not None and row.now is not None
    assert (row.then.value, row.now.value) == (TERM_THEN, TERM_NOW)
    bed.until(lambda: bed.past.then.state.picture is not None and bed.past.now.state.picture is not None)
    assert bed.past.then.state.still is not None and bed.past.then.state.still.asset == old
    assert bed.past.then.state.box == row.then.box is not None
    assert bed.past.now.state.box == row.now.box is not None
    assert bed.files.asked == [old]
    said = [cell.said for cell in bed.view.grid.cells.row(bed.past.at or 0)]
    assert said == [
        "营业期限, Business licence, validity",
        f"{TERM_THEN}, 17 days left",
        f"{TERM_NOW}, 9 days left",
        "changed",
    ]


def test_the_earlier_verdict_stands_with_day_round_and_rules_and_no_name(bed: Beside) -> None:
    bed.judge(earlier(), earlier(2, decided=False, handed=False))
    bed.key(K.Key_Y, M.ShiftModifier)
    text = bed.view.verdict.text()
    assert text == (
        "demo-filing-01: Violation on 2025-07-21, First look, by listings-filings 2025-01-23. "
        "Found: 8 Days left on the business licence."
    )
    bed.press("[")
    assert bed.past.chosen == 1 and bed.past.rows == ()
    assert "nothing is decided about it" in bed.view.verdict.text()
    assert not bed.view.then.isVisible() and bed.view.detail.text() == ""
    bed.press("]")
    assert bed.past.chosen == 0 and bed.past.rows and bed.view.then.isVisible()


def test_offline_says_that_the_page_is_not_here_and_keeps_the_rows(bed: Beside) -> None:
    bed.files.away.add(paper_of(earlier()))
    bed.files.offline = True
    bed.judge(earlier())
    bed.key(K.Key_Y, M.ShiftModifier)
    while not (bed.past.row and bed.past.row.part is Part.TERM):
        bed.press("l")
    bed.until(lambda: bed.past.then.state.trouble is not None)
    trouble = bed.past.then.state.trouble
    assert trouble is not None and "not on this computer" in trouble.what
    bed.until(lambda: bed.past.now.state.picture is not None)
    assert bed.past.rows
    bed.files.offline = False  # the network is back: the same row, looked at again, has its page
    bed.press("k")
    bed.press("j")
    bed.until(lambda: bed.past.then.state.picture is not None)


def test_it_is_said_where_nothing_came_along_and_where_nothing_was(bed: Beside) -> None:
    """No blank comparison takes the place of the evidence: the reason is for the status line."""
    for told, words in ((False, "What was filed before is not on"), (True, "The merchant filed nothing before this")):
        bed.judge(told=told)
        bed.key(K.Key_Y, M.ShiftModifier)
        assert not bed.pane.filing.comparing and bed.pane.filing.side.isVisible()
        assert bed.pane.refusals()["filing.past"].startswith(words)
        assert not bed.pane.filing.side.past.isVisible()
        bed.pane.clear()


def test_the_key_leads_back_to_the_row_of_today(bed: Beside) -> None:
    bed.judge(earlier())
    bed.key(K.Key_Y, M.ShiftModifier)
    while not (bed.past.row and bed.past.row.name == "营业期限" and bed.past.row.part is Part.TERM):
        bed.press("l")
    bed.key(K.Key_Y, M.ShiftModifier)
    model = bed.pane.filing.model
    assert not bed.pane.filing.comparing and bed.pane.filing.side.isVisible() and not bed.view.isVisible()
    assert model.row is not None and model.row.name == "营业期限"
    assert bed.pane.filing.side.grid.hasFocus()
    assert bed.past.then.state.items == ()


def test_return_binds_the_side_of_today_and_never_the_one_of_before(bed: Beside) -> None:
    bed.judge(earlier())
    bed.key(K.Key_Y, M.ShiftModifier)
    while not (bed.past.row and bed.past.row.name == "营业期限" and bed.past.row.part is Part.TERM):
        bed.press("l")
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, RegionAnchor)
    subject = case_of(pack(DEMO)[REF]).record.subject
    assert isinstance(subject, FilingSubject) and anchor.asset == subject.documents[0].file.sha256
    while not (bed.past.row and bed.past.row.name == "联系电话"):
        bed.press("l")
    bed.key(K.Key_Return)
    declared = bed.made()
    assert isinstance(declared, TextAnchor | FieldAnchor) and declared.field == "/declared/联系电话"
    while not (bed.past.row and bed.past.row.turn is Turn.GONE):
        bed.press("l")
    bed.key(K.Key_Return)
    bed.qtbot.wait(50)
    assert bed.anchors == []


def test_a_correction_of_today_counts_beside_the_earlier_filing(bed: Beside) -> None:
    bed.judge(earlier())
    bed.key(K.Key_Y, M.ShiftModifier)
    field = "/documents/0/read/营业期限/value"
    bed.pane.show_corrections((Correction(field=field, read=TERM_NOW, value=TERM_THEN),))
    row = next(row for row in bed.past.rows if row.part is Part.TERM)
    assert row.now is not None and row.now.corrected
    assert (row.now.value, row.turn) == (TERM_THEN, Turn.SAME)


def test_another_case_puts_the_comparison_away_and_lets_go_of_the_paper(bed: Beside) -> None:
    old = paper_of(earlier())
    bed.files.away.add(old)
    case = bed.judge(earlier())
    bed.key(K.Key_Y, M.ShiftModifier)
    while not (bed.past.row and bed.past.row.part is Part.TERM):
        bed.press("l")
    bed.until(lambda: bed.past.then.state.picture is not None)
    assert bed.past.reader._sources.keys() == {old}
    at = bed.past.at
    bed.pane.show_case(replace(case, here=frozenset()))  # bytes that came meanwhile: one stays where one is
    assert bed.pane.filing.comparing and bed.past.at == at
    bed.pane.show_case(case_of(pack(DEMO)["demo-filing-03"], 2))
    assert not bed.pane.filing.comparing and bed.past.reader._sources == {}


def test_a_flag_leads_out_of_the_comparison(bed: Beside) -> None:
    case = bed.judge(earlier())
    bed.key(K.Key_Y, M.ShiftModifier)
    place = next(flag.anchor for flag in case.record.flags if flag.anchor is not None)
    bed.pane.go_to_place(place)
    assert not bed.pane.filing.comparing and bed.pane.filing.side.isVisible()


def test_the_chip_says_how_many_there_are_and_leads_there(bed: Beside) -> None:
    bed.judge(earlier(), earlier(2), earlier(3, decided=False, handed=False))
    chip = bed.pane.filing.side.past
    assert chip.text == "2 earlier filings"
    chip.clicked.emit()
    assert bed.pane.filing.comparing
    bed.view.shut.click()
    assert not bed.pane.filing.comparing


def test_both_pages_are_brought_near_again_after_a_row_that_stands_on_none(bed: Beside) -> None:
    bed.window.resize(700, 620)
    bed.judge(earlier())
    bed.key(K.Key_Y, M.ShiftModifier)
    model = bed.past
    term = next(at for at, row in enumerate(model.rows) if row.part is Part.TERM)
    none = next(at for at, row in enumerate(model.rows) if row.part is Part.REGISTRY)
    zooms = []
    for _each in range(2):
        model.choose(term)
        for side in (bed.view.then, bed.view.now):
            bed.until(lambda side=side: side.model.state.picture is not None)
        bed.qtbot.wait(50)
        zooms.append([side.stills.canvas.view.zoom for side in (bed.view.then, bed.view.now)])
        model.choose(none)
        assert bed.view.then.model.state.still is None
    assert zooms[0] == zooms[1] and min(zooms[0]) > 1
