"""Why this version, and as it would be now: by key, for clips before, on and over a switch, in both languages."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.words import speak
from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.ui.desk.beside import Beside, Cell, _laid, differing
from reviewer_app.ui.desk.version import VersionSheet
from tests.ui.desk_bench import DeskBed, Key
from tests.ui.evidence_bench import DEMO, pack
from tests.ui.test_desk_page import said


def opened(bed: DeskBed, ref: str, *keys: Key) -> VersionSheet:
    """The sheet over a case of the demo, after some keys."""
    bed.bench.lines = (pack(DEMO)[ref],) * 3
    case_id = bed.give(0, 0)
    bed.count(case_id)
    bed.open(case_id)
    bed.press(*keys, Key.Key_U)
    sheet = bed.page._sheets["version"]
    assert isinstance(sheet, VersionSheet) and sheet.isVisible()
    return sheet


def beside(sheet: VersionSheet) -> Beside:
    """The only clause of it."""
    (part,) = sheet.clauses.used
    return part.beside


def test_the_clause_found_stands_beside_todays_with_what_differs(bed: DeskBed) -> None:
    sheet = opened(bed, "demo-clip-02", Key.Key_1)
    shown = said(sheet)
    assert "2025-10-14 23:38:00 Asia/Shanghai" in shown and "2023-05-01 to 2025-10-15" in shown
    (part,) = sheet.clauses.used
    assert [chip.text for chip in part.chips.used] == ["reworded", "changed"]
    assert "Had it happened today, this version would count. It does not here." in shown
    lines = beside(sheet).accessibleDescription().split("\n")
    assert lines[0].endswith("2023-05-01 | Today · Conduct in livestream rooms and short videos 2026-02-01")
    assert any(line.startswith("Clause: 5 ") for line in lines)
    assert any(line.startswith("Severity: Medium → High") for line in lines)
    assert QApplication.focusWidget() is sheet._scroll  # its keys move it: there is more than is seen
    bed.press(Key.Key_End)
    assert sheet._scroll.verticalScrollBar().value() == sheet._scroll.verticalScrollBar().maximum() > 0
    bed.press(Key.Key_U)
    assert not sheet.isVisible()


def test_a_clip_over_a_switch_shows_both_versions(bed: DeskBed) -> None:
    sheet = opened(bed, "demo-clip-06")
    assert [part.name.text().rpartition(" ")[2] for part in sheet.parts.used] == ["2025-10-15", "2026-02-01"]
    assert "2026-01-31 23:59:48 Asia/Shanghai; from 0:12 of the clip on this version counts" in said(sheet)


def test_a_finding_after_the_switch_has_a_badge_that_opens_it(bed: DeskBed) -> None:
    bed.bench.lines = (pack(DEMO)["demo-clip-06"],) * 3
    case_id = bed.give(0, 0)
    bed.count(case_id)
    bed.open(case_id)
    bed.press(Key.Key_1)
    bed.bind()
    (card,) = bed.page.decision.cards.used
    (finding,) = bed.state.draft.findings
    (anchor,) = finding.anchors
    assert isinstance(anchor, TimeAnchor) and not card.version.isVisibleTo(card)
    second = anchor.time_base[1] // anchor.time_base[0]
    start = anchor.first_pts + 15 * second
    later = anchor.model_copy(update={"start_pts": start, "end_pts": start + second, "frame_sha256": None})
    bed.stage.desktop.desk.unbind(finding.id, 0)
    bed.stage.desktop.desk.bind(later)
    assert card.version.isVisibleTo(card) and card.version.text == "Version 2026-02-01"
    card.version.setFocus()
    bed.press(Key.Key_Return)
    sheet = bed.page._sheets["version"]
    assert isinstance(sheet, VersionSheet) and sheet.isVisible()
    assert "The version that counts is the one in force today." in said(sheet)


def test_where_nothing_differs_that_is_said(bed: DeskBed) -> None:
    sheet = opened(bed, "demo-clip-01", Key.Key_4)
    assert "The version that counts is the one in force today." in said(sheet)
    names = [place.name for place in beside(sheet)._places]
    assert names == ["Clause", "Step", "Measure that follows"]
    assert all(place.same for place in beside(sheet)._places)


def test_without_a_finding_it_is_the_first_clause_that_a_flag_names(bed: DeskBed) -> None:
    sheet = opened(bed, "demo-clip-02")
    assert "\nClause: 5 " in beside(sheet).accessibleDescription()


def test_it_opens_the_rulebook_in_the_version_that_counts(bed: DeskBed) -> None:
    asked: list[tuple[str, ...]] = []
    bed.stage.desktop.show_clause = lambda *found: asked.append(found)  # type: ignore[assignment]
    sheet = opened(bed, "demo-clip-02", Key.Key_1)
    sheet.open.setFocus()
    bed.press(Key.Key_Return)
    assert asked == [("livestream", "2023-05-01")] and not sheet.isVisible()


def test_it_speaks_chinese(bed: DeskBed, chinese: None) -> None:
    speak("zh_CN")
    bed.page.retranslate()
    sheet = opened(bed, "demo-clip-02", Key.Key_1)
    assert "若发生在今天" in said(sheet)
    (part,) = sheet.clauses.used
    assert [chip.text for chip in part.chips.used] == ["措辞变更", "有变更"]
    assert "严重程度: 中 → 高" in beside(sheet).accessibleDescription()


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("三日内不得超过", "七日内不得超过", ["三"], ["七"]),
        ("shown for 3 days", "shown for 30 days", ["3"], ["30"]),
        ("same", "same", [], []),
        ("", "new", [], ["new"]),
        ("a 𠮷 b", "a b", ["𠮷 "], []),
    ],
)
def test_what_differs_is_marked_by_word_and_in_chinese_by_character(
    before: str, after: str, gone: list[str], come: list[str]
) -> None:
    old, new = differing(before, after)
    assert [before[start : start + length] for start, length in old] == gone
    assert [after[start : start + length] for start, length in new] == come


def test_marks_count_as_qt_counts(bed: DeskBed) -> None:
    layout = _laid(Cell("𠮷ab", 0, 200, ((1, 1),)), "light", 1.0)
    (mark,) = layout.formats()
    assert (mark.start, mark.length) == (2, 1)
