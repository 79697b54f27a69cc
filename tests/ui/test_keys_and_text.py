"""What is text and what is a key: input methods, other keyboards, held and doubled keys, keys while rows are read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.actions import ACTIONS, BY_ID
from reviewer_app.client.words import language
from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.ui.chords import chords, chords_of
from reviewer_app.ui.kit import walk
from reviewer_app.ui.shell import Shell
from tests.client.held import SlowLanes
from tests.ui.stage import Stage
from tests.ui.test_keyboard import PAGES, shell
from tests.ui.typing_hands import ALT, CTRL, NONE, SHIFT, Key, Mod, focus, press, queue_of, window_of

__all__ = ["shell"]


# ---- text and commands


def test_ctrl_z_in_a_text_is_about_the_text_alone(shell: Shell, stage: Stage) -> None:
    """Undone once too often, it takes no decision back."""
    press(Key.Key_Slash)
    QTest.keyClicks(focus(), "a")
    for _time in range(3):
        press(Key.Key_Z, modifiers=CTRL)
    assert "undo" not in stage.bench.calls
    press(Key.Key_Escape)
    press(Key.Key_Z, modifiers=CTRL)
    assert "undo" in stage.bench.calls


def test_lists_are_not_typed_into_by_an_input_method(shell: Shell) -> None:
    """Letters are keys in a list, also while Chinese is set: nothing there asks for an input method."""
    for name in PAGES:
        shell.go(name)
        for widget in walk.stops(shell):
            asks = widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
            assert asks is (type(widget).__name__ in ("Field", "_Finder")), widget


def test_what_composes_keeps_return_escape_and_arrows(shell: Shell, stage: Stage) -> None:
    """They choose among the signs that the input method offers, whatever the field would do with them."""
    press(Key.Key_Slash)
    field = queue_of(shell).search
    QApplication.sendEvent(field, QInputMethodEvent("qingxi", []))
    before = stage.desktop.queue.state.ask
    for key, modifiers in (
        (Key.Key_Return, NONE),
        (Key.Key_Down, NONE),
        (Key.Key_Escape, NONE),
        (Key.Key_Tab, NONE),
        (Key.Key_Return, CTRL),
    ):
        press(key, modifiers=modifiers)
        assert focus() is field
    assert stage.desktop.queue.state.ask is before
    assert "take" not in stage.bench.calls
    QApplication.sendEvent(field, QInputMethodEvent("", []))
    press(Key.Key_Escape)
    assert focus() is queue_of(shell).table


def _event(key: int, text: str, modifiers: Mod = NONE, held: bool = False) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text, held)


@pytest.mark.parametrize(
    ("event", "action"),
    [
        (_event(Key.Key_BracketLeft, "[", CTRL | ALT), "clip.in"),  # German on Windows: AltGr+8
        (_event(Key.Key_BracketRight, "]", ALT), "clip.out"),  # German on a Mac: Option+6
        (_event(Key.Key_BracketLeft, "[", Mod.GroupSwitchModifier), "clip.in"),
        (_event(Key.Key_Slash, "/", SHIFT), "desk.find"),  # German: Shift+7
        (_event(Key.Key_1, "1", SHIFT), "desk.clause_1"),  # French: digits with Shift
        (_event(Key.Key_Period, ".", SHIFT), "clip.step"),  # French: the full stop with Shift
        (_event(0xFF0C, "，"), "clip.step_back"),
        (_event(0x3002, "。"), "clip.step"),
        (_event(0x3010, "【"), "clip.in"),
        (_event(0x3001, "、"), "desk.find"),
        (_event(0xFF50, "ｐ"), "desk.pass"),
        (_event(0xFF13, "３"), "desk.clause_3"),
        (_event(Key.Key_P, "P"), "desk.pass"),  # Caps Lock
        (_event(Key.Key_N, "n", SHIFT), "desk.flag_previous"),  # Caps Lock and Shift
        (_event(Key.Key_3, "3", Mod.KeypadModifier), "desk.clause_3"),
    ],
)
def test_a_sign_is_the_same_key_however_it_is_made(event: QKeyEvent, action: str) -> None:
    assert chords_of(BY_ID[action]) & set(chords(event))


def test_a_letter_of_another_script_is_no_key_and_no_fault() -> None:
    cyrillic = _event(0x0424, "ф")
    assert all(not chords_of(action) & set(chords(cyrillic)) for action in ACTIONS)


def test_what_altgr_types_is_text_in_a_field(shell: Shell) -> None:
    """Polish writes ł with AltGr and L, which is Ctrl+Alt+L to the system: the language stays."""
    press(Key.Key_Slash)
    for key, text in ((Key.Key_L, "ł"), (Key.Key_BracketLeft, "[")):
        QApplication.sendEvent(focus(), _event(key, text, CTRL | ALT))
    assert language() == "en"
    assert focus() is queue_of(shell).search


# ---- held and doubled keys


def test_a_held_key_presses_a_button_once(shell: Shell, stage: Stage) -> None:
    page = queue_of(shell)
    seen: list[object] = []
    page.sort.clicked.connect(lambda: seen.append("sort"))
    page.chips[Chip.CLIP].clicked.connect(lambda: seen.append("chip"))
    shell.rail.item("sign_out").clicked.connect(lambda: seen.append("rail"))
    for widget in (page.sort, page.chips[Chip.CLIP], shell.rail.item("sign_out")):
        widget.setFocus()
        press(Key.Key_Return)
        for _more in range(3):
            QApplication.sendEvent(widget, _event(Key.Key_Return, "\r", held=True))
    assert seen == ["sort", "chip", "rail"]


def test_a_key_pressed_twice_counts_once_where_the_first_press_changed_the_page(
    shell: Shell, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Return on a row, doubled, takes the case and binds nothing on the desk that comes."""
    now = [100.0]
    monkeypatch.setattr("reviewer_app.ui.keys.time.monotonic", lambda: now[0])
    desk = shell.pages["desk"]
    press(Key.Key_Return)
    now[0] += 0.2
    press(Key.Key_Return)
    assert shell.at == "desk"
    assert desk.done == []  # type: ignore[attr-defined]
    now[0] += 0.5
    press(Key.Key_Return)
    assert desk.done == ["desk.anchor"]  # type: ignore[attr-defined]
    press(Key.Key_Return)
    assert desk.done == ["desk.anchor"] * 2  # type: ignore[attr-defined]


def test_keys_pressed_while_rows_are_read_take_nothing_unseen(qtbot: QtBot) -> None:
    """Another filter and Return at once, over a disk that is slow."""
    lanes = SlowLanes()
    stage = Stage(lanes=lanes)
    window = window_of(qtbot, stage)
    lanes.slow.add("store")
    press(Key.Key_F, Key.Key_Return)
    assert window.at == "queue"
    press(Key.Key_Down)
    lanes.answer()
    assert "take" not in stage.bench.calls
    assert focus() is queue_of(window).table
    press(Key.Key_Return)
    lanes.slow.clear()
    lanes.answer()
    assert stage.bench.calls.count("take") == 1
    case = stage.desktop.desk.state.case
    assert case is not None and case.record.kind.value == Chip.CLIP.value
    window.close()


def test_the_list_reads_on_under_a_hand_that_walks(qtbot: QtBot) -> None:
    """Down, a reading by the sync loop in between, and Down again: two rows on, not one."""
    lanes = SlowLanes()
    stage = Stage(lanes=lanes)
    window = window_of(qtbot, stage)
    press(Key.Key_Down)
    lanes.slow.add("store")
    stage.desktop.queue.reload()
    press(Key.Key_Down)
    lanes.answer()
    press(Key.Key_Down)
    lanes.answer()
    assert stage.desktop.queue.state.at == 3
    assert queue_of(window).table.currentIndex().row() == 3
    window.close()
