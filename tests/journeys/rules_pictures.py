"""Pictures of the walk over the rules for the guide: `python -m tests.journeys.rules_pictures DIR`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from reviewer_app.client.settings.preferences import LANGUAGE, THEME
from reviewer_app.ui import app as application
from reviewer_app.ui.tour.hands import rest
from tests.journeys.test_rules_walk import walk


def main(folder: Path) -> None:
    """Walks, and leaves a picture of each place."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application.make_app(sys.argv[:1], "light", "en")

    def look(name: str, person: object) -> None:
        shell = person.shell  # type: ignore[attr-defined]
        shell.desktop.preferences.set(LANGUAGE, "en")
        shell.desktop.preferences.set(THEME, "light")
        shell.resize(1366, 768)
        rest(400)
        shell.grab().save(str(folder / f"{name}.png"))

    with tempfile.TemporaryDirectory() as place:
        walk(Path(place), look)
    QApplication.processEvents()
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
