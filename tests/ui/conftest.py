"""What every test of the screen starts from: the theme applied once, English spoken, light shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client import words
from reviewer_app.client.words import speak
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui import theme
from tests.ui.desk_bench import DeskBed
from tests.ui.stage import Stage


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    if theme.current().name != "light" or theme.live.scale != 1.0 or not qapp.styleSheet():
        theme.apply(qapp, "light")
    speak("en")
    yield
    speak("en")


@pytest.fixture(scope="session")
def _catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Chinese catalogue, compiled for this run."""
    made = tmp_path_factory.mktemp("i18n")
    source = words.CATALOGUES / "zh_CN" / "LC_MESSAGES" / "reviewer.po"
    (made / "zh_CN" / "LC_MESSAGES").mkdir(parents=True)
    with source.open("rb") as po, (made / "zh_CN" / "LC_MESSAGES" / "reviewer.mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale="zh_CN"))
    return made


@pytest.fixture
def chinese(_catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets `speak("zh_CN")` find its words, whether or not they were compiled before."""
    monkeypatch.setattr(words, "CATALOGUES", _catalogues)
    yield
    speak("en")


@pytest.fixture(scope="module")
def room() -> Iterator[MediaRoom]:
    """One media room for the module."""
    with MediaRoom() as opened:
        yield opened


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[DeskBed]:
    """A desk in its window; the tests of evidence alone have a bed of their own."""
    made = DeskBed(qtbot, room)
    yield made
    made.close()


@pytest.fixture
def stage() -> Stage:
    """A day in the middle."""
    made = Stage()
    made.busy_day()
    return made
