"""What every journey through a window starts from: the theme applied once, English spoken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.words import speak
from reviewer_app.ui import theme
from tests.ui.conftest import _catalogues, chinese

__all__ = ["_catalogues", "chinese", "dressed"]


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[None]:
    """The screen as the program sets it up."""
    theme.apply(qapp, "light")
    speak("en")
    yield
    speak("en")
