"""Turns tokens into what Qt draws with: its palette, the fonts, the style sheet of what the kit does not paint."""

from __future__ import annotations

from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from reviewer_app.ui.theme.fonts import font
from reviewer_app.ui.theme.live import live, px
from reviewer_app.ui.theme.tokens import METRICS, PALETTES, Palette, ThemeName

SHEET = Path(__file__).resolve().parents[3] / "resources" / "themes" / "workstation.qss"


def apply(app: QApplication, theme: ThemeName, scale: float = 1.0) -> None:
    """Shows everything in a theme, with text at `scale` (1.0 is 100 %); every widget redraws itself."""
    live.palette, live.scale = PALETTES[theme], scale
    # Taking the old sheet away first costs a quarter of putting another over it: Qt unpicks each widget's fonts then.
    app.setStyleSheet("")
    app.setFont(font())
    app.setPalette(qt_palette(live.palette))
    app.setStyleSheet(sheet(live.palette))
    live.changed.emit()


def sheet(palette: Palette) -> str:
    """The style sheet in a palette's colours and the measures in use."""
    measures = {"radius": px(METRICS.radius), "panel_radius": px(METRICS.radius_panel), "field": px(METRICS.field)}
    sizes = {"small": px(11), "text": px(13), "bar": px(10), "row": px(28), "box": px(14)}
    return Template(SHEET.read_text("utf-8")).substitute(palette._asdict() | measures | sizes)


def qt_palette(palette: Palette) -> QPalette:
    """The palette that Qt's own drawing uses."""
    role = QPalette.ColorRole
    colours = {
        role.Window: palette.page,
        role.WindowText: palette.ink,
        role.Base: palette.panel,
        role.AlternateBase: palette.sunk,
        role.Text: palette.ink,
        role.Button: palette.panel,
        role.ButtonText: palette.ink,
        role.BrightText: palette.bad,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.PlaceholderText: palette.faint,
        role.ToolTipBase: palette.panel,
        role.ToolTipText: palette.ink,
        role.Link: palette.accent,
        role.LinkVisited: palette.accent,
        role.Light: palette.line,
        role.Midlight: palette.line,
        role.Mid: palette.line,
        role.Dark: palette.line,
        role.Shadow: palette.line,
    }
    made = QPalette()
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(palette.faint))
    return made
