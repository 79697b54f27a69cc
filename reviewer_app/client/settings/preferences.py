"""Preferences: options declared once, kept as JSON beside the profiles, with nothing of any case in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from reviewer_app.client.settings.files import write_durably
from reviewer_app.client.words import N_
from reviewer_app.wire.canonical import strict_json

T = TypeVar("T", str, int, float, bool)
FILE = "preferences.json"


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One option: its key, default and words; `choices` or `least` and `most` bound its value."""

    key: str
    default: T
    words: str
    choices: tuple[T, ...] = ()
    least: float | None = None
    most: float | None = None

    def takes(self, value: object) -> bool:
        """Whether a value may be chosen."""
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return value in self.choices
        number = value if isinstance(value, int | float) else None
        low = self.least is None or (number is not None and number >= self.least)
        return low and (self.most is None or (number is not None and number <= self.most))


LANGUAGE = Option("language", "", N_("Language"), choices=("", "zh_CN", "en"))  # empty: the system's
THEME = Option("theme", "system", N_("Theme"), choices=("system", "light", "dark"))
TEXT_SCALE = Option("text_scale", 100, N_("Text size in percent"), least=80, most=200)
PLAYBACK_SPEED = Option(
    "playback_speed", 1.0, N_("Speed at which clips start to play"), choices=(0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
)
MUTED_START = Option("muted_start", False, N_("Start clips muted"))
VEIL = Option("veil", "never", N_("Blur pictures at first"), choices=("never", "grave", "always"))
GREYSCALE = Option("greyscale", False, N_("Pictures without colour"))
BREAK_AFTER = Option("break_after", 0, N_("Remind me of a break"), choices=(0, 25, 50, 90))  # minutes at a stretch
PREFETCH_CASES = Option("prefetch_cases", 3, N_("Cases fetched ahead"), least=0, most=10)
PROXY = Option("proxy", "", N_("Proxy for the connection to the server"))
CA_FILE = Option("ca_file", "", N_("File with certificates to trust for the server"))
SERVER = Option("server", "", N_("Server"))
ACCOUNT = Option("account", "", N_("Account"))

OPTIONS: tuple[Option[Any], ...] = (
    LANGUAGE,
    THEME,
    TEXT_SCALE,
    PLAYBACK_SPEED,
    MUTED_START,
    VEIL,
    GREYSCALE,
    BREAK_AFTER,
    PREFETCH_CASES,
    PROXY,
    CA_FILE,
    SERVER,
    ACCOUNT,
)


class Preferences:
    """The chosen values; what was never chosen, or is not allowed any more, reads as the default."""

    def __init__(self, root: Path) -> None:
        self._path = root / FILE
        self._chosen = self._read()

    def get(self, option: Option[T]) -> T:
        """The value of an option."""
        value = self._chosen.get(option.key, option.default)
        return cast(T, value) if option.takes(value) else option.default

    def set(self, option: Option[T], value: T) -> None:
        """Chooses a value, durable when it returns. Raises ValueError for one that is not allowed, NotSaved."""
        if not option.takes(value):
            raise ValueError(f"{option.key} does not take this value")
        chosen = self._chosen | {option.key: value}
        write_durably(self._path, json.dumps(chosen, indent=1, sort_keys=True, ensure_ascii=False).encode())
        self._chosen = chosen

    def _read(self) -> dict[str, Any]:
        try:
            found = strict_json(self._path.read_text("utf-8"))
        except (OSError, ValueError):  # never there, or damaged: preferences are not worth stopping for
            return {}
        return found if isinstance(found, dict) else {}
