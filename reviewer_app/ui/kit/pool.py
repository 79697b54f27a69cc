"""Widgets that are used again from one showing to the next, so that the next case is painted without building any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)
T = TypeVar("T")


class Pool(Generic[W]):
    """As many widgets of one sort as are needed; the rest is hidden. `add` puts a new one where it belongs."""

    def __init__(self, make: Callable[[], W], add: Callable[[W], object]) -> None:
        self._make, self._add = make, add
        self.all: list[W] = []
        self.count = 0

    def show(self, items: Sequence[T], fill: Callable[[W, T], object]) -> None:
        """Fills one widget for each item."""
        while len(self.all) < len(items):
            widget = self._make()
            self.all.append(widget)
            self._add(widget)
        self.count = len(items)
        for at, widget in enumerate(self.all):
            if at < len(items):
                fill(widget, items[at])
            widget.setVisible(at < len(items))

    def clear(self, empty: Callable[[W], object]) -> None:
        """Hides all of them; `empty` takes what one says out of it.

        They are not deleted: Qt for Python falls now and then over a label that goes while the program runs.
        """
        self.count = 0
        for widget in self.all:
            widget.hide()
            empty(widget)

    @property
    def used(self) -> list[W]:
        """Those that are shown."""
        return self.all[: self.count]
