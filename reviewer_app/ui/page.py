"""What the shell expects of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.ui.kit import Surface


class Page(Surface):
    """A page of the shell; a page of another descent needs the same names."""

    where: Where | tuple[Where, ...] = Where.PAGES
    """Which actions are awake on it; read at each key press: one place, or several at once."""

    @property
    def title(self) -> str:
        """What it is called, in the language in use."""
        return ""

    def handlers(self) -> Mapping[str, Callable[[], Any]]:
        """Who answers which action here; an answer False lets the key go on to the widget."""
        return {}

    def retranslate(self) -> None:
        """Reads every word again."""

    def home(self) -> QWidget:
        """Who has the keyboard when nothing in particular has: it shows that it has it, and has a name."""
        return self

    def refusals(self) -> Mapping[str, str]:
        """Why an action that is answered here would do nothing now, in the language in use."""
        return {}

    def shown(self, visible: bool) -> None:
        """It came onto the screen, or went."""
