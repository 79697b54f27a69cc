"""Tests the picture as it is painted: what is kept of it, and when it is made anew."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from reviewer_app.client.viewmodels import boxes
from reviewer_app.ui.evidence.face import Face


@pytest.mark.usefixtures("qapp")
def test_a_picture_is_brought_to_the_pixels_of_the_screen_that_its_window_is_on_now() -> None:
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(0)
    face, view = Face(), boxes.View((800, 600), (400, 300))
    face.show(image)
    widths = []
    for ratio in (1.0, 1.5, 1.0):
        face.warm(view, ratio)
        assert face.scaled is not None
        assert face.scaled.devicePixelRatio() == ratio
        widths.append(face.scaled.width())
    assert widths[0] == widths[2] < widths[1]
    kept = face.scaled
    face.warm(view, 1.0)
    assert face.scaled is kept
