"""What the queue's page asks before it acts, and what it offers to whom: offline, giving back, roles, no server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.trouble import Offline
from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.terms import Role, Status
from reviewer_app.ui.queue.page import QueuePage
from reviewer_app.ui.shell import Shell
from tests.ui.stage import Stage
from tests.ui.typing_hands import window_of

Key = Qt.Key


@pytest.fixture
def shell(qtbot: QtBot, stage: Stage) -> Iterator[Shell]:
    """The window over it."""
    window = _window(qtbot, stage)
    yield window
    window.close()


def _window(qtbot: QtBot, stage: Stage) -> Shell:
    window = window_of(qtbot, stage)
    window.go("queue")
    return window


def _queue(shell: Shell) -> QueuePage:
    page = shell.pages["queue"]
    assert isinstance(page, QueuePage)
    return page


def _words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("count", "hours"),
    [("0", "48"), ("", "48"), ("201", "48"), ("3", "0"), ("3", "-5"), ("3", "73"), ("3", "")],
)
def test_a_number_that_is_not_possible_is_said_and_takes_no_case(
    shell: Shell, stage: Stage, count: str, hours: str
) -> None:
    """What was typed stays, is marked and has the keyboard; the number before it is not taken in its place."""
    page = _queue(shell)
    before = len(stage.bench.cases)
    for by_button in (False, True):
        QTest.keyClick(page.table, Key.Key_O)
        sheet = page._offline
        assert sheet is not None
        assert None not in (sheet.count.number(), sheet.hours.number())  # what was refused is not asked again
        for box, typed in ((sheet.count, count), (sheet.hours, hours)):
            box.setFocus()
            box.selectAll()
            QTest.keyClick(box, Key.Key_Backspace)
            QTest.keyClicks(box, typed)
        if by_button:
            sheet.take.setFocus()
            QTest.keyClick(sheet.take, Key.Key_Return)
        else:
            QTest.keyClick(sheet.hours, Key.Key_Return)
        assert len(stage.bench.cases) == before
        assert sheet.isVisible()
        wrong = sheet.count if count != "3" else sheet.hours
        assert QApplication.focusWidget() is wrong
        assert "nothing has been taken" in _words(sheet)
        QTest.keyClicks(wrong, "2")
        assert "nothing has been taken" not in _words(sheet)
        sheet.dismiss()


def test_escape_in_the_search_and_its_cross_show_everything_again(shell: Shell, stage: Stage) -> None:
    page = _queue(shell)
    everything = page.model.state.total
    for by_cross in range(2):
        QTest.keyClick(page.table, Key.Key_Slash)
        QTest.keyClicks(page.search, "no such words")
        QTest.keyClick(page.search, Key.Key_Return)
        assert page.model.state.total == 0 and page.search.text() == "no such words"
        page.search.setFocus()
        if by_cross:
            page.search.findChild(QToolButton).click()
            QTest.keyClick(page.search, Key.Key_Return)
        else:
            QTest.keyClick(page.search, Key.Key_Escape)
        assert (page.model.state.ask.text, page.model.state.total, page.search.text()) == ("", everything, "")
        assert not page.search.hasFocus()


def test_taking_offline_keeps_to_the_kind_that_is_shown_and_says_which_are_taken(shell: Shell, stage: Stage) -> None:
    page = _queue(shell)
    before = set(stage.bench.cases)
    QTest.keyClick(page.table, Key.Key_O)
    sheet = page._offline
    assert sheet is not None
    assert "whatever is searched for or shown" in _words(sheet)
    sheet.dismiss()
    page.model.filter(Chip.FILING)
    QTest.keyClick(page.table, Key.Key_O)
    assert "Only filings" in _words(sheet)
    QTest.keyClicks(sheet.count, "2")
    QTest.keyClick(sheet.count, Key.Key_Return)
    taken = [row for row in stage.bench.rows if row.case_id in set(stage.bench.cases) - before]
    assert [row.kind for row in taken] == [CaseKind.FILING, CaseKind.FILING]


def test_all_cases_are_given_back_by_one_key_and_return(shell: Shell, stage: Stage) -> None:
    """It is asked first, with the number; Escape leaves them."""
    page = _queue(shell)
    in_hand = len(page.model.state.hands)
    assert in_hand > 1
    QTest.keyClick(page.table, Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    sheet = page._give_back
    assert sheet is not None and sheet.isVisible()
    assert f"{in_hand} cases in your hand" in _words(sheet)
    assert "1 of them has a draft" in _words(sheet)
    QTest.keyClick(sheet.give, Key.Key_Escape)
    assert len(stage.bench.cases) >= in_hand
    QTest.keyClick(page.table, Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(sheet.give, Key.Key_Return)
    assert page.model.state.hands == {}
    assert not sheet.isVisible()


def test_formulas_are_shown_when_asked_for_and_what_hangs_on_the_case_comes_first(shell: Shell) -> None:
    """`U`, or the figure pressed, opens the formulas of every case, and puts them away."""
    preview = _queue(shell).preview
    said = preview._terms[0].text
    formula = preview._terms[0].formula
    assert said.isVisible() and formula.text() and not formula.isVisible()
    assert preview._facts.y() < preview._risk.y()
    QTest.keyClick(shell.pages["queue"].home(), Key.Key_U)
    assert formula.isVisible()
    QTest.keyClick(shell.pages["queue"].home(), Key.Key_Down)
    assert formula.isVisible()
    preview.risk.clicked.emit()
    assert said.isVisible() and not formula.isVisible()


@pytest.mark.parametrize("role", [Role.POLICY, Role.AUDITOR, Role.OPERATOR])
def test_who_takes_no_cases_reads_what_is_decided(qtbot: QtBot, role: Role) -> None:
    """The queue is not said to be empty where it is only not theirs, and nothing offers to take a case."""
    stage = Stage(roles=(role,))
    window = _window(qtbot, stage)
    page = _queue(window)
    assert page.model.state.total == 0
    assert "The queue is empty" not in _words(page)
    assert "This account takes no cases" in _words(page)
    assert list(page.chips) == [Chip.DECIDED]
    assert not page.preview.next.isVisible() and not page.preview.offline.isVisible()
    for key, held in (
        (Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
        (Key.Key_O, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(page.home(), key, held)
    assert page._offline is None
    assert not {"take", "take_offline"} & set(stage.bench.calls)
    stage.bench.rows[8] = stage.bench.rows[8].model_copy(
        update={"status": Status.DECIDED, "outcome": "pass", "offered": False}
    )
    stage.desktop.apply_changes(Changes(queue=True))
    assert [row.case_id for row in page.model.state.pages[0]] == [stage.bench.rows[8].case_id]
    QTest.keyClick(page.table, Key.Key_Return)
    assert stage.bench.calls[-1] == "read"
    window.close()


def test_a_start_without_the_server_shows_what_is_in_hand(qtbot: QtBot) -> None:
    """What cannot be taken now is not what comes first; whoever has chosen a filter keeps it."""
    for chosen in (None, Chip.CLIP):
        stage = Stage()
        stage.bench.give(3, 0)
        window = _window(qtbot, stage)
        if chosen is not None:
            stage.desktop.queue.filter(chosen)
        stage.desktop.report(Changes(), False, Offline())
        assert stage.desktop.queue.state.ask.chip is (chosen or Chip.MINE)
        window.close()
    stage = Stage()
    stage.bench.give(3, 0)
    window = _window(qtbot, stage)
    stage.desktop.report(Changes(), True)
    stage.desktop.report(Changes(), False, Offline())  # lost in the middle of the day: nothing moves
    assert stage.desktop.queue.state.ask.chip is Chip.ALL
    window.close()
