"""Filings of the shared pack under real key presses: each truth is reached, bound where it is, and corrected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.filingrows import Side
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.evidence import RegionAnchor, holds
from reviewer_app.media.room import MediaRoom
from tests.ui.test_evidence_filing import Filing

K = Qt.Key
REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
shared = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not REAL.is_dir(), reason="the shared data pack does not stand beside the project"),
]


@pytest.fixture
def real(qtbot: QtBot, room: MediaRoom) -> Iterator[Filing]:
    """The same over the shared pack."""
    made_bed = Filing(qtbot, room, REAL)
    yield made_bed
    made_bed.close()


TRUE = [
    ("filing-02", "统一社会信用代码", "should end in L"),
    ("filing-04", "对公账户户名", "not the licence's"),
    ("filing-05", "经营范围", "not in scope"),
    ("filing-06", "授权方", "chain broken"),
    ("filing-07", "检验结论", "mismatch"),
]


@pytest.mark.parametrize(("ref", "name", "badge"), [pytest.param(*one, marks=shared, id=one[0]) for one in TRUE])
def test_each_truth_is_reached_by_the_problem_key_and_bound_where_it_is(
    real: Filing, ref: str, name: str, badge: str
) -> None:
    case = real.judge(ref)
    filing = real.pane.filing
    for _press in range(8):
        real.press("l")
        if filing.model.row is not None and filing.model.row.name == name:
            break
    assert filing.model.row is not None and filing.model.row.name == name
    cell = filing.grid.cells.index(filing.model.at or 0, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert badge in cell
    real.key(K.Key_Return)
    anchor = real.made()
    spot = filing.model.row.spot(Side.READ)
    assert isinstance(anchor, RegionAnchor) and spot is not None and anchor.box == spot.read.box
    assert holds(anchor, case.subject, case.here)


@pytest.mark.parametrize("ref", [pytest.param("filing-05", marks=shared)])
def test_a_misread_name_stands_beside_the_page_s_own_text(real: Filing, ref: str) -> None:
    real.judge(ref)
    real.press("l")
    assert real.pane.filing.model.row is not None and real.pane.filing.model.row.name == "名称"
    real.until(lambda: "云汀沅棠服饰有限公司" in real.pane.filing.side.detail.text())


@pytest.mark.parametrize("ref", [pytest.param("filing-03", marks=shared)])
def test_a_misread_year_is_corrected_and_the_ten_days_stand_there(real: Filing, ref: str) -> None:
    real.judge(ref)
    real.press("l")
    assert real.state is State.UNREADABLE
    real.press("q")
    real.pane.filing.correcting.field.selectAll()
    real.compose("2016年08月09日至2026年08月08日")
    real.key(K.Key_Return)
    assert real.state is State.MISMATCH
    assert "10 days are left on 2026-07-29: the last day is 2026-08-08." in real.pane.filing.side.detail.text()
