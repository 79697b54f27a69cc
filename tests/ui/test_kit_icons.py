"""Icons: every name that the screen uses is a glyph of the set."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from reviewer_app.ui.theme import current, icon
from reviewer_app.ui.theme.icons import FONTS

UI = Path(__file__).resolve().parents[2] / "reviewer_app" / "ui"
TAKES_ICON = {"icon": 0, "IconButton": 0, "RailItem": 0, "set_icon": 0}


def _names() -> list[tuple[str, str]]:
    """Icon names as they stand in calls, with the file."""
    found = []
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            values = [k.value for k in node.keywords if k.arg == "icon_name"]
            if name in TAKES_ICON and node.args:
                values.append(node.args[TAKES_ICON[name]])
            found += [(v.value, path.name) for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)]
    return found


def test_every_icon_is_there() -> None:
    """A name that is not in the set would fail when it is painted, which may be rare."""
    glyphs = json.loads(next(FONTS.glob("phosphor-charmap-*.json")).read_text("utf-8"))
    assert len(_names()) > 8
    assert [(name, file) for name, file in _names() if name not in glyphs] == []


@pytest.mark.parametrize("name", ["hourglass", "magnifying-glass", "funnel", "tray", "queue", "scales", "checks"])
def test_icons_are_drawn_in_the_ink(qapp: QApplication, name: str) -> None:
    """Something of the accent colour is on the picture."""
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(QColor(current().panel))
    painter = QPainter(image)
    icon(name, "accent").paint(painter, image.rect())
    painter.end()
    colours = {image.pixelColor(x, y).name() for x in range(32) for y in range(32)}
    assert current().accent in colours
