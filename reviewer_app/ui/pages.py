"""The shell's pages: one is made when it is first shown, or before that in a moment when nobody asks for anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from reviewer_app.ui.keys import is_typed_in
from reviewer_app.ui.page import Page

Maker = Callable[[], QWidget]


class Pages(Mapping[str, Page]):
    """Pages by name, in the order in which they were announced; asking for one makes it."""

    def __init__(self, stack: QStackedWidget) -> None:
        self._stack = stack
        self._made: dict[str, Page] = {}
        self._makers: dict[str, Maker] = {}
        self._written: dict[str, object] = {}

    def announce(self, name: str, maker: Maker) -> None:
        """A page that is made later by `maker`, or takes the place of the one of that name."""
        self._drop(name)
        self._makers[name] = maker

    def put(self, name: str, page: QWidget) -> None:
        """A page that is there: a widget with the names that `ui.page.Page` has."""
        self.announce(name, lambda: page)
        self[name]

    def made(self) -> tuple[Page, ...]:
        """Those that are there."""
        return tuple(self._made.values())

    def make_next(self) -> bool:
        """Makes one that is not there yet; False where all are."""
        name = next((name for name in self._makers if name not in self._made), None)
        if name is not None:
            self[name]
        return name is not None

    def leave(self, name: str, scene: object) -> None:
        """A page goes from the screen, with `scene` before the person; where they were writing, the caret is kept."""
        page, has = self[name], QApplication.focusWidget()
        self._written.pop(name, None)
        if has is not None and page.isAncestorOf(has) and is_typed_in(has):
            self._written[name] = scene
        _tell(page, False)

    def arrive(self, name: str, scene: object) -> None:
        """A page came onto the screen: the caret is where it was, if what is before the person is; else it is home."""
        page = self[name]
        _tell(page, True)
        had = page.focusWidget() if self._written.pop(name, None) == scene else None
        usable = had is not None and had.isVisibleTo(page) and had.isEnabled() and is_typed_in(had)
        (had if had is not None and usable else page.home()).setFocus()

    def __getitem__(self, name: str) -> Page:
        if name not in self._made:
            page = self._makers[name]()
            self._stack.addWidget(page)
            self._made[name] = cast(Page, page)
            self._made[name].retranslate()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers  # the mapping's own way would make the page to find out

    def _drop(self, name: str) -> None:
        before = self._made.pop(name, None)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()


def _tell(page: Page, visible: bool) -> None:
    shown = getattr(page, "shown", None)
    if shown is not None:
        shown(visible)
