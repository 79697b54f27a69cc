"""Everything can be read or reached, in the smallest window and at large text, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QEnterEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.errors import WrongKey
from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.viewmodels.signin import Passphrase, SignInModel
from reviewer_app.client.words import speak
from reviewer_app.domain.events import Round
from reviewer_app.media.room import MediaRoom
from reviewer_app.rulebooks.compiled import published
from reviewer_app.rulebooks.shipped import shipped
from reviewer_app.ui import theme
from reviewer_app.ui.kit import ElidedLabel, Sheet
from reviewer_app.ui.queue.page import QueuePage
from reviewer_app.ui.queue.table import Column
from reviewer_app.ui.shell import Shell
from reviewer_app.ui.signin.page import SignInWindow
from tests.client import fakes, opened
from tests.client.viewmodels.test_signin import FakeDoor
from tests.looks.walk import cuts
from tests.ui.desk_bench import REASON, DeskBed, Key
from tests.ui.stage import Stage

SIZES = [
    pytest.param((1366, 768), 100, id="1366x768"),
    pytest.param((1024, 640), 100, id="1024x640"),
    pytest.param((1366, 768), 150, id="1366x768 at 150 %"),
    pytest.param((1920, 1080), 100, id="1920x1080"),
    pytest.param((1920, 1080), 200, id="1920x1080 at 200 %"),
]
Size = tuple[int, int]


@pytest.fixture(params=["zh_CN", "en"])
def tongue(request: pytest.FixtureRequest, chinese: None) -> str:
    """The language that is spoken."""
    speak(request.param)
    return str(request.param)


class Eye:
    """Looks at a window: keeps what is cut in it, and its picture where something is."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cut = folder, dict[str, list[str]]()

    def look(self, window: QWidget, name: str, whole: QWidget | None = None) -> None:
        """Looks at all of a window, or at what lies over it."""
        for _each in range(3):
            QApplication.processEvents()
        picture = window.grab()
        found = cuts(whole or window)
        if found:
            self.cut[name] = found
            picture.save(str(self.folder / f"{name}.png"))

    def nothing_cut(self) -> None:
        """Fails with what was cut."""
        assert not self.cut, "\n".join(f"{name}: {line}" for name, lines in self.cut.items() for line in lines)


@pytest.fixture
def eye(tmp_path: Path) -> Eye:
    """Pictures lie in the test's own folder."""
    return Eye(tmp_path)


@pytest.mark.parametrize(("size", "scale"), SIZES)
def test_the_sign_in_fits(qtbot: QtBot, qapp: QApplication, tongue: str, eye: Eye, size: Size, scale: int) -> None:
    theme.apply(qapp, "light", scale / 100)
    door = FakeDoor(Passphrase.CHOOSE, WrongKey("reviewer-1"))
    window = SignInWindow(SignInModel(door, InlineLanes(), lambda session: None))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    eye.look(window, "sign-in")
    for name in ("password", "passphrase"):
        window.page.fields[name].setText("a passphrase for this test")
    window.page.submit()
    eye.look(window, "sign-in-trouble")
    window.page.recover.click()
    eye.look(window, "sign-in-recovering")
    window.page.aside.click()
    assert window.page.sheet is not None
    eye.look(window, "sign-in-aside", window.page.sheet)
    assert (window.width(), window.height()) == size
    eye.nothing_cut()


@pytest.mark.parametrize(("size", "scale"), SIZES)
def test_the_pages_fit(qtbot: QtBot, qapp: QApplication, tongue: str, eye: Eye, size: Size, scale: int) -> None:
    stage = Stage(language=tongue, text_scale=scale)
    stage.busy_day()
    theme.apply(qapp, "light", scale / 100)
    window = stage.shell()
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    for page in window.pages:
        window.go(page)
        eye.look(window, page)
    for name, sheet in _sheets(window):
        eye.look(window, f"sheet-{name}", sheet)
        sheet.dismiss()
    assert (window.width(), window.height()) == size
    eye.nothing_cut()
    window.close()


def _sheets(shell: Shell) -> Iterator[tuple[str, Sheet]]:
    """Every sheet of the window, opened one after the other."""
    shell._open_palette()
    yield "palette", shell.palette_sheet
    shell.keys_sheet.start()
    yield "keys", shell.keys_sheet
    shell.recovery_sheet.start()
    yield "recovery", shell.recovery_sheet
    shell.recovery_sheet.start()
    shell.recovery_sheet.make.click()
    yield "recovery-shown", shell.recovery_sheet
    shell.sign_again_sheet.start()
    yield "sign-again", shell.sign_again_sheet
    shell.sign_out_sheet.start(3)
    yield "sign-out", shell.sign_out_sheet
    shell.go("queue")
    page = shell.pages["queue"]
    assert isinstance(page, QueuePage)
    page.ask_offline()
    assert page._offline is not None
    yield "offline", page._offline


def _seen(widget: QWidget) -> int:
    """How many pixels of a widget's height are in sight."""
    return widget.visibleRegion().boundingRect().height()


@pytest.mark.parametrize("tongue_", ["zh_CN", "en"])
def test_clauses_finding_reason_and_what_is_missing_are_seen_at_once(
    qtbot: QtBot, room: MediaRoom, chinese: None, monkeypatch: pytest.MonkeyPatch, tongue_: str
) -> None:
    """At 1366 x 768, with nine clauses, nobody scrolls to know where the decision stands."""
    versions = published(shipped())
    for made in (fakes, opened):
        monkeypatch.setattr(made, "books", lambda: versions)
    speak(tongue_)
    bed = DeskBed(qtbot, room)
    bed.open(bed.give(0, 0))
    decision = bed.page.decision
    QApplication.processEvents()
    assert len(decision.clauses.rows.used) == 9
    assert all(_seen(row) == row.height() for row in decision.clauses.rows.used)  # before a finding: the whole list
    bed.press(Key.Key_1)
    bed.bind()
    bed.press(Key.Key_W)
    bed.write(REASON)
    bed.press(Key.Key_Escape, Key.Key_V)
    for _each in range(3):
        QApplication.processEvents()
    (card,) = decision.cards.used
    assert sum(_seen(row) == row.height() for row in decision.clauses.rows.used) >= 3
    assert _seen(card.name) == card.name.height()
    assert all(_seen(line) > 0 for line in card.elements.used)
    (bound,) = card.places.used
    assert _seen(bound) == bound.height()
    assert _seen(decision.reason) == decision.reason.height()
    assert all(_seen(line) == line.height() for line in decision.foot.lines.used)
    assert not decision.inside.verticalScrollBar().isVisible()
    bar = decision.clauses.list.verticalScrollBar()
    assert bar.isVisible() and bar.maximum() > 0  # the rest is one turn of the wheel away
    bed.close()


@pytest.mark.qt_log_ignore("does not support raise")  # a tooltip is a window, and there is no screen here
def test_words_that_end_with_dots_are_said_by_pointing(qtbot: QtBot) -> None:
    label = ElidedLabel("雾岭茶业晚间专场 <b>云雾绿茶</b>")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    spot = label.rect().center()
    QApplication.sendEvent(label, QEnterEvent(spot, spot, label.mapToGlobal(spot)))
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, spot, label.mapToGlobal(spot)))
    assert "&lt;b&gt;" in QToolTip.text()  # whole, and plain: nothing in it is ever read as markup
    label.resize(600, 20)
    assert not label.cut


def test_columns_without_madeare_named(qtbot: QtBot) -> None:
    window = Stage().shell()
    qtbot.addWidget(window)
    page = window.pages["queue"]
    assert isinstance(page, QueuePage)
    window.resize(1366, 768)
    window.show()
    QApplication.processEvents()
    assert page.table.away == () and page._folded.isHidden()
    window.resize(1024, 640)
    QApplication.processEvents()
    assert page.table.away == (Column.FLAG, Column.SALES)
    assert page._folded.isVisible() and "First flag · Sales" in page._folded.text()
    window.close()


@pytest.mark.parametrize(("size", "scale"), SIZES)
def test_the_desk_fits(
    qtbot: QtBot,
    room: MediaRoom,
    qapp: QApplication,
    tongue: str,
    monkeypatch: pytest.MonkeyPatch,
    eye: Eye,
    size: Size,
    scale: int,
) -> None:
    versions = published(shipped())
    for made in (fakes, opened):
        monkeypatch.setattr(made, "books", lambda: versions)
    theme.apply(qapp, "light", scale / 100)
    bed = DeskBed(qtbot, room, *size)
    for number, kind in enumerate(("clip", "listing", "filing")):
        bed.open(bed.give(number, number))
        eye.look(bed.shell, kind)
        bed.press(Key.Key_1)
        if kind != "filing":
            bed.bind()
        bed.press(Key.Key_W)
        bed.write(REASON)
        bed.press(Key.Key_Escape, Key.Key_V)
        eye.look(bed.shell, f"{kind}-judged")
        bed.press(Key.Key_H)
        eye.look(bed.shell, f"{kind}-held")
        bed.press(Key.Key_V)
        if kind == "clip":
            judged = bed.state.draft
    bed.open(bed.give(3, 0, judged))
    eye.look(bed.shell, "signoff")
    if min(size) >= 768 and scale == 100:
        reason = bed.page.decision.reason
        assert _seen(reason) == reason.height()  # beside the verdict that is judged, without scrolling
    bed.press(Key.Key_X)
    eye.look(bed.shell, "signoff-change")
    bed.open(bed.give(4, 0, judged, round_=Round.APPEAL))
    eye.look(bed.shell, "appeal")
    for key, name in ((Key.Key_Y, "history"), (Key.Key_U, "version")):
        bed.press(key)
        sheet = next(s for s in bed.shell.findChildren(Sheet) if s.isVisible())
        eye.look(bed.shell, name, sheet)
        sheet.dismiss()
    assert (bed.shell.width(), bed.shell.height()) == size
    bed.close()
    eye.nothing_cut()


def test_a_place_that_was_just_bound_is_seen_where_room_is_short(
    qtbot: QtBot, qapp: QApplication, room: MediaRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much the clause asks for, in the longer language too: the place is in sight below its finding's name."""
    theme.apply(qapp, "light", 1.0)
    speak("en")
    versions = published(shipped())
    for made in (fakes, opened):
        monkeypatch.setattr(made, "books", lambda: versions)
    bed = DeskBed(qtbot, room, 1366, 640)  # as low as what follows leaves it at 768
    try:
        bed.open(bed.give(0, 0))
        bed.press(Key.Key_V, Key.Key_1)
        bed.bind()
        bed.settle()
        (card,) = bed.page.decision.cards.used
        chip = card.places.used[-1]
        assert chip.visibleRegion().boundingRect() == chip.rect()
        assert _seen(card.name) == card.name.height()
    finally:
        bed.close()
