"""How screens hear that a view model changed: plain callbacks, called on the screen's thread."""

from __future__ import annotations

from collections.abc import Callable


class Observed:
    """Something that can be watched. Watchers are called in the order they came, with nothing: they read the state."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[], None]] = []

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Calls `watcher` after every change; the answer stops that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    def changed(self) -> None:
        """Says that the state is another one now."""
        for watcher in tuple(self._watchers):
            watcher()
