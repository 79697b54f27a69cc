"""Looking after the person, at the window: pictures are veiled past recognition, shown by a held key, and counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app.client.settings.preferences import BREAK_AFTER, GREYSCALE, VEIL
from reviewer_app.client.viewmodels import care
from reviewer_app.client.viewmodels.care import ViewingDay
from reviewer_app.client.viewmodels.confined import confined_words
from reviewer_app.client.workbench.workbench import VIEWING
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.evidence.canvas import Canvas
from reviewer_app.ui.evidence.veil import GRAINS, veil
from reviewer_app.ui.tour.hands import rest
from tests.journeys.station import Person, demo, with_a_case

REVEALED = 1.5
"""Seconds on the program's own timer here: long enough for a test to put its clock forward before they are over."""

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path_factory.mktemp("care")) as running:
        yield running


@pytest.fixture(autouse=True)
def _lifted() -> Iterator[None]:
    yield
    veil.set(False, False)


def detail(widget: QWidget) -> int:
    """How much neighbouring pixels differ below the middle of a picture, summed: what an eye would call sharp."""
    room = widget.rect()
    below = QRect(room.width() * 5 // 12, room.height() * 6 // 10, room.width() // 6, room.height() * 3 // 10)
    image = widget.grab(below).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = [bytes(image.constScanLine(y))[: image.width()] for y in range(0, image.height(), 4)]
    return sum(abs(a - b) for row in rows for a, b in pairwise(row))


def _canvas(person: Person) -> Canvas:
    person.until("a picture", lambda: any(c.isVisible() and c.has_picture for c in person.page.findChildren(Canvas)))
    return next(c for c in person.page.findChildren(Canvas) if c.isVisible() and c.has_picture)


def test_a_key_veils_the_case_and_a_held_one_shows_it(
    served: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "REVEALED", REVEALED)
    monkeypatch.setattr(care, "TICK", 600.0)  # nothing but the timer of the key looks at the clock meanwhile
    with with_a_case(served, tmp_path / "profiles") as person:
        canvas = _canvas(person)
        sharp = detail(canvas)
        lanes = person.page.pane.clip.lanes
        person.until("the film", lambda: lanes._film is not None)
        rest(200)
        film = lanes.grab().toImage()
        person.press("Shift+F9")
        assert lanes.grab().toImage() != film
        assert detail(canvas) < sharp / 4
        assert canvas.image().size().width() > GRAINS  # the evidence itself is as it was
        person.press("F9")
        assert detail(canvas) > sharp / 2
        person.clock.forward(11)  # the program's own timer looks at it: nobody tells it to
        person.until("blurred again by itself", lambda: veil.hides, 5)
        assert detail(canvas) < sharp / 4
        QTest.keyPress(QApplication.focusWidget(), Qt.Key.Key_F9)
        person.clock.forward(60)
        rest(round(1000 * REVEALED) + 200)
        assert detail(canvas) > sharp / 2  # held, though the keyboard repeats nothing
        QTest.keyRelease(QApplication.focusWidget(), Qt.Key.Key_F9)
        assert not veil.hides
        person.clock.forward(11)
        person.until("blurred again after it was let go", lambda: veil.hides, 5)
        QTest.keyPress(QApplication.focusWidget(), Qt.Key.Key_F9)
        other = QWidget()
        other.show()
        other.activateWindow()  # the key is let go of where nobody here hears it
        person.until("another window in front", lambda: not person.shell.isActiveWindow())
        person.clock.forward(11)
        person.until("blurred again behind another window", lambda: veil.hides, 5)
        other.close()
        other.deleteLater()
        person.shell.activateWindow()
        person.until("the window in front", person.shell.isActiveWindow)
        person.press("Shift+F9")
        assert detail(canvas) > sharp / 2


def test_grey_takes_the_colour_out_and_nothing_else(served: EmbeddedServer, tmp_path: Path) -> None:
    with with_a_case(served, tmp_path / "profiles") as person:
        canvas = _canvas(person)
        person.press("Ctrl+F9")
        image = canvas.grab().toImage()
        at = canvas.rect().center()
        pixels = [image.pixelColor(at.x() + dx, at.y()) for dx in range(-40, 40)]
        assert all(one.red() == one.green() == one.blue() for one in pixels)
        assert person.shell.desktop.preferences.get(GREYSCALE)


def test_the_preferences_show_the_days_and_the_line_reminds(served: EmbeddedServer, tmp_path: Path) -> None:
    with with_a_case(served, tmp_path / "profiles") as person:
        desktop = person.shell.desktop
        desktop.preferences.set(VEIL, "always")
        assert veil.hides
        desktop.preferences.set(BREAK_AFTER, 25)
        for _minute in range(26):
            person.clock.forward(60)
            person.press("M")
        desktop.care.changed()
        assert person.shell.status_line.break_line.isVisible()
        person.press("Alt+F9")
        assert not person.shell.status_line.break_line.isVisible()
        person.press("Ctrl+,")
        assert "Looking after yourself" in person.says()
        page = person.shell.pages["preferences"]
        person.until("what the worker says that holds it", lambda: page.confined.isVisible())
        held = desktop.preferences.confined
        assert held is not None
        assert page.confined.text() == confined_words(held)
        week = person.shell.pages["preferences"].week
        own = desktop.care
        assert week.isVisible() is any(day.seconds >= 60 for day in own.days)
        own.days = (ViewingDay(own.week()[-1].day, 600, 60),)
        own.changed()
        assert week.isVisible()
        desktop.care.stop()
        kept = person.place.store.session
        person.until("the days on the disk", lambda: kept.noted(VIEWING))
