"""The window: pages by key, letters that sleep, the palette, the keys, words and themes that switch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.settings.preferences import LANGUAGE, TEXT_SCALE
from reviewer_app.client.trouble import Offline
from reviewer_app.client.viewmodels.actions import ACTIONS, Where
from reviewer_app.client.viewmodels.desktop import Desktop
from reviewer_app.client.words import language
from reviewer_app.domain.changes import Changes
from reviewer_app.ui import theme
from reviewer_app.ui.app import set_language, the_app
from reviewer_app.ui.chords import chords, chords_of
from reviewer_app.ui.kit import Label
from reviewer_app.ui.page import Page
from reviewer_app.ui.shell import Shell
from tests.ui.stage import Stage

Key, Mod = Qt.Key, Qt.KeyboardModifier


class DeskStub(Page):
    """A desk that notes what it was asked to do."""

    where = (Where.DESK, Where.CLIP)

    def __init__(self) -> None:
        super().__init__("panel")
        self.done: list[str] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def title(self) -> str:
        """What it is called."""
        return "Desk"

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Notes every action of the desk and the clip."""
        ids = [a.id for a in ACTIONS if a.where in (Where.DESK, Where.CLIP)]
        return {name: self._noter(name) for name in ids}

    def _noter(self, name: str) -> Callable[[], object]:
        return lambda: self.done.append(name)


@pytest.fixture
def shell(qtbot: QtBot, stage: Stage) -> Iterator[Shell]:
    """The window, on the screen and active."""
    window = stage.shell()
    window.add_page("desk", DeskStub())
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.go("queue")
    yield window
    window.close()


def _press(key: Key, modifiers: Mod = Mod.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None, "something always has the keyboard"
    QTest.keyClick(widget, key, modifiers)


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Key.Key_F3, "desk"),
        (Key.Key_F4, "signoff"),
        (Key.Key_F6, "outbox"),
        (Key.Key_F7, "rules"),
        (Key.Key_F2, "queue"),
    ],
)
def test_pages_are_reached_by_key(shell: Shell, key: Key, page: str) -> None:
    """Every page by its F-key, and what it shows has the keyboard."""
    _press(key)
    assert shell.at == page
    _press(Key.Key_Comma, Mod.ControlModifier)
    assert shell.at == "preferences"
    assert shell.windowTitle().startswith("Preferences")


def test_letters_sleep_while_text_is_typed(shell: Shell, stage: Stage) -> None:
    """`/` leads to the field; there letters are text and Ctrl still acts; Escape leads out."""
    _press(Key.Key_Slash)
    field = QApplication.focusWidget()
    assert field is shell.pages["queue"].search  # type: ignore[attr-defined]
    before = stage.desktop.queue.state.ask.chip
    QTest.keyClicks(field, "foS")
    assert field.text() == "foS"
    assert stage.desktop.queue.state.ask.chip is before
    _press(Key.Key_Escape)
    assert QApplication.focusWidget() is not field
    _press(Key.Key_F)
    assert stage.desktop.queue.state.ask.chip is not before
    _press(Key.Key_Slash)
    _press(Key.Key_F7)
    assert shell.at == "rules"


def test_everything_sleeps_while_an_input_method_composes(shell: Shell, stage: Stage) -> None:
    """Return then takes the composed words, never a case."""
    _press(Key.Key_Slash)
    field = QApplication.focusWidget()
    assert field is not None
    QApplication.sendEvent(field, QInputMethodEvent("qing", []))
    _press(Key.Key_Return, Mod.ControlModifier)
    assert "take" not in stage.bench.calls
    QApplication.sendEvent(field, QInputMethodEvent("", []))
    _press(Key.Key_F7)
    assert shell.at == "rules"


def test_return_takes_the_case_and_shows_the_desk(shell: Shell, stage: Stage) -> None:
    """From the queue to the desk in one key."""
    stage.desktop.queue.choose(4)
    chosen = stage.desktop.queue.state.chosen
    assert chosen is not None
    _press(Key.Key_Return)
    assert shell.at == "desk"
    assert stage.desktop.desk.state.case is not None
    assert stage.desktop.desk.state.case.case_id == chosen.case_id


def test_return_presses_what_has_the_keyboard(shell: Shell, stage: Stage) -> None:
    """A button under the keyboard is pressed instead of the page's action."""
    queue = shell.pages["queue"]
    before = stage.desktop.queue.state.ask.sort
    queue.sort.setFocus()  # type: ignore[attr-defined]
    _press(Key.Key_Return)
    assert stage.desktop.queue.state.ask.sort is not before
    assert shell.at == "queue"


def test_holding_a_key_repeats_only_what_may_repeat(shell: Shell) -> None:
    """Frames step on while the key is held, verdicts do not."""
    shell.go("desk")
    desk = shell.pages["desk"]
    for text, key in ((".", Key.Key_Period), ("p", Key.Key_P)):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Mod.NoModifier, text, True)
        QApplication.sendEvent(desk, event)
    assert desk.done == ["clip.step"]  # type: ignore[attr-defined]


def test_the_narrower_place_wins(shell: Shell) -> None:
    """On the desk Return adds the anchor and K stops the clip; Tab walks anchors."""
    shell.go("desk")
    for key, modifiers in (
        (Key.Key_Return, Mod.NoModifier),
        (Key.Key_K, Mod.NoModifier),
        (Key.Key_Tab, Mod.NoModifier),
    ):
        _press(key, modifiers)
    _press(Key.Key_Backtab, Mod.ShiftModifier)
    _press(Key.Key_Less, Mod.ShiftModifier)
    _press(Key.Key_N, Mod.ShiftModifier)
    assert shell.pages["desk"].done == [  # type: ignore[attr-defined]
        "desk.anchor",
        "clip.stop",
        "desk.anchor_next",
        "desk.anchor_previous",
        "clip.step_back_10",
        "desk.flag_previous",
    ]


def test_the_keypad_and_shifted_signs_are_the_same_keys() -> None:
    """Enter is Return; a sign that needs Shift on this keyboard is still that sign."""
    enter = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Enter, Mod.KeypadModifier)
    assert set(chords(enter)) & chords_of(next(a for a in ACTIONS if a.id == "queue.take"))
    plus = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Plus, Mod.ShiftModifier)
    assert set(chords(plus)) & chords_of(next(a for a in ACTIONS if a.id == "picture.zoom_in"))


def test_no_two_actions_share_a_key_where_both_are_awake() -> None:
    """A key means one thing at one place."""
    for one in ACTIONS:
        for other in ACTIONS:
            if one.id < other.id and one.where is other.where:
                assert not chords_of(one) & chords_of(other), (one.id, other.id)


def test_the_palette_finds_and_runs(shell: Shell, stage: Stage) -> None:
    """Ctrl+K, a few letters, Return: from the page it was opened on; the keyboard goes back."""
    _press(Key.Key_K, Mod.ControlModifier)
    assert shell.palette_sheet.isVisible()
    field = QApplication.focusWidget()
    assert field is shell.palette_sheet.field
    QTest.keyClicks(field, "rules")
    _press(Key.Key_Return)
    assert shell.at == "rules"
    assert not shell.palette_sheet.isVisible()
    _press(Key.Key_K, Mod.ControlModifier)
    composed = QInputMethodEvent()
    composed.setCommitString("清溪山泉水")
    QApplication.sendEvent(shell.palette_sheet.field, composed)
    _press(Key.Key_Down)
    _press(Key.Key_Up)
    _press(Key.Key_Return)
    assert shell.at == "desk"
    _press(Key.Key_K, Mod.ControlModifier)
    QTest.keyClicks(shell.palette_sheet.field, "Absolute")
    _press(Key.Key_Return)
    assert shell.at == "rules"
    assert stage.desktop.rules.state.clause is not None
    assert stage.desktop.rules.state.clause.id == "absolute-terms"


def test_a_sheet_holds_the_keyboard(shell: Shell, stage: Stage) -> None:
    """While the keys are shown nothing else answers; Escape closes and gives the keyboard back."""
    before = QApplication.focusWidget()
    _press(Key.Key_F1)
    assert shell.keys_sheet.isVisible()
    _press(Key.Key_Return)
    _press(Key.Key_F7)
    assert shell.at == "queue"
    for _ in range(4):
        _press(Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert shell.keys_sheet.isAncestorOf(focus)
    _press(Key.Key_Escape)
    assert not shell.keys_sheet.isVisible()
    assert QApplication.focusWidget() is before


def test_taking_back_by_key_from_any_page(shell: Shell, stage: Stage) -> None:
    """Ctrl+Z puts the last decision's case on the desk again."""
    shell.go("rules")
    _press(Key.Key_Z, Mod.ControlModifier)
    assert "undo" in stage.bench.calls
    assert shell.at == "desk"
    assert stage.desktop.desk.state.draft.outcome is not None


def test_the_status_line_counts(shell: Shell, stage: Stage) -> None:
    """Numbers as they are, the countdown while there is something to take back."""
    line = shell.status_line
    assert line.in_hand.text() == "In hand 4"
    assert line.to_send.text() == "To send 2"
    assert line.undo.isVisible()
    assert line.undo.words.text().endswith("30 s")
    stage.clock.go_on(6)
    stage.lanes.run_due()
    assert line.undo.words.text().endswith("24 s")
    stage.clock.go_on(60)
    stage.lanes.run_due()
    assert line.undo.isVisible() and line.undo.words.text().endswith("until sent")
    assert "undo" not in shell.refusals()
    stage.desktop.status.connection(False)
    assert line.online.text() == "Offline"


@pytest.mark.parametrize(
    ("skew", "said"),
    [(-1_200.0, "20 minutes fast"), (1_200.0, "20 minutes slow"), (-100.0, ""), (0.0, "")],
)
def test_a_clock_that_is_wrong_is_said_in_one_line(shell: Shell, stage: Stage, skew: float, said: str) -> None:
    stage.desktop.report(Changes(), True, skew=skew)
    assert (said in shell.status_line.clock.text()) and bool(shell.status_line.clock.text()) is bool(said)
    stage.desktop.report(Changes(media=True), True, fetching=True)  # does not tell of clocks
    assert said in shell.status_line.clock.text()
    stage.desktop.report(Changes(), True, skew=0.0)
    assert shell.status_line.clock.text() == ""
    assert stage.desktop.server_time.now() == stage.clock.now()


def test_trouble_is_one_calm_line(shell: Shell, stage: Stage) -> None:
    """What happened, what is safe, what to do; it goes when the server is back."""
    stage.bench.trouble["refresh"] = Offline()
    _press(Key.Key_F5)
    assert shell.banner.isVisible()
    assert "cannot be reached" in shell.banner.words.text()
    assert "2 decisions wait." in shell.banner.words.text()
    shell.banner.action.click()
    assert not shell.banner.isVisible()
    assert shell.status_line.online.text() == "Online"


def test_who_signs_out_without_what_no_disk_took_is_signed_out(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desktop, "unwritten", 1)
    shell.keys.run("sign_out")
    shell.unsaved_sheet.leave.click()
    assert shell.isVisible() and shell.sign_out_sheet.isVisible()
    shell.sign_out_sheet.stay.click()
    shell.keys.run("sign_out")  # whoever stayed is asked again
    shell.unsaved_sheet.leave.click()
    with qtbot.waitSignal(shell.signed_out, timeout=1000):
        shell.sign_out_sheet.leave.click()
    assert shell.close() is True


def test_signing_out_names_what_is_unsent(shell: Shell, qtbot: QtBot) -> None:
    """And asks first."""
    shell.keys.run("sign_out")
    words = " ".join(label.text() for label in shell.sign_out_sheet.findChildren(QLabel))
    assert "2 decisions are not sent yet" in words
    with qtbot.waitSignal(shell.signed_out):
        shell.sign_out_sheet.leave.click()


def test_language_and_theme_switch_while_it_runs(shell: Shell, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+Alt+T and Ctrl+Alt+L; what was chosen is kept."""
    _press(Key.Key_T, Mod.ControlModifier | Mod.AltModifier)
    assert theme.current().name == "dark"
    assert stage.kept.values["theme"] == "dark"
    _press(Key.Key_L, Mod.ControlModifier | Mod.AltModifier)
    assert language() == "zh_CN"
    assert stage.desktop.preferences.get(LANGUAGE) == "zh_CN"
    stage.desktop.preferences.set(TEXT_SCALE, 130)
    assert theme.live.scale == 1.3
    stage.desktop.preferences.set(TEXT_SCALE, 100)
    _press(Key.Key_L, Mod.ControlModifier | Mod.AltModifier)
    assert language() == "en"
    _press(Key.Key_T, Mod.ControlModifier | Mod.AltModifier)
    assert theme.current().name == "light"


def test_who_may_not_sign_off_sees_no_such_page(qtbot: QtBot) -> None:
    """Neither on the rail nor by key."""
    stage = Stage()
    stage.desktop.session = replace(stage.desktop.session, roles=stage.desktop.session.roles[:1])
    window = stage.shell()
    qtbot.addWidget(window)
    assert "signoff" not in window.pages
    assert "go.signoff" not in window.handlers()
    with pytest.raises(KeyError):
        window.rail.item("signoff")


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
@pytest.mark.parametrize(("size", "scale"), [((1366, 768), 100), ((1920, 1080), 100), ((1366, 768), 150)])
def test_no_words_are_cut(qtbot: QtBot, chinese: None, tongue: str, size: tuple[int, int], scale: int) -> None:
    """Every label that does not end with dots on purpose has the room it needs, in both languages."""
    stage = Stage(language=tongue, text_scale=scale)
    stage.busy_day()
    app = the_app()
    set_language(app, tongue)
    theme.apply(app, "light", scale / 100)
    window = stage.shell()
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    for page in window.pages:
        window.go(page)
        QApplication.processEvents()
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        assert [label.text() for label in _labels(window) if _is_cut(label)] == [], page
        table = getattr(window.pages[page], "table", None)
        if table is not None:
            assert table.horizontalHeader().length() <= table.viewport().width()
    window.close()
    theme.apply(app, "light")


def test_the_words_are_read_again_in_the_other_language(shell: Shell, stage: Stage, chinese: None) -> None:
    """No page keeps a word of the language before."""
    _press(Key.Key_L, Mod.ControlModifier | Mod.AltModifier)
    for name in ("queue", "signoff", "outbox", "rules", "preferences"):
        shell.go(name)
        QApplication.processEvents()
        english = [label.text() for label in _labels(shell) if label.text() in ENGLISH]
        assert english == [], name
    assert shell.rail.item("queue").text() == "队列"
    assert stage.desktop.queue.state.lines[0].text == "标记所指条款的严重程度"
    assert shell.status_line.in_hand.text() == "已领 4"
    _press(Key.Key_L, Mod.ControlModifier | Mod.AltModifier)


ENGLISH = {"Queue", "Why it is here", "Outbox", "Rules", "Preferences", "Look", "Commands", "Merchant", "Examples"}


def _labels(window: QWidget) -> list[Label]:
    return [label for label in window.findChildren(Label) if label.isVisible() and label.text()]


def _is_cut(label: Label) -> bool:
    if label.sizePolicy().horizontalPolicy() is label.sizePolicy().Policy.Ignored:
        return False
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + 1
    return label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1


def test_everything_that_takes_the_keyboard_has_a_name(shell: Shell) -> None:
    """For those who hear the screen."""
    for name in shell.pages:
        shell.go(name)
        for widget in shell.pages[name].findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and name != "desk":
                assert widget.accessibleName() or widget.accessibleDescription(), (name, type(widget).__name__)
