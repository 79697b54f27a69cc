"""The desk by keys alone, with real evidence: who has the keyboard, what is text, and what a doubled key does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.viewmodels.actions import ACTIONS, Where
from reviewer_app.client.words import speak
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui.evidence.canvas import Canvas
from reviewer_app.ui.kit import Scroll, walk
from tests.client.held import SlowLanes
from tests.ui.desk_bench import DeskBed, Key, Modifier

CTRL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier
KINDS = {0: "clip", 1: "listing", 2: "filing"}
VIOLATION = Draft(outcome=Outcome.VIOLATION, reason="见证据")


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "something always has the keyboard"
    return widget


def in_sight(widget: QWidget) -> bool:
    """Whether some of it can be seen; of what scrolls, some of what is in it."""
    inner = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    return not inner.visibleRegion().isEmpty() or not widget.visibleRegion().isEmpty()


@pytest.mark.parametrize("kind", KINDS)
def test_the_evidence_has_the_keyboard_and_shows_it(bed: DeskBed, kind: int) -> None:
    """The picture, with a filing its rows: with a name, in sight; after every field and sheet it has it again."""
    bed.open(bed.give(0, kind))
    home = _focus()
    assert home is bed.page.home() is (bed.pane.filing.grid if kind == 2 else bed.pane._canvas())
    assert home.accessibleName() and in_sight(home)
    for leads in (Key.Key_W, Key.Key_S):
        bed.press(leads)
        assert _focus() is not home
        bed.press(Key.Key_Escape)
        assert _focus() is home
    for sheet in (Key.Key_Y, Key.Key_U):
        bed.press(sheet)
        assert bed.shell.sheet() is not None and bed.shell.sheet().isAncestorOf(_focus())  # type: ignore[union-attr]
        bed.press(Key.Key_Escape)
        assert _focus() is home
        bed.press(sheet, sheet)
        assert bed.shell.sheet() is None
        assert _focus() is home


def test_after_a_decision_and_after_taking_it_back_the_evidence_has_the_keyboard(bed: DeskBed) -> None:
    """From the reason: the next case's evidence; taken back, the first one's; at last the button of the empty desk."""
    bed.give(0, 0)
    second = bed.give(1, 1)
    bed.open(next(iter(bed.bench.cases)))
    bed.press(Key.Key_P, Key.Key_W)
    bed.press(Key.Key_Return, modifiers=CTRL)
    bed.settle()
    assert bed.state.case is not None and bed.state.case.case_id == second
    assert _focus() is bed.page.home()
    bed.press(Key.Key_Z, modifiers=CTRL)
    bed.settle()
    assert bed.state.case.case_id != second
    assert _focus() is bed.page.home()
    bed.press(Key.Key_Return, modifiers=CTRL)
    bed.settle()
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.state.case is None
    assert _focus() is bed.page.blank.take
    bed.settle()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("round_", [Round.FIRST, Round.SIGNOFF, Round.APPEAL])
def test_tab_goes_through_the_desk_as_it_is_read(bed: DeskBed, chinese: None, kind: int, round_: Round) -> None:
    """Every stop once, with a name in both languages and in sight; the evidence before the decision."""
    bed.open(bed.give(0, kind, None if round_ is Round.FIRST else VIOLATION, round_))
    for tongue in ("en", "zh_CN"):
        speak(tongue)
        bed.shell.retranslate()
        expected = walk.stops(bed.shell)
        assert [type(stop).__name__ for stop in expected if not stop.accessibleName()] == []
    assert not bed.state.places, "with places, Tab on the evidence walks those"
    seen = []
    for _step in expected:
        bed.press(Key.Key_Tab)
        seen.append(_focus())
        assert in_sight(_focus()), _focus().accessibleName()
    assert sorted(map(id, seen)) == sorted(map(id, expected))
    order = [expected.index(bed.page.home()), expected.index(bed.page.decision.reason)]
    order += [expected.index(button) for button in bed.page.decision.foot.buttons.values() if button.isVisible()]
    assert order == sorted(order)


def test_a_filing_is_walked_by_keys(bed: DeskBed) -> None:
    """Down walks the rows, Return binds what is chosen there, page keys turn pages, / leads to the search."""
    bed.open(bed.give(0, 2))
    table = bed.pane.filing.grid
    chosen = table.currentIndex().row()
    box = bed.pane.filing.model.pictures.state.box
    bed.shell.go("queue")
    bed.shell.go("desk")
    assert table.currentIndex().row() == chosen, "coming back chooses nothing by itself"
    assert bed.pane.filing.model.pictures.state.box == box
    bed.press(Key.Key_Down, Key.Key_Down)
    assert table.currentIndex().row() == max(chosen, 0) + (2 if chosen >= 0 else 1)
    bed.settle()
    bed.press(Key.Key_1)
    bed.bind()
    bed.press(Key.Key_W, Key.Key_Slash)
    assert bed.page.decision.reason.text() == "/"
    bed.press(Key.Key_Escape)
    bed.pane.filing.stills.canvas.setFocus()
    bed.press(Key.Key_Slash)
    assert _focus() is bed.pane.filing.finder.field
    bed.press(Key.Key_Escape)
    assert _focus() is bed.pane.filing.stills.canvas
    bed.settle()


def test_a_listing_is_read_by_keys(bed: DeskBed) -> None:
    """/ looks for two signs of Chinese, Escape leads to them in the text, Return makes them evidence."""
    bed.open(bed.give(0, 1))
    reading = bed.pane.listing.reading
    words = next(line.stored[:2] for line in reading.lines if len(line.stored) > 4 and not line.stored.isascii())
    bed.press(Key.Key_1, Key.Key_Slash)
    bed.write(words)
    bed.press(Key.Key_Escape)
    assert _focus() is reading
    assert reading.lines[reading.row].stored[slice(*reading.selected())] == words  # type: ignore[misc]
    bed.bind()
    (finding,) = bed.state.draft.findings
    assert finding.anchors[0].exact == words  # type: ignore[union-attr]


def test_history_moves_by_keys(bed: DeskBed) -> None:
    bed.shell.resize(1366, 640)
    bed.open(bed.give(0, 0, VIOLATION))
    bed.press(Key.Key_Y)
    scroll = _focus()
    assert isinstance(scroll, Scroll) and scroll.accessibleName() == "History of the case"
    bed.page.sheets.made["history"]._scroll.widget().setMinimumHeight(2_000)
    QApplication.processEvents()
    bar = scroll.verticalScrollBar()
    bed.press(Key.Key_End)
    assert bar.value() == bar.maximum() > 0
    bed.press(Key.Key_Home)
    assert bar.value() == 0
    bed.press(Key.Key_Escape)


def test_chinese_is_composed_in_the_reason_and_nothing_of_it_is_a_command(bed: DeskBed) -> None:
    """Letters, Return, Ctrl+Return and Escape while an input method composes belong to it; what it gives is text."""
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_P, Key.Key_W)
    reason = bed.page.decision.reason
    QApplication.sendEvent(reason, QInputMethodEvent("hua mian", []))
    bed.press(Key.Key_Return, Key.Key_Escape, Key.Key_Tab, Key.Key_Down, Key.Key_F7)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert _focus() is reason
    assert bed.bench.decided == {}
    assert bed.shell.at == "desk"
    bed.stage.desktop.desk.hear(bed.bench._all(bed.state.case.case_id))  # type: ignore[union-attr]
    given = QInputMethodEvent("", [])
    given.setCommitString("画面与语音，都说「降血压」。")
    QApplication.sendEvent(reason, given)
    bed.press(Key.Key_V, Key.Key_1)
    assert bed.state.draft.entered == Draft(outcome=Outcome.PASS, reason="画面与语音，都说「降血压」。v1")
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert len(bed.bench.decided) == 1
    bed.settle()


def test_a_decision_pressed_twice_decides_one_case(bed: DeskBed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one has a draft that is whole already: it is not decided unseen; pressed once more later, it is."""
    now = [100.0]
    monkeypatch.setattr("reviewer_app.ui.keys.time.monotonic", lambda: now[0])
    first, second = bed.give(0, 0), bed.give(1, 1)
    bed.bench.save_draft(second, Draft(outcome=Outcome.PASS, reason="ready"), bed.bench.cases[second].lease)  # type: ignore[arg-type]
    bed.open(first)
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, Key.Key_Control, Key.Key_Return, modifiers=CTRL)
    assert list(bed.bench.decided) == [first]
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, CTRL, "\r", True)
    now[0] += 1.0
    QApplication.sendEvent(_focus(), held)
    assert list(bed.bench.decided) == [first]
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert list(bed.bench.decided) == [first, second]
    bed.settle()


def test_keys_while_a_decision_is_written_go_to_no_case(qtbot: QtBot, room: MediaRoom) -> None:
    """A slow disk: letters, a doubled decision and words typed meanwhile are nobody's; the next case comes clean."""
    bed = DeskBed(qtbot, room, lanes=SlowLanes())
    lanes = bed.stage.desktop.lanes
    assert isinstance(lanes, SlowLanes)
    first, second = bed.give(0, 0), bed.give(1, 1)
    bed.open(first)
    bed.press(Key.Key_P, Key.Key_W)
    bed.write("whole")
    lanes.slow.add("store")
    bed.press(Key.Key_Return, modifiers=CTRL)
    bed.press(Key.Key_V)
    bed.press(Key.Key_Return, modifiers=CTRL)
    bed.press(Key.Key_Escape, Key.Key_V, Key.Key_1, Key.Key_H)
    lanes.slow.clear()
    lanes.answer()
    assert bed.bench.decided.keys() == {first}
    assert bed.bench.decided[first].entered == Draft(outcome=Outcome.PASS, reason="whole")
    assert bed.state.case is not None and bed.state.case.case_id == second
    assert bed.state.draft.empty
    assert bed.page.decision.reason.text() == ""
    assert _focus() is bed.page.home()
    bed.settle()
    bed.close()


def test_keys_while_the_next_case_is_filled_act_on_the_one_in_front(qtbot: QtBot, room: MediaRoom) -> None:
    """What comes next is filled bit by bit behind: a key in the middle of it never gets there."""
    bed = DeskBed(qtbot, room)
    first, second = bed.give(0, 0), bed.give(1, 1)
    bed.open(first)
    behind = bed.page.behind
    assert behind is not None
    behind.prepare(behind.state)
    assert behind.filling
    bed.press(Key.Key_V, Key.Key_1)
    bed.press(Key.Key_Tab)
    assert not behind.isAncestorOf(_focus())
    assert behind.state.draft.empty
    assert [finding.clause for finding in bed.state.draft.findings] != []
    bed.press(Key.Key_Escape)
    bed.settle()
    assert bed.bench.cases[second].draft.empty
    bed.close()


def test_a_case_read_late_does_not_take_the_keyboard_out_of_the_reason(qtbot: QtBot, room: MediaRoom) -> None:
    """Two cases asked for, the slow one first: what is typed in the second stays words."""
    bed = DeskBed(qtbot, room, lanes=SlowLanes())
    lanes = bed.stage.desktop.lanes
    assert isinstance(lanes, SlowLanes)
    first = bed.give(0, 0)
    lanes.slow.add("network")
    bed.stage.desktop.open_case(bed.bench.rows[5].case_id, read_only=True)
    bed.open(first)
    bed.press(Key.Key_W)
    QTest.keyClicks(_focus(), "pas")
    lanes.answer()
    QTest.keyClicks(_focus(), "vh1")
    assert bed.state.draft.entered == Draft(reason="pasvh1")
    bed.settle()
    bed.close()


@pytest.fixture
def signed(bed: DeskBed) -> Iterator[DeskBed]:
    """A case for sign-off on the desk, another behind it."""
    bed.open(bed.give(0, 0))
    draft = bed.judged()
    first = bed.give(4, 0, draft)
    bed.give(5, 0, draft)
    bed.open(first)
    yield bed


def test_a_case_is_changed_at_sign_off_by_keys_alone(signed: DeskBed) -> None:
    """X, M to what it is to be instead, arrows or Space there, W for the remark, Ctrl+Return."""
    bed = signed
    bed.press(Key.Key_X)
    for _more in range(8):
        blocking = [item for item in bed.state.missing if item.blocking]
        if not blocking:
            break
        bed.press(Key.Key_M)
        if _focus() is bed.page.decision.reason:
            bed.write("另一条款")
            bed.press(Key.Key_Escape)
        else:
            bed.press(Key.Key_Space, Key.Key_Escape)
    assert bed.state.draft.outcome is Outcome.CHANGE
    assert [item for item in bed.state.missing if item.blocking] == []
    assert isinstance(_focus(), Canvas)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert [draft.outcome for draft in bed.bench.decided.values()] == [Outcome.CHANGE]
    bed.settle()


def test_a_change_that_changes_nothing_is_not_recorded_as_one(signed: DeskBed) -> None:
    """X, words, Ctrl+Return: what is judged still stands there, and that is said."""
    bed = signed
    bed.press(Key.Key_X, Key.Key_W)
    bed.write("同意")
    bed.press(Key.Key_Escape)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.bench.decided == {}
    assert Lack.UNCHANGED in [item.lack for item in bed.state.missing]
    assert any("Nothing is changed" in label.text() for label in bed.page.findChildren(QLabel) if label.isVisible())
    bed.press(Key.Key_M, Key.Key_Space, Key.Key_Escape)
    assert bed.state.draft.result == "pass"
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert [draft.result for draft in bed.bench.decided.values()] == ["pass"]
    bed.settle()


@pytest.mark.parametrize("kind", KINDS)
def test_the_palette_gives_every_action_of_the_desk_or_the_reason_why_not(bed: DeskBed, kind: int) -> None:
    bed.open(bed.give(0, kind))
    bed.press(Key.Key_K, modifiers=CTRL)
    model = bed.shell.palette_sheet.model
    awake = {action.id for action in bed.shell.keys.live_actions()}
    here = (Where.DESK, Where.CLIP, Where.LISTING, Where.FILING)
    for action in ACTIONS:
        if action.where in here and not action.id.startswith("desk.clause_"):
            model.find(action.name)
            (entry,) = [one for one in model.entries if one.words == action.name and one.key == action.keys[0]]
            assert bool(entry.why) or action.id in awake
    model.find("Decide and go")
    assert model.entries[0].why == "1 thing missing"
    bed.press(Key.Key_Escape)
    assert _focus() is bed.page.home()


def test_a_decision_that_lacks_its_outcome_says_so_and_presses_nothing(bed: DeskBed) -> None:
    """The keyboard stays with the evidence: Space after it plays, and chooses no outcome."""
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.decision.hint.words.text() == "Choose an outcome."
    assert _focus() is bed.page.home()
    bed.press(Key.Key_Space)
    assert bed.state.draft.outcome is None
    bed.press(Key.Key_K)
    bed.settle()


def test_keys_act_on_the_finding_and_the_place_that_has_the_keyboard(bed: DeskBed) -> None:
    """Two findings, the second begun last: Delete on the first's card takes the first out, Shift+Delete its place."""
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_1)
    bed.bind()
    bed.press(Key.Key_2)
    _first, second = bed.state.draft.findings
    assert bed.state.finding_at == second.id
    card = bed.page.decision.cards.used[0]
    card.places.used[0].go.setFocus()
    bed.press(Key.Key_Delete, modifiers=SHIFT)
    assert [len(finding.anchors) for finding in bed.state.draft.findings] == [0, 0]
    bed.press(Key.Key_Escape, Key.Key_G)
    assert bed.state.finding_at == second.id
    card.setFocus()
    bed.press(Key.Key_Delete)
    assert [finding.id for finding in bed.state.draft.findings] == [second.id]
    assert _focus().isVisible()
    bed.settle()


def test_a_case_that_is_told_anew_leaves_the_keyboard_where_it_is(bed: DeskBed) -> None:
    """Evidence that arrives, or news of the case, comes while somebody is about to choose why the case is held."""
    bed.open(bed.give(0, 1))
    bed.press(Key.Key_H)
    reason = bed.page.decision.choices.used[1]
    reason.setFocus()
    case = bed.state.case
    assert case is not None
    bed.shell.desktop.desk.follow(case, replace(case))
    assert bed.state.case is not case
    assert reason.hasFocus()
    before = bed.state.draft.hold
    bed.press(Key.Key_Space)
    assert bed.state.draft.hold not in (None, before)


def test_a_place_is_taken_away_by_key(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_1)
    bed.bind()
    bed.press(Key.Key_Delete, modifiers=Modifier.ShiftModifier)
    assert bed.anchors() == 0
    assert len(bed.state.draft.findings) == 1
    bed.press(Key.Key_Delete, modifiers=Modifier.ShiftModifier)
    assert len(bed.state.draft.findings) == 1


def test_a_line_is_closed_by_key(bed: DeskBed) -> None:
    """The page's before the window's."""
    bed.open(bed.give(0, 0))
    bed.stage.desktop.status.say(NotSaved())
    bed.page.decision.say("Something to close.", lambda state: True)
    bed.press(Key.Key_Period, modifiers=CTRL)
    assert not bed.page.decision.hint.isVisible()
    assert bed.shell.banner.isVisible()
    bed.press(Key.Key_Period, modifiers=CTRL)
    assert not bed.shell.banner.isVisible()


def test_return_in_a_search_binds_no_place(bed: DeskBed) -> None:
    """A field leaves Return to whoever is above it; what it meant was done in the field."""
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_1, Key.Key_S)
    QTest.keyClicks(QApplication.focusWidget(), "nothing has these words")
    bed.press(Key.Key_Return)
    bed.settle()
    assert bed.anchors() == 0
