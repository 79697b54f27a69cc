"""Queue, outbox, rules, preferences and sign-in, driven through their widgets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from reviewer_app.client.errors import WrongKey
from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.settings.preferences import MUTED_START, PLAYBACK_SPEED
from reviewer_app.client.trouble import Offline
from reviewer_app.client.viewmodels.queue import PAGE
from reviewer_app.client.viewmodels.signin import Credentials, Known, Passphrase, SignInModel
from reviewer_app.client.workbench.queue_values import Chip, OutboxState, Sort
from reviewer_app.domain.changes import Changes
from reviewer_app.ui import theme
from reviewer_app.ui.kit import Button
from reviewer_app.ui.kit import Chip as ChipMark
from reviewer_app.ui.lanes import QtLanes
from reviewer_app.ui.queue.page import QueuePage
from reviewer_app.ui.queue.table import Column
from reviewer_app.ui.shell import Shell
from reviewer_app.ui.signin.page import SignInWindow
from tests.client.viewmodels.test_signin import FakeDoor
from tests.ui.stage import Stage

Key = Qt.Key


def _window(qtbot: QtBot, stage: Stage) -> Shell:
    window = stage.shell()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.go("queue")
    return window


@pytest.fixture
def shell(qtbot: QtBot, stage: Stage) -> Iterator[Shell]:
    """The window over it."""
    window = _window(qtbot, stage)
    yield window
    window.close()


def _queue(shell: Shell) -> QueuePage:
    page = shell.pages["queue"]
    assert isinstance(page, QueuePage)
    return page


def _words(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def _chips(widget: Any) -> list[str]:
    return [chip.accessibleName() for chip in widget.findChildren(ChipMark) if chip.isVisible()]


def test_the_table_says_what_each_case_is(shell: Shell) -> None:
    """Cells in words: money, due time, state."""
    rows = _queue(shell).table.rows
    said = [str(rows.index(0, column).data()) for column in Column]
    assert said[Column.SUBJECT] == "清溪山泉水 · 晚间场"
    assert said[Column.KIND] == "Clip"
    assert said[Column.RISK] == "87"
    assert said[Column.SALES] == "CN¥37,739"
    assert said[Column.DUE] == "2 h 10 min"
    states = {str(rows.index(at, Column.STATE).data()) for at in range(rows.rowCount())}
    assert {"First look", "In hand", "Draft", "Returned", "With somebody", "Held", "Offline", "Sign-off"} - states <= {
        "Sign-off"
    }


def test_the_preview_explains_the_risk(shell: Shell, stage: Stage) -> None:
    """Reasons, every summand with its formula, and the figures."""
    assert "double(severity) / 3.0" not in _words(_queue(shell).preview)  # the formulas are folded at first
    assert shell.keys.run("queue.formulas")
    QApplication.processEvents()
    said = _words(_queue(shell).preview)
    row = stage.desktop.queue.state.chosen
    assert row is not None
    for part in (*row.reasons, "double(severity) / 3.0", "max_flag_score", "34.8 / 40", "128,400", "Due 2 h 10 min"):
        assert part in said


def test_arrows_walk_and_the_preview_follows(shell: Shell, stage: Stage) -> None:
    """Down, then End: the chosen row and the words beside it."""
    table = _queue(shell).table
    assert QApplication.focusWidget() is table
    QTest.keyClick(table, Key.Key_Down)
    assert stage.desktop.queue.state.at == 1
    QTest.keyClick(table, Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert stage.desktop.queue.state.at == stage.desktop.queue.state.total - 1
    chosen = stage.desktop.queue.state.chosen
    assert chosen is not None
    assert chosen.ref in _words(_queue(shell).preview)


def test_headings_order_and_chips_filter(shell: Shell, stage: Stage, qtbot: QtBot) -> None:
    """By mouse as by key."""
    page = _queue(shell)
    header = page.table.horizontalHeader()
    spot = QPoint(header.sectionPosition(Column.DUE) + 8, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert stage.desktop.queue.state.ask.sort is Sort.DUE
    qtbot.mouseClick(page.chips[Chip.FILING], Qt.MouseButton.LeftButton)
    assert stage.desktop.queue.state.ask.chip is Chip.FILING
    assert page.chips[Chip.FILING].checked
    assert all(row.kind.value == "filing" for row in stage.desktop.queue.state.pages[0])


def test_typing_finds_and_nothing_found_says_so(shell: Shell, stage: Stage) -> None:
    """Empty places have words."""
    page = _queue(shell)
    QTest.keyClick(page.table, Key.Key_Slash)
    QTest.keyClicks(page.search, "camping")
    QTest.keyClick(page.search, Key.Key_Return)
    assert {row.title for row in stage.desktop.queue.state.pages[0]} == {"Camping stove, autumn sale, evening show"}
    assert QApplication.focusWidget() is page.table
    QTest.keyClick(page.table, Key.Key_Slash)
    QTest.keyClicks(page.search, "zzz")
    QTest.keyClick(page.search, Key.Key_Return)
    assert "Nothing found" in _words(page)


def test_cases_are_taken_offline_by_key(shell: Shell, stage: Stage) -> None:
    """O asks how many; Return in the field takes them."""
    page = _queue(shell)
    QTest.keyClick(page.table, Key.Key_O)
    sheet = page._offline
    assert sheet is not None
    assert sheet.isVisible()
    QTest.keyClicks(sheet.count, "3")
    assert sheet.count.value() == 3
    before = len(stage.bench.cases)
    QTest.keyClick(sheet.count, Key.Key_Return)
    assert len(stage.bench.cases) == before + 3
    assert not sheet.isVisible()
    assert shell.at == "queue"


def test_a_long_queue_reads_only_what_is_looked_at(qtbot: QtBot) -> None:
    """Scrolling to the end of 3,000 cases fetches the last stretch, not all of them."""
    stage = Stage(3_000)
    window = _window(qtbot, stage)
    table = _queue(window).table
    table.scrollToBottom()
    QApplication.processEvents()
    window.grab()
    assert set(stage.desktop.queue.state.pages) == {0, 3_000 - PAGE}
    window.close()


def test_the_window_over_real_lanes(qtbot: QtBot) -> None:
    """The same window with work on threads: taking a case, closing, and no thread left."""
    lanes = QtLanes()
    stage = Stage(lanes=lanes)
    window = stage.shell()
    qtbot.addWidget(window)
    window.closing.connect(lanes.close)
    window.show()
    model = stage.desktop.queue
    qtbot.waitUntil(lambda: bool(model.state.lines))
    model.take()
    qtbot.waitUntil(lambda: stage.desktop.desk.state.case is not None)
    qtbot.waitUntil(lambda: window.status_line.in_hand.text() == "In hand 1")
    window.close()
    assert not any(thread.name.startswith(("store_", "network_", "media_")) for thread in threading.enumerate())


def test_the_outbox_says_what_became_of_each(shell: Shell, stage: Stage) -> None:
    """A refusal on top, with its reason and what to do; arrows walk; Return puts away."""
    shell.go("outbox")
    page = shell.pages["outbox"]
    said = _words(page)
    assert "Not accepted: Your hold on the case has ended and passed on." in said
    assert "Open the case to see where it stands." in said
    assert "tried 3 times" in said
    QTest.keyClick(page, Key.Key_Return)
    assert all(not row.kept for row in stage.desktop.outbox.state.rows)
    QTest.keyClick(page, Key.Key_Down)
    assert stage.desktop.outbox.state.at == 1
    QTest.keyClick(page, Key.Key_Up)
    QTest.keyClick(page, Key.Key_O)
    assert stage.desktop.desk.state.case is not None


def test_without_a_network_the_outbox_counts_no_seconds(shell: Shell, stage: Stage) -> None:
    """It says what is waited for, and how many wait; each of them can be taken back."""
    shell.go("outbox")
    assert any(words.startswith("Leaves in") for words in _chips(shell.pages["outbox"]))
    stage.desktop.report(Changes(), False, Offline())
    states = [row.state for row in stage.desktop.outbox.state.rows]
    assert states.count(OutboxState.SETTLED) == 1 and len(states) == 3
    assert not any(words.startswith("Leaves in") for words in _chips(shell.pages["outbox"]))
    assert _chips(shell.pages["outbox"]).count("Waits for the network") == 2
    assert "2 wait for the network" in _words(shell.pages["outbox"])
    for at, row in enumerate(stage.desktop.outbox.state.rows):
        stage.desktop.outbox.choose(at)
        (button,) = [b for b in shell.pages["outbox"].findChildren(Button) if b.isVisible() and b.key == "O"]
        assert (button.text() == "Take back") is (row.state is not OutboxState.SETTLED)


def test_an_empty_outbox_has_words(qtbot: QtBot) -> None:
    """Nothing is on its way."""
    window = _window(qtbot, Stage())
    window.go("outbox")
    assert "Nothing is on its way" in _words(window.pages["outbox"])
    window.close()


def test_a_clause_is_shown_whole(shell: Shell, stage: Stage) -> None:
    """Definition, elements, exemptions, examples, measures, sources and the version's digest."""
    stage.desktop.rules.show("livestream", "2026-07-01", "food-claims")
    shell.go("rules")
    said = "\n".join([_words(shell.pages["rules"]), *_chips(shell.pages["rules"])])
    for part in (
        "3.5 Health claims for ordinary food",
        "Ordinary food is said to cure or prevent illness.",
        "It is about the goods on sale",
        "Quoted in order to contradict it",
        "Selling suspended for three days",
        "Advertising Law (2021) · 第九条第三项",
        "known at second hand",
        "What became of it",
    ):
        assert part in said, part
    stage.desktop.rules.show("livestream", "2026-07-01", "")
    said = _words(shell.pages["rules"])
    for part in ("sha256 ", "Came with the program; nobody signed it", "Conduct before 2023-05-01 has no version here"):
        assert part in said, part


def test_versions_are_walked_on_the_time_line(shell: Shell, stage: Stage) -> None:
    """The clause stays where the other version has it."""
    shell.go("rules")
    page: Any = shell.pages["rules"]
    stage.desktop.rules.show("livestream", "2026-07-01", "offsite-traffic")
    page.timeline.setFocus()
    QTest.keyClick(page.timeline, Key.Key_Left)
    state = stage.desktop.rules.state
    assert state.version is not None
    assert state.clause is not None
    assert (state.version.rulebook.version, state.clause.id) == ("2023-05-01", "offsite-traffic")


def test_text_too_large_for_the_window_is_said_where_it_is_chosen(shell: Shell, qapp: QApplication) -> None:
    shell.go("preferences")
    page: Any = shell.pages["preferences"]
    assert not page._crowded.isVisible()
    theme.apply(qapp, "light", 2.0)
    assert page._crowded.isVisible()
    shell.resize(1920, 1080)
    QApplication.processEvents()
    assert not page._crowded.isVisible()
    theme.apply(qapp, "light")


def test_preferences_are_chosen_by_key(shell: Shell, stage: Stage) -> None:
    """A badge under the keyboard, Space, and it counts."""
    shell.go("preferences")
    page: Any = shell.pages["preferences"]
    QTest.keyClick(page.choices[PLAYBACK_SPEED.key].values[1.5], Key.Key_Space)
    QTest.keyClick(page.choices[MUTED_START.key].values[True], Key.Key_Return)
    assert stage.kept.values["playback_speed"] == 1.5
    assert stage.kept.values["muted_start"] is True


class Door:
    """Opens, after one failure, for whoever comes."""

    def __init__(self) -> None:
        self.seen: list[Credentials] = []

    def remembered(self) -> tuple[str, str]:
        """Remembers the server."""
        return "https://reviews.example", ""

    def look(self, server: str, account: str) -> Known:
        """Asks for a passphrase."""
        return Known(Passphrase.OPEN, here=True)

    def ready(self) -> None:
        """Nothing was stopped."""

    def enter(self, credentials: Credentials) -> str:
        """Fails the first time."""
        self.seen.append(credentials)
        if len(self.seen) == 1:
            raise Offline
        return "session"


def test_signing_in_by_keyboard(qtbot: QtBot) -> None:
    """From the first empty field with Tab and Return; trouble is calm; what was typed stays."""
    door, entered = Door(), []
    window = SignInWindow(SignInModel(door, InlineLanes(), entered.append))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.page.begin()
    fields = window.page.fields
    assert fields["server"].text() == "https://reviews.example"
    assert QApplication.focusWidget() is fields["account"]
    QTest.keyClicks(fields["account"], "reviewer-1")
    QTest.keyClick(fields["account"], Key.Key_Return)
    assert "Enter your password." in _words(window)
    assert QApplication.focusWidget() is fields["password"]
    QTest.keyClicks(fields["password"], "pass word")
    QTest.keyClicks(fields["passphrase"], "a long passphrase")
    QTest.keyClick(fields["passphrase"], Key.Key_Return)
    assert "cannot be reached" in _words(window)
    assert entered == []
    assert QApplication.focusWidget() is fields["server"]
    assert fields["server"].selectedText() == "https://reviews.example"
    QTest.keyClick(fields["server"], Key.Key_Return)
    assert entered == ["session"]
    assert door.seen[1].passphrase == "a long passphrase"
    window.close()


def test_a_passphrase_that_is_chosen_is_said_to_be_mended_by_the_recovery_key_only(qtbot: QtBot) -> None:
    """Whoever forgets it is not lost; the page says what would help, and what the person can do for it."""
    window = SignInWindow(SignInModel(FakeDoor(Passphrase.CHOOSE), InlineLanes(), lambda session: None))
    qtbot.addWidget(window)
    window.show()
    for tongue, said, never in (
        ("en", "only a recovery key opens your work again", "cannot be recovered"),
        ("zh_CN", "只有恢复密钥能再打开您的工作内容", "无法找回"),
    ):
        window.page.tongues[tongue].clicked.emit()
        words = _words(window)
        assert said in words
        assert never not in words
    window.page.tongues["en"].clicked.emit()
    window.close()


def test_tab_goes_through_the_fields_as_they_stand(qtbot: QtBot) -> None:
    """To the button behind the last one; two that differ are said before anything goes out; the second is selected."""
    door = FakeDoor(Passphrase.CHOOSE)
    window = SignInWindow(SignInModel(door, InlineLanes(), lambda session: None))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    page = window.page
    assert QApplication.focusWidget() is page.fields["password"], "server and account are remembered"
    page.fields["server"].setFocus()
    for name in ("server", "account", "password", "passphrase", "again"):
        assert QApplication.focusWidget() is page.fields[name]
        if name not in ("server", "account"):
            QTest.keyClicks(page.fields[name], "a long passphrase" + ("x" if name == "again" else ""))
        QTest.keyClick(page.fields[name], Key.Key_Tab)
    assert QApplication.focusWidget() is page.enter
    page.enter.click()
    assert "The two passphrases differ." in _words(window)
    assert door.seen == []
    assert QApplication.focusWidget() is page.fields["again"]
    assert len(page.fields["again"].selectedText()) == len("a long passphrasex")
    assert page.fields["passphrase"].width() == page.fields["again"].width(), "side by side"
    assert page.fields["passphrase"].y() == page.fields["again"].y()
    window.close()


@pytest.mark.parametrize(("field", "other"), [("account", "bert"), ("server", "https://elsewhere.example")])
def test_the_ways_around_a_lock_go_with_the_account(qtbot: QtBot, field: str, other: str) -> None:
    """Another server or account in the fields: no button is left that is about the one before, nor its recovery key."""
    door = FakeDoor(Passphrase.OPEN, WrongKey())
    window = SignInWindow(SignInModel(door, InlineLanes(), lambda session: None))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    page = window.page
    for name in ("password", "passphrase"):
        page.fields[name].setFocus()
        QTest.keyClicks(page.fields[name], "mistyped by anna")
    page.submit()
    assert page.aside.isVisible()
    page.recover.click()
    QTest.keyClicks(page.fields["recovery"], "AAAA-BBBB")
    page.fields[field].setFocus()
    page.fields[field].selectAll()
    QTest.keyClicks(page.fields[field], other)
    page.fields["password"].setFocus()
    assert not page.aside.isVisible()
    assert not page.fields["recovery"].isVisible()
    assert page.fields["recovery"].text() == ""
    window.close()


def test_what_is_remembered_never_takes_the_place_of_what_was_typed(qtbot: QtBot) -> None:
    """It fills only fields that nobody touched."""
    model = SignInModel(Door(), InlineLanes(), lambda session: None)
    window = SignInWindow(model)
    qtbot.addWidget(window)
    field = window.page.fields["server"]
    field.clear()
    QTest.keyClicks(field, "http://127.0.0.1:9")
    field.clearFocus()
    model.begin()
    assert field.text() == "http://127.0.0.1:9"
    assert window.page.fields["passphrase"].isVisibleTo(window)


def test_an_empty_queue_says_where_the_cases_in_hand_are(qtbot: QtBot) -> None:
    """Whoever has taken everything along is not told that there is nothing."""
    stage = Stage(rows=2)
    stage.bench.rows, taken = stage.bench.rows[:1], stage.bench.give(0)
    stage.bench.rows = []
    shell = _window(qtbot, stage)
    assert taken in stage.desktop.queue.state.hands
    assert "Nothing else waits" in _words(_queue(shell))
    stage.bench.release(taken)
    stage.desktop.queue.reload()
    assert "The queue is empty" in _words(_queue(shell))
    shell.close()
