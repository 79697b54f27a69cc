"""The application object: name, fonts, theme, language, and what happens when the program itself fails."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from reviewer_app.client.words import LANGUAGES, of_surroundings, speak
from reviewer_app.ui import own_import as own_import
from reviewer_app.ui import theme

if TYPE_CHECKING:
    from reviewer_app.ui.theme import ThemeName

NAME = "reviewer"
HANDOVER = 0.0005
"""Seconds after which a thread that computes gives way to the screen's, which asks at every paint (decision 0022)."""
_translators: list[QTranslator] = []


def make_app(argv: Sequence[str], theme_name: str = "system", language: str = "", scale: float = 1.0) -> QApplication:
    """The one application object, dressed. `theme_name` light, dark or system; `language` empty for the system's.

    Raises ValueError for a language that is not spoken here.
    """
    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication(list(argv))
    sys.setswitchinterval(HANDOVER)
    app.setApplicationName(NAME)
    app.setDesktopFileName(NAME)
    app.setQuitOnLastWindowClosed(True)
    set_language(app, language or system_language())
    theme.apply(app, theme_of(app, theme_name), scale)
    app.setWindowIcon(theme.icon("scales", "accent"))
    return app


def the_app() -> QApplication:
    """The application object that is there already."""
    return cast(QApplication, QApplication.instance())


def system_language() -> str:
    """The language of the system where it is spoken here, else Chinese for any Chinese, else English."""
    if os.name == "posix" and platform.system() != "Darwin":
        return of_surroundings(os.environ)  # QLocale reads the same, and brings a thousand names of places with it
    from PySide6.QtCore import QLocale

    return "zh_CN" if QLocale.system().language() is QLocale.Language.Chinese else "en"


def set_language(app: QApplication, language: str) -> None:
    """Speaks a language from now on, in Qt's own words too. Screens re-read theirs with `retranslate`."""
    if language not in LANGUAGES:
        raise ValueError(f"not spoken here: {language}")
    speak(language)
    while _translators:  # known here: to find children Qt's bindings would have to meet every class there is
        old = _translators.pop()
        app.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
        _translators.append(translator)


def theme_of(app: QApplication, name: str) -> ThemeName:
    """The theme of a preference: the system's own where it says so."""
    if name == "system":
        return "dark" if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"
    return "dark" if name == "dark" else "light"


def run(app: QApplication) -> int:
    """Runs until the last window is closed; answers with the exit status."""
    status = app.exec()
    clipboard = app.clipboard()
    if clipboard.ownsClipboard():  # what was copied outlives Python, so it must be an object of Qt's own by then
        clipboard.setText(clipboard.text())
    sys.stdout.flush()
    return status
