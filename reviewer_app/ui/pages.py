"""The shell's pages: one is made when it is first shown, or before that in a moment when nobody asks for anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from reviewer_app.ui.keys import is_typed_in
from reviewer_app.ui.page import Page

if TYPE_CHECKING:
    from reviewer_app.client.viewmodels.desktop import Desktop

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


# The modules of these pages are loaded with them: the queue is shown first, and needs none of them.


def outbox_page(desktop: Desktop) -> QWidget:
    """What was decided and where it is."""
    from reviewer_app.ui.outbox.page import OutboxPage

    return OutboxPage(desktop.outbox, desktop.clock)


def rules_page(desktop: Desktop) -> QWidget:
    """The rulebooks, with the ways back to the case that was being judged."""
    from reviewer_app.ui.rules.page import RulesPage

    page = RulesPage(desktop.rules, desktop.trial, desktop.clock)
    page.back_pressed.connect(desktop.back_to_case)
    page.case_pressed.connect(lambda case_id: desktop.open_case(case_id, True))
    return page


def preferences_page(desktop: Desktop, recover: Callable[[], object], sign_out: Callable[[], object]) -> QWidget:
    """What a person sets for themselves, the recovery key, and signing out."""
    from reviewer_app.ui.preferences.page import PreferencesPage

    page = PreferencesPage(desktop.preferences, desktop.session, desktop.care)
    page.recovery.clicked.connect(recover)
    page.sign_out.clicked.connect(sign_out)
    return page
