"""The words that people read: gettext catalogues, chosen at run time, for every room of the workstation."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
CATALOGUES = Path(__file__).resolve().parents[2] / "resources" / "i18n"


class _Tongue:
    """The language in use; one for the process, since one person sits at it."""

    def __init__(self) -> None:
        self.language = "en"
        self.catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


_tongue = _Tongue()


def speak(language: str) -> None:
    """Chooses the language of every word from now on; English words stand where a catalogue is not there."""
    _tongue.language = language
    _tongue.catalogue = _gettext.translation("reviewer", CATALOGUES, [language], fallback=True)


def of_surroundings(surroundings: Mapping[str, str]) -> str:
    """The language that a terminal's surroundings name: Chinese for any Chinese locale, else English."""
    named = (surroundings.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh_CN" if next(filter(None, named), "").lower().startswith("zh") else "en"


def language() -> str:
    """The language in use: `zh_CN` or `en`."""
    return _tongue.language


def _(message: str) -> str:
    """The message in the language in use."""
    return _tongue.catalogue.gettext(message) if message else ""


def in_every_language(message: str) -> str:
    """A message in all languages that are spoken here, one behind the other: for looking it up by any of its names."""
    return " ".join(dict.fromkeys(_catalogue(tongue, CATALOGUES).gettext(message) for tongue in LANGUAGES))


def said_in(tongue: str, message: str) -> str:
    """A message in a language that need not be the one in use."""
    return _catalogue(tongue, CATALOGUES).gettext(message)


@cache
def _catalogue(tongue: str, folder: Path) -> _gettext.NullTranslations:
    return _gettext.translation("reviewer", folder, [tongue], fallback=True)


def ngettext(one: str, many: str, count: int) -> str:
    """The message that fits a count."""
    return _tongue.catalogue.ngettext(one, many, count)


def N_(message: str) -> str:
    """Marks a message for translation where it is shown later."""
    return message
