"""Why this version, and as it would be now: by key, for clips before, on and over a switch, in both languages."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.words import speak
from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.ui.desk.beside import Beside, Cell, _laid, differing
from reviewer_app.ui.desk.said import missing_words
from reviewer_app.ui.desk.version import VersionSheet
from tests.ui.desk_bench import DeskBed, Key, Modifier
from tests.ui.evidence_bench import DEMO, PATIENCE, pack
from tests.ui.test_desk_half import HELD, decided_but_for_a_place
from tests.ui.test_desk_page import said

CTRL = Modifier.ControlModifier


def opened(bed: DeskBed, ref: str, *keys: Key) -> VersionSheet:
    """The sheet over a case of the demo, after some keys."""
    bed.bench.lines = (pack(DEMO)[ref],) * 3
    case_id = bed.give(0, 0)
    bed.count(case_id)
    bed.open(case_id)
    bed.press(*keys, Key.Key_U)
    sheet = bed.page.sheets.made["version"]
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
    sheet = bed.page.sheets.made["version"]
    assert isinstance(sheet, VersionSheet) and sheet.isVisible()
    assert "The version that counts is the one in force today." in said(sheet)


def at_second(anchor: TimeAnchor, second: int) -> TimeAnchor:
    """A second of the same clip."""
    ticks = anchor.time_base[1] // anchor.time_base[0]
    start = anchor.first_pts + second * ticks
    return anchor.model_copy(update={"start_pts": start, "end_pts": start + ticks, "frame_sha256": None})


def over_the_switch(bed: DeskBed) -> None:
    """The clip begins seven seconds before the switch, and runs for twelve."""
    bed.bench.lines = (pack(DEMO)["demo-clip-06"] | {"conduct_at": "2026-01-31T23:59:53+08:00"},) * 3


def judged_over_the_switch(bed: DeskBed) -> str:
    """That clip on the desk, with a finding that has no place yet; its case."""
    over_the_switch(bed)
    case_id = bed.give(0, 0)
    bed.count(case_id)
    bed.open(case_id)
    bed.press(Key.Key_1)
    return case_id


def test_places_on_both_sides_of_a_switch_stand_in_two_cards_that_name_their_versions(bed: DeskBed) -> None:
    judged_over_the_switch(bed)
    bed.bind()
    (anchor,) = bed.state.draft.findings[0].anchors
    assert isinstance(anchor, TimeAnchor)
    later = at_second(anchor, 9)
    bed.pane.go_to_anchor(later)
    bed.qtbot.waitUntil(lambda: bed.pane.clip.model.state.shown == later.start_pts, timeout=PATIENCE)
    bed.bind()
    cards = bed.page.decision.cards.used
    assert [card.version.text for card in cards] == ["Version 2025-10-15", "Version 2026-02-01"]
    assert all(card.version.isVisibleTo(card) for card in cards)
    assert "This place falls under version 2026-02-01" in bed.page.decision.hint.words.text()
    assert bed.state.finding_at == bed.state.draft.findings[1].id
    case = bed.state.case
    assert case is not None
    lines = [missing_words(case, bed.state.draft.findings, item) for item in bed.state.missing if item.finding]
    assert ["2025-10-15" in lines[0], "2026-02-01" in lines[1]] == [True, True]
    bed.press(Key.Key_1)
    assert bed.state.finding_at == bed.state.draft.findings[0].id
    given = bed.state.draft
    over_the_switch(bed)
    signing = bed.give(1, 0, signoff=given)
    bed.count(signing)
    bed.open(signing)
    judged = bed.page.decision.judged.cards.used
    assert [card.version.text for card in judged] == ["Version 2025-10-15", "Version 2026-02-01"]
    first, second = bed.state.places
    bed.press(Key.Key_Tab)
    assert bed.state.anchor_at == second
    bed.press(Key.Key_Tab)
    assert bed.state.anchor_at == first


def test_a_finding_that_its_place_takes_over_the_switch_is_seen_before_its_case_is_decided(bed: DeskBed) -> None:
    case_id = judged_over_the_switch(bed)
    model, go_on = bed.pane.clip.model, Event()
    timeline = model.state.timeline
    assert timeline is not None
    bed.lanes.media(lambda: go_on.wait(HELD), lambda done: None)
    model._set(mark_in=timeline.pts[-9], out=timeline.pts[-2])
    decided_but_for_a_place(bed)
    before = bed.state.draft.findings[0].rulebook.version
    go_on.set()
    bed.qtbot.waitUntil(lambda: bed.anchors() == 1, timeout=PATIENCE)
    hint = bed.page.decision.hint
    assert before == "2025-10-15" and bed.state.draft.findings[0].rulebook.version == "2026-02-01"
    assert bed.bench.decided == {} and bed.state.unseen and not bed.state.waits
    assert hint.isVisible() and "falls under version 2026-02-01 now" in hint.words.text()
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert [one.rulebook.version for one in bed.bench.decided[case_id].findings] == ["2026-02-01"]


def test_where_nothing_differs_that_is_said(bed: DeskBed) -> None:
    sheet = opened(bed, "demo-clip-01", Key.Key_4)
    assert "The version that counts is the one in force today." in said(sheet)
    names = [place.name for place in beside(sheet)._places]
    assert names == ["Clause", "Step", "Measure chosen"]  # nothing is said of the harm yet
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
    assert "严重程度：中 → 高" in beside(sheet).accessibleDescription()


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
