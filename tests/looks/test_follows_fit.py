"""What follows and what would be now can be read or reached at every size and text size, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.media.room import MediaRoom
from reviewer_app.ui import theme
from reviewer_app.ui.desk.version import VersionSheet
from tests.looks.test_fit import SIZES, Eye, Size, eye, tongue
from tests.ui.desk_bench import DeskBed, Key, Modifier

__all__ = ["eye", "tongue"]


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


@pytest.mark.parametrize(("size", "scale"), SIZES)
def test_what_follows_fits(
    qtbot: QtBot, room: MediaRoom, qapp: QApplication, tongue: str, eye: Eye, size: Size, scale: int
) -> None:
    theme.apply(qapp, "light", scale / 100)
    bed = DeskBed(qtbot, room, *size)
    try:
        case_id = bed.give(0, 0)
        bed.count(case_id, streams_14d=2)
        bed.open(case_id)
        bed.press(Key.Key_4)
        bed.bind()
        panel = bed.page.decision.follows
        eye.look(bed.shell, "as-it-comes")
        bed.press(Key.Key_Z)
        eye.look(bed.shell, "asked")
        assert any(line.visibleRegion().boundingRect().height() == line.height() for line in panel.questions.used)
        bed.press(Key.Key_1)
        if not panel.open:
            bed.press(Key.Key_O)
        eye.look(bed.shell, "in-full")
        assert panel.full.visibleRegion().boundingRect().height() >= 60
        bed.press(Key.Key_E)
        bed.press(Key.Key_E, modifiers=Modifier.ShiftModifier)
        bed.press(Key.Key_W, modifiers=Modifier.ShiftModifier)
        eye.look(bed.shell, "departing")
        (card,) = bed.page.decision.cards.used
        assert card.note.hasFocus() and card.note.visibleRegion().boundingRect().height() == card.note.height()
        bed.press(Key.Key_Escape, Key.Key_U)
        sheet = bed.page.sheets.made["version"]
        assert isinstance(sheet, VersionSheet)
        eye.look(bed.shell, "now", sheet)
        eye.nothing_cut()
    finally:
        bed.close()
