"""What every test of the screen starts from: the theme applied once, English spoken, light shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.words import speak
from reviewer_app.ui import theme


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    if theme.current().name != "light" or theme.live.scale != 1.0 or not qapp.styleSheet():
        theme.apply(qapp, "light")
    speak("en")
    yield
    speak("en")
