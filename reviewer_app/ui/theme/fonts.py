"""Fonts: three sizes, two weights, and a monospaced face for times, hashes and pts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from PySide6.QtGui import QFont

from reviewer_app.client.words import language
from reviewer_app.ui.theme.live import live

Size = Literal[16, 13, 11]

TEXT_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei UI",
    "Segoe UI",
    "Noto Sans",
    "DejaVu Sans",
)
MONO_FAMILIES = ("JetBrains Mono", "DejaVu Sans Mono", "SF Mono", "Menlo", "Consolas", "Noto Sans Mono CJK SC")


_QUOTES = re.compile("[“”‘’]")
_WIDE = re.compile("[，。、：；！？（）《》「」【】]")


def font(size: Size = 13, weight: int = 400, mono: bool = False, *, close: bool = False) -> QFont:
    """The face of a size in pixels (at text size 100 %); `weight` 400 is plain, 600 semibold; `close` see there."""
    return QFont(_font(size, weight, mono, close, live.scale))


def sits_close(text: str) -> bool:
    """Whether words need the close face: English ones with quotes, which a Chinese face draws as wide as a character.

    Text with Chinese punctuation keeps the face it has: there the wide quotes are right.
    """
    return language() == "en" and _QUOTES.search(text) is not None and _WIDE.search(text) is None


@lru_cache(maxsize=64)
def _font(size: int, weight: int, mono: bool, close: bool, scale: float) -> QFont:
    face = QFont()
    face.setFamilies([*MONO_FAMILIES, *TEXT_FAMILIES] if mono else list(TEXT_FAMILIES))
    face.setStyleHint(QFont.StyleHint.Monospace if mono else QFont.StyleHint.SansSerif)
    face.setPixelSize(round(size * scale))
    face.setWeight(QFont.Weight(weight))
    if close:
        face.setFeature(QFont.Tag("halt"), 1)  # half the width for punctuation, where the face has both
    return face
