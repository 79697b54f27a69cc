"""Preferences as the page shows them: options by name, their values, and who is told of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from reviewer_app.client.settings.preferences import (
    BREAK_AFTER,
    GREYSCALE,
    LANGUAGE,
    MUTED_START,
    PLAYBACK_SPEED,
    TEXT_SCALE,
    THEME,
    VEIL,
)
from reviewer_app.client.viewmodels.observing import Observed

if TYPE_CHECKING:
    from reviewer_app.client.lanes import Lanes
    from reviewer_app.client.settings.preferences import (
        Option,
    )
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.media.values import Confinement

T = TypeVar("T", str, int, float, bool)
SHOWN: tuple[Option[Any], ...] = (
    LANGUAGE,
    THEME,
    TEXT_SCALE,
    PLAYBACK_SPEED,
    MUTED_START,
    VEIL,
    GREYSCALE,
    BREAK_AFTER,
)
TEXT_SCALES = (90, 100, 115, 130, 150, 175, 200)


class Kept(Protocol):
    """Where values are kept: `client.settings.preferences.Preferences`, or a dictionary in a test."""

    def get(self, option: Option[T]) -> T:
        """The value of an option."""
        ...

    def set(self, option: Option[T], value: T) -> None:
        """Keeps a value."""
        ...


class PreferencesModel(Observed):
    """The preferences without a screen. A value counts at once; a write that fails is said and does not undo it.

    `confined` is what holds the process that opens files back on this computer, as soon as it has said so.
    """

    def __init__(self, kept: Kept, lanes: Lanes) -> None:
        super().__init__()
        self._kept, self._lanes = kept, lanes
        self._now: dict[str, Any] = {}
        self.trouble: Trouble | None = None
        self.confined: Confinement | None = None

    def get(self, option: Option[T]) -> T:
        """The value that counts now."""
        if option.key not in self._now:
            self._now[option.key] = self._kept.get(option)
        value: T = self._now[option.key]
        return value

    def set(self, option: Option[T], value: T) -> None:
        """Chooses a value; the screen follows at once, the disk behind it."""
        if not option.takes(value):
            raise ValueError(f"{option.key} does not take this value")
        if self.get(option) == value:
            return
        self._now[option.key] = value
        self.changed()
        self._lanes.store(lambda: self._kept.set(option, value), lambda _: self._said(None), self._said)

    def toggle(self, option: Option[bool]) -> None:
        """Turns an option on or off."""
        self.set(option, not self.get(option))

    def hear_confined(self, held: Confinement | None) -> None:
        """What holds the process that opens files; nothing where it did not come up."""
        self.confined = held
        self.changed()

    def _said(self, trouble: Trouble | None) -> None:
        if trouble is not self.trouble:
            self.trouble = trouble
            self.changed()


class InMemory:
    """Values held in memory: for tests and for the tour."""

    def __init__(self, **values: Any) -> None:
        self.values: dict[str, Any] = values

    def get(self, option: Option[T]) -> T:
        """The value of an option."""
        value: T = self.values.get(option.key, option.default)
        return value

    def set(self, option: Option[T], value: T) -> None:
        """Keeps a value."""
        self.values[option.key] = value
