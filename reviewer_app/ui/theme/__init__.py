"""The look: colours, measures, fonts and icons, and what is in use now."""

from reviewer_app.ui.theme.fonts import font, sits_close
from reviewer_app.ui.theme.icons import icon
from reviewer_app.ui.theme.live import current, live, px
from reviewer_app.ui.theme.style import apply
from reviewer_app.ui.theme.tokens import METRICS, Ink, Palette, ThemeName, Tone

__all__ = [
    "METRICS",
    "Ink",
    "Palette",
    "ThemeName",
    "Tone",
    "apply",
    "current",
    "font",
    "icon",
    "live",
    "px",
    "sits_close",
]
